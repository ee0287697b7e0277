import { z } from 'zod';

/** What the phone desk goes by. */
export const CallPolicyValues = z.strictObject({
  callBackMinutes: z.int().positive().describe('A promise to call back is due so much later, where nothing else is said'),
  contactsShown: z.int().positive().max(50).describe('Last contacts on the card of a caller'),
});
export interface CallPolicy extends z.output<typeof CallPolicyValues> {
  readonly version: string;
}
