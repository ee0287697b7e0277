import { z } from 'zod';
import { AreaCode, InstantText, OperatorId, Uuid, Version } from '../fields.ts';

export const CallId = Uuid.describe('Call at the phone desk, UUIDv7');
export const CallNo = z
  .string()
  .regex(/^CL-\d{8}-\d{4,}-\d$/)
  .describe('Number of the call: CL-date-sequence-check digit');

/** What came of a call: a new errand, one that was there already, a question about one, or a promise to call back. */
export const CALL_OUTCOMES = ['NEW', 'SAME', 'ASKED', 'CALLBACK'] as const;
export const CallOutcome = z.enum(CALL_OUTCOMES);
export type CallOutcome = z.output<typeof CallOutcome>;

/** Where a promise to call back stands. */
export const CALL_BACK_STATUSES = ['WAITING', 'TAKEN', 'DONE'] as const;
export const CallBackStatus = z.enum(CALL_BACK_STATUSES);
export type CallBackStatus = z.output<typeof CallBackStatus>;
export const CALL_BACK_RESULTS = ['REACHED', 'NOT_REACHED'] as const;
export const CallBackResult = z.enum(CALL_BACK_RESULTS);
export type CallBackResult = z.output<typeof CallBackResult>;

/** What can be done about a promise to call back; commands are named after them. */
export const CALL_ACTIONS = ['take', 'give-back', 'postpone', 'close'] as const;
export const CallAction = z.enum(CALL_ACTIONS);
export type CallAction = z.output<typeof CallAction>;

export const CallBack = z.object({
  status: CallBackStatus,
  dueAt: InstantText.describe('By when it was promised'),
  overdue: z.boolean(),
  takenBy: OperatorId.optional(),
  closedAt: InstantText.optional(),
  result: CallBackResult.optional(),
});
export type CallBack = z.output<typeof CallBack>;

export const CallReceipt = z.object({
  callId: CallId,
  no: CallNo,
  outcome: CallOutcome,
  version: Version,
  area: AreaCode,
  status: CallBackStatus.optional().describe('Of the promise to call back, where one was made'),
  dueAt: InstantText.optional(),
  allowedActions: z.array(CallAction),
});
export type CallReceipt = z.output<typeof CallReceipt>;
