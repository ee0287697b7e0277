import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addServiceTime, serviceNanosecondsBetween, workCalendar, type ServiceClock } from './index.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+08:00`);
const span = (text: string) => Temporal.Duration.from(text);
const daily: ServiceClock = { kind: 'SERVICE_HOURS', windows: [{ from: '08:00', to: '20:00', days: 'EVERY_DAY' }] };
const office: ServiceClock = {
  kind: 'SERVICE_HOURS',
  windows: [
    { from: '08:30', to: '12:00', days: 'WORKDAYS' },
    { from: '13:30', to: '17:30', days: 'WORKDAYS' },
    { from: '11:00', to: '14:00', days: 'WORKDAYS' },
    { from: '09:00', to: '10:00', days: 'DAYS_OFF' },
  ],
  calendar: workCalendar([{ year: 2020, daysOff: [], makeUpWorkdays: [] }]),
};

describe('addServiceTime', () => {
  it.each([
    ['2020-02-14T09:00', 'PT1H', '2020-02-14T10:00'],
    ['2020-02-14T19:30', 'PT1H', '2020-02-15T08:30'],
    ['2020-02-14T23:00', 'PT1H', '2020-02-15T09:00'],
    ['2020-02-14T03:00', 'PT30M', '2020-02-14T08:30'],
    ['2020-02-14T08:00', 'PT12H', '2020-02-14T20:00'],
    ['2020-02-14T08:00', 'PT24H', '2020-02-15T20:00'],
    ['2020-02-14T22:00', 'PT0S', '2020-02-14T22:00'],
  ])('daily hours: %s + %s = %s', (start, duration, end) => {
    expect(addServiceTime(at(start), span(duration), daily)).toEqual({ ok: true, value: at(end) });
  });

  it('joins overlapping windows, skips weekends but for their own window', () => {
    expect(addServiceTime(at('2020-02-14T08:30'), span('PT9H'), office)).toEqual({ ok: true, value: at('2020-02-14T17:30') });
    expect(addServiceTime(at('2020-02-14T17:00'), span('PT1H'), office)).toEqual({ ok: true, value: at('2020-02-15T09:30') });
    expect(addServiceTime(at('2020-02-15T09:30'), span('PT2H'), office)).toEqual({ ok: true, value: at('2020-02-17T09:00') });
  });

  it('counts round the clock', () => {
    expect(addServiceTime(at('2020-02-14T19:30'), span('P1DT1H'), { kind: 'CLOCK' })).toEqual({ ok: true, value: at('2020-02-15T20:30') });
  });

  it('refuses what it cannot count', () => {
    const start = at('2020-02-14T09:00');
    expect(addServiceTime(start, span('-PT1H'), daily)).toEqual({ ok: false, reason: 'duration' });
    expect(addServiceTime(start, span('P1M'), { kind: 'CLOCK' })).toEqual({ ok: false, reason: 'duration' });
    expect(addServiceTime(start, span('P1D'), daily)).toEqual({ ok: false, reason: 'duration' });
    expect(addServiceTime(start, span('PT1H'), { kind: 'SERVICE_HOURS', windows: [] })).toEqual({ ok: false, reason: 'windows' });
    for (const [from, to] of [
      ['20:00', '08:00'],
      ['8:00', '20:00'],
      ['08:00', '25:00'],
      ['08:00', '08:00'],
    ] as const) {
      const clock: ServiceClock = { kind: 'SERVICE_HOURS', windows: [{ from, to, days: 'EVERY_DAY' }] };
      expect(addServiceTime(start, span('PT1H'), clock)).toEqual({ ok: false, reason: 'windows' });
      expect(serviceNanosecondsBetween(start, at('2020-02-15T09:00'), clock)).toEqual({ ok: false, reason: 'windows' });
    }
    const needsCalendar: ServiceClock = { kind: 'SERVICE_HOURS', windows: [{ from: '08:00', to: '09:00', days: 'WORKDAYS' }] };
    expect(addServiceTime(start, span('PT1H'), needsCalendar)).toEqual({ ok: false, reason: 'windows' });
    expect(addServiceTime(at('2020-12-31T17:00'), span('PT9H'), office)).toEqual({ ok: false, reason: 'no-calendar-year' });
    expect(addServiceTime(start, span('PT90000H'), daily)).toEqual({ ok: false, reason: 'unreachable' });
  });

  const instant = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => at('2020-02-01T00:00').add({ minutes }));
  const minutes = fc.integer({ min: 0, max: 100 * 60 });

  it('is undone by measuring', () => {
    fc.assert(
      fc.property(instant, minutes, fc.constantFrom(daily, office), (start, length, clock) => {
        const end = addServiceTime(start, Temporal.Duration.from({ minutes: length }), clock);
        expect(end.ok && serviceNanosecondsBetween(start, end.value, clock)).toEqual({ ok: true, value: BigInt(length) * 60_000_000_000n });
      }),
    );
  });

  it('is monotone in start and in duration', () => {
    fc.assert(
      fc.property(instant, minutes, fc.nat(600), fc.constantFrom(daily, office), (start, length, more, clock) => {
        const deadline = (from: Temporal.Instant, count: number) => {
          const end = addServiceTime(from, Temporal.Duration.from({ minutes: count }), clock);
          return end.ok ? end.value.epochNanoseconds : -1n;
        };
        expect(deadline(start, length) <= deadline(start, length + more)).toBe(true);
        expect(deadline(start, length) <= deadline(start.add({ minutes: more }), length)).toBe(true);
      }),
    );
  });
});
