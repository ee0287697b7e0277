import { SkillCode } from '@houzhai/contracts';
import { z } from 'zod';

/** What teams are judged by. */
export const TaskForcePolicyValues = z.strictObject({
  mostMembers: z.int().positive().describe('Leader included'),
  leastStrength: z.int().positive().describe('Who must be able to go when a team is sent'),
  skills: z.array(z.strictObject({ code: SkillCode, zh: z.string(), en: z.string() })),
});
export type TaskForcePolicy = z.output<typeof TaskForcePolicyValues>;

/** Which areas are beside each other. */
export const NeighboursValues = z.strictObject({
  placeholder: z.boolean().optional(),
  neighbours: z.record(z.string(), z.array(z.string())),
});
