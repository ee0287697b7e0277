import { ZONE, instantAt } from './day.ts';
import { answered, refused, type Verdict } from './verdict.ts';

/** `form` not a time we read; `date` the day does not exist; `time` the time does not exist. */
export type WhenReason = 'form' | 'date' | 'time';

const DAY_WORDS: Readonly<Record<string, number>> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  yesterday: -1,
  今天: 0,
  今日: 0,
  today: 0,
  明天: 1,
  明日: 1,
  tomorrow: 1,
  后天: 2,
  大后天: 3,
};
const UNITS: Readonly<Record<string, 'minutes' | 'hours' | 'days' | 'weeks'>> = {
  m: 'minutes',
  min: 'minutes',
  分: 'minutes',
  分钟: 'minutes',
  h: 'hours',
  时: 'hours',
  小时: 'hours',
  '': 'days',
  d: 'days',
  天: 'days',
  w: 'weeks',
  周: 'weeks',
};
/** Half of the day, hour offset, and the hours it can go with. */
const HALVES: Readonly<Record<string, { readonly add: number; readonly from: number; readonly to: number }>> = {
  凌晨: { add: 0, from: 0, to: 6 },
  早上: { add: 0, from: 4, to: 11 },
  上午: { add: 0, from: 0, to: 12 },
  中午: { add: 12, from: 0, to: 2 },
  下午: { add: 12, from: 1, to: 7 },
  晚上: { add: 12, from: 5, to: 11 },
};

const clockTime = (hour: number, minute: number): Verdict<Temporal.PlainTime, 'time'> =>
  hour > 23 || minute > 59 ? refused('time') : answered(Temporal.PlainTime.from({ hour, minute }));

/** `9:05`, `0905` behind a date, `9点`, `上午9点半`, `下午3点20分`. */
const parseTime = (text: string): Verdict<Temporal.PlainTime, WhenReason> => {
  const digits = /^(\d{1,2}):(\d{2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  if (digits) return clockTime(Number(digits[1]), Number(digits[2]));
  const spoken = /^(凌晨|早上|上午|中午|下午|晚上)?(\d{1,2})(?:点|时|:)(半|(\d{1,2})分?)?$/u.exec(text);
  if (!spoken) return refused('form');
  const hour = Number(spoken[2]);
  const minute = spoken[3] === '半' ? 30 : Number(spoken[4] ?? 0);
  const half = HALVES[spoken[1] ?? ''];
  if (!half || hour > 12) return clockTime(hour, minute);
  if (spoken[1] === '中午' && hour >= 11) return clockTime(hour, minute);
  if (hour < half.from || hour > half.to) return refused('time');
  return clockTime(hour + half.add, minute);
};

const realDay = (year: number, month: number, day: number): Temporal.PlainDate | undefined => {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
};

/** The day of that month and day of month which lies nearest to `today`, this year, last or next. */
const nearestDay = (month: number, day: number, today: Temporal.PlainDate): Temporal.PlainDate | undefined =>
  [today.year, today.year + 1, today.year - 1]
    .flatMap((year) => realDay(year, month, day) ?? [])
    .sort((a, b) => Math.abs(today.until(a).days) - Math.abs(today.until(b).days))[0];

/** The day a text begins with, and the rest of the text. */
const leadingDay = (text: string, today: Temporal.PlainDate): { day: Temporal.PlainDate | undefined; rest: string } | undefined => {
  const word = /^(大前天|前天|昨天|昨日|今天|今日|明天|明日|大后天|后天|yesterday|today|tomorrow)/u.exec(text)?.[1];
  if (word !== undefined) return { day: today.add({ days: DAY_WORDS[word] ?? 0 }), rest: text.slice(word.length).trim() };
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:t|\s+|$)/u.exec(text) ?? /^(\d{4})(\d{2})(\d{2})(?:\s+|$)/.exec(text);
  if (full) return { day: realDay(Number(full[1]), Number(full[2]), Number(full[3])), rest: text.slice(full[0].length) };
  const short = /^(\d{1,2})[-/月](\d{1,2})日?(?:\s+|$)/u.exec(text) ?? /^(\d{2})(\d{2})(?:\s+|$)/.exec(text);
  if (short) return { day: nearestDay(Number(short[1]), Number(short[2]), today), rest: text.slice(short[0].length) };
  return undefined;
};

/**
 * Reads when something is wanted or happened, as an operator types it: `明天`, `后天 9点半`, `今天 18:00`, `18:00`,
 * `+3` (days from now), `+2h`, `-30m`, `0612`, `6-12 14:00`, `2020-02-14 09:30`, `tomorrow 9:00`, `now`, or an ISO 8601
 * instant with offset. Times are those of Asia/Shanghai. Month and day without a year mean the nearest such day.
 * @param text as typed; full-width characters are accepted
 * @param now the present
 * @param timeUnsaid time of day meant by a day alone, `HH:mm`; the default is the last minute of the day
 */
export const parseWhen = (text: string, now: Temporal.Instant, timeUnsaid = '23:59'): Verdict<Temporal.Instant, WhenReason> => {
  const typed = text.slice(0, 64).normalize('NFKC').trim().toLowerCase();
  const here = now.toZonedDateTimeISO(ZONE);
  if (typed === 'now' || typed === '现在') return answered(now);
  if (/^\d{4}-\d{2}-\d{2}t[\d:.]+(?:z|[+-]\d{2}:\d{2})$/.test(typed)) {
    try {
      return answered(Temporal.Instant.from(typed.toUpperCase()));
    } catch {
      return refused('date');
    }
  }
  const shift = /^([+-])(\d{1,4})\s*(m|min|分|分钟|h|时|小时|d|天|w|周)?$/u.exec(typed);
  if (shift) {
    const unit = UNITS[shift[3] ?? ''] ?? 'days';
    return answered(here.add({ [unit]: Number(`${shift[1] ?? '+'}${shift[2] ?? '0'}`) }).toInstant());
  }
  const lead = leadingDay(typed, here.toPlainDate());
  const time = parseTime(lead === undefined ? typed : lead.rest === '' ? timeUnsaid : lead.rest);
  if (lead && lead.day === undefined) return refused('date');
  if (!time.ok) return time;
  return answered(instantAt(lead?.day ?? here.toPlainDate(), time.value));
};
