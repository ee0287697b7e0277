import { answered, refused, type Verdict } from './verdict.ts';

/** The State Council's arrangement for one year, as data. Days are ISO 8601 and belong to `year`. */
export interface CalendarYear {
  readonly year: number;
  /** Days off that are not plain weekends, and weekends inside a holiday. */
  readonly daysOff: readonly { readonly date: string; readonly name: string }[];
  /** Saturdays and Sundays that are worked to make up for a holiday. */
  readonly makeUpWorkdays: readonly { readonly date: string; readonly name: string }[];
}

/** Which days are worked, for the years that were published. Anything else is refused, never guessed. */
export interface WorkCalendar {
  readonly years: ReadonlySet<number>;
  readonly daysOff: ReadonlySet<string>;
  readonly makeUpWorkdays: ReadonlySet<string>;
}

export type CalendarReason = 'no-calendar-year';

/** Longest distance in workdays that is counted; a longer one is a mistake of the caller. */
const FARTHEST = 10_000;

/**
 * Builds a calendar from published years.
 * @throws RangeError when a date is listed outside its year or both as a day off and as a workday: the data are wrong
 */
export const workCalendar = (years: readonly CalendarYear[]): WorkCalendar => {
  const daysOff = new Set<string>();
  const makeUpWorkdays = new Set<string>();
  for (const { year, daysOff: off, makeUpWorkdays: worked } of years) {
    for (const { date } of [...off, ...worked]) {
      if (Temporal.PlainDate.from(date).year !== year) throw new RangeError(`${date} is listed under ${year}`);
    }
    for (const { date } of off) daysOff.add(date);
    for (const { date } of worked) {
      if (daysOff.has(date)) throw new RangeError(`${date} is both a day off and a workday`);
      makeUpWorkdays.add(date);
    }
  }
  return { years: new Set(years.map(({ year }) => year)), daysOff, makeUpWorkdays };
};

/** Whether a day is worked. A year without data is refused: its weekends are known, its holidays are not. */
export const isWorkday = (calendar: WorkCalendar, day: Temporal.PlainDate): Verdict<boolean, CalendarReason> => {
  if (!calendar.years.has(day.year)) return refused('no-calendar-year');
  const date = day.toString();
  if (calendar.makeUpWorkdays.has(date)) return answered(true);
  return answered(day.dayOfWeek < 6 && !calendar.daysOff.has(date));
};

/**
 * The day that lies `count` workdays after `from`; day 0 is `from` itself, worked or not.
 * @param count 0 or more
 */
export const addWorkdays = (
  calendar: WorkCalendar,
  from: Temporal.PlainDate,
  count: number,
): Verdict<Temporal.PlainDate, CalendarReason | 'count'> => {
  if (!Number.isInteger(count) || count < 0 || count > FARTHEST) return refused('count');
  let day = from;
  for (let left = count; left > 0;) {
    day = day.add({ days: 1 });
    const worked = isWorkday(calendar, day);
    if (!worked.ok) return worked;
    if (worked.value) left -= 1;
  }
  return answered(day);
};

/** Number of workdays from `from` up to, not including, `to`; 0 when `to` is not later. */
export const countWorkdays = (
  calendar: WorkCalendar,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Verdict<number, CalendarReason> => {
  let count = 0;
  for (let day = from; Temporal.PlainDate.compare(day, to) < 0; day = day.add({ days: 1 })) {
    const worked = isWorkday(calendar, day);
    if (!worked.ok) return worked;
    if (worked.value) count += 1;
  }
  return answered(count);
};
