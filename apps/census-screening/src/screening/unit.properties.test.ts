import { STRATA, UNIT_STATUSES, VISIT_OUTCOMES } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverageBy, coverageOf, type Tally } from './coverage.store.ts';
import { at, unvisited, visit, world } from './test/unit-builder.ts';
import { correctVisit, recordVisit } from './unit.decide.ts';
import { RANK, OPENED_RANK, ACCOUNTED_RANK, isAccounted, otherHalfOf, standing, statusOf, type ScreeningUnit } from './unit.ts';

const when = fc.tuple(fc.constantFrom('08:00', '11:59', '12:00', '21:30'), fc.nat({ max: 8 })).map(([time, days]) => at(time, days));
const step = fc.record({
  outcome: fc.constantFrom(...VISIT_OUTCOMES),
  when,
  corrects: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
});

describe('whatever happens at a door', () => {
  test('its status follows from the visits that stand, and nothing that was recorded goes away', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
        let unit: ScreeningUnit = unvisited;
        for (const { outcome, when: moment, corrects } of steps) {
          const decided =
            corrects === undefined
              ? recordVisit(unit, visit(outcome), moment, world())
              : correctVisit(unit, corrects, visit(outcome), world());
          if (!decided.ok) continue;
          const next = decided.value.unit;
          expect(next.attempts.slice(0, -1)).toEqual(unit.attempts);
          expect(next.attempts.map(({ nth }) => nth)).toEqual(next.attempts.map((_, index) => index + 1));
          expect(next.status).toBe(statusOf(next.attempts));
          expect([next.campaignId, next.path, next.stratum, next.addendum, next.teamId]).toEqual([unit.campaignId, unit.path, unit.stratum, unit.addendum, unit.teamId]); // prettier-ignore
          if (isAccounted(next.status)) expect(next.ownerId).toBeUndefined();
          if (next.status === 'ESCALATED') expect(new Set(standing(next.attempts).map(({ half }) => half)).size).toBe(2);
          if (next.status === 'NOBODY_HOME') expect(otherHalfOf(next)).not.toBe(standing(next.attempts)[0]?.half);
          unit = next;
        }
      }),
    );
  });

  test('ranks tell apart what nobody opened, what is open and what is accounted for', () => {
    for (const status of UNIT_STATUSES) {
      expect(RANK[status] >= ACCOUNTED_RANK).toBe(isAccounted(status));
      expect(RANK[status] < OPENED_RANK).toBe(['UNVISITED', 'NOBODY_HOME', 'ESCALATED'].includes(status));
    }
    expect(new Set(Object.values(RANK)).size).toBe(UNIT_STATUSES.length);
  });
});

const tallies: fc.Arbitrary<readonly Tally[]> = fc.array(
  fc.record({
    campaign_id: fc.constant('c'),
    area: fc.constantFrom('a01', 'a02', 'a03'),
    team_id: fc.constantFrom(null, 't1', 't2'),
    stratum: fc.constantFrom(...STRATA),
    addendum: fc.boolean(),
    status: fc.constantFrom(...UNIT_STATUSES),
    units: fc.integer({ min: 1, max: 900 }),
    owned: fc.constant(0),
    overdue: fc.constant(0),
    discrepancies: fc.nat({ max: 3 }),
  }),
  { maxLength: 40 },
);

describe('coverage', () => {
  test('is never more than there is, counts every unit once, and is the sum of its parts', () => {
    fc.assert(
      fc.property(tallies, (some) => {
        const all = coverageOf(some);
        expect(all.accounted).toBeLessThanOrEqual(all.units);
        expect(all.accountedAddendum).toBeLessThanOrEqual(all.addendum);
        const total = some.reduce((sum, { units }) => sum + units, 0);
        expect(all.units + all.addendum).toBe(total);
        expect(all.accounted + all.accountedAddendum + all.unopened + all.incomplete).toBe(total);
        expect(all.unvisited + all.nobodyHome + all.escalated).toBe(all.unopened);
        for (const by of [(one: Tally) => one.area, (one: Tally) => one.stratum]) {
          const parts = coverageBy(some, by);
          for (const key of ['units', 'addendum', 'accounted', 'unopened', 'discrepancies'] as const)
            expect(parts.reduce((sum, part) => sum + part[key], 0)).toBe(all[key]);
        }
      }),
    );
  });
});
