import { describe, expect, test } from 'vitest';
import { saveStatement, type Change, type Entry } from './save.ts';

/** A change of one unit with so many rows of a side table. */
const entry = (rows: number): Entry => ({
  change: {
    table: 'screening_unit',
    entity: 'screening-unit',
    id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37',
    area: 'a07',
    from: 1,
    columns: { status: 'COMPLETED' },
    events: [{} as Change['events'][number]],
    also: Array.from({ length: rows }, () => ({ table: 'screening_found', columns: { unit_id: 'u' } })),
  },
  book: {
    actor: 'a',
    commandId: 'c',
    payloadHash: Buffer.alloc(32),
    reply: {},
    operation: 'RecordVisit',
    traceId: 't',
    now: 'n',
    events: [],
  },
});

describe('the name of a statement', () => {
  test('is one that PostgreSQL can tell from all others, however many rows go along', () => {
    const statements = [0, 1, 2, 3, 4, 5, 9].flatMap((rows) =>
      (['answered', 'silent'] as const).map((as) => saveStatement('s', [[entry(rows)]], as)),
    );
    const names = statements.map(({ name = '' }) => name);
    for (const name of names) expect([name, name.length > 0 && name.length <= 63]).toEqual([name, true]);
    expect(new Set(names).size).toBe(new Set(statements.map(({ text }) => text)).size);
    expect(saveStatement('s', [[entry(0)], [entry(0)]])).toMatchObject({ name: 'save-screening_unit-1+save-screening_unit-1' });
    expect(names.slice(0, 2)).toEqual(['save-screening_unit-1', 'save-screening_unit-1-silent']);
  });
});
