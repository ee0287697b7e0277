import { z } from 'zod';
import { caseWorkers, isolationReaders } from '../access.ts';
import { defineEvent, defineQuery } from '../contract.ts';
import { SiteCode, SiteId } from './isolation-site.values.ts';
import { AreaCode, Cursor, DayText, ErrandId, InstantText, PageLimit, Path, PersonId, Reason, Uuid, Version, pageOf } from '../fields.ts';
import {
  CareTeam,
  FollowUpMethod,
  Half,
  HouseholdDecision,
  IsolationAction,
  IsolationId,
  IsolationKind,
  IsolationNo,
  IsolationReason,
  IsolationStatus,
  Slot,
  SlotStatus,
  slot,
} from './isolation.values.ts';
import { SupplyNeedStatus } from '../errands/supply-need.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const IsolationRow = z.object({
  isolationId: IsolationId,
  no: IsolationNo,
  version: Version,
  personId: PersonId,
  label: z.string().describe('Masked name'),
  kind: IsolationKind,
  reason: IsolationReason,
  status: IsolationStatus,
  area: AreaCode,
  path: Path,
  dayZero: DayText,
  lastDay: DayText.describe('Last day of isolation; released after it'),
  day: z.int().describe('Day of isolation today; 0 on the day of arrival'),
  slots: z.int().describe('Half-days scheduled and not canceled'),
  done: z.int().describe('Recorded'),
  missed: z.int(),
  overdue: z.int(),
  findings: z.int().describe('Found something, and no doctor has judged it yet'),
  nextDueAt: InstantText.optional(),
  site: SiteCode.optional().describe('Isolation site'),
  inBed: z.boolean().optional().describe('Has a bed there'),
  needsBed: z.boolean().optional().describe('In centralised isolation without a bed: somebody’s open duty'),
  allowedActions: z.array(IsolationAction),
});
export type IsolationRow = z.output<typeof IsolationRow>;
const SHOWS = { label: 'MASKED', status: 'OPEN', findings: 'OPEN' } as const;

