import { z } from 'zod';

/** What a fever is judged by, and how long its steps may take. */
export const FeverPolicyValues = z.strictObject({
  limitTenths: z.int().describe('From it on it is a fever by the axillary thermometer, in tenths of a degree'),
  lowestMeasuredTenths: z.int().describe('Below it a reading counts as not taken, in tenths of a degree'),
  minutes: z.strictObject({
    recheck: z.int().positive(),
    judge: z.int().positive(),
    send: z.int().positive(),
    observe: z.int().positive().describe('Until an observation has a result'),
    result: z.int().positive().describe('Until the clinic has one'),
  }),
});
export type FeverPolicy = z.output<typeof FeverPolicyValues>;
