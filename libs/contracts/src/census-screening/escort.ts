import { z } from 'zod';
import { checkpointReaders, checkpointWriters, escorts, type Access } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import {
  AreaCode,
  Cursor,
  DayText,
  ExpectedVersion,
  InstantText,
  OperatorId,
  PageLimit,
  Path,
  Reason,
  Uuid,
  Version,
  happened,
  pageOf,
} from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { ArrivalId } from './arrival.ts';
import { PlateText } from './arrival.values.ts';
import { CheckpointId } from './checkpoint.ts';

export const BatchId = Uuid.describe('Escort batch, UUIDv7');
export const BatchNo = z
  .string()
  .regex(/^EB-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a batch: EB-date-sequence-check digit');

/** LEAD 领车: their own cars follow ours. CARRY 转运: they sit in ours. */
export const EscortMode = z.enum(['LEAD', 'CARRY']);
export type EscortMode = z.output<typeof EscortMode>;

export const BATCH_STATUSES = ['ASSEMBLING', 'DEPARTED', 'DIVERTED', 'ARRIVED', 'HANDED_OVER', 'CLOSED', 'CANCELLED'] as const;
export const BatchStatus = z.enum(BATCH_STATUSES);
export type BatchStatus = z.output<typeof BatchStatus>;
export const OPEN_BATCH_STATUSES = [
  'ASSEMBLING',
  'DEPARTED',
  'DIVERTED',
  'ARRIVED',
  'HANDED_OVER',
] as const satisfies readonly BatchStatus[];

/** What can be done with a batch; commands are named after them. */
export const BATCH_ACTIONS = [
  'add-heads',
  'remove-head',
  'depart',
  'divert',
  'arrive',
  'accept',
  'refuse',
  'report-missing',
  'confirm-read-back',
  'close',
  'cancel',
] as const;
export const BatchAction = z.enum(BATCH_ACTIONS);
export type BatchAction = z.output<typeof BatchAction>;
/** States in which heads are on the way and their temperature may be taken. */
export const ON_THE_WAY_STATUSES = ['DEPARTED', 'DIVERTED', 'ARRIVED'] as const satisfies readonly BatchStatus[];

/** How a head stands within its batch. */
export const HeadStatus = z.enum(['ABOARD', 'ACCEPTED', 'REFUSED', 'MISSING']);
export type HeadStatus = z.output<typeof HeadStatus>;

export const HandOverMethod = z
  .enum(['IN_PERSON', 'READ_BACK'])
  .describe('READ_BACK: number, heads and names were read back on the telephone');
export type HandOverMethod = z.output<typeof HandOverMethod>;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const BatchReceipt = z.object({
  batchId: BatchId,
  no: BatchNo,
  status: BatchStatus,
  heads: z.int(),
  accepted: z.int(),
  refused: z.int(),
  missing: z.int(),
  version: Version,
  area: AreaCode,
  allowedActions: z.array(BatchAction),
});
export type BatchReceipt = z.output<typeof BatchReceipt>;

/** A command on a batch. */
const onBatch = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: BatchAction | 'assemble';
  summary: string;
  fields: S;
  refusals: readonly R[];
  access?: Access;
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'census-screening',
    entity: 'escort-batch',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? escorts,
    input: z.strictObject(spec.fields),
    output: BatchReceipt,
    refusals: [...spec.refusals, 'escort.not-allowed-now', 'record.happened-in-future'] as const,
    examples: [spec.example as never],
  });
const target = { batchId: BatchId, expectedVersion: ExpectedVersion, ...happened };
const heads = z.array(ArrivalId).min(1).max(60).describe('Arrivals, one per head');

