import type { RefusalCode } from '@houzhai/contracts';
import { campaignActionLabel, campaignStatusLabel, unitActionLabel, unitStatusLabel, visitOutcomeLabel } from './screening-labels.ts';
import type { Sentences } from './sentence.ts';

const half = (code: string, zh: boolean): string =>
  code === 'AM' ? (zh ? '上午' : 'morning') : zh ? '下午或晚上' : 'afternoon or evening';

/** Refusals about screening as sentences. */
export const SCREENING_SENTENCES: Sentences<Extract<RefusalCode, `screening.${string}`>> = {
  'screening.campaign-not-allowed-now': {
    zh: ({ action, status }) => `本轮“${campaignStatusLabel(status, 'zh')}”时不能“${campaignActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `The round is ${campaignStatusLabel(status, 'en').toLowerCase()}: cannot ${campaignActionLabel(action, 'en').toLowerCase()}; press x for what is possible`,
  },
  'screening.ends-before-it-starts': {
    zh: () => '结束日早于开始日；请核对',
    en: () => 'The last day is before the first; check the dates',
  },
  'screening.nothing-to-screen': {
    zh: () => '登记簿里没有符合的户（间）；请核对类别和村(居)',
    en: () => 'The register has no such dwelling; check strata and areas',
  },
  'screening.no-team': {
    zh: () => '没有可出动的突击队；请先组建或恢复人手',
    en: () => 'No team can go; form one or bring people back first',
  },
  'screening.team-unavailable': {
    zh: () => '该队已撤销或无人可出动；请选其他队',
    en: () => 'That team was disbanded or nobody of it can go; choose another',
  },
  'screening.same-team': { zh: () => '调出与调入是同一队；请选其他队', en: () => 'That is the same team; choose another' },
  'screening.nothing-to-assign': {
    zh: () => '没有符合的未查清户（间）可调剂',
    en: () => 'No unit like that is left that is not accounted for',
  },
  'screening.nothing-to-own': {
    zh: () => '没有缺责任人的未查清户（间）',
    en: () => 'Every unit like that is accounted for or has an owner already',
  },
  'screening.owner-cannot-see': {
    zh: () => '责任人看不到这些户（间）：请选本辖区或本队的人员',
    en: () => 'The owner would not see it; choose somebody of the area or the team',
  },
  'screening.due-in-past': { zh: () => '期限已过；请填写以后的时间', en: () => 'The deadline has passed already; give a later time' },
  'screening.units-unowned': {
    zh: ({ units, area, inArea }) =>
      `还有 ${String(units)} 户（间）未查清且没有责任人，最多的是 ${area}（${String(inArea)}）；请上门，或落实责任人和期限`,
    en: ({ units, area, inArea }) =>
      `${String(units)} units are neither accounted for nor owned, most of them in ${area} (${String(inArea)}); visit them or name who answers`,
  },
  'screening.unit-not-allowed-now': {
    zh: ({ action, status }) => `“${unitStatusLabel(status, 'zh')}”时不能“${unitActionLabel(action, 'zh')}”；记错了请用更正`,
    en: ({ action, status }) =>
      `Cannot ${unitActionLabel(action, 'en').toLowerCase()} while ${unitStatusLabel(status, 'en').toLowerCase()}; a mistake is corrected`,
  },
  'screening.not-begun': {
    zh: ({ status }) => `本轮“${campaignStatusLabel(status, 'zh')}”，不能登记上门；请联系指挥中心`,
    en: ({ status }) => `The round is ${campaignStatusLabel(status, 'en').toLowerCase()}: no visit can be recorded; ask the command centre`,
  },
  'screening.other-half-needed': {
    zh: ({ half: needed }) => `另一半天已经去过且无人；请${half(needed, true)}再去`,
    en: ({ half: needed }) => `Nobody was home in this half of the day before; go again in the ${half(needed, false)}`,
  },
  'screening.persons-missing': {
    zh: () => '请写明查到谁：如登记、登记以外的人数，或选未查全、空置',
    en: () => 'Say who was found: as registered, how many others, or choose partial or vacant',
  },
  'screening.persons-unfit': {
    zh: ({ outcome }) => `“${visitOutcomeLabel(outcome, 'zh')}”不应有查到的人；请核对结果`,
    en: ({ outcome }) => `${visitOutcomeLabel(outcome, 'en')} goes with nobody found; check the outcome`,
  },
  'screening.person-unknown': {
    zh: () => '其中有人不在登记簿里；请计入登记以外的人数',
    en: () => 'One of them is not in the register; count them among the others',
  },
  'screening.no-such-person': {
    zh: ({ no }) => `登记簿里没有 ${no}；请核对编号，或计入登记以外的人数`,
    en: ({ no }) => `${no} is not in the register; check the number, or count them among the others`,
  },
  'screening.evidence-missing': {
    zh: () => '确认空置须有依据：房东证明或水电表',
    en: () => 'Vacant needs evidence: the landlord or the meter',
  },
  'screening.team-lead-only': {
    zh: () => '“无此处”只能由本队队长确认；请队长登记',
    en: () => 'Only the leader of the team says that a dwelling does not exist; ask them',
  },
  'screening.no-such-visit': {
    zh: ({ visits }) => `没有这次上门记录，或已更正过；共 ${String(visits)} 次`,
    en: ({ visits }) => `There is no such visit, or it was corrected already; there are ${String(visits)}`,
  },
  'screening.resolved-already': { zh: () => '已经核实过了', en: () => 'Somebody has said already what was true' },
};
