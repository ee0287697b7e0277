import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { haystackOf, matches, parseQuery, rankOf, search } from './matcher.ts';

interface Record {
  id: string;
  name: string;
  initials: string;
  village: string;
  score: number;
  due: string;
}

const row = (id: string, name: string, initials: string, village: string, score: number, due = '2020-06-01'): Record => ({
  id,
  name,
  initials,
  village,
  score,
  due,
});
const ROWS = [
  row('L1', '胡测试', 'hcs', '后宅村', 83.5),
  row('L12', '何秀芝', 'hxz', '寺前', 59, '2020-07-01'),
  row('L3', '吴根福', 'wgf', '曹村', 71),
];
const searchable = {
  haystack: ({ id, name, initials, village }: Record) => haystackOf(id, name, initials, village),
  field: (record: Record, key: string) => ({ 村: [record.village, 'v1'], 评分: record.score, due: record.due })[key],
};
const found = (text: string) => search(ROWS, parseQuery(text), searchable).map(({ id }) => id);

describe('a filter text', () => {
  it.each([
    ['', ['L1', 'L12', 'L3']],
    ['HCS', ['L1']],
    ['h 寺前', ['L12']],
    ['h !寺前', ['L1']],
    ['！寺前', ['L1', 'L3']],
    ['村=后宅', ['L1']],
    ['村=宅', []],
    ['村=v1 !村=寺', ['L1', 'L3']],
    ['评分<60', ['L12']],
    ['评分＞70', ['L1', 'L3']],
    ['评分=71', ['L3']],
    ['due>2020-06-15', ['L12']],
    ['nowhere=1', []],
    ['村=', ['L1', 'L12', 'L3']],
    ['!', ['L1', 'L12', 'L3']],
  ])('%s finds %j', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it('puts the exact id first, then name, initials and the rest', () => {
    const rows = [
      row('X9', 'abl1', 'q', '', 0),
      row('X8', 'ab', 'l1x', '', 0),
      row('X7', 'l1 ab', 'q', '', 0),
      row('L1', 'zz', 'q', '', 0),
    ];
    expect(search(rows, parseQuery('l1'), searchable).map(({ id }) => id)).toEqual(['L1', 'X7', 'X8', 'X9']);
    expect(search(rows, parseQuery('l1'), searchable, 2)).toHaveLength(2);
    expect(rankOf(parseQuery('l1'), 'l1')).toBe(0);
  });
});

describe('properties', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc胡后1'), minLength: 1, maxLength: 3 });
  const records = fc.array(fc.tuple(word, word, word, word).map(([id, name, initials, village]) => row(id, name, initials, village, 1)));

  it('a further word never finds more', () => {
    fc.assert(
      fc.property(records, word, word, (rows, first, second) => {
        const wide = new Set(search(rows, parseQuery(first), searchable));
        expect(search(rows, parseQuery(`${first} ${second}`), searchable).every((one) => wide.has(one))).toBe(true);
      }),
    );
  });

  it('a word and its negation part the rows', () => {
    fc.assert(
      fc.property(records, word, (rows, one) => {
        const [yes, no] = [parseQuery(one), parseQuery(`!${one}`)];
        expect(rows.every((record) => matches(yes, record, searchable) !== matches(no, record, searchable))).toBe(true);
      }),
    );
  });

  it('a search keeps the rows that match, ordered by rank', () => {
    fc.assert(
      fc.property(records, word, (rows, one) => {
        const query = parseQuery(one);
        const result = search(rows, query, searchable);
        const ranks = result.map((record) => rankOf(query, searchable.haystack(record)));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        expect(new Set(result)).toEqual(new Set(rows.filter((record) => matches(query, record, searchable))));
      }),
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'!=<>\u0001 ａb9%') }), (text) => {
        expect(() => search(ROWS, parseQuery(text), searchable)).not.toThrow();
      }),
    );
  });
});