export const AssembleBatch = defineCommand({
  name: 'AssembleBatch',
  service: 'census-screening',
  entity: 'escort-batch',
  verb: 'assemble',
  version: 1,
  summary: 'Puts waiting heads of one checkpoint into a batch under a named lead.',
  access: checkpointWriters,
  input: z.strictObject({
    checkpointId: CheckpointId,
    leadId: OperatorId.describe('Duty cadre who leads or drives'),
    mode: EscortMode,
    seats: z.int().min(1).max(100).optional().describe('Passenger seats of our vehicle; needed for CARRY'),
    plate: PlateText.optional().describe('Our vehicle'),
    arrivalIds: heads,
    ...happened,
  }),
  output: BatchReceipt,
  refusals: [
    'checkpoint.unknown',
    'operator.unavailable',
    'arrival.plate-invalid',
    'escort.head-unfit',
    'escort.head-elsewhere',
    'escort.seats-missing',
    'escort.too-many',
    'record.happened-in-future',
  ],
  examples: [{ checkpointId: exampleId, leadId: operator, mode: 'LEAD', arrivalIds: [exampleId] }],
});
export const AddHeads = onBatch({
  name: 'AddHeads',
  verb: 'add-heads',
  summary: 'Adds waiting heads before the batch leaves.',
  fields: { ...target, arrivalIds: heads },
  refusals: ['escort.head-unfit', 'escort.head-elsewhere', 'escort.too-many'],
  access: checkpointWriters,
  example: { batchId: exampleId, arrivalIds: [exampleId] },
});
export const RemoveHead = onBatch({
  name: 'RemoveHead',
  verb: 'remove-head',
  summary: 'Takes a head out before the batch leaves; it waits at the checkpoint again.',
  fields: { ...target, arrivalId: ArrivalId, reason: Reason },
  refusals: ['escort.head-unknown', 'escort.last-head'],
  access: checkpointWriters,
  example: { batchId: exampleId, arrivalId: exampleId, reason: '改由家人同批护送' },
});
export const DepartBatch = onBatch({
  name: 'DepartBatch',
  verb: 'depart',
  summary: 'The batch leaves the checkpoint.',
  fields: target,
  refusals: [],
  example: { batchId: exampleId },
});
export const DivertBatch = onBatch({
  name: 'DivertBatch',
  verb: 'divert',
  summary: 'The batch goes elsewhere than planned, or something happened on the way.',
  fields: { ...target, reason: Reason, incident: z.boolean().default(false).describe('An accident or emergency') },
  refusals: [],
  example: { batchId: exampleId, reason: '道路封闭，改走疏港路' },
});
export const ArriveBatch = onBatch({
  name: 'ArriveBatch',
  verb: 'arrive',
  summary: 'The batch is at the door.',
  fields: target,
  refusals: [],
  example: { batchId: exampleId },
});
export const AcceptPassengers = onBatch({
  name: 'AcceptPassengers',
  verb: 'accept',
  summary: 'A named community worker of the destination takes heads over, at the door or by telephone read-back.',
  fields: {
    ...target,
    arrivalIds: heads,
    receiverId: OperatorId.describe('Community worker of the destination'),
    method: HandOverMethod.default('IN_PERSON'),
  },
  refusals: ['escort.head-unknown', 'escort.head-decided', 'escort.receiver-unfit', 'escort.receiver-is-lead', 'operator.unavailable'],
  example: { batchId: exampleId, arrivalIds: [exampleId], receiverId: operator, method: 'READ_BACK' },
});
export const RefusePassenger = onBatch({
  name: 'RefusePassenger',
  verb: 'refuse',
  summary: 'A head is not taken over, or does not want to be: a named person answers for them at once.',
  fields: { ...target, arrivalId: ArrivalId, reason: Reason, ownerId: OperatorId.describe('Who answers for them now') },
  refusals: ['escort.head-unknown', 'escort.head-decided', 'operator.unavailable'],
  example: { batchId: exampleId, arrivalId: exampleId, reason: '本人拒绝居家隔离', ownerId: operator },
});
export const ReportPassengerMissing = onBatch({
  name: 'ReportPassengerMissing',
  verb: 'report-missing',
  summary: 'A head is not there: a named person looks for them at once.',
  fields: { ...target, arrivalId: ArrivalId, reason: Reason, ownerId: OperatorId.describe('Who looks for them now') },
  refusals: ['escort.head-unknown', 'escort.head-decided', 'operator.unavailable'],
  example: { batchId: exampleId, arrivalId: exampleId, reason: '到达时未见其车辆', ownerId: operator },
});
export const ConfirmReadBack = onBatch({
  name: 'ConfirmReadBack',
  verb: 'confirm-read-back',
  summary: 'The receiver confirms what they took over by telephone.',
  fields: target,
  refusals: ['escort.nothing-to-confirm', 'escort.not-the-receiver'],
  example: { batchId: exampleId },
});
export const CloseBatch = onBatch({
  name: 'CloseBatch',
  verb: 'close',
  summary: 'Closes a batch whose heads are all accounted for; a carrying vehicle is disinfected first.',
  fields: { ...target, disinfected: z.boolean().default(false).describe('Our vehicle was disinfected; needed for CARRY') },
  refusals: ['escort.disinfection-missing'],
  example: { batchId: exampleId },
});
export const CancelBatch = onBatch({
  name: 'CancelBatch',
  verb: 'cancel',
  summary: 'Gives a batch up before it leaves; its heads wait at the checkpoint again.',
  fields: { ...target, reason: Reason },
  refusals: [],
  access: checkpointWriters,
  example: { batchId: exampleId, reason: '车辆故障，改批次' },
});

