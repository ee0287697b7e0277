import { describe, expect, test } from 'vitest';
import { missedGoal, regression } from './baselines.ts';
import { median, secondsFor, type Measure, type Result } from './measure.ts';

const measure = (goal: Measure['goal']): Measure => ({ name: 'it', goal, run: () => Promise.reject(new Error('not run')) });
const result = (ratio: number): Result => ({ bench: 'it', ratio, ours: 1, bare: 1, unit: '1/s' });
const more = measure({ atLeast: 0.6 });
const less = measure({ atMost: 2 });

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
  expect(missedGoal(more, result(0.6))).toBeUndefined();
  expect(missedGoal(more, result(0.59))).toBe('it: ratio 0.59, asked for at least 0.6');
  expect(missedGoal(less, result(2))).toBeUndefined();
  expect(missedGoal(less, result(2.01))).toBe('it: ratio 2.01, asked for at most 2');
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
