import type {
  CampaignAction,
  CampaignStatus,
  Coverage,
  DiscrepancyKind,
  DiscrepancySource,
  DiscrepancyStatus,
  DiscrepancyTruth,
  EventContract,
  Stratum,
  UnitAction,
  UnitStatus,
  VacancyEvidence,
  VisitOutcome,
} from '@houzhai/contracts';
import type { Language, Text } from './language.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const CAMPAIGN_STATUS: Readonly<Record<CampaignStatus, Text>> = {
  DRAFT: text('草拟', 'Draft'),
  FROZEN: text('底数已定', 'Frozen'),
  RUNNING: text('进行中', 'Running'),
  CLOSING: text('收尾', 'Winding up'),
  CLOSED: text('已结束', 'Closed'),
};
const CAMPAIGN_ACTION: Readonly<Record<CampaignAction, Text>> = {
  freeze: text('确定底数', 'Freeze the denominator'),
  start: text('开始', 'Start'),
  assign: text('分派', 'Share out'),
  reassign: text('调剂/借调', 'Lend units'),
  'own-remaining': text('剩余落实责任人', 'Name who answers for the rest'),
  'wind-up': text('转入收尾', 'Wind up'),
  close: text('结束本轮', 'Close'),
};
const STRATUM: Readonly<Record<Stratum, Text>> = {
  OWN_HOUSEHOLD: text('自住户', 'Own household'),
  RENTAL_ROOM: text('出租房（间）', 'Rental room'),
  OWN_ROOM: text('自用房间', 'Room not let'),
};
const STATUS: Readonly<Record<UnitStatus, Text>> = {
  UNVISITED: text('未上门', 'Not visited'),
  NOBODY_HOME: text('无人应门', 'Nobody home'),
  ESCALATED: text('两次无人', 'Escalated'),
  PARTIAL: text('未查全', 'Partial'),
  REFUSED: text('拒绝', 'Refused'),
  INACCESSIBLE: text('无法到达', 'Inaccessible'),
  COMPLETED: text('已查清', 'Completed'),
  VACANT_CONFIRMED: text('确认空置', 'Vacant'),
  NOT_EXIST: text('无此处', 'Does not exist'),
};
const OUTCOME: Readonly<Record<VisitOutcome, Text>> = STATUS;
const ACTION: Readonly<Record<UnitAction, Text>> = {
  'record-visit': text('登记上门', 'Record a visit'),
  'correct-visit': text('更正上门记录', 'Correct a visit'),
  own: text('落实责任人', 'Name who answers'),
};
const EVIDENCE: Readonly<Record<VacancyEvidence, Text>> = {
  LANDLORD: text('房东证明', 'The landlord says so'),
  METER: text('水电表', 'The meter says so'),
};
const SOURCE: Readonly<Record<DiscrepancySource, Text>> = {
  REGISTER: text('人口登记', 'Register'),
  CHECKPOINT: text('卡口', 'Checkpoint'),
};
const KIND: Readonly<Record<DiscrepancyKind, Text>> = {
  UNKNOWN_FOUND: text('查到登记以外的人', 'people the register does not know'),
  FOUND_ELSEWHERE: text('查到的人登记在别处', 'found here, known elsewhere'),
  EMPTY_BUT_LIVED_IN: text('登记无人，实际有人', 'said to be empty, lived in'),
  LIVED_IN_BUT_EMPTY: text('应有人，上门为空', 'said to be lived in, empty'),
  NOT_AMONG_FOUND: text('应在此处而未查到', 'should be here, was not found'),
};
const DISCREPANCY_STATUS: Readonly<Record<DiscrepancyStatus, Text>> = {
  OPEN: text('待核实', 'Open'),
  RESOLVED: text('已核实', 'Resolved'),
};
const TRUTH: Readonly<Record<DiscrepancyTruth, Text>> = {
  DOOR: text('以上门为准', 'the door was right'),
  SOURCE: text('以对方为准', 'the other source was right'),
  BOTH: text('两者都对', 'both were right'),
  NEITHER: text('两者都不对', 'neither was right'),
};

