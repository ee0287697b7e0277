import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { OperatorId } from '../fields.ts';
import { ArrivalId } from './arrival.ts';
import { CheckpointId } from './checkpoint.ts';
import { BatchNo, BatchStatus, EscortMode, HandOverMethod, HeadStatus } from './escort.ts';

const batchEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'escort-batch',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: BatchNo,
      checkpointId: CheckpointId,
      leadId: OperatorId,
      status: BatchStatus,
      heads: z.int(),
      accepted: z.int(),
      refused: z.int(),
      missing: z.int(),
      ...own,
    }),
  });
export const EscortBatchAssembled = batchEvent('EscortBatchAssembled', 'assembled', 'Heads were put into a batch.', { mode: EscortMode });
export const EscortBatchChanged = batchEvent('EscortBatchChanged', 'changed', 'Heads came or left before it set out.', {});
export const EscortBatchDeparted = batchEvent('EscortBatchDeparted', 'departed', 'It left the checkpoint.', {});
export const EscortBatchDiverted = batchEvent('EscortBatchDiverted', 'diverted', 'It goes elsewhere than planned.', {
  incident: z.boolean(),
});
export const EscortHeadLookedAt = batchEvent('EscortHeadLookedAt', 'head-looked-at', 'Somebody aboard was looked after on the way.', {
  arrivalId: ArrivalId,
});
export const EscortBatchArrived = batchEvent('EscortBatchArrived', 'arrived', 'It is at the door.', {});
export const EscortHeadsDecided = batchEvent('EscortHeadsDecided', 'heads-decided', 'Heads were taken over, refused or reported missing.', {
  decided: z.int(),
  as: HeadStatus,
  method: HandOverMethod.optional(),
});
export const EscortReadBackConfirmed = batchEvent(
  'EscortReadBackConfirmed',
  'read-back-confirmed',
  'The receiver confirmed what they took over by telephone.',
  {
    receiverId: OperatorId,
    confirmed: z.int(),
    open: z.int().optional().describe('Heads that still wait for it'),
  },
);
export const EscortBatchClosed = batchEvent('EscortBatchClosed', 'closed', 'Every head is accounted for.', {});
export const EscortBatchCancelled = batchEvent('EscortBatchCancelled', 'cancelled', 'Given up before it left.', {});
export const EscortHandOverLate = batchEvent(
  'EscortHandOverLate',
  'hand-over-late',
  'Arrived, and not handed over within the policy’s minutes.',
  {
    minutes: z.int(),
  },
);
export const EscortReadBackOverdue = batchEvent(
  'EscortReadBackOverdue',
  'read-back-overdue',
  'What was taken over by telephone was not confirmed by the morning.',
  { open: z.int().describe('Heads that wait for it') },
);
