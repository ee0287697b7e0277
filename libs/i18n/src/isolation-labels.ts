import type {
  EventContract,
  FollowUpMethod,
  HouseholdDecision,
  IsolationAction,
  IsolationKind,
  IsolationReason,
  IsolationStatus,
  SlotStatus,
  SupplyNeedStatus,
} from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const STATUS: Readonly<Record<IsolationStatus, Text>> = {
  ORDERED: text('下达', 'Ordered'),
  ACTIVE: text('隔离中', 'Active'),
  REDUCTION_REQUESTED: text('申请缩短', 'Reduction requested'),
  PENDING_RELEASE: text('待解除', 'Pending release'),
  RELEASED: text('已解除', 'Released'),
  CONVERTED: text('转病例', 'Became a patient'),
  TRANSFERRED: text('已转移', 'Transferred'),
  LOST: text('失联', 'Lost'),
  CANCELED: text('已撤销', 'Canceled'),
};
const KIND: Readonly<Record<IsolationKind, Text>> = {
  HOME: text('居家隔离', 'Home isolation'),
  CENTRALIZED: text('集中隔离', 'Centralised isolation'),
};
const REASON: Readonly<Record<IsolationReason, Text>> = {
  ENTRY_FROM_RISK_AREA: text('重点地区来(返)义', 'From a key region'),
  CONTACT: text('密切接触', 'Close contact'),
  OUTBREAK: text('聚集性疫情', 'Outbreak'),
  OTHER: text('其他', 'Other'),
};
const ACTION: Readonly<Record<IsolationAction | 'ensure-supply' | 'raise-supply-need', Text>> = {
  'ensure-supply': text('物资已有保障', 'Supplies ensured'),
  'raise-supply-need': text('物资需要保障', 'Supplies needed'),
  start: text('开始隔离', 'Start'),
  'record-follow-up': text('登记随访', 'Record a follow-up'),
  'excuse-missed': text('说明漏访', 'Explain a missed half-day'),
  'resolve-finding': text('医生研判', 'Judge a finding'),
  extend: text('延长', 'Extend'),
  'request-reduction': text('申请缩短', 'Ask for fewer days'),
  'approve-reduction': text('同意缩短', 'Agree to fewer days'),
  'refuse-reduction': text('不同意缩短', 'Refuse fewer days'),
  'request-release': text('申请解除', 'Ask for release'),
  'refuse-release': text('不予解除', 'Refuse release'),
  'sign-release': text('签字解除', 'Sign the release'),
  convert: text('转病例', 'Became a patient'),
  transfer: text('转移', 'Transfer'),
  'report-lost': text('报告失联', 'Report lost'),
  cancel: text('撤销', 'Cancel'),
};
const SLOT: Readonly<Record<SlotStatus, Text>> = {
  NOT_PERFORMED: text('待访', 'To do'),
  SEEN_OK: text('正常', 'Well'),
  SEEN_NOT_OK: text('异常', 'Not well'),
  MISSED: text('漏访', 'Missed'),
  CANCELED: text('取消', 'Canceled'),
};
const METHOD: Readonly<Record<FollowUpMethod, Text>> = {
  PHONE: text('电话', 'Telephone'),
  VIDEO: text('视频', 'Video'),
  DOOR: text('上门', 'At the door'),
  SELF_REPORT: text('本人报告', 'Told by the person'),
};
const HOUSEHOLD: Readonly<Record<HouseholdDecision, Text>> = {
  LIVES_ALONE: text('独自居住', 'Lives alone'),
  SAME_ISOLATION: text('同住人一并隔离', 'The household isolates too'),
  MOVED_OUT: text('同住人搬出', 'The household moved out'),
};

/** Past verbs of isolation events, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  ordered: text('下达', 'ordered'),
  started: text('开始隔离', 'started'),
  'supply-need-raised': text('生活物资需要保障', 'supplies needed'),
  'supply-ensured': text('物资有保障', 'supplies ensured'),
  'follow-up-recorded': text('随访', 'follow-up'),
  'follow-up-missed': text('漏访', 'half-day missed'),
  'missed-excused': text('说明漏访', 'missed one explained'),
  'finding-resolved': text('医生研判', 'finding judged'),
  extended: text('延长', 'extended'),
  'reduction-requested': text('申请缩短', 'fewer days asked for'),
  reduced: text('缩短', 'reduced'),
  'reduction-refused': text('不同意缩短', 'reduction refused'),
  'release-requested': text('申请解除', 'release asked for'),
  'release-refused': text('不予解除', 'release refused'),
  'release-signed': text('签字', 'signed'),
  released: text('解除', 'released'),
  'bed-assigned': text('安排床位', 'bed given'),
  'bed-changed': text('调换床位', 'another bed'),
  converted: text('转病例', 'became a patient'),
  transferred: text('转移', 'transferred'),
  lost: text('失联', 'lost'),
  canceled: text('撤销', 'canceled'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const isolationStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const isolationKindLabel = (kind: string, lang: Language): string => look(KIND, kind, lang);
export const isolationReasonLabel = (reason: string, lang: Language): string => look(REASON, reason, lang);
export const isolationActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const slotStatusLabel = (status: string, lang: Language): string => look(SLOT, status, lang);
export const followUpMethodLabel = (method: string, lang: Language): string => look(METHOD, method, lang);
export const householdLabel = (decision: string, lang: Language): string => look(HOUSEHOLD, decision, lang);
export const isolationPastLabel = (past: string, lang: Language): string => look(PAST, past, lang);

/** Events of isolations that have no label yet; empty when the catalogue is complete. */
export const isolationPastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events.filter(({ entity, past }) => entity === 'isolation' && past !== 'skipped' && !(past in PAST)).map(({ past }) => past);

const SUPPLY: Readonly<Record<SupplyNeedStatus, Text>> = {
  TAKEN: text('代办中', 'on its way'),
  MET: text('已送达', 'brought'),
  UNMET: text('! 未办成', '! not brought'),
  DROPPED: text('隔离已结束', 'isolation over'),
};
/** What came of a supply need. */
export const supplyNeedLabel = (status: SupplyNeedStatus, lang: Language): string => SUPPLY[status][lang];
