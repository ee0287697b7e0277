/** Where days begin and end for everything Houzhai decides; storage stays in UTC. */
export const ZONE = 'Asia/Shanghai';

/** The calendar day of an instant, by the clock of Asia/Shanghai. */
export const dayOf = (instant: Temporal.Instant): Temporal.PlainDate => instant.toZonedDateTimeISO(ZONE).toPlainDate();

/** The instant at which the clock of Asia/Shanghai shows a time on a day. */
export const instantAt = (day: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant =>
  day.toZonedDateTime({ timeZone: ZONE, plainTime: time }).toInstant();

/** First instant of a day. */
export const startOfDay = (day: Temporal.PlainDate): Temporal.Instant => day.toZonedDateTime(ZONE).toInstant();

/** First instant after a day: a day is everything from `startOfDay` up to, not including, this. */
export const endOfDay = (day: Temporal.PlainDate): Temporal.Instant => startOfDay(day.add({ days: 1 }));