/** Past verbs of screening events, as histories show them. */
const PAST: Readonly<Record<string, Text>> = {
  'screening-campaign.opened': text('草拟', 'opened'),
  'screening-campaign.frozen': text('确定底数', 'denominator frozen'),
  'screening-campaign.started': text('开始', 'started'),
  'screening-campaign.addendum-grown': text('新增入附册', 'addendum grew'),
  'screening-campaign.units-assigned': text('分派', 'units shared out'),
  'screening-campaign.remaining-owned': text('剩余落实责任人', 'owner named for the rest'),
  'screening-campaign.wound-up': text('转入收尾', 'wound up'),
  'screening-campaign.closed': text('结束', 'closed'),
  'screening-unit.visited': text('上门', 'visited'),
  'screening-unit.accounted': text('查清', 'accounted for'),
  'screening-unit.escalated': text('两次无人，上报', 'escalated'),
  'screening-unit.owned': text('落实责任人', 'owner named'),
  'screening-unit.visit-corrected': text('更正上门记录', 'visit corrected'),
  'discrepancy.raised': text('提请核实', 'raised'),
  'discrepancy.resolved': text('已核实', 'resolved'),
};

/** What every number of a round means. */
export const COVERAGE_DEFINITIONS: readonly (Text & { readonly id: keyof Coverage })[] = [
  { id: 'units', ...text('底数：确定时登记在册、属于本轮的户（间），此后不变', 'Denominator: dwellings of the round in the register at the freeze; never changes') },
  { id: 'addendum', ...text('附册：确定底数以后新登记的户（间）', 'Addendum: dwellings registered after the freeze') },
  { id: 'accounted', ...text('已查清：底数中已知住着谁、确认空置或确认无此处的', 'Accounted for: of the denominator, known who lives there, vacant with evidence, or not there at all') },
  { id: 'accountedAddendum', ...text('附册中已查清的', 'Accounted for, of the addendum') },
  { id: 'unopened', ...text('门还没开过：未上门、无人应门、两次无人', 'Doors not yet opened: not visited, nobody home, escalated') },
  { id: 'unvisited', ...text('一次也没有上门', 'Nobody was at the door yet') },
  { id: 'nobodyHome', ...text('一次或同一半天无人应门', 'Nobody opened, in one half of the day') },
  { id: 'escalated', ...text('上午下午都无人应门，已交责任人', 'Nobody opened in either half of the day; somebody answers for it') },
  { id: 'incomplete', ...text('开了门但没有查清：未查全、拒绝、无法到达', 'Opened but not accounted for: partial, refused, inaccessible') },
  { id: 'unassigned', ...text('未查清且没有队伍', 'Not accounted for and without a team') },
  { id: 'owned', ...text('未查清但有责任人和期限', 'Not accounted for, with an owner and a deadline') },
  { id: 'overdue', ...text('责任人的期限已过', 'The deadline of its owner has passed') },
  { id: 'discrepancies', ...text('上门与登记、卡口说法不一，待核实', 'Door, register or checkpoint differ; nobody has said yet what is true') },
]; // prettier-ignore

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const campaignStatusLabel = (status: string, lang: Language): string => look(CAMPAIGN_STATUS, status, lang);
export const campaignActionLabel = (action: string, lang: Language): string => look(CAMPAIGN_ACTION, action, lang);
export const stratumLabel = (stratum: string, lang: Language): string => look(STRATUM, stratum, lang);
export const unitStatusLabel = (status: string, lang: Language): string => look(STATUS, status, lang);
export const visitOutcomeLabel = (outcome: string, lang: Language): string => look(OUTCOME, outcome, lang);
export const unitActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);
export const evidenceLabel = (evidence: string, lang: Language): string => look(EVIDENCE, evidence, lang);
export const discrepancySourceLabel = (source: string, lang: Language): string => look(SOURCE, source, lang);
export const discrepancyKindLabel = (kind: string, lang: Language): string => look(KIND, kind, lang);
export const discrepancyStatusLabel = (status: string, lang: Language): string => look(DISCREPANCY_STATUS, status, lang);
export const discrepancyTruthLabel = (truth: string, lang: Language): string => look(TRUTH, truth, lang);
/** What happened to a record of screening, by entity and past verb. */
export const screeningPastLabel = (entity: string, past: string, lang: Language): string => look(PAST, `${entity}.${past}`, lang);

export const SCREENING_ENTITIES: readonly string[] = ['screening-campaign', 'screening-unit', 'discrepancy'];
/** Events of screening that have no label yet; empty when the catalogue is complete. */
export const screeningPastsWithoutLabel = (events: readonly EventContract[]): string[] =>
  events
    .filter(({ entity, past }) => SCREENING_ENTITIES.includes(entity) && past !== 'skipped' && !(`${entity}.${past}` in PAST))
    .map(({ entity, past }) => `${entity}.${past}`);
