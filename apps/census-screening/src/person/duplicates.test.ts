import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, duplicatesAmong, duplicatesOf, similarityOf, trigramsOf, type Comparable } from './duplicates.ts';

const POLICY = { leastSimilarityPercent: 65, birthYearsApart: 1 };
const alike = (one: string, other: string): number => similarityOf(trigramsOf(one), trigramsOf(other));
const entry = (id: string, more: Partial<Comparable> = {}): Comparable => ({ id, area: 'a07', ...more });
const pair = (one: Partial<Comparable>, other: Partial<Comparable>) =>
  duplicatesOf(entry('1', one), [entry('2', other)], POLICY).map(({ rule }) => rule);

describe('names are as alike as their trigrams', () => {
  test('as pg_trgm counts them', () => {
    expect([...trigramsOf('word')]).toEqual(['  w', ' wo', 'wor', 'ord', 'rd ']);
    expect(alike('word', 'two words')).toBeCloseTo(4 / 11);
    expect(alike('张小明', '张小明')).toBe(1);
    expect(alike('张小明', '李大力')).toBe(0);
    expect(alike('', '')).toBe(0);
  });

  test('whatever is written, it is no more than equal and the same both ways', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        expect(alike(one, other)).toBe(alike(other, one));
        expect(alike(one, other)).toBeLessThanOrEqual(1);
        if (trigramsOf(one).size > 0) expect(alike(one, one)).toBe(1);
      }),
    );
  });
});

describe('the order of the rules', () => {
  const who = { name: '欧阳测试娟', birthYear: 1951 };
  test.each([
    ['the same phone and name, wherever and whenever born', { ...who, phone: '1' }, { name: who.name, phone: '1', area: 'a09' }, ['PHONE_AND_NAME']], // prettier-ignore
    ['the same phone, another name', { ...who, phone: '1' }, { name: '李力', phone: '1' }, []],
    ['no name, the same phone', { phone: '1' }, { phone: '1' }, []],
    ['the same name, born a year apart', who, { ...who, birthYear: 1952 }, ['ALIKE']],
    ['born two years apart', who, { ...who, birthYear: 1953 }, []],
    ['nobody knows when one was born', who, { name: who.name }, []],
    ['another area', who, { ...who, area: 'a09' }, []],
    ['another name', who, { ...who, name: '欧阳大力' }, []],
  ])('%s', (_, one, other, rules) => {
    expect(pair(one, other)).toEqual(rules);
    expect(pair(other, one)).toEqual(rules);
  });

  test('nobody is their own double', () => {
    expect(duplicatesOf(entry('1', who), [entry('1', who)], POLICY)).toEqual([]);
  });

  test('the surest come first', () => {
    const found = duplicatesOf(entry('1', { ...who, phone: '1' }), [entry('2', who), entry('3', { ...who, phone: '1' })], POLICY);
    expect(found.map(({ other }) => other)).toEqual(['3', '2']);
  });
});

test('among many are found exactly those that every one compared with every other would find', () => {
  const name = fc.string({ unit: fc.constantFrom('张', '李', '小', '明', '华', ' '), maxLength: 6 });
  const some = fc.record(
    {
      name,
      area: fc.constantFrom('a07', 'a08'),
      phone: fc.constantFrom('1', '2', '3'),
      birthYear: fc.integer({ min: 1950, max: 1953 }),
    },
    { requiredKeys: ['area'] },
  );
  fc.assert(
    fc.property(fc.array(some, { maxLength: 24 }), fc.integer({ min: 30, max: 100 }), (people, leastSimilarityPercent) => {
      const policy = { ...POLICY, leastSimilarityPercent };
      const entries = people.map((person, index) => ({ id: String(index).padStart(2, '0'), ...person }));
      const ready = entries.map((one) => ({ ...one, trigrams: trigramsOf(one.name ?? '') }));
      const every = ready.flatMap((one, index) => ready.slice(index + 1).flatMap((other) => compare(one, other, policy) ?? []));
      const key = ({ one, other, rule, similarity }: (typeof every)[number]): string => [one, other, rule, similarity].join(' ');
      expect(duplicatesAmong(entries, policy).map(key).toSorted()).toEqual(every.map(key).toSorted());
    }),
    { numRuns: 300 },
  );
});
