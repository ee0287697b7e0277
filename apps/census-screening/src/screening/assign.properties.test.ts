import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssignmentPolicy } from './assign-policy.ts';
import { assignUnits, reassignUnits } from './assign.decide.ts';
import { bothWays, stepsFrom, type Assignment, type Neighbours, type OpenUnit, type ScreeningTeam } from './assign.ts';
import { POLICY, given, mostOf, singles, team, unitsOf } from './test/screening-builder.ts';

interface Small {
  readonly units: readonly OpenUnit[];
  readonly teams: readonly ScreeningTeam[];
  readonly neighbours: Neighbours;
  readonly policy: AssignmentPolicy;
}
const AREAS = ['a01', 'a02', 'a03', 'a04', 'a05', 'a06'];
const area = fc.constantFrom(...AREAS);
const neighbours: fc.Arbitrary<Neighbours> = fc.dictionary(area, fc.array(area, { maxLength: 3 }), { noNullPrototype: true });
const teams = (strength: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<readonly ScreeningTeam[]> =>
  fc
    .array(fc.tuple(area, strength), { minLength: 1, maxLength })
    .map((made) => made.map(([home, heads], index) => team(index + 1, home, heads)))
    .filter((made) => made.some(({ strength: heads }) => heads > 0));
const policy = fc.integer({ min: 100, max: 160 }).map((mostLoadPercent) => ({ ...POLICY, mostLoadPercent }));
const world: fc.Arbitrary<Small> = fc.record({
  units: fc
    .tuple(...AREAS.map(() => fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 8 })))
    .map((houses) => houses.flatMap((sizes, index) => unitsOf(AREAS[index] ?? '', ...sizes))),
  teams: teams(fc.nat(4), 7),
  neighbours,
  policy,
});
/** Small enough to try every way; houses of one unit, so that no edge of a house is in the way. */
const tiny: fc.Arbitrary<Small> = fc.record({
  units: fc.array(area, { maxLength: 6 }).map((where) => AREAS.flatMap((code) => singles(code, where.filter((at) => at === code).length))),
  teams: teams(fc.integer({ min: 1, max: 3 }), 3),
  neighbours,
  policy,
});

const unitsBy = ({ shares }: Assignment): ReadonlyMap<string, number> => new Map(shares.map(({ teamId, units }) => [teamId, units]));
const assigned = (small: Small): Assignment => given(assignUnits(small.units, small.teams, small.neighbours, small.policy));
const again = (before: Assignment, small: Small): Assignment =>
  given(reassignUnits(before.teamOf, small.units, small.teams, small.neighbours, small.policy));

/** What holds of every assignment, first or later. */
function isSound(found: Assignment, small: Small): void {
  const able = new Set(small.teams.flatMap(({ id, strength }) => (strength > 0 ? [id] : [])));
  expect([...found.teamOf.keys()].toSorted()).toEqual(small.units.map(({ id }) => id).toSorted());
  for (const id of found.teamOf.values()) expect(able).toContain(id);
  const parts = found.shares.flatMap((share) => share.parts.map((part) => ({ ...part, teamId: share.teamId })));
  for (const { teamId, area: at, units } of parts)
    expect(units).toBe(small.units.filter((unit) => unit.area === at && found.teamOf.get(unit.id) === teamId).length);
  expect(parts.reduce((sum, { units }) => sum + units, 0)).toBe(small.units.length);
  const most = mostOf(small.units.length, small.teams, small.policy);
  for (const [id, units] of unitsBy(found)) expect(units).toBeLessThanOrEqual(most.get(id) ?? 0);
  if (found.balanced) expect(found.mostLoad * 100).toBeLessThanOrEqual(small.policy.mostLoadPercent + 1e-9);
  else expect(floorsOf(small)).toBeLessThan(small.units.length);
}

/** Units that fit under the load of the policy in all. */
const floorsOf = ({ units, teams: all, policy: { mostLoadPercent } }: Small): number => {
  const heads = all.reduce((sum, { strength }) => sum + strength, 0);
  return all.reduce((sum, { strength }) => sum + Math.floor((units.length * strength * mostLoadPercent) / (heads * 100)), 0);
};

/** Units that change their team, and what the rest costs, of one way to share out. */
function costOf(teamOf: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>, small: Small): readonly [number, number] {
  const { cost } = small.policy;
  const borders = bothWays(small.neighbours);
  const heads = small.teams.reduce((sum, { strength }) => sum + strength, 0);
  let moves = 0;
  let rest = 0;
  for (const one of small.teams) {
    const steps = stepsFrom(one.homeArea, borders);
    const own = small.units.filter(({ id }) => teamOf.get(id) === one.id);
    for (const unit of own) {
      if (before.get(unit.id) === one.id) continue;
      const far = steps.get(unit.area) ?? borders.size + 1;
      moves += 1;
      rest += far * cost.border + (far > 1 ? cost.loan : 0);
    }
    rest += cost.overload * Math.max(0, own.length - Math.ceil((small.units.length * one.strength) / heads));
  }
  return [moves, rest];
}

