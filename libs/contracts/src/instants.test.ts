import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf, instantText } from './instants.ts';

const instants = fc.oneof(
  fc.integer({ min: -62_200_000_000, max: 253_500_000_000 }).map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1_000)),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }).map((ms) => Temporal.Instant.fromEpochMilliseconds(ms)),
  fc.bigInt({ min: -8_640_000_000_000_000_000_000n, max: 8_640_000_000_000_000_000_000n }).map((ns) => new Temporal.Instant(ns)),
);

describe('the text of an instant', () => {
  test('is what Temporal writes, whatever its fineness and its year', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(instantText(Temporal.Instant.from(instant.toString()))).toBe(instant.toString());
      }),
    );
  });

  test.each([
    '2020-01-24T12:00:00Z',
    '2020-01-24T12:00:10Z',
    '2020-01-24T12:00:00.8Z',
    '2020-01-24T12:00:00.08Z',
    '2020-01-24T12:00:00.120Z',
  ])('%s is read as Temporal reads it', (text) => {
    expect(instantOf(text).epochNanoseconds).toBe(Temporal.Instant.from(text).epochNanoseconds);
  });

  test('read and written again is the same instant', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(instantOf(instantText(instant)).equals(instant)).toBe(true);
      }),
    );
  });

  test.each(['2020-02-30T00:00:00Z', '2020-01-24T25:00:00Z', '2020-01-24', 'soon', '2020-01-24T12:61:00.1Z'])('%s is none', (text) => {
    expect(() => instantOf(text)).toThrow(RangeError);
  });
});
