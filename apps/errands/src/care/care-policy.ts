import { CARE_TIERS } from '@houzhai/contracts';
import { z } from 'zod';

const Days = z.int().positive();

/** What households are asked after by; a versioned row, never a constant. */
export const CarePolicyValues = z.strictObject({
  daysBetween: z.record(z.enum(CARE_TIERS), Days).describe('Days between two contacts, by tier'),
  doorAfterDays: Days.describe('After so many days without a word somebody stands at the door'),
  doorAt: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .describe('From when on that day, Asia/Shanghai'),
  gapMaxDays: Days.describe('Longest gap explained at once'),
  centrePhone: z.string().max(20).optional().describe('Telephone of the command centre, as contact cards name it'),
  lateDays: Days.describe('A contact or a gap is entered so many days later at most'),
});
export type CarePolicyValues = z.output<typeof CarePolicyValues>;
/** A policy version in force. */
export interface CarePolicy extends CarePolicyValues {
  readonly version: string;
}
