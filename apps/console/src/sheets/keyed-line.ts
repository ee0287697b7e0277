import { Symptom, type FollowUpMethod } from '@houzhai/contracts';
import { symptomLabel, type Text } from '@houzhai/i18n';

/** One line of a follow-up sheet as it was keyed. */
export interface KeyedLine {
  /** °C; absent where none was taken. */
  readonly temperature?: number;
  /** Time of day, hours and minutes; absent where it is not said. */
  readonly time?: { readonly hour: number; readonly minute: number };
  readonly method: FollowUpMethod;
  readonly symptoms: readonly Symptom[];
}
export type Keyed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Text };

const METHODS: readonly (readonly [string, FollowUpMethod])[] = [
  ['门上d', 'DOOR'],
  ['电话p', 'PHONE'],
  ['视频v', 'VIDEO'],
  ['报自s', 'SELF_REPORT'],
];

/**
 * Reads what was written on one line: temperature, time, way and symptoms, in this order, each short:
 * `365 0930 门 咳` is 36.5 °C at 09:30, at the door, coughing. `-` for no temperature; the way is the door unless said (门 电 视 报, d p v s);
 * symptoms by the beginning of their Chinese or English name.
 */
export function keyedLine(text: string): Keyed<KeyedLine> {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  const temperature = first === '-' ? undefined : celsiusOf(first);
  if (first !== '-' && temperature === undefined)
    return refused(
      `“${first}”不是体温：365 表示 36.5，没有测量写 -`,
      `“${first}” is no temperature: 365 means 36.5, - that none was taken`,
    );
  let time: KeyedLine['time'];
  let method: FollowUpMethod = 'DOOR';
  const symptoms: Symptom[] = [];
  for (const word of rest) {
    const at = timeOf(word);
    const way = METHODS.find(([letters]) => letters.includes(word.toLowerCase()) && word.length === 1)?.[1];
    const found = symptomsOf(word);
    if (at) time = at;
    else if (way) method = way;
    else if (found.length === 1) symptoms.push(...found);
    else
      return refused(
        `看不懂“${word}”：时间 0930，方式 门/电/视/报，症状如 咳嗽`,
        `“${word}” means nothing here: time 0930, way d/p/v/s, a symptom such as cough`,
      );
  }
  if (temperature === undefined && symptoms.length === 0 && rest.length === 0)
    return refused('空行：请键入体温，没有测量写 - 和方式', 'Nothing keyed: a temperature, or - and how they were met');
  return {
    ok: true,
    value: { ...(temperature === undefined ? {} : { temperature }), ...(time ? { time } : {}), method, symptoms },
  };
}

/** A line with its number first, as a script or a whole sheet is keyed: `3 365 0930`. */
export function numberedLine(text: string): Keyed<KeyedLine & { readonly line: number }> {
  const [, number, rest = ''] = /^\s*(\d{1,3})(?:\s+(.*))?$/s.exec(text) ?? [];
  if (number === undefined) return refused(`“${text}”没有行号：行号 体温 时间`, `“${text}” has no line number: line, temperature, time`);
  const keyed = keyedLine(rest);
  return keyed.ok ? { ok: true, value: { ...keyed.value, line: Number(number) } } : keyed;
}

/** When it happened, on the day of the sheet; undefined where no time was keyed: then it is now, and the service judges whether that can be. */
export const happenedAt = (time: KeyedLine['time'], day: string): string | undefined =>
  time && Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: time }).toInstant().toString();

const refused = (zh: string, en: string): Keyed<never> => ({ ok: false, why: { zh, en } });

function celsiusOf(word: string): number | undefined {
  const digits = /^(\d{2})\.?(\d)$/.exec(word);
  return digits ? Number(`${digits[1] ?? ''}.${digits[2] ?? ''}`) : undefined;
}

function timeOf(word: string): KeyedLine['time'] {
  const [, hour, minute] = /^(\d{1,2}):?(\d{2})$/.exec(word) ?? [];
  if (hour === undefined || minute === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return { hour: Number(hour), minute: Number(minute) };
}

const symptomsOf = (word: string): Symptom[] =>
  Symptom.options.filter(
    (symptom) => symptomLabel(symptom, 'zh').startsWith(word) || symptomLabel(symptom, 'en').toLowerCase().startsWith(word.toLowerCase()),
  );
