import { z } from 'zod';
import { DayText, InstantText, OperatorId, Uuid, words } from '../fields.ts';

export const IsolationId = Uuid.describe('Isolation case, UUIDv7');
export const IsolationNo = z
  .string()
  .regex(/^IC-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a case: IC-date-sequence-check digit');

export const IsolationKind = z.enum(['HOME', 'CENTRALIZED']);
export type IsolationKind = z.output<typeof IsolationKind>;
export const IsolationReason = z.enum(['ENTRY_FROM_RISK_AREA', 'CONTACT', 'OUTBREAK', 'OTHER']);
export type IsolationReason = z.output<typeof IsolationReason>;

export const ISOLATION_STATUSES = [
  'ORDERED',
  'ACTIVE',
  'REDUCTION_REQUESTED',
  'PENDING_RELEASE',
  'RELEASED',
  'CONVERTED',
  'TRANSFERRED',
  'LOST',
  'CANCELED',
] as const;
export const IsolationStatus = z.enum(ISOLATION_STATUSES);
export type IsolationStatus = z.output<typeof IsolationStatus>;
/** Cases somebody still looks after. */
export const OPEN_ISOLATION_STATUSES = [
  'ORDERED',
  'ACTIVE',
  'REDUCTION_REQUESTED',
  'PENDING_RELEASE',
] as const satisfies readonly IsolationStatus[];

/** What can be done with a case; commands are named after them. */
export const ISOLATION_ACTIONS = [
  'start',
  'record-follow-up',
  'excuse-missed',
  'resolve-finding',
  'extend',
  'request-reduction',
  'approve-reduction',
  'refuse-reduction',
  'request-release',
  'refuse-release',
  'sign-release',
  'convert',
  'transfer',
  'report-lost',
  'cancel',
] as const;
export const IsolationAction = z.enum(ISOLATION_ACTIONS);
export type IsolationAction = z.output<typeof IsolationAction>;

export const Half = z.enum(['AM', 'PM']);
export type Half = z.output<typeof Half>;
export const SLOT_STATUSES = ['NOT_PERFORMED', 'SEEN_OK', 'SEEN_NOT_OK', 'MISSED', 'CANCELED'] as const;
export const SlotStatus = z.enum(SLOT_STATUSES);
export type SlotStatus = z.output<typeof SlotStatus>;
export const FollowUpMethod = z.enum(['PHONE', 'VIDEO', 'DOOR', 'SELF_REPORT']);
export type FollowUpMethod = z.output<typeof FollowUpMethod>;

/** A half-day of a case. */
export const slot = { date: DayText, half: Half };

/** Who looks after a case; at least two different people. */
export const CareTeam = z.strictObject({
  streetCadreId: OperatorId.optional(),
  gridWorkerId: OperatorId.optional(),
  doctorId: OperatorId.optional(),
  policeId: OperatorId.optional(),
  agentId: OperatorId.optional(),
});
export type CareTeam = z.output<typeof CareTeam>;

export const HouseholdDecision = z.enum(['LIVES_ALONE', 'SAME_ISOLATION', 'MOVED_OUT']).describe('What the others of the household do');
export type HouseholdDecision = z.output<typeof HouseholdDecision>;

/** A signature on paper: who signed, the number of its scan, and a second who compared it. */
export const OnPaper = z.strictObject({ signedBy: OperatorId, scanNo: words(40), checkedBy: OperatorId });
export type OnPaper = z.output<typeof OnPaper>;
export const NoticeSigning = z.enum(['SIGNED', 'REFUSED']).describe('REFUSED needs two witnesses');

export const Slot = z.object({
  ...slot,
  nth: z.int().describe('1 for the first'),
  status: SlotStatus,
  dueAt: InstantText,
  overdue: z.boolean(),
  method: FollowUpMethod.optional(),
  occurredAt: InstantText.optional(),
  recordedAt: InstantText.optional(),
  recordedBy: z.string().optional(),
  sheetNo: z.string().optional(),
  hasReason: z.boolean().describe('A missed one has been explained'),
  resolved: z.boolean().describe('A doctor has judged what was found'),
});
export type Slot = z.output<typeof Slot>;
