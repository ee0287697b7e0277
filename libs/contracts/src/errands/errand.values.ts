import { z } from 'zod';
import { AreaCode, Fen, InstantText, OperatorId, PersonId, words } from '../fields.ts';

/** States of an errand 代办单; the action table of the service says what each allows. */
export const ERRAND_STATUSES = [
  'REQUESTED',
  'ACCEPTED',
  'IN_PROGRESS',
  'ON_HOLD',
  'DELIVERED',
  'DISPUTED',
  'UNABLE',
  'CONFIRMED',
  'ARCHIVED',
  'DUPLICATE',
  'DECLINED',
  'REFERRED',
  'CANCELLED',
  'CLOSED',
] as const;
export const ErrandStatus = z.enum(ERRAND_STATUSES);
export type ErrandStatus = z.output<typeof ErrandStatus>;

/** States in which somebody still has to do something for the resident. */
export const OPEN_STATUSES = [
  'REQUESTED',
  'ACCEPTED',
  'IN_PROGRESS',
  'ON_HOLD',
  'DISPUTED',
  'UNABLE',
] as const satisfies readonly ErrandStatus[];
/** States in which the resident has got what they asked for. */
export const DONE_STATUSES = ['DELIVERED', 'CONFIRMED', 'ARCHIVED'] as const satisfies readonly ErrandStatus[];

/** Everything a person can do to an errand; commands are named after them. */
export const ERRAND_ACTIONS = [
  'assign',
  'accept',
  'start',
  'hold',
  'resume',
  'approve-hold',
  'hand-over',
  'release',
  'deliver',
  'report-unable',
  'refer',
  'decline',
  'mark-duplicate',
  'confirm',
  'dispute',
  'reopen',
  'close',
  'cancel',
  'archive',
  'follow-up',
  'undo',
] as const;
export const ErrandAction = z.enum(ERRAND_ACTIONS);
export type ErrandAction = z.output<typeof ErrandAction>;

export const ErrandKind = z.enum(['PURCHASE', 'MEDICINE', 'DOCUMENT', 'UTILITY', 'TRANSPORT', 'OTHER']);
export type ErrandKind = z.output<typeof ErrandKind>;

export const ErrandSource = z.enum(['CARE_CONTACT', 'ISOLATION', 'PHONE', 'CONTACT_CARD', 'COUNTER', 'CONSOLE', 'PARTNER']);
export type ErrandSource = z.output<typeof ErrandSource>;

export const HoldCause = z.enum(['OUT_OF_STOCK', 'WAITING_FOR_RESIDENT', 'WAITING_FOR_OFFICE', 'WEATHER', 'ROAD_CLOSED', 'OTHER']);
export const ProofKind = z.enum(['HANDED_OVER', 'SIGNATURE', 'FINGERPRINT', 'PHOTO', 'LEFT_AT_DOOR', 'VOICE']);
export const ConfirmationKind = z.enum(['CALL_BACK', 'SIGNATURE', 'FINGERPRINT', 'MESSAGE']);
export const DueStage = z.enum(['ACCEPT', 'COMPLETE']);
export type DueStage = z.output<typeof DueStage>;

export const ErrandNo = z
  .string()
  .regex(/^ER-\d{8}-\d{4,}-\d$/)
  .describe('Business number that can be said on the phone: ER-date-sequence-check digit');

export const ModuleCode = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,39}$/)
  .describe('Service module');

export const ErrandItem = z.strictObject({
  name: words(80).describe('What is needed; kept encrypted'),
  quantity: words(20).optional().describe('How much, in words'),
});
export type ErrandItem = z.output<typeof ErrandItem>;

export const Receipt = z.strictObject({
  reference: words(60).describe('Number printed on the receipt, or where the slip is kept'),
  amountFen: Fen,
});

/** Where an errand stands; carried by every errand event so that readers need not replay the state machine. */
export const ErrandStanding = z.object({
  no: ErrandNo,
  moduleCode: ModuleCode,
  kind: ErrandKind,
  status: ErrandStatus,
  agentId: OperatorId.optional().describe('Agent it is assigned to or accepted by'),
  beneficiaryId: PersonId,
  requestedAt: InstantText,
  dueStage: DueStage.optional().describe('Which deadline runs; absent while none does'),
  dueAt: InstantText.optional().describe('The running deadline; absent on hold'),
  overdue: z.boolean(),
});
export type ErrandStanding = z.output<typeof ErrandStanding>;

/** What a caller learns after a command on an errand. */
export const ErrandReceipt = z.object({
  errandId: z.uuid(),
  no: ErrandNo,
  status: ErrandStatus,
  version: z.int(),
  area: AreaCode,
  allowedActions: z.array(ErrandAction).describe('What the caller may do next'),
});
export type ErrandReceipt = z.output<typeof ErrandReceipt>;
