import { Half } from '@houzhai/contracts';
import { z } from 'zod';

const Time = z.string().regex(/^\d{2}:\d{2}$/);

/** What an isolation is judged by. */
export const IsolationPolicyValues = z.strictObject({
  days: z.int().positive().describe('Days after day 0'),
  halves: z
    .array(z.strictObject({ half: Half, from: Time, to: Time }))
    .length(2)
    .describe('In the order of the day; 24:00 is its end'),
  missedAfterMinutes: z.int().positive().describe('A half-day nobody recorded counts as missed so long after its end'),
  leastCareTeam: z.int().positive(),
  lostMissedSlots: z.int().positive(),
  feverTenths: z.int(),
  lowestMeasuredTenths: z.int(),
  releaseReadings: z.int().positive(),
  witnesses: z.int().positive(),
  hoursBetweenRecords: z.int().positive(),
});
export type IsolationPolicy = z.output<typeof IsolationPolicyValues>;
