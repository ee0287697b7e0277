import type {
  BatchAction,
  BatchStatus,
  CheckpointAction,
  CheckpointKind,
  CheckpointStatus,
  Custody,
  Disposition,
  EscortMode,
  EventContract,
  HealthCode,
  Instrument,
  RiskLevel,
  Symptom,
} from '@houzhai/contracts';
import { ALERT_PAST } from './alert-labels.ts';
import { FEVER_PAST } from './fever-labels.ts';
import { isolationPastLabel } from './isolation-labels.ts';
import { carePastLabel } from './care-labels.ts';
import { sitePastLabel } from './isolation-site-labels.ts';
import { PERSON_PAST } from './person-labels.ts';
import { SCREENING_ENTITIES, screeningPastLabel } from './screening-labels.ts';
import type { Language, Text } from './language.ts';
import { callPastLabel } from './call-labels.ts';
import { needPastLabel } from './need-labels.ts';
import { medicinePastLabel } from './medicine-labels.ts';
import { teamPastLabel } from './team-labels.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const CHECKPOINT_STATUS: Readonly<Record<CheckpointStatus, Text>> = {
  OPEN: text('开放', 'Open'),
  RESTRICTED: text('限行', 'Restricted'),
  CLOSED: text('已撤除', 'Closed'),
};
const CHECKPOINT_KIND: Readonly<Record<CheckpointKind, Text>> = {
  HIGHWAY_EXIT: text('高速出口', 'Motorway exit'),
  RAILWAY_STATION: text('火车站', 'Railway station'),
  AIRPORT: text('机场', 'Airport'),
  VILLAGE_GATE: text('村口', 'Village gate'),
  COMPOUND_GATE: text('小区门口', 'Compound gate'),
};
const CHECKPOINT_ACTION: Readonly<Record<CheckpointAction, Text>> = {
  restrict: text('限行', 'Restrict'),
  reopen: text('恢复', 'Open again'),
  close: text('撤除', 'Close'),
  'begin-shift': text('上岗', 'Begin a shift'),
  'end-shift': text('下岗', 'End the shift'),
};
const DISPOSITION: Readonly<Record<Disposition, Text>> = {
  RELEASED: text('放行', 'Released'),
  SELF_MONITORING: text('自我健康监测', 'Self-monitoring'),
  HOME_ISOLATION: text('居家隔离', 'Home isolation'),
  CENTRALIZED_ISOLATION: text('集中隔离', 'Centralised isolation'),
  REFERRED_TO_CLINIC: text('送发热门诊', 'To the fever clinic'),
  TURNED_BACK: text('劝返', 'Turned back'),
};
const RISK: Readonly<Record<RiskLevel, Text>> = {
  LOW: text('低', 'Low'),
  MODERATE: text('中', 'Moderate'),
  HIGH: text('高', 'High'),
  UNKNOWN: text('未知', 'Unknown'),
};
const HEALTH_CODE: Readonly<Record<HealthCode, Text>> = {
  NOT_YET_ISSUED: text('未推行', 'Not issued yet'),
  NONE: text('未申领', 'None'),
  GREEN: text('绿码', 'Green'),
  YELLOW: text('黄码', 'Yellow'),
  RED: text('红码', 'Red'),
};
const SYMPTOM: Readonly<Record<Symptom, Text>> = {
  FEVER: text('发热', 'Fever'),
  COUGH: text('咳嗽', 'Cough'),
  SORE_THROAT: text('咽痛', 'Sore throat'),
  FATIGUE: text('乏力', 'Fatigue'),
  SHORT_OF_BREATH: text('气促', 'Short of breath'),
  DIARRHOEA: text('腹泻', 'Diarrhoea'),
  OTHER: text('其他', 'Other'),
};
const INSTRUMENT: Readonly<Record<Instrument, Text>> = {
  FOREHEAD: text('额温枪', 'Forehead'),
  AXILLARY: text('腋下', 'Axillary'),
  EAR: text('耳温', 'Ear'),
  THERMAL: text('热成像', 'Thermal camera'),
};
const CUSTODY: Readonly<Record<Custody, Text>> = {
  NONE: text('无须护送', 'No escort'),
  WAITING: text('卡口等候', 'Waiting'),
  IN_BATCH: text('护送中', 'In a batch'),
  ACCEPTED: text('已接收', 'Taken over'),
  REFUSED: text('未接收', 'Not taken over'),
  MISSING: text('未到', 'Missing'),
  SETTLED: text('已处置', 'Settled'),
};
/** What the officer says next, where no escort is waited for. */
const NEXT: Readonly<Record<Disposition, Text>> = {
  RELEASED: text('可以放行', 'may go'),
  SELF_MONITORING: text('可以放行，回去后自我健康监测', 'may go, and monitors their own health'),
  HOME_ISOLATION: text('居家隔离，由社区接收', 'goes home, the community takes over'),
  CENTRALIZED_ISOLATION: text('去集中隔离点', 'goes to the isolation site'),
  REFERRED_TO_CLINIC: text('留在原地，由 120 或专用车送发热门诊', 'stays here until 120 or the designated car comes'),
  TURNED_BACK: text('不放行，告知去向', 'turned back; say where to go instead'),
};
const BATCH_STATUS: Readonly<Record<BatchStatus, Text>> = {
  ASSEMBLING: text('集结', 'Assembling'),
  DEPARTED: text('途中', 'Under way'),
  DIVERTED: text('改道', 'Diverted'),
  ARRIVED: text('到达', 'Arrived'),
  HANDED_OVER: text('交接完', 'Handed over'),
  CLOSED: text('已结束', 'Closed'),
  CANCELLED: text('已取消', 'Cancelled'),
};
const BATCH_ACTION: Readonly<Record<BatchAction | 'measure', Text>> = {
  'add-heads': text('加人', 'Add heads'),
  'remove-head': text('减人', 'Remove a head'),
  depart: text('出发', 'Depart'),
  divert: text('改道', 'Divert'),
  measure: text('途中测温', 'Temperature on the way'),
  arrive: text('到达', 'Arrive'),
  accept: text('交接', 'Hand over'),
  refuse: text('未接收', 'Not taken over'),
  'report-missing': text('未到', 'Report missing'),
  'confirm-read-back': text('确认电话交接', 'Confirm the read-back'),
  close: text('结束', 'Close'),
  cancel: text('取消', 'Cancel'),
};
const MODE: Readonly<Record<EscortMode, Text>> = { LEAD: text('领车', 'Lead'), CARRY: text('转运', 'Carry') };