/** The least of every way there is. */
function leastCost(before: ReadonlyMap<string, string>, small: Small): readonly [number, number] {
  const most = mostOf(small.units.length, small.teams, small.policy);
  let least: readonly [number, number] = [Infinity, Infinity];
  for (let way = 0; way < small.teams.length ** small.units.length; way += 1) {
    const teamOf = new Map<string, string>();
    const has = new Map<string, number>();
    for (let index = 0, rest = way; index < small.units.length; index += 1, rest = Math.floor(rest / small.teams.length)) {
      const id = small.teams[rest % small.teams.length]?.id ?? '';
      teamOf.set(small.units[index]?.id ?? '', id);
      has.set(id, (has.get(id) ?? 0) + 1);
    }
    if ([...has].some(([id, units]) => units > (most.get(id) ?? 0))) continue;
    const found = costOf(teamOf, before, small);
    if (found[0] < least[0] || (found[0] === least[0] && found[1] < least[1])) least = found;
  }
  return least;
}

describe('whatever there is to share out', { timeout: 60_000 }, () => {
  it('every unit has one team that can go, nobody is beyond the load but where whole units do not fit, and that is said', () => {
    fc.assert(
      fc.property(world, (small) => isSound(assigned(small), small)),
      { numRuns: 300 },
    );
  });

  it('the order of units, teams and borders changes nothing', () => {
    const shuffled = world.chain((small) =>
      fc.record({
        small: fc.constant(small),
        other: fc.record({
          units: fc.shuffledSubarray([...small.units], { minLength: small.units.length }),
          teams: fc.shuffledSubarray([...small.teams], { minLength: small.teams.length }),
          neighbours: fc
            .shuffledSubarray(Object.entries(small.neighbours), { minLength: Object.keys(small.neighbours).length })
            .map((entries) => Object.fromEntries(entries.map(([code, beside]) => [code, beside.toReversed()]))),
          policy: fc.constant(small.policy),
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ small, other }) => {
        const [one, two] = [assigned(small), assigned(other)];
        expect([...two.teamOf].toSorted()).toEqual([...one.teamOf].toSorted());
        expect({ ...two, teamOf: 0 }).toEqual({ ...one, teamOf: 0 });
      }),
      { numRuns: 200 },
    );
  });

  it('no other way is cheaper, of all there are', () => {
    fc.assert(
      fc.property(tiny, (small) => {
        const none = new Map<string, string>();
        expect(costOf(assigned(small).teamOf, none, small)).toEqual(leastCost(none, small));
      }),
      { numRuns: 200 },
    );
  });
});

describe('whatever becomes of the teams', { timeout: 60_000 }, () => {
  const changed = world.chain((small) =>
    fc.record({
      small: fc.constant(small),
      strengths: fc
        .array(fc.nat(4), { minLength: small.teams.length, maxLength: small.teams.length })
        .filter((heads) => heads.some((strength) => strength > 0)),
    }),
  );

  it('as many units change their team as those who cannot go had, and what others have above the load, no more', () => {
    fc.assert(
      fc.property(changed, ({ small, strengths }) => {
        const before = assigned(small);
        const now = { ...small, teams: small.teams.map((one, index) => ({ ...one, strength: strengths[index] ?? 0 })) };
        const after = again(before, now);
        isSound(after, now);
        const most = mostOf(small.units.length, now.teams, small.policy);
        const due = [...unitsBy(before)].reduce((sum, [id, units]) => sum + Math.max(0, units - (most.get(id) ?? 0)), 0);
        expect(after.moved).toBe(due);
        expect(small.units.filter(({ id }) => before.teamOf.get(id) !== after.teamOf.get(id))).toHaveLength(due);
      }),
      { numRuns: 300 },
    );
  });

  it('a team that is gone moves its own units only, where the load of the others has room', () => {
    fc.assert(
      fc.property(world, fc.nat(6), (small, which) => {
        const before = assigned(small);
        const gone = small.teams[which % small.teams.length];
        const left = { ...small, teams: small.teams.filter((one) => one !== gone) };
        fc.pre(before.balanced && left.teams.some(({ strength }) => strength > 0));
        const after = again(before, left);
        for (const [id, had] of before.teamOf) if (had !== gone?.id) expect(after.teamOf.get(id)).toBe(had);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing changes where nothing changed', () => {
    fc.assert(
      fc.property(world, (small) => {
        const before = assigned(small);
        expect([...again(before, small).teamOf].toSorted()).toEqual([...before.teamOf].toSorted());
      }),
      { numRuns: 100 },
    );
  });

  it('no other way moves fewer, or as few for less', () => {
    const later = tiny.chain((small) =>
      fc.record({ small: fc.constant(small), had: fc.array(fc.nat(3), { minLength: small.units.length, maxLength: small.units.length }) }),
    );
    fc.assert(
      fc.property(later, ({ small, had }) => {
        const before = new Map(small.units.map(({ id }, index) => [id, `t${had[index] ?? 0}`])); // some of teams there are not
        const after = given(reassignUnits(before, small.units, small.teams, small.neighbours, small.policy));
        expect(costOf(after.teamOf, before, small)).toEqual(leastCost(before, small));
      }),
      { numRuns: 200 },
    );
  });
});
