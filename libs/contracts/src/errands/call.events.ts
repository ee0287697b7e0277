import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { Channel, ErrandId, InstantText, OperatorId, PersonId } from '../fields.ts';
import { CallBackResult, CallBackStatus, CallNo, CallOutcome } from './call.values.ts';

/** An event of a call at the phone desk; never what was said, and nothing of it goes to partners. */
const callEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'call',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: CallNo,
      outcome: CallOutcome,
      status: CallBackStatus.optional().describe('Of the promise to call back after this fact, where one was made'),
      ...own,
    }),
  });

export const CallRegistered = callEvent('CallRegistered', 'registered', 'Somebody phoned.', {
  channel: Channel,
  callerId: PersonId.optional().describe('Absent where nobody knows who'),
  beneficiaryId: PersonId.optional().describe('For whom'),
  errandId: ErrandId.optional().describe('Which it was about'),
  dueAt: InstantText.optional().describe('By when a call back was promised'),
});
export const CallBackTaken = callEvent('CallBackTaken', 'taken', 'Somebody calls back.', { takenBy: OperatorId });
export const CallBackGivenBack = callEvent('CallBackGivenBack', 'given-back', 'Somebody else has to call back.', { takenBy: OperatorId });
export const CallBackPostponed = callEvent('CallBackPostponed', 'postponed', 'The call back is promised for later.', {
  dueAt: InstantText,
});
export const CallBackClosed = callEvent('CallBackClosed', 'closed', 'They were called back, or not to be reached.', {
  result: CallBackResult,
  late: z.boolean().describe('After it was due'),
});
