import { describe, expect, it } from 'vitest';
import { addWorkdays, countWorkdays, dayOf, endOfDay, isWorkday, startOfDay, workCalendar } from './index.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
/** Part of 2020: Spring Festival as extended to 2 February. */
const calendar = workCalendar([
  {
    year: 2020,
    daysOff: ['01-01', '01-24', '01-25', '01-26', '01-27', '01-28', '01-29', '01-30', '01-31', '02-01', '02-02'].map((date) => ({
      date: `2020-${date}`,
      name: '春节',
    })),
    makeUpWorkdays: [{ date: '2020-01-19', name: '春节' }],
  },
]);

describe('days', () => {
  it('begin at midnight in Shanghai', () => {
    expect(dayOf(Temporal.Instant.from('2020-02-13T15:59:59.999Z')).toString()).toBe('2020-02-13');
    expect(dayOf(Temporal.Instant.from('2020-02-13T16:00:00Z')).toString()).toBe('2020-02-14');
    expect(startOfDay(day('2020-02-14')).toString()).toBe('2020-02-13T16:00:00Z');
    expect(endOfDay(day('2020-02-14')).toString()).toBe('2020-02-14T16:00:00Z');
  });
});

describe('workdays', () => {
  it.each([
    ['2020-01-19', true],
    ['2020-01-18', false],
    ['2020-01-23', true],
    ['2020-01-24', false],
    ['2020-01-31', false],
    ['2020-02-03', true],
    ['2020-02-08', false],
  ])('%s worked: %s', (date, worked) => {
    expect(isWorkday(calendar, day(date))).toEqual({ ok: true, value: worked });
  });

  it('refuse a year without data, also on the way', () => {
    expect(isWorkday(calendar, day('2021-01-04'))).toEqual({ ok: false, reason: 'no-calendar-year' });
    expect(addWorkdays(calendar, day('2020-12-30'), 2)).toEqual({ ok: false, reason: 'no-calendar-year' });
    expect(countWorkdays(calendar, day('2020-12-30'), day('2021-01-02'))).toEqual({ ok: false, reason: 'no-calendar-year' });
  });

  it('are added and counted over a holiday', () => {
    const end = addWorkdays(calendar, day('2020-01-23'), 5);
    expect(end.ok && end.value.toString()).toBe('2020-02-07');
    expect(countWorkdays(calendar, day('2020-01-23'), day('2020-02-08'))).toEqual({ ok: true, value: 6 });
    expect(countWorkdays(calendar, day('2020-02-08'), day('2020-01-23'))).toEqual({ ok: true, value: 0 });
    expect(addWorkdays(calendar, day('2020-01-25'), 0)).toEqual({ ok: true, value: day('2020-01-25') });
    expect(addWorkdays(calendar, day('2020-01-25'), -1)).toEqual({ ok: false, reason: 'count' });
  });

  it('refuse data that contradict themselves', () => {
    const both = { date: '2020-01-19', name: 'x' };
    expect(() => workCalendar([{ year: 2020, daysOff: [both], makeUpWorkdays: [both] }])).toThrow(RangeError);
    expect(() => workCalendar([{ year: 2021, daysOff: [both], makeUpWorkdays: [] }])).toThrow(RangeError);
  });
});
