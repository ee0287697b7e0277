import type { RefusalCode } from '@houzhai/contracts';
import { kindLabel, statusLabel } from './errand-labels.ts';
import { clockTime } from './formats.ts';
import type { Language } from './language.ts';
import {
  cardActionLabel,
  cardContentLabel,
  cardStatusLabel,
  lineStatusLabel,
  runActionLabel,
  runStatusLabel,
  signatureMethodLabel,
} from './medicine-labels.ts';
import type { Sentences } from './sentence.ts';

/** What a resident authorises, in the words of what lies in the envelope. */
const scopeLabel = (scope: string, lang: Language): string => cardContentLabel(scope === 'ADVANCE' ? 'CASH' : scope, lang);

type Own = Extract<RefusalCode, `card.${string}` | `prescription.${string}` | `medicine-run.${string}`>;

/** Refusals about insurance cards, prescriptions and medicine runs as sentences. */
export const MEDICINE_SENTENCES: Sentences<Own> = {
  'card.not-allowed-now': {
    zh: ({ action, status }) => `医保卡“${cardStatusLabel(status, 'zh')}”时不能“${cardActionLabel(action, 'zh')}”；按 h 看它现在在谁手里`,
    en: ({ action, status }) =>
      `Cannot ${cardActionLabel(action, 'en').toLowerCase()}: it is ${cardStatusLabel(status, 'en').toLowerCase()}; press h to see who holds it`,
  },
  'card.before-last-step': {
    zh: ({ at }) => `上一步发生在 ${clockTime(at, 'zh')}，这一步不能更早；请核对时间`,
    en: ({ at }) => `The step before happened at ${clockTime(at, 'en')}; this one cannot be earlier, check the time`,
  },
  'card.not-in-a-run': {
    zh: () => '医保卡不在任何批次里；请先编批再收卡',
    en: () => 'The card is in no run; plan a run first',
  },
  'card.not-the-agent': {
    zh: ({ agent }, say) => `由 ${say.operator(agent)} 经手；请由其本人或社区登记`,
    en: ({ agent }, say) => `${say.operator(agent)} answers for it; they or the desk enter this`,
  },
  'card.authorisation-missing': {
    zh: ({ scope }) => `没有本人给这位代办员的有效委托（${scopeLabel(scope, 'zh')}）；请先在代办单上按 z 登记委托，双方身份在案方可收卡`,
    en: ({ scope }) =>
      `No valid authorisation for this agent (${scopeLabel(scope, 'en')}); z on the errand records it, both identities are on record before a card is taken`,
  },
  'card.card-missing': {
    zh: () => '信封里没有医保卡；请核对内容',
    en: () => 'There is no insurance card in the envelope; check its contents',
  },
  'card.cash-unclear': {
    zh: () => '勾选现金须填金额，没有现金请填 0',
    en: () => 'Cash needs its amount, and no amount without cash',
  },
  'card.seal-missing': {
    zh: () => '该户有人隔离：信封须封口并登记封条号，电话复述内容',
    en: () => 'Somebody there is isolated: seal the envelope, enter the number of the seal, and have the contents read back',
  },
  'card.signature-unfit': {
    zh: ({ method }) => `此处不能用“${signatureMethodLabel(method, 'zh')}”签收；隔离户用电话复述并封口，其他户用签字或指印`,
    en: ({ method }) =>
      `Cannot be signed ${signatureMethodLabel(method, 'en')} here; an isolated home reads back and seals, others sign or give a fingerprint`,
  },
  'card.agent-signature-missing': {
    zh: () => '代办员本人未登录签收：请填其纸质签字编号',
    en: () => 'Whoever carries it does not enter this: give the number of the slip they signed',
  },
  'card.nothing-to-replace': { zh: () => '医保卡没有遗失，不能按补办归还', en: () => 'The card is not lost; it is returned, not replaced' },
  'prescription.errand-unfit': {
    zh: ({ kind, status }) => `这张代办单（${kindLabel(kind, 'zh')}，${statusLabel(status, 'zh')}）不能配药；只有办理中的配药单可以`,
    en: ({ kind, status }) =>
      `Nothing can be fetched for this errand (${kindLabel(kind, 'en').toLowerCase()}, ${statusLabel(status, 'en').toLowerCase()}); only for medicine that is being worked on`,
  },
  'prescription.hospital-unknown': {
    zh: ({ code }) => `没有医院 ${code}；用 hz medicine-run places 查看`,
    en: ({ code }) => `There is no hospital ${code}; see hz medicine-run places`,
  },
  'prescription.pharmacy-unknown': {
    zh: ({ code }) => `没有药房 ${code}；用 hz medicine-run places 查看`,
    en: ({ code }) => `There is no pharmacy ${code}; see hz medicine-run places`,
  },
  'prescription.too-many-days': {
    zh: ({ line, days, most }) => `第 ${String(line)} 行 ${String(days)} 天，超过 ${String(most)} 天；请减少，或填写转由谁负责`,
    en: ({ line, days, most }) =>
      `Line ${String(line)} is for ${String(days)} days, at most ${String(most)}; take fewer, or say who is responsible`,
  },
  'prescription.special-drug': {
    zh: ({ line }) => `第 ${String(line)} 行是特殊药品，另走渠道；请填写转由谁负责`,
    en: ({ line }) => `Line ${String(line)} is a special drug and goes another way; say who is responsible`,
  },
  'prescription.nothing-to-refer': {
    zh: () => '没有要另走渠道的药；请不要填“转由谁负责”',
    en: () => 'Nothing of it goes another way; leave out who is responsible',
  },
  'prescription.on-its-way': {
    zh: () => '已编入批次或已送达，不能重写；请在批次里拆分、换药房或改下批',
    en: () => 'Some of it is on its way or there; split, move or postpone lines in their run',
  },
  'medicine-run.not-allowed-now': {
    zh: ({ action, status }) => `批次“${runStatusLabel(status, 'zh')}”时不能“${runActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${runActionLabel(action, 'en').toLowerCase()} while the run is ${runStatusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'medicine-run.not-yours': {
    zh: ({ agent }, say) => `批次由 ${say.operator(agent)} 经手；请由其本人或社区办理`,
    en: ({ agent }, say) => `The run is ${say.operator(agent)}’s; they or the desk do this`,
  },
  'medicine-run.nothing-waits': {
    zh: ({ left }) => (left === 0 ? '没有等待编批的处方；请先登记处方' : `${String(left)} 张处方都不能同行；试编可看每张的原因`),
    en: ({ left }) =>
      left === 0 ? 'No prescription waits; record some first' : `None of ${String(left)} prescriptions can come along; a dry run says why`,
  },
  'medicine-run.card-in-a-run': { zh: ({ no }) => `医保卡已在批次 ${no} 里`, en: ({ no }) => `The card is in run ${no} already` },
  'medicine-run.card-is-out': { zh: ({ no }) => `信封 ${no} 已离户；请先归还`, en: ({ no }) => `Envelope ${no} is out; return it first` },
  'medicine-run.card-is-lost': {
    zh: ({ no }) => `信封 ${no} 遗失未了；请先补办归还`,
    en: ({ no }) => `Envelope ${no} is lost; replace it first`,
  },
  'medicine-run.stop-unknown': {
    zh: () => '批次里没有这一户，或其医保卡已归还、遗失',
    en: () => 'The run has no such stop, or its card is returned or lost',
  },
  'medicine-run.stop-over': {
    zh: ({ no }) => `信封 ${no} 在本批已收过`,
    en: ({ no }) => `Envelope ${no} was collected in this run already`,
  },
  'medicine-run.last-stop': { zh: () => '这是最后一户；请取消批次', en: () => 'That is the last stop; cancel the run' },
  'medicine-run.too-many-stops': {
    zh: ({ most }) => `一批最多 ${String(most)} 户；请编下一批`,
    en: ({ most }) => `A run has ${String(most)} stops at most; plan another`,
  },
  'medicine-run.cards-to-collect': {
    zh: ({ cards, nos }) => `还有 ${String(cards)} 户没有收卡（${nos}）；请收取或减去`,
    en: ({ cards, nos }) => `${String(cards)} cards are not collected (${nos}); collect them or drop the stops`,
  },
  'medicine-run.line-unknown': { zh: () => '批次里没有这一行', en: () => 'The run has no such line' },
  'medicine-run.line-unfit': {
    zh: ({ status }) => `这一行“${lineStatusLabel(status, 'zh')}”，不能这样办`,
    en: ({ status }) => `That line is ${lineStatusLabel(status, 'en')}; this cannot be done with it`,
  },
  'medicine-run.nothing-left-to-split': {
    zh: ({ days }) => `这一行共 ${String(days)} 天；先取的天数要少于它`,
    en: ({ days }) => `The line is for ${String(days)} days; take fewer than that now`,
  },
  'medicine-run.same-pharmacy': { zh: () => '就是这家药房；请另选', en: () => 'It is at that pharmacy already; choose another' },
  'medicine-run.lines-to-fetch': {
    zh: ({ lines }) => `还有 ${String(lines)} 行没有取到；请取药、拆分、换药房或改下批`,
    en: ({ lines }) => `${String(lines)} lines are not fetched; fetch, split, move or postpone them`,
  },
  'medicine-run.lines-to-deliver': {
    zh: ({ lines }) => `还有 ${String(lines)} 行没有送达；请送达后结清`,
    en: ({ lines }) => `${String(lines)} lines are not delivered; deliver them, then reconcile`,
  },
  'medicine-run.one-stop-at-a-time': { zh: () => '一次只登记一户的送达', en: () => 'Deliver one household at a time' },
  'medicine-run.offer-open': {
    zh: ({ to }, say) => `已交给 ${say.operator(to)}，等其签收；可先撤回`,
    en: ({ to }, say) => `Offered to ${say.operator(to)}, who has not signed; withdraw it first`,
  },
  'medicine-run.no-offer': { zh: () => '没有等待签收的交接', en: () => 'Nothing waits to be taken over' },
  'medicine-run.not-the-holder': {
    zh: ({ holder }, say) => `医保卡在 ${say.operator(holder)} 手里；须由其本人交出`,
    en: ({ holder }, say) => `${say.operator(holder)} carries the cards; only they can hand them on`,
  },
  'medicine-run.not-the-receiver': {
    zh: ({ receiver }, say) => `交给的是 ${say.operator(receiver)}；须由其本人签收`,
    en: ({ receiver }, say) => `It is offered to ${say.operator(receiver)}; only they can sign`,
  },
  'medicine-run.cards-out': {
    zh: ({ cards, nos }) => `${String(cards)} 张医保卡未归还，也无人负责（${nos}）；请归还，或登记遗失并指定责任人`,
    en: ({ cards, nos }) =>
      `${String(cards)} cards are neither returned nor anybody’s to see to (${nos}); return them, or report them lost and name who sees to it`,
  },
};
