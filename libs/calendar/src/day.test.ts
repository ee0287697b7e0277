import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZONE, dayOf, endOfDay, startOfDay } from './day.ts';

const asked = (instant: Temporal.Instant): string => instant.toZonedDateTimeISO(ZONE).toPlainDate().toString();

test('the day of an instant is what the zone says, however close the one asked for before', () => {
  fc.assert(
    fc.property(
      // Summer time was kept until 1991.
      fc.integer({ min: Date.UTC(1986, 0), max: Date.UTC(2060, 0) }),
      fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { minLength: 1, maxLength: 8 }),
      (ms, steps) => {
        for (const step of [0, ...steps]) {
          const instant = Temporal.Instant.fromEpochMilliseconds(ms + step);
          expect(dayOf(instant).toString()).toBe(asked(instant));
        }
      },
    ),
  );
});

test('a day begins and ends to the nanosecond', () => {
  const day = Temporal.PlainDate.from('2020-01-24');
  expect(dayOf(startOfDay(day)).equals(day)).toBe(true);
  expect(dayOf(endOfDay(day).subtract({ nanoseconds: 1 })).equals(day)).toBe(true);
  expect(dayOf(startOfDay(day).subtract({ nanoseconds: 1 })).toString()).toBe('2020-01-23');
  expect(dayOf(endOfDay(day)).toString()).toBe('2020-01-25');
});
