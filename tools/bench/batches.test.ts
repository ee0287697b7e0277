import { expect, test } from 'vitest';
import { batches } from './batches.ts';

test('as many items as fit, by count or by weight', () => {
  expect([...batches([], 2)]).toEqual([]);
  expect([...batches([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
  expect([...batches([3, 3, 9, 1, 5, 1], 6, (item) => item)]).toEqual([[3, 3], [9], [1, 5], [1]]);
});
