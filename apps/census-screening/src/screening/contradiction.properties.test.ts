import { DISCREPANCY_KINDS, type DiscrepancyKind } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOWS_EVERYBODY, differencesOf, type DoorSays, type SourceSays } from './contradiction.ts';

const PEOPLE = ['p1', 'p2', 'p3', 'p4', 'p5'];
const some = fc.subarray(PEOPLE);
const kindsOf = (door: DoorSays, source: SourceSays, knows: boolean): readonly DiscrepancyKind[] =>
  differencesOf(door, source, knows).map(({ kind }) => kind);

/** A door and a source that agree, as every honest visit is. */
const agreeing = some.map((ids): { door: DoorSays; source: SourceSays } => ({
  door: { empty: ids.length === 0, complete: true, foundIds: ids, unknown: 0 },
  source: { hereIds: ids, elsewhereIds: [] },
}));
/** Ways in which somebody may have been hidden or forgotten, each seeded into a pair that agreed. */
const SEEDED: Readonly<Record<DiscrepancyKind, (pair: { door: DoorSays; source: SourceSays }) => { door: DoorSays; source: SourceSays }>> =
  {
    UNKNOWN_FOUND: ({ door, source }) => ({ door: { ...door, empty: false, unknown: 2 }, source }),
    FOUND_ELSEWHERE: ({ door, source }) => ({
      door: { ...door, empty: false, foundIds: [...door.foundIds, 'px'] },
      source: { ...source, elsewhereIds: ['px'] },
    }),
    EMPTY_BUT_LIVED_IN: ({ door }) => ({
      door: { ...door, empty: false, foundIds: ['px'] },
      source: { hereIds: [], elsewhereIds: [] },
    }),
    LIVED_IN_BUT_EMPTY: ({ source }) => ({
      door: { empty: true, complete: false, foundIds: [], unknown: 0 },
      source: { ...source, hereIds: [...source.hereIds, 'px'] },
    }),
    NOT_AMONG_FOUND: ({ door, source }) => ({
      door: { ...door, empty: false, foundIds: [...door.foundIds, 'py'] },
      source: { ...source, hereIds: [...source.hereIds, 'py', 'px'] },
    }),
  };

describe('contradictions', () => {
  test.each(DISCREPANCY_KINDS)('%s that were seeded are found, all of them', (kind) => {
    fc.assert(
      fc.property(agreeing, (pair) => {
        const { door, source } = SEEDED[kind](pair);
        expect(kindsOf(door, source, true)).toContain(kind);
      }),
      { numRuns: 500 },
    );
  });

  test('are none where door and source agree', () => {
    fc.assert(
      fc.property(agreeing, ({ door, source }) => {
        expect(differencesOf(door, source, true)).toEqual([]);
      }),
    );
  });

  test('a source that does not know everybody says nothing by its silence', () => {
    fc.assert(
      fc.property(some, some, fc.nat({ max: 4 }), (found, arrived, unknown) => {
        const door = { empty: false, complete: true, foundIds: found, unknown };
        const kinds = kindsOf(door, { hereIds: arrived, elsewhereIds: [] }, KNOWS_EVERYBODY.CHECKPOINT);
        expect(kinds.filter((kind) => kind !== 'NOT_AMONG_FOUND')).toEqual([]);
      }),
    );
  });

  test('somebody is named once for each way in which they differ, and nobody the sources do not name', () => {
    fc.assert(
      fc.property(some, some, some, fc.boolean(), fc.nat({ max: 3 }), (found, here, elsewhere, empty, unknown) => {
        const door = { empty, complete: true, foundIds: empty ? [] : found, unknown: empty ? 0 : unknown };
        const differences = differencesOf(door, { hereIds: here, elsewhereIds: elsewhere }, true);
        const keys = differences.map(({ kind, personId = '' }) => `${kind} ${personId}`);
        expect(new Set(keys).size).toBe(keys.length);
        for (const { personId, people } of differences) {
          if (personId !== undefined) expect([...found, ...here]).toContain(personId);
          expect(people).toBeGreaterThan(0);
        }
      }),
    );
  });
});