export const IsolationsPage = defineQuery({
  name: 'IsolationsPage',
  service: 'census-screening',
  view: 'isolation',
  question: 'page',
  version: 1,
  summary: 'Isolation cases of the caller’s places, those with overdue half-days first.',
  access: isolationReaders,
  shows: SHOWS,
  input: z.strictObject({
    open: z.boolean().optional(),
    status: z.array(IsolationStatus).max(9).optional(),
    area: AreaCode.optional(),
    personId: PersonId.optional(),
    endsOn: DayText.optional().describe('Last day is this one'),
    overdue: z.boolean().optional().describe('With half-days that are overdue'),
    noBed: z.boolean().optional().describe('In centralised isolation without a bed'),
    mine: z.boolean().default(false).describe('The caller is of the care team'),
    no: z.string().trim().max(30).optional(),
    ids: z.array(IsolationId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(IsolationRow),
  refusals: [],
  examples: [{ open: true }],
});

export const IsolationDetail = defineQuery({
  name: 'IsolationDetail',
  service: 'census-screening',
  view: 'isolation',
  question: 'detail',
  version: 1,
  summary: 'One case with its care team, every half-day and its history.',
  access: isolationReaders,
  shows: SHOWS,
  input: z.strictObject({ isolationId: IsolationId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: IsolationRow,
    arrivalId: Uuid.optional(),
    continues: IsolationId.optional(),
    careTeam: CareTeam,
    household: HouseholdDecision.optional(),
    supplyEnsured: z.boolean().optional(),
    supply: z
      .object({ errandId: ErrandId, errandNo: z.string(), status: SupplyNeedStatus })
      .optional()
      .describe('The errand that was opened for missing supplies, and what came of it'),
    noticeNo: z.string().optional(),
    slots: z.array(Slot),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ isolationId: exampleId }],
});

export const DueSlot = z.object({
  isolationId: IsolationId,
  no: IsolationNo,
  personId: PersonId,
  label: z.string().describe('Masked name'),
  area: AreaCode,
  path: Path,
  ...slot,
  day: z.int(),
  dueAt: InstantText,
  overdue: z.boolean(),
});
export type DueSlot = z.output<typeof DueSlot>;

export const FollowUpsDue = defineQuery({
  name: 'FollowUpsDue',
  service: 'census-screening',
  view: 'isolation',
  question: 'follow-ups-due',
  version: 1,
  summary: 'Half-days that wait to be recorded, the overdue first: the list of the day.',
  access: isolationReaders,
  shows: { label: 'MASKED' },
  input: z.strictObject({
    day: DayText.optional().describe('Due on this day or before; absent: today'),
    area: AreaCode.optional(),
    mine: z.boolean().default(false).describe('The caller is of the care team'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(DueSlot),
  refusals: [],
  examples: [{}],
});

const Signed = z.object({
  as: z.enum(['DOCTOR', 'COMMUNITY']),
  by: z.string().describe('Operator'),
  method: z.enum(['CONSOLE', 'PAPER']),
  at: InstantText,
  scanNo: z.string().optional(),
  checkedBy: z.string().optional(),
});

export const IsolationProof = defineQuery({
  name: 'IsolationProof',
  service: 'census-screening',
  view: 'isolation',
  question: 'proof',
  version: 1,
  summary:
    'What the proof of release says: the person by name, every half-day, both signatures, the notice; the look and its reason are on record.',
  access: caseWorkers,
  shows: { name: 'OPEN', temperature: 'OPEN', readings: 'OPEN' },
  input: z.strictObject({
    isolationId: IsolationId.optional(),
    no: z.string().trim().max(30).optional().meta({ positional: true }),
    reason: Reason,
  }),
  output: z.object({
    no: IsolationNo,
    name: z.string().optional().describe('Absent for a person without a name'),
    documentNo: z.string().optional(),
    kind: IsolationKind,
    area: AreaCode,
    path: Path,
    dayZero: DayText,
    lastDay: DayText,
    startedAt: InstantText,
    noticeNo: z.string(),
    releaseNoticeNo: z.string(),
    releasedAt: InstantText,
    readings: z.array(z.number()).describe('°C, taken at the visit before the doctor signed'),
    signatures: z.array(Signed),
    slots: z.array(
      z.object({
        ...slot,
        nth: z.int(),
        status: SlotStatus,
        method: FollowUpMethod.optional(),
        occurredAt: InstantText.optional(),
        recordedBy: z.string().optional(),
        sheetNo: z.string().optional(),
        temperature: z.number().optional().describe('°C'),
      }),
    ),
    policyVersion: z.string(),
    asOf: InstantText,
  }),
  refusals: ['isolation.not-released', 'person.erased'],
  examples: [{ isolationId: exampleId, reason: '本人申领解除隔离证明' }],
});

const isolationEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'isolation',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: IsolationNo,
      personId: PersonId,
      kind: IsolationKind,
      status: IsolationStatus,
      path: Path,
      lastDay: DayText,
      unexplained: z.int().describe('Half-days that were missed and nobody has explained'),
      ...own,
    }),
  });

export const IsolationOrdered = isolationEvent('IsolationOrdered', 'ordered', 'Isolation was ordered.', {
  ground: IsolationReason,
  arrivalId: Uuid.optional(),
  continues: IsolationId.optional(),
});
export const IsolationStarted = isolationEvent(
  'IsolationStarted',
  'started',
  'The notice is served, the care team is named, half-days are scheduled.',
  {
    slots: z.int(),
  },
);
export const SupplyNeedRaised = isolationEvent(
  'SupplyNeedRaised',
  'supply-need-raised',
  'Food and medicine do not reach the door without us.',
  {},
);
export const IsolationSupplyEnsured = isolationEvent('IsolationSupplyEnsured', 'supply-ensured', 'Supplies reach the door.', {
  by: z.enum(['ERRAND', 'OTHERWISE']).describe('Whether an errand of ours brought them'),
});
export const FollowUpRecorded = isolationEvent('FollowUpRecorded', 'follow-up-recorded', 'A half-day was recorded.', {
  date: DayText,
  half: Half,
  method: FollowUpMethod,
  finding: z.boolean().describe('A doctor is to judge it'),
  late: z.boolean(),
});
export const FollowUpMissed = isolationEvent('FollowUpMissed', 'follow-up-missed', 'Nobody recorded a half-day in time.', {
  date: DayText,
  half: Half,
});
export const MissedSlotExcused = isolationEvent('MissedSlotExcused', 'missed-excused', 'Why a half-day was missed was said.', {
  date: DayText,
  half: Half,
});
export const FindingResolved = isolationEvent('FindingResolved', 'finding-resolved', 'A doctor judged what was found.', {
  date: DayText,
  half: Half,
});
export const IsolationExtended = isolationEvent('IsolationExtended', 'extended', 'Days were added.', { days: z.int() });
export const ReductionRequested = isolationEvent('ReductionRequested', 'reduction-requested', 'Somebody asks for fewer days.', {
  days: z.int(),
});
export const IsolationReduced = isolationEvent('IsolationReduced', 'reduced', 'Days fell away.', { days: z.int() });
export const ReductionRefused = isolationEvent('ReductionRefused', 'reduction-refused', 'The days stay.', {});
export const ReleaseRequested = isolationEvent('ReleaseRequested', 'release-requested', 'Doctor and community are asked to sign.', {});
export const ReleaseRefused = isolationEvent('ReleaseRefused', 'release-refused', 'The case goes on.', {});
export const ReleaseSigned = isolationEvent('ReleaseSigned', 'release-signed', 'One of the two signatures is there.', {
  as: z.enum(['DOCTOR', 'COMMUNITY']),
});
export const IsolationReleased = isolationEvent('IsolationReleased', 'released', 'Both signatures are there: the person is free.', {});
export const IsolationConverted = isolationEvent('IsolationConverted', 'converted', 'The person became a patient.', {});
export const IsolationTransferred = isolationEvent('IsolationTransferred', 'transferred', 'It goes on elsewhere as a case of its own.', {
  successorId: IsolationId,
});
export const BedAssigned = isolationEvent('BedAssigned', 'bed-assigned', 'The person has a bed at an isolation site.', { siteId: SiteId });
export const BedChanged = isolationEvent('BedChanged', 'bed-changed', 'The person has another bed.', { siteId: SiteId });
export const IsolationLost = isolationEvent('IsolationLost', 'lost', 'The person cannot be found.', {});
export const IsolationCanceled = isolationEvent('IsolationCanceled', 'canceled', 'The order fell away.', {});
