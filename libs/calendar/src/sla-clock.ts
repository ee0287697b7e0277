import { addServiceTime, nanosecondsOf, serviceNanosecondsBetween, type ServiceClock, type ServiceTimeReason } from './service-time.ts';
import { answered, refused, type Verdict } from './verdict.ts';

/**
 * The clock of one promise. It is a value: every change gives a new one, and nothing here reads the time.
 * While paused it stands still, but for no longer in all than `holdCeiling`: after that it runs on by itself,
 * however long the pause is kept open.
 */
export interface SlaClock {
  readonly startedAt: Temporal.Instant;
  /** Service time promised from `startedAt`. */
  readonly allowance: Temporal.Duration;
  /** Wall-clock time the clock may stand still, all pauses together. */
  readonly holdCeiling: Temporal.Duration;
  /** In order, not overlapping; only the last may be open. */
  readonly pauses: readonly Pause[];
}

export interface Pause {
  readonly from: Temporal.Instant;
  readonly to?: Temporal.Instant;
}

export type PauseReason = 'already-paused' | 'before-last-change' | 'hold-allowance-used';
export type ResumeReason = 'not-paused' | 'before-last-change';

/** Length of a policy's duration in nanoseconds. @throws RangeError for a negative one or one with calendar units */
const lengthOf = (duration: Temporal.Duration): bigint => {
  const length = nanosecondsOf(duration);
  if (length === undefined) throw new RangeError(`duration ${duration.toString()}`);
  return length;
};

/** A clock that starts to run. @throws RangeError for durations that are negative or have years, months or weeks */
export const startSlaClock = (
  startedAt: Temporal.Instant,
  promise: { readonly allowance: Temporal.Duration; readonly holdCeiling: Temporal.Duration },
): SlaClock => {
  lengthOf(promise.allowance);
  lengthOf(promise.holdCeiling);
  return { startedAt, allowance: promise.allowance, holdCeiling: promise.holdCeiling, pauses: [] };
};

/** Whether a pause is open. */
export const isPaused = (clock: SlaClock): boolean => {
  const last = clock.pauses.at(-1);
  return last !== undefined && last.to === undefined;
};

const lastChange = (clock: SlaClock): Temporal.Instant => {
  const last = clock.pauses.at(-1);
  return last?.to ?? last?.from ?? clock.startedAt;
};

const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;

/** The parts of the pauses in which the clock really stood still, open ones up to `now`, the ceiling applied in order. */
const standstills = (clock: SlaClock, now: Temporal.Instant): { from: bigint; to: bigint }[] => {
  let left = lengthOf(clock.holdCeiling);
  return clock.pauses.map(({ from, to }) => {
    const end = (to ?? now).epochNanoseconds;
    const length = end > from.epochNanoseconds ? end - from.epochNanoseconds : 0n;
    const counted = length < left ? length : left;
    left -= counted;
    return { from: from.epochNanoseconds, to: from.epochNanoseconds + counted };
  });
};

/** Wall-clock time the clock has stood still until `now`; never more than the ceiling. */
export const totalPaused = (clock: SlaClock, now: Temporal.Instant): Temporal.Duration => {
  const sum = standstills(clock, now).reduce((total, { from, to }) => total + (to - from), 0n);
  return durationOf(sum);
};

/** Stops the clock at `at`. Refused when it is stopped, when the ceiling is used up, or when `at` lies before the last change. */
export const pauseSlaClock = (clock: SlaClock, at: Temporal.Instant): Verdict<SlaClock, PauseReason> => {
  if (isPaused(clock)) return refused('already-paused');
  if (isBefore(at, lastChange(clock))) return refused('before-last-change');
  if (lengthOf(totalPaused(clock, at)) >= lengthOf(clock.holdCeiling)) return refused('hold-allowance-used');
  return answered({ ...clock, pauses: [...clock.pauses, { from: at }] });
};

