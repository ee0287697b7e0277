/** An instant is slow to write, and the same one is written in several places of one message or row. */
const texts = new WeakMap<Temporal.Instant, string>();

/** The text of an instant as it travels and is kept: ISO 8601 in UTC; written once for each instant. */
export function instantText(instant: Temporal.Instant): string {
  const text = texts.get(instant) ?? instant.toString();
  texts.set(instant, text);
  return text;
}

/** The instant of a text that `instantText` wrote; its text is known from then on. @throws RangeError when it is none. */
export function instantOf(text: string): Temporal.Instant {
  const instant = Temporal.Instant.from(text);
  texts.set(instant, text);
  return instant;
}