export const BatchHead = z.object({
  arrivalId: ArrivalId,
  no: z.string(),
  label: z.string().describe('Masked name'),
  partyId: Uuid,
  destination: Path,
  area: AreaCode,
  status: HeadStatus,
  at: InstantText.optional().describe('When it was decided'),
  receiverId: OperatorId.optional(),
  method: HandOverMethod.optional(),
  confirmed: z.boolean().optional().describe('A read-back was confirmed'),
  ownerId: OperatorId.optional(),
});
export const BatchRow = z.object({
  batchId: BatchId,
  no: BatchNo,
  version: Version,
  status: BatchStatus,
  mode: EscortMode,
  checkpointId: CheckpointId,
  checkpointCode: z.string(),
  leadId: OperatorId,
  heads: z.int(),
  accepted: z.int(),
  refused: z.int(),
  missing: z.int(),
  toConfirm: z.int().describe('Heads taken over by telephone and not confirmed yet'),
  assembledAt: InstantText,
  departedAt: InstantText.optional(),
  arrivedAt: InstantText.optional(),
  areas: z.array(AreaCode).describe('Where its heads are going'),
  late: z.boolean().describe('Arrived, and not handed over within the policy’s minutes'),
  allowedActions: z.array(BatchAction),
  mayMeasure: z.boolean().optional().describe('The caller may take the temperature of who is aboard'),
});
export type BatchRow = z.output<typeof BatchRow>;

export const BatchesPage = defineQuery({
  name: 'BatchesPage',
  service: 'census-screening',
  view: 'escort-batch',
  question: 'page',
  version: 1,
  summary: 'Escort batches from the caller’s checkpoints or to the caller’s areas, open ones first.',
  access: checkpointReaders,
  input: z.strictObject({
    open: z.boolean().optional(),
    day: DayText.optional().describe('Assembled on this day'),
    checkpointId: CheckpointId.optional(),
    mine: z.boolean().default(false).describe('Led by the caller, or waiting for the caller’s confirmation'),
    no: z.string().trim().max(30).optional().describe('Number or the end of it'),
    ids: z.array(BatchId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(BatchRow),
  refusals: [],
  examples: [{ open: true }],
});
export const BatchDetail = defineQuery({
  name: 'BatchDetail',
  service: 'census-screening',
  view: 'escort-batch',
  question: 'detail',
  version: 1,
  summary: 'One batch with every head and who took it over, and its history.',
  access: checkpointReaders,
  shows: { label: 'MASKED', plateMasked: 'MASKED' },
  input: z.strictObject({ batchId: BatchId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: BatchRow,
    seats: z.int().optional(),
    plateMasked: z.string().optional(),
    heads: z.array(BatchHead),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ batchId: exampleId }],
});
