import { z } from 'zod';

/** What combat units are judged by. */
export const CombatUnitPolicyValues = z.strictObject({
  mostPersons: z.int().positive().describe('People a party member is linked with at most'),
  mostDuties: z.int().positive(),
});
export type CombatUnitPolicy = z.output<typeof CombatUnitPolicyValues>;
