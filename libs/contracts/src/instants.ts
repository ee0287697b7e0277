/** An instant is slow to write, and the same one is written in several places of one message or row. */
const texts = new WeakMap<Temporal.Instant, string>();
/** What most texts look like: no finer than a millisecond, in UTC. A date reads and writes these many times faster. */
const PLAIN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
const NANOS_PER_MS = 1_000_000n;

/** The text of an instant as it travels and is kept: ISO 8601 in UTC, with as many digits of a second as it needs; written once for each instant. */
export function instantText(instant: Temporal.Instant): string {
  const text = texts.get(instant) ?? written(instant);
  texts.set(instant, text);
  return text;
}

/** The instant of a text that `instantText` wrote; its text is known from then on. @throws RangeError when it is none. */
export function instantOf(text: string): Temporal.Instant {
  const date = PLAIN.test(text) ? new Date(text) : undefined;
  // A date takes 30 February for 1 March.
  const isPlain = date?.getUTCDate() === Number(text.slice(8, 10));
  const instant = date && isPlain ? Temporal.Instant.fromEpochMilliseconds(date.getTime()) : Temporal.Instant.from(text);
  texts.set(instant, text);
  return instant;
}

function written(instant: Temporal.Instant): string {
  if (instant.epochNanoseconds % NANOS_PER_MS !== 0n) return instant.toString();
  const text = new Date(instant.epochMilliseconds).toISOString();
  return PLAIN.test(text) ? text.replace(/\.?0+Z$/, 'Z') : instant.toString();
}
