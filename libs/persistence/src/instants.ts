import { instantOf } from '@houzhai/contracts';

/** An instant from what a driver gives for timestamptz: text such as `2020-02-14 09:30:00+00`, or a Date. */
export function toInstant(value: string | Date): Temporal.Instant {
  if (value instanceof Date) return Temporal.Instant.fromEpochMilliseconds(value.getTime());
  const text = value.replace(' ', 'T');
  return text.endsWith('+00') ? instantOf(`${text.slice(0, -3)}Z`) : Temporal.Instant.from(/[+-]\d{2}$/.test(text) ? `${text}:00` : text);
}
