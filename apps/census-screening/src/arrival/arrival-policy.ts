import { DISPOSITIONS, Disposition, HealthCode, RegionCode, RiskLevel } from '@houzhai/contracts';
import { z } from 'zod';

const When = z.strictObject({
  fever: z.boolean().optional(),
  symptoms: z.boolean().optional().describe('Any symptom at all'),
  risk: z.array(RiskLevel).optional(),
  healthCode: z.array(HealthCode).optional(),
  homePossible: z.boolean().optional(),
});
export type When = z.output<typeof When>;

const Rule = z.strictObject({ rule: z.string(), when: When, then: Disposition, zh: z.string(), en: z.string() });

/** What decides about an arrival; a dated file. The first rule that fits counts, and the last one fits always. */
export const ArrivalPolicyValues = z.strictObject({
  healthCode: z.enum(['NOT_YET_ISSUED', 'ASKED']),
  stayDays: z.int().min(1).max(60).describe('Days of stay that are asked for'),
  lowestMeasuredTenths: z.int().describe('Below it a reading counts as not taken, in tenths of a degree'),
  feverTenths: z.int().describe('From it on it is a fever, in tenths of a degree'),
  regions: z.array(z.strictObject({ code: RegionCode, risk: RiskLevel })),
  otherRisk: RiskLevel.describe('Risk of any other division'),
  rules: z
    .array(Rule)
    .refine((rules) => Object.keys(rules.at(-1)?.when ?? { none: 1 }).length === 0, { message: 'the last rule fits always' }),
  escorted: z.array(z.enum(DISPOSITIONS)).describe('Dispositions that are taken to the door'),
  againAfterMinutes: z.int().describe('The same person is registered again only after this'),
});
export type ArrivalPolicy = z.output<typeof ArrivalPolicyValues>;

const ORDER: readonly RiskLevel[] = ['LOW', 'UNKNOWN', 'MODERATE', 'HIGH'];

/** Risk of a division: its own, else that of the city or province it belongs to. */
export function riskOf(policy: Pick<ArrivalPolicy, 'regions' | 'otherRisk'>, code: string): RiskLevel {
  const up = [code, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`];
  for (const one of up) {
    const named = policy.regions.find((region) => region.code === one);
    if (named) return named.risk;
  }
  return policy.otherRisk;
}

/** The gravest of several. */
export const gravest = (risks: readonly RiskLevel[]): RiskLevel =>
  risks.reduce<RiskLevel>((worst, risk) => (ORDER.indexOf(risk) > ORDER.indexOf(worst) ? risk : worst), 'LOW');
