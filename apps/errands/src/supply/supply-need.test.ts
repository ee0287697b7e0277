import { ERRAND_STATUSES, type ErrandStatus } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAtNeed, takeNeed, type ToDo } from './supply-need.decide.ts';
import { publishSupplyNeed } from './supply-need.publish.ts';
import { outcomeOf, type Isolated, type SupplyNeed } from './supply-need.ts';

const id = '01912f4e-8c3a-7b5e-9d21-0000000000b1';
const isolated = (raised: number, ended = false): Isolated => ({
  id,
  no: 'IC-20200125-0001',
  personId: '01912f4e-8c3a-7b5e-9d21-0000000000d1',
  area: 'a07',
  path: 'houzhai/a07/c1',
  raised,
  ended,
});
const errandNo = 'ER-20200125-0001-6';
const taken = (answered: number): SupplyNeed =>
  takeNeed(isolated(answered), { id: '01912f4e-8c3a-7b5e-9d21-0000000000e1', no: errandNo }).need;
const ENDS: Partial<Record<ErrandStatus, 'met' | 'unmet'>> = {
  CONFIRMED: 'met',
  ARCHIVED: 'met',
  DUPLICATE: 'unmet',
  DECLINED: 'unmet',
  REFERRED: 'unmet',
  CANCELLED: 'unmet',
  CLOSED: 'unmet',
};

describe('a supply need', () => {
  it.each(ERRAND_STATUSES)('whose errand is %s', (status) => {
    const end = ENDS[status];
    for (const ended of [false, true]) {
      const todo = lookAtNeed(isolated(1, ended), taken(1), { status });
      if (end === undefined) expect(todo).toEqual({ do: 'nothing' });
      else expect(todo).toMatchObject({ do: 'tell', need: { status: end.toUpperCase(), errandNo }, fact: { fact: end } });
    }
    expect(outcomeOf(status)).toBe(end?.toUpperCase());
  });

  it.each([
    [0, undefined, false, 'nothing'],
    [1, undefined, false, 'open-errand'],
    [1, undefined, true, 'tell'],
    [2, undefined, false, 'open-errand'],
    [1, 'MET', false, 'nothing'],
    [2, 'MET', false, 'open-errand'],
    [2, 'UNMET', false, 'open-errand'],
    [1, 'UNMET', false, 'nothing'],
    [2, 'UNMET', true, 'tell'],
    [1, 'DROPPED', true, 'nothing'],
    [2, 'TAKEN', false, 'nothing'],
  ] as const)('raised %i times, %s, isolation over %s: %s', (raised, status, ended, what) => {
    const need = status && { ...taken(1), status };
    const todo = lookAtNeed(isolated(raised, ended), need, need && { status: 'REQUESTED' });
    expect(todo.do).toBe(what);
    if (todo.do === 'tell') expect(todo).toMatchObject({ need: { status: 'DROPPED', answered: raised }, fact: { fact: 'dropped' } });
  });

  it('in whatever order it is raised, looked at and its errands end: one errand at a time, none too few, and looking comes to rest', () => {
    const moves = fc.array(fc.constantFrom('raise', 'end', 'look', ...ERRAND_STATUSES), { maxLength: 60 });
    fc.assert(
      fc.property(moves, (all) => {
        let world = isolated(0);
        let need: SupplyNeed | undefined;
        let errand: { status: ErrandStatus } | undefined;
        let opened = 0;
        const look = (): ToDo => {
          const todo = lookAtNeed(world, need, errand);
          if (todo.do === 'open-errand') {
            expect(world.ended).toBe(false);
            expect(need?.status === 'TAKEN').toBe(false);
            opened += 1;
            errand = { status: 'REQUESTED' };
            const { need: next, fact } = takeNeed(world, { id: '01912f4e-8c3a-7b5e-9d21-0000000000e1', no: errandNo });
            need = next;
            tell(need, fact);
          } else if (todo.do === 'tell') {
            need = todo.need;
            tell(need, todo.fact);
          }
          return todo;
        };
        const tell = (of: SupplyNeed, fact: Parameters<typeof publishSupplyNeed>[1]): void => {
          const { contract, data } = publishSupplyNeed(of, fact);
          expect(contract.data.parse(data)).toEqual(data);
        };
        for (const move of all)
          if (move === 'raise') world = { ...world, raised: world.raised + (world.ended ? 0 : 1) };
          else if (move === 'end') world = { ...world, ended: true };
          else if (move === 'look') look();
          else if (errand && outcomeOf(errand.status) === undefined) errand = { status: move };
        let looks = 0;
        while (look().do !== 'nothing') expect((looks += 1)).toBeLessThan(5);
        expect(opened).toBeLessThanOrEqual(world.raised);
        // At rest nobody is left out: what was raised is on its way, met, or the isolation is over, or nobody raised it again.
        expect(need === undefined ? world.raised : need.status === 'TAKEN' ? need.answered : world.raised).toBe(
          need === undefined ? 0 : need.answered,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
