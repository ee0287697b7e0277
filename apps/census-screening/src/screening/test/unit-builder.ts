import type { VisitOutcome } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/screening.1.json' with { type: 'json' };
import { ScreeningPolicyValues } from '../screening-policy.ts';
import { recordVisit, type UnitWorld, type Visit } from '../unit.decide.ts';
import { statusOf, type ScreeningUnit } from '../unit.ts';

export const LEAD = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b01';
const TEAM = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b02';

/** A time of 10 February 2020, or so many days after. */
export const at = (time: string, days = 0): Temporal.Instant =>
  Temporal.PlainDate.from('2020-02-10').add({ days }).toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: time }).toInstant();

export const world = (more: Partial<UnitWorld> = {}): UnitWorld => ({
  actor: { id: LEAD, roles: ['TEAM_LEAD'] },
  now: at('22:00', 9),
  policy: { ...ScreeningPolicyValues.parse(values.values), version: '1' },
  campaign: 'RUNNING',
  leaderId: LEAD,
  ...more,
});

export const unvisited: ScreeningUnit = {
  id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b03',
  campaignId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b04',
  path: 'houzhai/a07/c1/g1/h0001-r01',
  area: 'a07',
  house: 'houzhai/a07/c1/g1/h0001',
  stratum: 'RENTAL_ROOM',
  addendum: false,
  teamId: TEAM,
  status: 'UNVISITED',
  attempts: [],
};

/** A visit that fits its outcome. */
export const visit = (outcome: VisitOutcome, more: Partial<Visit> = {}): Visit => ({
  outcome,
  foundIds: [],
  unknown: outcome === 'COMPLETED' || outcome === 'PARTIAL' ? 1 : 0,
  evidence: outcome === 'VACANT_CONFIRMED' ? 'METER' : undefined,
  collected: false,
  ...more,
});

/** The unit after visits, each at its time. */
export const after = (...visits: readonly (readonly [outcome: VisitOutcome, at: Temporal.Instant])[]): ScreeningUnit =>
  visits.reduce((unit, [outcome, when]) => {
    const decided = recordVisit(unit, visit(outcome), when, world());
    if (!decided.ok) throw new Error(decided.refusal.code);
    if (decided.value.unit.status !== statusOf(decided.value.unit.attempts)) throw new Error('a status that the attempts do not give');
    return decided.value.unit;
  }, unvisited);
