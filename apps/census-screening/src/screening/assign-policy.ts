import { z } from 'zod';

/** What units of a round are shared out to teams by. */
export const AssignmentPolicyValues = z.strictObject({
  mostLoadPercent: z.int().min(100).describe('Most units a head of a team, against the mean of all'),
  leastLocalPercent: z.int().min(0).max(100).describe('Units in the own area of their team or one beside it, out of all'),
  cost: z
    .strictObject({
      border: z.int().nonnegative().describe('A unit outside the own area, for each border between'),
      overload: z.int().nonnegative().describe('A unit above the mean of all'),
      loan: z.int().nonnegative().describe('A unit further away than the areas beside the own one'),
    })
    .describe('What is avoided, weighed against each other; the own area costs nothing'),
});
export type AssignmentPolicy = z.output<typeof AssignmentPolicyValues>;
