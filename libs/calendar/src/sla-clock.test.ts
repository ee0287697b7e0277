import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowLongerHold,
  deadlineOf,
  holdEndsAt,
  isPaused,
  pauseSlaClock,
  remainingOf,
  resumeSlaClock,
  serviceNanosecondsBetween,
  startSlaClock,
  totalPaused,
  type ServiceClock,
  type SlaClock,
  type Verdict,
} from './index.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+08:00`);
const span = (text: string) => Temporal.Duration.from(text);
const round: ServiceClock = { kind: 'CLOCK' };
const daily: ServiceClock = { kind: 'SERVICE_HOURS', windows: [{ from: '08:00', to: '20:00', days: 'EVERY_DAY' }] };
const must = <V>(verdict: Verdict<V, string>): V => {
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict.value;
};
const start = at('2020-02-14T09:00');
const fresh = (allowance = 'PT8H', holdCeiling = 'PT24H') =>
  startSlaClock(start, { allowance: span(allowance), holdCeiling: span(holdCeiling) });
const held = (clock: SlaClock, from: string, to: string) => must(resumeSlaClock(must(pauseSlaClock(clock, at(from))), at(to)));
const deadline = (clock: SlaClock, now: string, hours = round) => must(deadlineOf(clock, hours, at(now))).toString();

describe('the clock of a promise', () => {
  it('runs', () => {
    expect(deadline(fresh(), '2020-02-14T10:00')).toBe(at('2020-02-14T17:00').toString());
    expect(must(remainingOf(fresh(), round, at('2020-02-14T10:00'))).toString()).toBe('PT7H');
    expect(must(remainingOf(fresh(), round, at('2020-02-14T17:30'))).toString()).toBe('-PT30M');
  });

  it('stands still while paused', () => {
    const paused = must(pauseSlaClock(fresh(), at('2020-02-14T10:00')));
    expect(isPaused(paused)).toBe(true);
    expect(must(remainingOf(paused, round, at('2020-02-14T13:00'))).toString()).toBe('PT7H');
    expect(deadline(paused, '2020-02-14T13:00')).toBe(at('2020-02-14T20:00').toString());
    const resumed = must(resumeSlaClock(paused, at('2020-02-14T12:00')));
    expect(totalPaused(resumed, at('2020-02-20T00:00')).toString()).toBe('PT2H');
    expect(deadline(resumed, '2020-02-20T00:00')).toBe(at('2020-02-14T19:00').toString());
  });

  it('runs on by itself when the ceiling is used up', () => {
    const paused = must(pauseSlaClock(held(fresh('PT8H', 'PT3H'), '2020-02-14T10:00', '2020-02-14T11:00'), at('2020-02-14T12:00')));
    expect(holdEndsAt(paused)?.toString()).toBe(at('2020-02-14T14:00').toString());
    expect(totalPaused(paused, at('2020-02-15T12:00')).toString()).toBe('PT3H');
    expect(deadline(paused, '2020-02-15T12:00')).toBe(at('2020-02-14T20:00').toString());
    const resumed = must(resumeSlaClock(paused, at('2020-02-14T18:00')));
    expect(holdEndsAt(resumed)).toBeUndefined();
    expect(pauseSlaClock(resumed, at('2020-02-14T19:00'))).toEqual({ ok: false, reason: 'hold-allowance-used' });
    const longer = allowLongerHold(resumed, span('PT2H'));
    expect(totalPaused(longer, at('2020-02-15T00:00')).toString()).toBe('PT5H');
    expect(pauseSlaClock(longer, at('2020-02-14T19:00')).ok).toBe(false);
    expect(pauseSlaClock(allowLongerHold(longer, span('PT3H')), at('2020-02-14T19:00')).ok).toBe(true);
  });

  it('does not move for a pause after the deadline', () => {
    expect(deadline(held(fresh('PT1H'), '2020-02-14T11:00', '2020-02-14T12:00'), '2020-02-15T00:00')).toBe(
      at('2020-02-14T10:00').toString(),
    );
  });

  it('refuses moves out of turn', () => {
    const paused = must(pauseSlaClock(fresh(), at('2020-02-14T10:00')));
    expect(pauseSlaClock(paused, at('2020-02-14T11:00'))).toEqual({ ok: false, reason: 'already-paused' });
    expect(resumeSlaClock(fresh(), at('2020-02-14T11:00'))).toEqual({ ok: false, reason: 'not-paused' });
    expect(resumeSlaClock(paused, at('2020-02-14T09:30'))).toEqual({ ok: false, reason: 'before-last-change' });
    expect(pauseSlaClock(fresh(), at('2020-02-14T08:00'))).toEqual({ ok: false, reason: 'before-last-change' });
    expect(pauseSlaClock(fresh('PT8H', 'PT0S'), at('2020-02-14T10:00'))).toEqual({ ok: false, reason: 'hold-allowance-used' });
    expect(() => startSlaClock(start, { allowance: span('P1M'), holdCeiling: span('PT1H') })).toThrow(RangeError);
    expect(deadlineOf(fresh('P1D'), daily, start)).toEqual({ ok: false, reason: 'duration' });
  });

  const minute = fc.integer({ min: 1, max: 10 * 60 });
  const hours = fc.constantFrom(round, daily);

  it('a pause of d moves the deadline by exactly d (in service time)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 479 }), minute, hours, (after, length, clock) => {
        const from = start.add({ minutes: after });
        const to = from.add({ minutes: length });
        const before = must(deadlineOf(fresh(), clock, to));
        const moved = must(deadlineOf(must(resumeSlaClock(must(pauseSlaClock(fresh(), from)), to)), clock, to));
        expect(must(serviceNanosecondsBetween(before, moved, clock))).toBe(must(serviceNanosecondsBetween(from, to, clock)));
      }),
    );
  });

  it('pausing and resuming at once changes nothing', () => {
    fc.assert(
      fc.property(minute, minute, hours, (after, later, clock) => {
        const moment = start.add({ minutes: after });
        const same = must(resumeSlaClock(must(pauseSlaClock(fresh(), moment)), moment));
        const now = moment.add({ minutes: later });
        expect(must(deadlineOf(same, clock, now))).toEqual(must(deadlineOf(fresh(), clock, now)));
        expect(must(remainingOf(same, clock, now))).toEqual(must(remainingOf(fresh(), clock, now)));
        expect(totalPaused(same, now).sign).toBe(0);
      }),
    );
  });

  it('time left never grows, and a deadline is met exactly when nothing is left', () => {
    const gaps = fc.array(minute, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 12 }), hours, (minutes, ceiling, clock) => {
        let sla = fresh('PT8H', `PT${ceiling}H`);
        let now = start;
        let left = Number.POSITIVE_INFINITY;
        for (const gap of minutes) {
          now = now.add({ minutes: gap });
          const next = isPaused(sla) ? resumeSlaClock(sla, now) : pauseSlaClock(sla, now);
          if (next.ok) sla = next.value;
          const rest = must(remainingOf(sla, clock, now)).total('seconds');
          expect(rest).toBeLessThanOrEqual(left);
          left = rest;
          expect(totalPaused(sla, now).total('hours')).toBeLessThanOrEqual(ceiling);
          const end = must(deadlineOf(sla, clock, now));
          expect(Temporal.Instant.compare(end, now) > 0 ? rest > 0 : rest <= 0).toBe(true);
        }
      }),
    );
  });
});
