import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import map from '../../../../seeds/houzhai/neighbours.json' with { type: 'json' };
import shipped from '../../../../seeds/policies/suggestion.1.json' with { type: 'json' };
import { SuggestionPolicyValues } from './suggestion-policy.ts';
import { bordersOf, gini, reasonOf, suggestAgents, waysTo, type Candidate } from './suggestion.ts';

const policy = SuggestionPolicyValues.parse(shipped.values);
const borders = bordersOf(map.neighbours);
const wanted = { area: 'a07', path: 'houzhai/a07/c1/g1/h0001' };
const agent = (operatorId: string, more: Partial<Candidate> = {}): Candidate => ({
  operatorId,
  scope: ['houzhai/a07'],
  at: 'a07',
  open: 0,
  overdue: 0,
  done: 0,
  ...more,
});
const order = (...candidates: readonly Candidate[]): string[] =>
  suggestAgents(wanted, candidates, borders, policy).map(({ candidate }) => candidate.operatorId);

describe('agents for an errand', () => {
  it.each([
    ['has less in hand', agent('b', { open: 2 })],
    ['has less that is overdue', agent('b', { open: 0, overdue: 1 })],
    ['is nearer', agent('b', { at: 'a06' })],
    ['is where somebody knows', agent('b', { at: undefined })],
  ])('the one first who %s', (_, other) => {
    expect(order(other, agent('c'))).toEqual(['c', 'b']);
  });

  it('who has done the module before comes before who has not; the rest is by id', () => {
    expect(order(agent('b'), agent('c', { done: 3 }), agent('a'))).toEqual(['c', 'a', 'b']);
  });

  it('only those who may see it', () => {
    expect(
      order(agent('b', { scope: ['houzhai/a08'] }), agent('c', { scope: ['houzhai'] }), agent('d', { scope: ['houzhai/a07/c2'] })),
    ).toEqual(['c']);
  });

  it('with the reason in words, which add up', () => {
    const [one] = suggestAgents(wanted, [agent('b', { open: 2, overdue: 1, done: 4, at: 'a06' })], borders, policy);
    expect(one && reasonOf(one)).toEqual({
      zh: '在办 2 件（超期 1） 50 分 + 路程 15 分 − 办过同类 4 件 5 分 = 60 分',
      en: '2 open (1 overdue), 50 min + way 15 min − 4 of the kind done, 5 min = 60 min',
    });
  });

  it('whatever the order of the list, by ways that are the same in both directions', () => {
    const areas = Object.keys(map.neighbours);
    const candidate = fc.record({ at: fc.constantFrom(...areas), open: fc.nat(9), overdue: fc.nat(3), done: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), fc.constantFrom(...areas), (some, area) => {
        const all = some.map((one, nth) => agent(String(nth), { ...one, scope: ['houzhai'] }));
        const there = { area, path: `houzhai/${area}` };
        const found = suggestAgents(there, all, borders, policy);
        expect(suggestAgents(there, all.toReversed(), borders, policy)).toEqual(found);
        expect(found).toHaveLength(all.length);
        for (const [nth, { minutes, load, way, familiar }] of found.entries()) {
          expect(minutes).toBe(load + way - familiar);
          expect(minutes).toBeGreaterThanOrEqual(found[nth - 1]?.minutes ?? -policy.minutesFamiliar);
        }
        for (const [other, minutes] of waysTo(area, borders, policy)) expect(waysTo(other, borders, policy).get(area)).toBe(minutes);
      }),
    );
  });
});

describe('how unequal it is', () => {
  it.each([
    [[3, 3, 3], 0],
    [[0, 0, 0], 0],
    [[0, 0, 0, 4], 0.75],
    [[1, 2, 3], 2 / 9],
  ])('%j', (values, expected) => {
    expect(gini(values)).toBeCloseTo(expected, 9);
  });
});