/** Lets the clock run again from `at`. */
export const resumeSlaClock = (clock: SlaClock, at: Temporal.Instant): Verdict<SlaClock, ResumeReason> => {
  const open = clock.pauses.at(-1);
  if (open === undefined || open.to !== undefined) return refused('not-paused');
  if (isBefore(at, open.from)) return refused('before-last-change');
  return answered({ ...clock, pauses: [...clock.pauses.slice(0, -1), { from: open.from, to: at }] });
};

/** Raises the ceiling by `more`; an open pause that had used it up stands still again, also in hindsight. */
export const allowLongerHold = (clock: SlaClock, more: Temporal.Duration): SlaClock => ({
  ...clock,
  holdCeiling: durationOf(lengthOf(clock.holdCeiling) + lengthOf(more)),
});

/** When an open pause has used up the ceiling and the clock runs on by itself; undefined while the clock runs. */
export const holdEndsAt = (clock: SlaClock): Temporal.Instant | undefined => {
  const open = clock.pauses.at(-1);
  if (open === undefined || open.to !== undefined) return undefined;
  const used = lengthOf(totalPaused(clock, open.from));
  return Temporal.Instant.fromEpochNanoseconds(open.from.epochNanoseconds + lengthOf(clock.holdCeiling) - used);
};

/**
 * The deadline, moved by the standstills. While a pause is open it is the deadline that would hold if the clock ran
 * again at `now`; so it moves on with `now` until the ceiling is reached.
 */
export const deadlineOf = (clock: SlaClock, hours: ServiceClock, now: Temporal.Instant): Verdict<Temporal.Instant, ServiceTimeReason> => {
  if (isPaused(clock)) return countDeadline(clock, hours, now);
  const known = running.get(clock);
  if (known?.hours === hours) return known.deadline;
  const deadline = countDeadline(clock, hours, now);
  running.set(clock, { hours, deadline });
  return deadline;
};

/** Deadlines of clocks that run: they do not depend on the moment of asking, and counting service hours is slow. */
const running = new WeakMap<SlaClock, { readonly hours: ServiceClock; readonly deadline: Verdict<Temporal.Instant, ServiceTimeReason> }>();

const countDeadline = (clock: SlaClock, hours: ServiceClock, now: Temporal.Instant): Verdict<Temporal.Instant, ServiceTimeReason> => {
  if (hours.kind === 'SERVICE_HOURS' && clock.allowance.days !== 0) return refused('duration');
  let left = lengthOf(clock.allowance);
  let from = clock.startedAt;
  for (const still of standstills(clock, now)) {
    const ran = serviceNanosecondsBetween(from, Temporal.Instant.fromEpochNanoseconds(still.from), hours);
    if (!ran.ok) return ran;
    if (ran.value >= left) break;
    left -= ran.value;
    from = Temporal.Instant.fromEpochNanoseconds(still.to);
  }
  return addServiceTime(from, durationOf(left), hours);
};

/** Service time left at `now`: negative once the deadline has passed, unchanged while the clock stands still. */
export const remainingOf = (clock: SlaClock, hours: ServiceClock, now: Temporal.Instant): Verdict<Temporal.Duration, ServiceTimeReason> => {
  let ran = 0n;
  let from = clock.startedAt;
  for (const still of standstills(clock, now)) {
    const until = Temporal.Instant.fromEpochNanoseconds(still.from);
    const part = serviceNanosecondsBetween(from, isBefore(now, until) ? now : until, hours);
    if (!part.ok) return part;
    ran += part.value;
    from = Temporal.Instant.fromEpochNanoseconds(still.to);
  }
  const rest = serviceNanosecondsBetween(from, now, hours);
  return rest.ok ? answered(durationOf(lengthOf(clock.allowance) - ran - rest.value)) : rest;
};

/** A duration in hours, minutes and seconds, whatever its length. */
function durationOf(nanoseconds: bigint): Temporal.Duration {
  const seconds = nanoseconds / 1_000_000_000n;
  return Temporal.Duration.from({ seconds: Number(seconds), nanoseconds: Number(nanoseconds % 1_000_000_000n) }).round({
    largestUnit: 'hours',
  });
}
