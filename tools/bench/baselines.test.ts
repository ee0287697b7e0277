import { describe, expect, test } from 'vitest';
import { baselineOf, missedGoals, regression } from './baselines.ts';
import { median, percentile, secondsFor, type Goal, type Measure, type Result } from './measure.ts';

const measure = (...goals: readonly [Goal, ...Goal[]]): Measure => ({ name: 'it', goals, run: () => Promise.reject(new Error('not run')) });
const result = (ratio: number): Result => ({ figures: { ratio, ours: 1, bare: 1 }, unit: '1/s' });
const more = measure({ figure: 'ratio', atLeast: 0.6 });
const less = measure({ figure: 'ratio', atMost: 2 });
const two = measure({ figure: 'p99', atMost: 33 }, { figure: 'erases', atMost: 0 });

describe('a baseline', () => {
  test.each([
    [more, 0.86, undefined],
    [more, 1.4, undefined],
    [more, 0.84, 'it: ratio 0.84 is worse than the baseline 1 by more than 15 %'],
    [less, 1.14, undefined],
    [less, 0.5, undefined],
    [less, 1.16, 'it: ratio 1.16 is worse than the baseline 1 by more than 15 %'],
  ] as const)('holds within 15 %%: %o %d', (of, ratio, said) => {
    expect(regression(of, result(ratio), { it: 1 })).toBe(said);
  });

  test('is asked for', () => {
    expect(regression(more, result(1), {})).toContain('no baseline');
  });
});

test('a goal is reached or named', () => {
  expect(missedGoals(more, result(0.6))).toEqual([]);
  expect(missedGoals(more, result(0.59))).toEqual(['it: ratio 0.59, asked for at least 0.6']);
  expect(missedGoals(less, result(2))).toEqual([]);
  expect(missedGoals(less, result(2.01))).toEqual(['it: ratio 2.01, asked for at most 2']);
});

test('every goal counts, the first one is held', () => {
  const keys = { figures: { p99: 34, erases: 1 }, unit: 'ms' };
  expect(missedGoals(two, keys)).toEqual(['it: p99 34, asked for at most 33', 'it: erases 1, asked for at most 0']);
  expect(missedGoals(two, { figures: { p99: 20, erases: 0 }, unit: 'ms' })).toEqual([]);
  expect(missedGoals(two, { figures: { p99: Number.NaN }, unit: 'ms' })).toHaveLength(2);
  expect(baselineOf(two, keys)).toBe(34);
  expect(regression(two, keys, { it: 25 })).toBe('it: p99 34 is worse than the baseline 25 by more than 15 %');
});

test('a percentile is a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 99)).toBe(7);
  expect(percentile([], 50)).toBeNaN();
});

test('the value in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('every item is done once, no more at a time than asked for', async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await secondsFor(
    Array.from({ length: 50 }, (_, n) => n),
    4,
    async (n) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      done.push(n);
      now--;
    },
  );
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(most).toBe(4);
});
