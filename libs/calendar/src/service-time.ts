import { dayOf, endOfDay, instantAt, startOfDay } from './day.ts';
import { answered, refused, type Verdict } from './verdict.ts';
import { isWorkday, type CalendarReason, type WorkCalendar } from './work-calendar.ts';

/** Hours of a day in which a service is open: `from` inclusive, `to` exclusive, `HH:mm` in Asia/Shanghai; `24:00` ends the day. */
export interface ServiceWindow {
  readonly from: string;
  readonly to: string;
  readonly days: 'EVERY_DAY' | 'WORKDAYS' | 'DAYS_OFF';
}

/** How time counts: round the clock, or only while the service is open. */
export type ServiceClock =
  | { readonly kind: 'CLOCK' }
  | { readonly kind: 'SERVICE_HOURS'; readonly windows: readonly ServiceWindow[]; readonly calendar?: WorkCalendar };

/**
 * `duration` it is negative, or has years, months, weeks, or (in service hours) days; `windows` a window is empty,
 * malformed or needs a calendar that is missing; `unreachable` no window opens within ten years.
 */
export type ServiceTimeReason = CalendarReason | 'duration' | 'windows' | 'unreachable';

interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

const HORIZON_DAYS = 3_660;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const isSound = (window: ServiceWindow): boolean =>
  TIME.test(window.from) && (TIME.test(window.to) || window.to === '24:00') && window.from < window.to;

const opensOn = (window: ServiceWindow, worked: boolean | undefined): boolean =>
  window.days === 'EVERY_DAY' || (window.days === 'WORKDAYS' ? worked === true : worked === false);

/** Times of days that were asked for: the same few over and over, and a zone is slow to ask. */
const instants = new Map<string, bigint>();
const at = (day: Temporal.PlainDate, time: string): bigint => {
  const key = `${day.toString()} ${time}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const found = (time === '24:00' ? endOfDay(day) : instantAt(day, Temporal.PlainTime.from(time))).epochNanoseconds;
  if (instants.size === 1_000) instants.clear();
  instants.set(key, found);
  return found;
};

/** Open spans of one day in order, overlaps joined. */
const spansOf = (
  clock: Extract<ServiceClock, { kind: 'SERVICE_HOURS' }>,
  day: Temporal.PlainDate,
): Verdict<readonly Span[], ServiceTimeReason> => {
  let worked: boolean | undefined;
  if (clock.windows.some((window) => window.days !== 'EVERY_DAY')) {
    if (clock.calendar === undefined) return refused('windows');
    const answer = isWorkday(clock.calendar, day);
    if (!answer.ok) return answer;
    worked = answer.value;
  }
  const open = clock.windows
    .filter((window) => opensOn(window, worked))
    .map((window) => ({ from: at(day, window.from), to: at(day, window.to) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const joined: Span[] = [];
  for (const span of open) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) joined[joined.length - 1] = { from: last.from, to: span.to > last.to ? span.to : last.to };
    else joined.push(span);
  }
  return answered(joined);
};

/** Length in nanoseconds of a duration in days (24 h), hours, minutes and seconds; undefined if it has anything else or is negative. */
export const nanosecondsOf = (duration: Temporal.Duration): bigint | undefined => {
  if (duration.sign < 0 || duration.years !== 0 || duration.months !== 0 || duration.weeks !== 0) return undefined;
  const { days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds } = duration;
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds);
  return whole * 1_000_000_000n + BigInt(milliseconds) * 1_000_000n + BigInt(microseconds) * 1_000n + BigInt(nanoseconds);
};

/**
 * The deadline: the instant at which `duration` of service time has passed since `start`. With SERVICE_HOURS the
 * answer lies inside a window, at the earliest instant that satisfies it (so it may be a closing time).
 * @param duration hours, minutes, seconds; days of 24 h only with CLOCK
 */
export const addServiceTime = (
  start: Temporal.Instant,
  duration: Temporal.Duration,
  clock: ServiceClock,
): Verdict<Temporal.Instant, ServiceTimeReason> => {
  const length = nanosecondsOf(duration);
  if (length === undefined || (clock.kind === 'SERVICE_HOURS' && duration.days !== 0)) return refused('duration');
  if (clock.kind === 'CLOCK') return answered(Temporal.Instant.fromEpochNanoseconds(start.epochNanoseconds + length));
  if (clock.windows.length === 0 || !clock.windows.every(isSound)) return refused('windows');
  if (length === 0n) return answered(start);
  let left = length;
  let day = dayOf(start);
  for (let count = 0; count < HORIZON_DAYS; count += 1, day = day.add({ days: 1 })) {
    const spans = spansOf(clock, day);
    if (!spans.ok) return spans;
    for (const span of spans.value) {
      const from = span.from > start.epochNanoseconds ? span.from : start.epochNanoseconds;
      if (span.to <= from) continue;
      if (span.to - from >= left) return answered(Temporal.Instant.fromEpochNanoseconds(from + left));
      left -= span.to - from;
    }
  }
  return refused('unreachable');
};

/** Service time in nanoseconds between two instants; 0 when `to` is not later than `from`. */
export const serviceNanosecondsBetween = (
  from: Temporal.Instant,
  to: Temporal.Instant,
  clock: ServiceClock,
): Verdict<bigint, ServiceTimeReason> => {
  const [start, end] = [from.epochNanoseconds, to.epochNanoseconds];
  if (end <= start) return answered(0n);
  if (clock.kind === 'CLOCK') return answered(end - start);
  if (clock.windows.length === 0 || !clock.windows.every(isSound)) return refused('windows');
  let sum = 0n;
  for (let day = dayOf(from); startOfDay(day).epochNanoseconds < end; day = day.add({ days: 1 })) {
    const spans = spansOf(clock, day);
    if (!spans.ok) return spans;
    for (const span of spans.value) {
      const opens = span.from > start ? span.from : start;
      const closes = span.to < end ? span.to : end;
      if (closes > opens) sum += closes - opens;
    }
  }
  return answered(sum);
};
