import { dayOf } from '@houzhai/calendar';
import {
  refuse,
  type Custody,
  type HealthCode,
  type Outcome,
  type Reasoning,
  type RiskLevel,
  type Stay,
  type Symptom,
} from '@houzhai/contracts';
import type { Disposition } from '@houzhai/contracts';
import { isRegion } from '../region/region.ts';
import { tenths } from '../temperature.ts';
import { gravest, riskOf, type ArrivalPolicy, type When } from './arrival-policy.ts';
import { dateStays, type DatedStay } from './stays.ts';

/** What is told and measured at the checkpoint. */
export interface Told {
  readonly stays: readonly Stay[];
  readonly temperature?: number | undefined;
  readonly symptoms: readonly Symptom[];
  readonly healthCode?: HealthCode | undefined;
  readonly homePossible: boolean;
}

/** What the policy makes of it. */
export interface Disposed {
  readonly disposition: Disposition;
  readonly risk: RiskLevel;
  readonly why: Reasoning;
  readonly custody: Extract<Custody, 'NONE' | 'WAITING'>;
  readonly stays: readonly (DatedStay & { readonly risk: RiskLevel })[];
  readonly healthCode: HealthCode;
  readonly fever: boolean;
}

interface Facts {
  readonly fever: boolean;
  readonly symptoms: boolean;
  readonly risk: RiskLevel;
  readonly healthCode: HealthCode;
  readonly homePossible: boolean;
}

const fits = (when: When, facts: Facts): boolean =>
  (when.fever ?? facts.fever) === facts.fever &&
  (when.symptoms ?? facts.symptoms) === facts.symptoms &&
  (when.homePossible ?? facts.homePossible) === facts.homePossible &&
  (when.risk?.includes(facts.risk) ?? true) &&
  (when.healthCode?.includes(facts.healthCode) ?? true);

/** Whether it is a fever under a policy. */
export const isFever = (celsius: number, policy: Pick<ArrivalPolicy, 'feverTenths'>): boolean => tenths(celsius) >= policy.feverTenths;

/**
 * Disposes of an arrival under the policy of the day it happened on: region decides a disposition and nothing else. The health code is
 * asked where the policy does, and must not be given where none existed.
 */
export function disposeArrival(
  told: Told,
  arrivedAt: Temporal.Instant,
  policy: ArrivalPolicy,
): Outcome<
  Disposed,
  | 'arrival.region-unknown'
  | 'arrival.stays-incomplete'
  | 'arrival.temperature-not-measured'
  | 'arrival.health-code-required'
  | 'arrival.health-code-not-issued'
  | 'request.invalid'
> {
  const unknown = told.stays.find(({ region }) => !isRegion(region));
  if (unknown) return refuse('arrival.region-unknown', { code: unknown.region });
  const dated = dateStays(told.stays, dayOf(arrivedAt), policy.stayDays);
  if (!dated.ok) return dated;
  if (told.temperature !== undefined && tenths(told.temperature) < policy.lowestMeasuredTenths)
    return refuse('arrival.temperature-not-measured', { lowest: policy.lowestMeasuredTenths });
  const shown = told.healthCode === 'NOT_YET_ISSUED' ? undefined : told.healthCode;
  if (policy.healthCode === 'NOT_YET_ISSUED' && shown !== undefined) return refuse('arrival.health-code-not-issued', {});
  if (policy.healthCode === 'ASKED' && shown === undefined) return refuse('arrival.health-code-required', {});
  const healthCode: HealthCode = shown ?? 'NOT_YET_ISSUED';
  const stays = dated.value.map((stay) => ({ ...stay, risk: riskOf(policy, stay.region) }));
  const risk = gravest(stays.map((stay) => stay.risk));
  const fever = told.symptoms.includes('FEVER') || (told.temperature !== undefined && isFever(told.temperature, policy));
  const facts = { fever, symptoms: told.symptoms.length > 0, risk, healthCode, homePossible: told.homePossible };
  const rule = policy.rules.find(({ when }) => fits(when, facts));
  if (!rule) throw new Error('No rule fits, and the last one fits always');
  return {
    ok: true,
    value: {
      disposition: rule.then,
      risk,
      why: { rule: rule.rule, zh: rule.zh, en: rule.en },
      custody: policy.escorted.includes(rule.then) ? 'WAITING' : 'NONE',
      stays,
      healthCode,
      fever,
    },
  };
}
