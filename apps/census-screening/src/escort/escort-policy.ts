import { ROLES } from '@houzhai/contracts';
import { z } from 'zod';

/** What an escort and a shift are judged by. */
export const EscortPolicyValues = z.strictObject({
  handOverMinutes: z.int().positive().describe('After arriving, until every head is decided'),
  policeAfterMinutes: z.int().positive().describe('A refused or missing head passes to the police officer'),
  confirmBy: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .describe('Time next morning by which a read-back is confirmed'),
  mostHeads: z.int().positive(),
  leastCrew: z.int().positive(),
  shiftHours: z.int().positive(),
  receiverRoles: z.array(z.enum(ROLES)).min(1),
});
export type EscortPolicy = z.output<typeof EscortPolicyValues>;
