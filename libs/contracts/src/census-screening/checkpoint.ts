import { z } from 'zod';
import { checkpointDesk, checkpointReaders } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, ExpectedVersion, InstantText, OperatorId, Path, Reason, Uuid, Version, happened, pageOf, words } from '../fields.ts';

export const CheckpointId = Uuid.describe('Checkpoint, UUIDv7');
export const CheckpointKind = z.enum(['HIGHWAY_EXIT', 'RAILWAY_STATION', 'AIRPORT', 'VILLAGE_GATE', 'COMPOUND_GATE']);
export type CheckpointKind = z.output<typeof CheckpointKind>;
export const CheckpointStatus = z.enum(['OPEN', 'RESTRICTED', 'CLOSED']);
export type CheckpointStatus = z.output<typeof CheckpointStatus>;
export const CheckpointCode = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{1,19}$/)
  .describe('Short code people type, such as exit-1');

/** What a checkpoint can be asked to do; commands are named after them. */
export const CHECKPOINT_ACTIONS = ['restrict', 'reopen', 'close', 'begin-shift', 'end-shift'] as const;
export const CheckpointAction = z.enum(CHECKPOINT_ACTIONS);
export type CheckpointAction = z.output<typeof CheckpointAction>;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const CheckpointReceipt = z.object({
  checkpointId: CheckpointId,
  code: CheckpointCode,
  status: CheckpointStatus,
  version: Version,
  area: AreaCode,
  allowedActions: z.array(CheckpointAction),
});
export type CheckpointReceipt = z.output<typeof CheckpointReceipt>;

