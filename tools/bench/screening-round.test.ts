import { describe, expect, test } from 'vitest';
import { AssignmentPolicyValues } from '../../apps/census-screening/src/screening/assign-policy.ts';
import { assignUnits, reassignUnits } from '../../apps/census-screening/src/screening/assign.decide.ts';
import published from '../../seeds/houzhai/neighbours.json' with { type: 'json' };
import policy from '../../seeds/policies/assignment.1.json' with { type: 'json' };
import { median } from './measure.ts';
import { generateRound, sharedOut, unevenRooms } from './screening-round.ts';

const SEEDS = [1, 2, 3, 4, 5];

describe('a round to share out', () => {
  test.each(SEEDS)('of seed %i has all rooms, one area at least four times the one in the middle, a team in every area', (seed) => {
    const rooms = [...unevenRooms(seed).values()].toSorted((a, b) => a - b);
    expect(rooms.at(-1)).toBeGreaterThanOrEqual(4 * median(rooms));
    const { units, teams } = generateRound(seed);
    expect([units.length, new Set(units.map(({ id }) => id)).size, teams.length]).toEqual([36_210, 36_210, 51]);
    expect(new Set(teams.map(({ homeArea }) => homeArea)).size).toBe(32);
    expect(new Set(units.map(({ area }) => area)).size).toBe(32);
  });

  test('is the same for the same seed', () => {
    expect(generateRound(7)).toEqual(generateRound(7));
  });
});

describe('36,210 units and 51 teams', () => {
  const values = AssignmentPolicyValues.parse(policy.values);

  test('are shared out within the policy on the map that ships, and a team that falls out moves its own units only', () => {
    const { units, teams } = generateRound(2020);
    const round = { units, teams, neighbours: published.neighbours };
    const first = assignUnits(units, teams, round.neighbours, values);
    if (!first) throw new Error('nobody who can go');
    expect(first).toMatchObject({ balanced: true, near: true });
    const { load, locality } = sharedOut(round, first.teamOf);
    expect([load, locality]).toEqual([expect.closeTo(first.mostLoad, 9), first.local]);
    expect(load).toBeLessThanOrEqual(1.15);
    expect(locality).toBeGreaterThanOrEqual(0.9);

    const [gone] = teams;
    const second = reassignUnits(first.teamOf, units, teams.slice(1), round.neighbours, values);
    if (!second) throw new Error('nobody who can go');
    expect(second).toMatchObject({ balanced: true, near: true, moved: first.shares[0]?.units });
    const changed = units.filter(({ id }) => first.teamOf.get(id) !== second.teamOf.get(id));
    expect(new Set(changed.map(({ id }) => first.teamOf.get(id)))).toEqual(new Set([gone?.id]));
  });
});

describe('how well it is shared out', () => {
  const round = {
    units: ['a01', 'a01', 'a01', 'a02'].map((area, index) => ({ id: `u${index}`, path: `u${index}`, area, house: `u${index}` })),
    teams: [
      { id: 't1', no: 1, homeArea: 'a01', strength: 1 },
      { id: 't2', no: 2, homeArea: 'a03', strength: 3 },
    ],
    neighbours: { a01: ['a02'], a02: ['a01', 'a03'], a03: ['a02'] },
  };
  const given = (...teams: readonly string[]) => new Map(teams.map((team, index) => [`u${index}`, team]));

  test('is counted a head, against the mean, and by what is beside the home of the team', () => {
    expect(sharedOut(round, given('t1', 't2', 't2', 't2'))).toEqual({ load: 1, locality: 0.5 });
    expect(sharedOut(round, given('t1', 't1', 't2', 't2'))).toEqual({ load: 2, locality: 0.75 });
  });

  test('is not counted where a unit has no team', () => {
    expect(() => sharedOut(round, given('t1', 't1', 't1'))).toThrow('u3');
    expect(() => sharedOut(round, given('t1', 't1', 't1', 't9'))).toThrow('u3');
  });
});
