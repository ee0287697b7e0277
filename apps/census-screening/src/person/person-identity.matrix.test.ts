import { describe, expect, test } from 'vitest';
import { decideLink, decideMerge, decideUnmerge, type IdentityEntry } from './person-identity.decide.ts';

const entry = (no: string, more: Partial<IdentityEntry> = {}): IdentityEntry => ({ id: no, no, erased: false, merges: 0, ...more });
const merged = { mergedInto: { id: 'PE-9', no: 'PE-9' } };
/** What an entry can be like, each once. */
const LIKE: Record<string, Partial<IdentityEntry>> = {
  plain: {},
  erased: { erased: true },
  merged,
  keeper: { merges: 2 },
  isolated: { isolation: 'IC-1' },
  'on the way': { onTheWay: 'AR-1' },
};
const code = (outcome: { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: string } }): string =>
  outcome.ok ? 'ok' : outcome.refusal.code.slice('person.'.length);

/** What a merge answers: rows are the entry to keep, columns the other, in the order of LIKE. */
const MERGE: Record<string, readonly string[]> = {
  plain: ['ok', 'erased', 'merged', 'has-merged', 'ok', 'on-the-way'],
  erased: ['erased', 'erased', 'erased', 'erased', 'erased', 'erased'],
  merged: ['merged', 'erased', 'merged', 'merged', 'merged', 'merged'],
  keeper: ['ok', 'erased', 'merged', 'has-merged', 'ok', 'on-the-way'],
  isolated: ['ok', 'erased', 'merged', 'has-merged', 'both-open', 'on-the-way'],
  'on the way': ['on-the-way', 'erased', 'merged', 'has-merged', 'on-the-way', 'on-the-way'],
};

describe('every entry with every other', () => {
  const cells = Object.keys(LIKE).flatMap((keep) =>
    Object.keys(LIKE).map((other, column) => [keep, other, MERGE[keep]?.[column]] as const),
  );
  test.each(cells)('%s keeps %s: %s', (keep, other, answer) => {
    expect(code(decideMerge(entry('PE-1', LIKE[keep]), entry('PE-2', LIKE[other])))).toBe(answer);
  });

  test.each(cells)('of %s and %s something can be said where both stand for themselves', (one, other) => {
    const both = [one, other];
    const answer = both.includes('erased') ? 'erased' : both.includes('merged') ? 'merged' : 'ok';
    for (const verdict of ['SAME', 'DIFFERENT'] as const) {
      expect(code(decideLink(entry('PE-1', LIKE[one]), entry('PE-2', LIKE[other]), verdict, undefined))).toBe(answer);
      if (answer === 'ok') expect(code(decideLink(entry('PE-1'), entry('PE-2'), verdict, verdict))).toBe('verdict-stands');
    }
  });
});

test('an entry is never two', () => {
  expect(code(decideMerge(entry('PE-1'), entry('PE-1')))).toBe('same-entry');
  expect(code(decideLink(entry('PE-1'), entry('PE-1'), 'SAME', undefined))).toBe('same-entry');
});

test('a verdict can be changed', () => {
  expect(code(decideLink(entry('PE-1'), entry('PE-2'), 'SAME', 'DIFFERENT'))).toBe('ok');
});

test('refusals say where to go on', () => {
  expect(decideMerge(entry('PE-1'), entry('PE-2', merged))).toMatchObject({ refusal: { params: { no: 'PE-9' } } });
  expect(decideMerge(entry('PE-1'), entry('PE-2', { merges: 2 }))).toMatchObject({ refusal: { params: { no: 'PE-2', entries: 2 } } });
  const isolated = [entry('PE-1', { isolation: 'IC-1' }), entry('PE-2', { isolation: 'IC-2' })] as const;
  expect(decideMerge(...isolated)).toMatchObject({ refusal: { params: { no: 'IC-1', other: 'IC-2' } } });
});

test('only what was merged comes out, from the entry that has it', () => {
  expect(decideUnmerge(entry('PE-2', merged))).toEqual({ ok: true, value: merged.mergedInto });
  expect(code(decideUnmerge(entry('PE-2')))).toBe('not-merged');
  expect(code(decideUnmerge(entry('PE-2', { ...merged, erased: true })))).toBe('erased');
});