/** Past verbs of events of records that have a history, as it shows them. */
const PAST: Readonly<Record<string, Text>> = {
  ...FEVER_PAST,
  ...ALERT_PAST,
  ...PERSON_PAST,
  'checkpoint.opened': text('设卡', 'opened'),
  'checkpoint.restricted': text('限行', 'restricted'),
  'checkpoint.closed': text('撤除', 'closed'),
  'checkpoint.shift-begun': text('上岗', 'shift began'),
  'checkpoint.shift-ended': text('下岗', 'shift ended'),
  'arrival.registered': text('登记', 'registered'),
  'arrival.entrusted': text('编入批次', 'put into a batch'),
  'arrival.returned': text('退回卡口等候', 'waits at the checkpoint again'),
  'arrival.accepted': text('接收', 'taken over'),
  'arrival.refused': text('未接收', 'not taken over'),
  'arrival.reported-missing': text('报告未到', 'reported missing'),
  'arrival.passed-on': text('责任转交', 'somebody else answers'),
  'arrival.settled': text('处置完毕', 'settled'),
  'escort-batch.assembled': text('集结', 'assembled'),
  'escort-batch.changed': text('人员变动', 'heads changed'),
  'escort-batch.departed': text('出发', 'departed'),
  'escort-batch.diverted': text('改道', 'diverted'),
  'escort-batch.head-looked-at': text('途中测温', 'looked after on the way'),
  'escort-batch.arrived': text('到达', 'arrived'),
  'escort-batch.heads-decided': text('交接', 'heads decided'),
  'escort-batch.read-back-confirmed': text('电话交接已确认', 'read-back confirmed'),
  'escort-batch.closed': text('结束', 'closed'),
  'escort-batch.cancelled': text('取消', 'cancelled'),
  'escort-batch.hand-over-late': text('交接超时', 'hand-over late'),
  'escort-batch.read-back-overdue': text('电话交接逾期未确认', 'read-back not confirmed in time'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const checkpointStatusLabel = (status: string, lang: Language): string => look(CHECKPOINT_STATUS, status, lang);
export const checkpointKindLabel = (kind: string, lang: Language): string => look(CHECKPOINT_KIND, kind, lang);
export const checkpointActionLabel = (action: string, lang: Language): string => look(CHECKPOINT_ACTION, action, lang);
export const dispositionLabel = (disposition: string, lang: Language): string => look(DISPOSITION, disposition, lang);
export const riskLabel = (risk: string, lang: Language): string => look(RISK, risk, lang);
export const healthCodeLabel = (code: string, lang: Language): string => look(HEALTH_CODE, code, lang);
export const symptomLabel = (symptom: string, lang: Language): string => look(SYMPTOM, symptom, lang);
export const instrumentLabel = (instrument: string, lang: Language): string => look(INSTRUMENT, instrument, lang);
export const custodyLabel = (custody: string, lang: Language): string => look(CUSTODY, custody, lang);
/** What happens next with somebody who was registered. */
export const nextStepLabel = (disposition: Disposition, custody: Custody, lang: Language): string =>
  custody === 'WAITING' ? text('在卡口等候护送，不得自行离开', 'waits here for an escort')[lang] : NEXT[disposition][lang];
export const batchStatusLabel = (status: string, lang: Language): string => look(BATCH_STATUS, status, lang);
export const batchActionLabel = (action: string, lang: Language): string => look(BATCH_ACTION, action, lang);
export const escortModeLabel = (mode: string, lang: Language): string => look(MODE, mode, lang);
/** What happened to a record, by entity and past verb. */
export const pastLabel = (entity: string, past: string, lang: Language): string =>
  teamPastLabel(entity, past, lang) ??
  medicinePastLabel(entity, past, lang) ??
  callPastLabel(entity, past, lang) ??
  needPastLabel(entity, past, lang) ??
  (entity === 'isolation'
    ? isolationPastLabel(past, lang)
    : entity === 'care-link'
      ? carePastLabel(past, lang)
      : entity === 'isolation-site'
        ? sitePastLabel(past, lang)
        : SCREENING_ENTITIES.includes(entity)
          ? screeningPastLabel(entity, past, lang)
          : look(PAST, `${entity}.${past}`, lang));

const ENTITIES = ['checkpoint', 'arrival', 'escort-batch', 'fever', 'alert', 'person', 'person-link'];
/** Events of these records that have no label yet; empty when the catalogue is complete. */
export const pastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events
    .filter(({ entity, past }) => ENTITIES.includes(entity) && past !== 'skipped' && !(`${entity}.${past}` in PAST))
    .map(({ entity, past }) => `${entity}.${past}`);
