import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TableStore } from './table-store.ts';

interface Row {
  id: string;
  rank: number;
}

/** A store whose clock stands until `tick`. */
const setUp = (rows: Row[] = []) => {
  let due: (() => void) | undefined;
  const store = new TableStore<Row>({
    idOf: ({ id }) => id,
    compare: (a, b) => a.rank - b.rank,
    schedule: (run) => {
      due = run;
      return () => (due = undefined);
    },
  });
  let told = 0;
  store.replaceAll(rows);
  store.subscribe(() => (told += 1));
  const tick = () => due?.();
  return { store, tick, told: () => told, shown: () => store.getSnapshot().rows.map(({ id }) => id), waits: () => due !== undefined };
};

const ABC = [
  { id: 'a', rank: 1 },
  { id: 'b', rank: 2 },
  { id: 'c', rank: 3 },
];

describe('a table store', () => {
  it('tells many live updates once, and the snapshot stays until then', () => {
    const { store, tick, told, shown } = setUp(ABC);
    const before = store.getSnapshot();
    store.put([{ id: 'd', rank: 0 }]);
    store.put([{ id: 'a', rank: 9 }]);
    expect(store.getSnapshot()).toBe(before);
    tick();
    expect(told()).toBe(1);
    expect(shown()).toEqual(['d', 'b', 'c', 'a']);
    expect([...store.getSnapshot().changed]).toEqual(['a']);
  });

  it('tells an own action at once and calls the timer off', () => {
    const { store, told, shown, waits } = setUp(ABC);
    store.put([{ id: 'd', rank: 4 }]);
    store.put([{ id: 'e', rank: 0 }], { own: true });
    expect(told()).toBe(1);
    expect(waits()).toBe(false);
    expect(shown()).toEqual(['e', 'a', 'b', 'c', 'd']);
  });

  it('holds new rows back, changes shown ones in place and removes at once', () => {
    const { store, tick, shown } = setUp(ABC);
    store.hold = true;
    store.put([
      { id: 'n', rank: 0 },
      { id: 'a', rank: 9 },
    ]);
    store.remove(['b', 'unknown']);
    tick();
    expect(shown()).toEqual(['a', 'c']);
    expect(store.getSnapshot()).toMatchObject({ heldCount: 1, total: 3 });
    store.put([{ id: 'own', rank: 0 }], { own: true });
    expect(shown()).toEqual(['own', 'a', 'c']);
    store.release();
    expect(shown()).toEqual(['n', 'own', 'c', 'a']);
    expect(store.getSnapshot().heldCount).toBe(0);
    expect(store.hold).toBe(true);
  });

  it('counts a held row once and forgets it when it goes', () => {
    const { store, tick } = setUp(ABC);
    store.hold = true;
    store.put([{ id: 'n', rank: 0 }]);
    tick();
    store.put([{ id: 'n', rank: 5 }]);
    tick();
    expect(store.getSnapshot().heldCount).toBe(1);
    store.remove(['n']);
    tick();
    expect(store.getSnapshot().heldCount).toBe(0);
  });

  it('filters, sorts and finds rows that are not shown', () => {
    const { store, shown } = setUp(ABC);
    store.filter(({ rank }) => rank > 1);
    expect(shown()).toEqual(['b', 'c']);
    expect(store.getSnapshot().total).toBe(3);
    expect(store.get('a')?.rank).toBe(1);
    store.sort((a, b) => b.rank - a.rank);
    expect(shown()).toEqual(['c', 'b']);
    store.sort(undefined);
    store.filter(undefined);
    expect(shown()).toEqual(['a', 'b', 'c']);
  });

  it('tells nothing after it was disposed of, nor for nothing', () => {
    const { store, tick, told, waits } = setUp(ABC);
    store.remove(['unknown']);
    expect(waits()).toBe(false);
    store.put([{ id: 'd', rank: 0 }]);
    store.dispose();
    tick();
    expect(told()).toBe(0);
  });

  it('shows after any live updates what a fresh store would show', () => {
    const id = fc.constantFrom(...'abcdefgh');
    const step = fc.oneof(
      fc.record({ put: fc.array(fc.record({ id, rank: fc.integer({ min: 0, max: 5 }) })), hold: fc.boolean() }),
      fc.record({ remove: fc.array(id), hold: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { store, tick, shown } = setUp();
        store.filter(({ rank }) => rank !== 3);
        for (const one of steps) {
          store.hold = one.hold;
          if ('put' in one) store.put(one.put);
          else store.remove(one.remove);
          tick();
        }
        store.hold = false;
        const live = shown();
        store.release();
        expect(live).toEqual(shown());
        expect(new Set(live).size).toBe(live.length);
      }),
    );
  });
});
