import { z } from 'zod';

/** What visits are judged by. */
export const ScreeningPolicyValues = z.strictObject({
  secondHalfFrom: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .describe('Where one half of the day ends and the other begins'),
  escalatedWithinHours: z.int().positive().describe('So long the owner of a unit has where nobody opened in either half'),
  arrivalDays: z.int().positive().describe('Arrivals so many days before a visit say who should be there'),
});
export type ScreeningPolicy = z.output<typeof ScreeningPolicyValues>;

/** Which areas are beside each other. */
export const AreaNeighboursValues = z.strictObject({
  placeholder: z.boolean().describe('No source says it'),
  neighbours: z.record(z.string(), z.array(z.string())),
});
