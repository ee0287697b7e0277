import { z } from 'zod';

/** When two entries may be one person. */
export const IdentityPolicyValues = z.strictObject({
  leastSimilarityPercent: z.int().min(1).max(100).describe('Of two names by their trigrams'),
  birthYearsApart: z.int().min(0).describe('At most'),
});
export type IdentityPolicy = z.output<typeof IdentityPolicyValues>;
