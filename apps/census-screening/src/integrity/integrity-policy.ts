import { z } from 'zod';

const Seconds = z.int().nonnegative();

/** The least anybody needs, from door to door. */
export const IntegrityPolicyValues = z.strictObject({
  atDoorSeconds: z.strictObject({ FOLLOW_UP: Seconds, OPENED: Seconds, UNOPENED: Seconds }).describe('By what was done there'),
  waySeconds: z
    .strictObject({ rooms: Seconds, houses: Seconds, grids: Seconds, compounds: Seconds, areas: Seconds })
    .describe('Between two that have no nearer place in common'),
  paperMinutes: z.int().nonnegative().describe('How far a time on paper may be off'),
  listedDays: z.int().min(1).max(31).describe('How many days the list for review goes back'),
});
export type IntegrityPolicy = z.output<typeof IntegrityPolicyValues>;