export const OpenCheckpoint = defineCommand({
  name: 'OpenCheckpoint',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'open',
  version: 1,
  summary: 'Sets up a checkpoint at a place.',
  access: checkpointDesk,
  input: z.strictObject({
    code: CheckpointCode,
    name: words(40).describe('Public name of the place'),
    kind: CheckpointKind,
    path: Path.describe('Where it stands; the subdistrict itself for a motorway exit'),
    lanes: z.int().min(1).max(40).default(1),
    ...happened,
  }),
  output: CheckpointReceipt,
  refusals: ['place.unknown', 'checkpoint.code-taken', 'record.happened-in-future'],
  examples: [{ code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' }],
});

const target = { checkpointId: CheckpointId, expectedVersion: ExpectedVersion, ...happened };

export const RestrictCheckpoint = defineCommand({
  name: 'RestrictCheckpoint',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'restrict',
  version: 1,
  summary: 'Lets only residents and people on duty pass from now on.',
  access: checkpointDesk,
  input: z.strictObject({ ...target, reason: Reason }),
  output: CheckpointReceipt,
  refusals: ['checkpoint.not-allowed-now', 'record.happened-in-future'],
  examples: [{ checkpointId: exampleId, reason: '按今日指令限制通行' }],
});

export const ReopenCheckpoint = defineCommand({
  name: 'ReopenCheckpoint',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'reopen',
  version: 1,
  summary: 'Opens a restricted or closed checkpoint again.',
  access: checkpointDesk,
  input: z.strictObject({ ...target, reason: Reason }),
  output: CheckpointReceipt,
  refusals: ['checkpoint.not-allowed-now', 'record.happened-in-future'],
  examples: [{ checkpointId: exampleId, reason: '恢复正常通行' }],
});

export const CloseCheckpoint = defineCommand({
  name: 'CloseCheckpoint',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'close',
  version: 1,
  summary: 'Takes a checkpoint down; what it still holds is handed on to a named successor, or it stays.',
  access: checkpointDesk,
  input: z.strictObject({
    ...target,
    reason: Reason,
    handOnTo: OperatorId.optional().describe('Who answers for the people it still holds; needed while there are any'),
  }),
  output: CheckpointReceipt,
  refusals: ['checkpoint.not-allowed-now', 'checkpoint.still-holds', 'operator.unavailable', 'record.happened-in-future'],
  examples: [{ checkpointId: exampleId, reason: '小区卡口撤除', handOnTo: operator }],
});

export const BeginShift = defineCommand({
  name: 'BeginShift',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'begin-shift',
  version: 1,
  summary: 'Says who is on duty at a checkpoint from now on, until when, and who leads.',
  access: checkpointDesk,
  input: z.strictObject({
    ...target,
    leaderId: OperatorId,
    memberIds: z.array(OperatorId).max(30).default([]).describe('The others'),
    until: InstantText,
  }),
  output: CheckpointReceipt,
  refusals: [
    'checkpoint.not-allowed-now',
    'checkpoint.crew-too-small',
    'checkpoint.shift-too-long',
    'operator.unavailable',
    'record.happened-in-future',
  ],
  examples: [{ checkpointId: exampleId, leaderId: operator, memberIds: [exampleId], until: '2020-01-25T08:00:00+08:00' }],
});

export const EndShift = defineCommand({
  name: 'EndShift',
  service: 'census-screening',
  entity: 'checkpoint',
  verb: 'end-shift',
  version: 1,
  summary: 'Ends the present shift.',
  access: checkpointDesk,
  input: z.strictObject(target),
  output: CheckpointReceipt,
  refusals: ['checkpoint.not-allowed-now', 'record.happened-in-future'],
  examples: [{ checkpointId: exampleId }],
});

export const Shift = z.object({ leaderId: OperatorId, memberIds: z.array(OperatorId), from: InstantText, until: InstantText });
export type Shift = z.output<typeof Shift>;

export const CheckpointRow = z.object({
  checkpointId: CheckpointId,
  code: CheckpointCode,
  name: z.string(),
  kind: CheckpointKind,
  status: CheckpointStatus,
  version: Version,
  area: AreaCode,
  path: Path,
  lanes: z.int(),
  shift: Shift.optional(),
  arrivalsToday: z.int().describe('Registered here since midnight, Asia/Shanghai'),
  waiting: z.int().describe('People who need an escort and are in no batch yet'),
  underWay: z.int().describe('People in a batch from here, not handed over'),
  openDuties: z.int().describe('Refused or missing people from here whom somebody answers for'),
  answersFor: OperatorId.optional().describe('After the closing: who answers for what it still held'),
  allowedActions: z.array(CheckpointAction),
});
export type CheckpointRow = z.output<typeof CheckpointRow>;

export const ListCheckpoints = defineQuery({
  name: 'ListCheckpoints',
  service: 'census-screening',
  view: 'checkpoint',
  question: 'list',
  version: 1,
  summary: 'Checkpoints with their shift and what they hold now; closed ones last.',
  access: checkpointReaders,
  input: z.strictObject({
    status: CheckpointStatus.optional(),
    area: AreaCode.optional(),
    code: z.string().trim().max(20).optional().describe('Code or its beginning'),
  }),
  output: pageOf(CheckpointRow),
  refusals: [],
  examples: [{}],
});

const checkpointEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'checkpoint',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ code: CheckpointCode, status: CheckpointStatus, path: Path, ...own }),
  });
export const CheckpointOpened = checkpointEvent('CheckpointOpened', 'opened', 'A checkpoint was set up, or opened again.', {
  kind: CheckpointKind,
});
export const CheckpointRestricted = checkpointEvent('CheckpointRestricted', 'restricted', 'Only residents and people on duty pass.', {});
export const CheckpointClosed = checkpointEvent('CheckpointClosed', 'closed', 'A checkpoint was taken down.', {
  held: z.int().describe('People it still held'),
  handedOnTo: OperatorId.optional(),
});
export const ShiftBegun = checkpointEvent('ShiftBegun', 'shift-begun', 'A shift began.', {
  leaderId: OperatorId,
  crew: z.int(),
  until: InstantText,
});
export const ShiftEnded = checkpointEvent('ShiftEnded', 'shift-ended', 'A shift ended.', {});
