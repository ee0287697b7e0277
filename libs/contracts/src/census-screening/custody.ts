import { z } from 'zod';
import { checkpointReaders, escorts } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, DayText, ExpectedVersion, InstantText, OperatorId, Reason, Uuid, Version, happened } from '../fields.ts';
import { ArrivalId, ArrivalRow } from './arrival.ts';
import { Custody } from './arrival.values.ts';
import { CheckpointId } from './checkpoint.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const DutyOutcome = z.enum(['TURNED_BACK', 'TO_CLINIC', 'TO_POLICE', 'LEFT_JURISDICTION', 'STAYS_ELSEWHERE']);
export type DutyOutcome = z.output<typeof DutyOutcome>;

/** Where a head stands after somebody dealt with an open duty. */
export const ArrivalDutyReceipt = z.object({
  arrivalId: ArrivalId,
  no: z.string(),
  custody: Custody,
  answersFor: OperatorId.optional(),
  isolationId: Uuid.optional(),
  version: Version,
  area: AreaCode,
});
export type ArrivalDutyReceipt = z.output<typeof ArrivalDutyReceipt>;

const onHead = { arrivalId: ArrivalId, expectedVersion: ExpectedVersion, ...happened };
export const PassOnDuty = defineCommand({
  name: 'PassOnDuty',
  service: 'census-screening',
  entity: 'arrival',
  verb: 'pass-on',
  version: 1,
  summary: 'Somebody else answers for a refused, missing or waiting head from now on.',
  access: escorts,
  input: z.strictObject({ ...onHead, ownerId: OperatorId, reason: Reason }),
  output: ArrivalDutyReceipt,
  refusals: ['arrival.no-open-duty', 'operator.unavailable', 'record.happened-in-future'],
  examples: [{ arrivalId: exampleId, ownerId: operator, reason: '夜班交接给社区民警' }],
});
export const SettleDuty = defineCommand({
  name: 'SettleDuty',
  service: 'census-screening',
  entity: 'arrival',
  verb: 'settle',
  version: 1,
  summary: 'Says what became of a head that was not handed over, where it ends elsewhere than with a receiver.',
  access: escorts,
  input: z.strictObject({ ...onHead, outcome: DutyOutcome, reason: Reason }),
  output: ArrivalDutyReceipt,
  refusals: ['arrival.no-open-duty', 'record.happened-in-future'],
  examples: [{ arrivalId: exampleId, outcome: 'TO_POLICE', reason: '已由社区民警带离处置' }],
});
export const AcceptLate = defineCommand({
  name: 'AcceptLate',
  service: 'census-screening',
  entity: 'arrival',
  verb: 'accept-late',
  version: 1,
  summary: 'A refused, missing or waiting head is taken over by a named community worker after all.',
  access: escorts,
  input: z.strictObject({ ...onHead, receiverId: OperatorId, reason: Reason }),
  output: ArrivalDutyReceipt,
  refusals: ['arrival.no-open-duty', 'escort.receiver-unfit', 'operator.unavailable', 'record.happened-in-future'],
  examples: [{ arrivalId: exampleId, receiverId: operator, reason: '本人次日上午到社区报到' }],
});

export const CustodyLedger = defineQuery({
  name: 'CustodyLedger',
  service: 'census-screening',
  view: 'arrival',
  question: 'custody',
  version: 1,
  summary:
    'The account of a day: every head that needed an escort, and whoever is still between checkpoint and door with who answers for them.',
  access: checkpointReaders,
  shows: { label: 'MASKED', plateMasked: 'MASKED', disposition: 'OPEN', risk: 'OPEN' },
  input: z.strictObject({ day: DayText.optional().describe('Absent: today'), checkpointId: CheckpointId.optional() }),
  output: z.object({
    day: DayText,
    needed: z.int().describe('Heads registered that day whose disposition needs an escort'),
    accepted: z.int(),
    refused: z.int(),
    missing: z.int(),
    settled: z.int().describe('Ended elsewhere than with a receiver'),
    waiting: z.int().describe('Still at the checkpoint'),
    underWay: z.int().describe('In a batch, not decided'),
    toConfirm: z.int().describe('Accepted by telephone, not confirmed yet'),
    balanced: z.boolean().describe('needed = accepted + refused + missing + settled, and nobody waits or is under way'),
    open: z.array(ArrivalRow).describe('Whoever is not with a receiver yet, of any day'),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{ day: '2020-01-24' }],
});
