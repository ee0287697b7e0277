import type { RefusalCode } from '@houzhai/contracts';
import { clockTime } from './formats.ts';
import { isolationActionLabel, isolationStatusLabel } from './isolation-labels.ts';
import type { Sentences } from './sentence.ts';

/** Refusals about isolations and their work sheets as sentences. */
export const ISOLATION_SENTENCES: Sentences<Extract<RefusalCode, `isolation.${string}` | `sheet.${string}`>> = {
  'isolation.not-allowed-now': {
    zh: ({ action, status }) => `“${isolationStatusLabel(status, 'zh')}”时不能“${isolationActionLabel(action, 'zh')}”；按 x 看可用操作`,
    en: ({ action, status }) =>
      `Cannot ${isolationActionLabel(action, 'en').toLowerCase()} while ${isolationStatusLabel(status, 'en').toLowerCase()}; press x for what is possible`,
  },
  'isolation.already-open': {
    zh: ({ no }) => `此人已在隔离（${no}）；请在该记录上办理`,
    en: ({ no }) => `This person is isolated already (${no}); go on with that case`,
  },
  'isolation.home-impossible': { zh: () => '家中不能隔离；请选集中隔离', en: () => 'Home isolation is not possible; choose centralised' },
  'isolation.witnesses-missing': { zh: () => '拒签须有两名见证人；请填写', en: () => 'A refused notice needs two witnesses; name them' },
  'isolation.care-team-too-small': {
    zh: ({ people }) => `照护小组至少 ${String(people)} 名不同人员；请补足`,
    en: ({ people }) => `A care team has at least ${String(people)} different people; add some`,
  },
  'isolation.no-such-slot': {
    zh: () => '没有这个半天的随访；请核对日期',
    en: () => 'There is no such half-day in this case; check the date',
  },
  'isolation.slot-not-begun': {
    zh: ({ at }) => `该半天从 ${clockTime(at, 'zh')} 开始；到时再登记`,
    en: ({ at }) => `That half-day begins at ${clockTime(at, 'en')}; record it then`,
  },
  'isolation.slot-recorded': { zh: () => '该半天已登记；如需更正请联系社区', en: () => 'That half-day is recorded already' },
  'isolation.outside-slot': {
    zh: () => '发生时间不在这个半天内；请填写随访的时间',
    en: () => 'It did not happen in that half-day; give the time of the follow-up',
  },
  'isolation.slot-not-missed': { zh: () => '该半天没有漏访', en: () => 'That half-day was not missed' },
  'isolation.supply-ensured': {
    zh: () => '物资已有保障，无需再登记；又缺时登记“物资需要保障”',
    en: () => 'Supplies reach the door already; when they no longer do, say that they are needed',
  },
  'isolation.nothing-found': { zh: () => '该半天没有待研判的异常', en: () => 'Nothing was found in that half-day that waits for a doctor' },
  'isolation.too-many-days': {
    zh: ({ days }) => `最多还能缩短 ${String(days)} 天`,
    en: ({ days }) => `At most ${String(days)} days can fall away`,
  },
  'isolation.own-request': {
    zh: () => '不能同意自己的申请；请由他人办理',
    en: () => 'Nobody agrees to their own request; somebody else has to',
  },
  'isolation.not-over': {
    zh: ({ lastDay }) => `隔离到 ${lastDay} 止；次日起可申请解除`,
    en: ({ lastDay }) => `It lasts until ${lastDay}; ask for release the day after`,
  },
  'isolation.slots-open': {
    zh: ({ slots }) => `还有 ${String(slots)} 个半天未登记；请补登或说明`,
    en: ({ slots }) => `${String(slots)} half-days are not recorded; record or explain them`,
  },
  'isolation.missed-unexplained': {
    zh: ({ slots }) => `还有 ${String(slots)} 次漏访未说明；请说明`,
    en: ({ slots }) => `${String(slots)} missed half-days are not explained; explain them`,
  },
  'isolation.finding-open': {
    zh: ({ slots }) => `还有 ${String(slots)} 次异常未经医生研判`,
    en: ({ slots }) => `${String(slots)} findings wait for a doctor`,
  },
  'isolation.last-two-not-ok': { zh: () => '最后两次随访须均正常', en: () => 'The last two half-days have to be well' },
  'isolation.signed-already': {
    zh: ({ as }) => `${as === 'DOCTOR' ? '医生' : '社区'}已签字；还差另一方`,
    en: ({ as }) => `The ${as === 'DOCTOR' ? 'doctor' : 'community'} has signed; the other signature is missing`,
  },
  'isolation.same-signer': { zh: () => '两方不能由同一人签字', en: () => 'Two different people sign' },
  'isolation.readings-missing': {
    zh: ({ readings }) => `医生签字须有同次 ${String(readings)} 个体温`,
    en: ({ readings }) => `The doctor’s signature needs ${String(readings)} readings of the same visit`,
  },
  'isolation.fever': { zh: () => '体温偏高，不能解除；请先研判', en: () => 'That is a fever; it has to be judged first' },
  'isolation.notice-missing': { zh: () => '请填写解除通知书编号', en: () => 'Give the number of the release notice' },
  'isolation.not-a-signer': {
    zh: () => '须由责任医生或社区工作人员签字',
    en: () => 'A community doctor or a community worker has to sign',
  },
  'isolation.same-place': { zh: () => '与现在的地点和方式相同', en: () => 'That is where and how it goes on already' },
  'isolation.proofs-missing': {
    zh: ({ missed }) => `失联须有至少 ${String(missed)} 次漏访和一次上门`,
    en: ({ missed }) => `It takes at least ${String(missed)} missed half-days and an attempt at the door`,
  },
  'isolation.not-released': {
    zh: ({ status }) => `尚未解除（${isolationStatusLabel(status, 'zh')}），两方签字后才能出具证明`,
    en: ({ status }) => `Not released yet (${isolationStatusLabel(status, 'en')}): the proof exists once both have signed`,
  },
  'sheet.nothing-to-do': {
    zh: ({ day, half }) => `${day} ${half === 'AM' ? '上午' : '下午'}没有待随访的，不必打印`,
    en: ({ day, half }) => `Nothing waits to be recorded on ${day} ${half}: no sheet is needed`,
  },
  'sheet.no-doors': {
    zh: () => '没有这样的门，不必打印；请换一队、一村，或看是否已全部查清',
    en: () => 'No such door, no sheet is needed; take another team or area, or all are accounted for',
  },
  'sheet.too-many-doors': {
    zh: ({ doors, most }) => `共 ${String(doors)} 户（间），一张工作单最多 ${String(most)}；请按队、网格或只选未开的门分开打印`,
    en: ({ doors, most }) =>
      `${String(doors)} doors, one sheet has ${String(most)} at most; print by team, by grid, or only those nobody opened`,
  },
  'sheet.destroyed': { zh: () => '这张工作单已登记销毁', en: () => 'The paper of this sheet was destroyed already' },
};
