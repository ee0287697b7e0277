import { ALERT_ROLES, AlertRule, AlertSeverity } from '@houzhai/contracts';
import { z } from 'zod';

const On = z.strictObject({
  event: z.string().describe('Name of an event contract'),
  when: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Fields of the event and what they have to be'),
});
export type On = z.output<typeof On>;

const Rule = z.strictObject({
  code: AlertRule,
  raisedBy: On,
  endedBy: z.array(On),
  severity: AlertSeverity,
  acknowledgeWithinMinutes: z.int().positive(),
  roles: z.array(z.enum(ALERT_ROLES)).min(1).describe('Whom it concerns, besides the command centre'),
  notByCauser: z.boolean().optional().describe('Whoever caused it may not settle it'),
  zh: z.string(),
  en: z.string(),
});
export type Rule = z.output<typeof Rule>;

/** What raises alerts, and what ends them. */
export const AlertPolicyValues = z.strictObject({
  rules: z.array(Rule).refine((rules) => new Set(rules.map(({ code }) => code)).size === rules.length, { message: 'each code once' }),
});
export type AlertPolicy = z.output<typeof AlertPolicyValues>;
