import { INDICATORS } from '@houzhai/contracts';
import { z } from 'zod';

/** What the figures of the wall chart are judged by. */
export const BoardPolicyValues = z.strictObject({
  staleMinutes: z.int().min(1),
  hideUnder: z.int().min(1).describe('Figures about isolation below it are hidden outside the command centre'),
  thresholds: z.partialRecord(z.enum(INDICATORS), z.strictObject({ watch: z.int().min(0), alarm: z.int().min(0) })),
});
