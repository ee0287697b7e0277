/** Where days begin and end for everything Houzhai decides; storage stays in UTC. */
export const ZONE = 'Asia/Shanghai';

/** The day somebody asked for last, with its first and last millisecond: most questions are about one day, and a zone is slow to ask. */
let known: { readonly day: Temporal.PlainDate; readonly from: number; readonly until: number } | undefined;

/** The calendar day of an instant, by the clock of Asia/Shanghai. */
export function dayOf(instant: Temporal.Instant): Temporal.PlainDate {
  const at = instant.epochMilliseconds;
  if (known && at >= known.from && at < known.until) return known.day;
  const day = instant.toZonedDateTimeISO(ZONE).toPlainDate();
  known = { day, from: startOfDay(day).epochMilliseconds, until: endOfDay(day).epochMilliseconds };
  return day;
}

/** The instant at which the clock of Asia/Shanghai shows a time on a day. */
export const instantAt = (day: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant =>
  day.toZonedDateTime({ timeZone: ZONE, plainTime: time }).toInstant();

/** First instant of a day. */
export const startOfDay = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(ZONE).toInstant();

/** First instant after a day: a day is everything from `startOfDay` up to, not including, this. */
export const endOfDay = (day: Temporal.PlainDate): Temporal.Instant => startOfDay(day.add({ days: 1 }));
