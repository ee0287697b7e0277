import { expect, test } from 'vitest';
import { emptyInput } from '../widgets/text-input.ts';
import { longWaits } from './waiting.ts';

const now = 10_000;
const pending = new Map([
  ['errands-3', now - 999],
  ['persons', now - 1_000],
  ['quiet-delivery-errands', now - 5_000],
]);

test('only what waits for a second is said, and called off by Escape: news of a moment ago are not lost to it', () => {
  expect([...longWaits({ pending, now })]).toEqual([['persons', now - 1_000]]);
});

test('behind a locked screen nothing is called off: nothing of it is said there', () => {
  expect([...longWaits({ pending, now, locked: { input: emptyInput, busy: false } })]).toEqual([]);
});
