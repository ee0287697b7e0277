import { mod11And10 } from './check-digits.ts';
import { compact, isRealDate } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** A number that can be said on the phone: prefix, day, running number of that day, check digit. */
export interface BusinessNumber {
  /** Two to four capital letters: what it names. */
  readonly prefix: string;
  /** ISO 8601 day in Asia/Shanghai. */
  readonly date: string;
  /** From 1; four digits when written, more when the day needs them. */
  readonly sequence: number;
}

export type BusinessNumberReason = 'form' | 'prefix' | 'date' | 'check-digit';

const written = (sequence: number): string => String(sequence).padStart(4, '0');

const isDay = (date: string): boolean => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return parts !== null && isRealDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
};

/**
 * Writes a business number, for instance `ER-20200214-0137-6`. The last digit is ISO 7064 MOD 11,10 over the digits of
 * day and sequence.
 * @throws RangeError when prefix, day or sequence cannot occur: a mistake of the calling program, not of a user
 */
export const formatBusinessNumber = ({ prefix, date, sequence }: BusinessNumber): string => {
  if (!/^[A-Z]{2,4}$/.test(prefix) || !isDay(date) || !Number.isSafeInteger(sequence) || sequence < 1) {
    throw new RangeError(`business number of ${prefix} ${date} ${sequence}`);
  }
  const day = date.replaceAll('-', '');
  return `${prefix}-${day}-${written(sequence)}-${mod11And10(day + written(sequence))}`;
};

/**
 * Reads a business number as typed or heard: small letters, spaces, other dashes, no separators at all, and a sequence
 * without its leading zeros (when separated) are accepted.
 * @param text as typed
 * @param prefix if given, any other prefix is refused
 * @returns the parts and `number`, the one canonical spelling
 */
export const parseBusinessNumber = (
  text: string,
  prefix?: string,
): Verdict<BusinessNumber & { readonly number: string }, BusinessNumberReason> => {
  const typed = text
    .slice(0, 64)
    .normalize('NFKC')
    .trim()
    .replace(/[\s\-‐-―−_./]+/gu, '-')
    .toUpperCase();
  const parts =
    /^([A-Z]{2,4})-?(\d{8})-(\d{1,12})-(\d)$/.exec(typed) ?? /^([A-Z]{2,4})(\d{8})(\d{4,12})(\d)$/.exec(compact(typed).replaceAll('-', ''));
  if (parts === null) return refused('form');
  const [, letters = '', day = '', digits = '', check = ''] = parts;
  if (prefix !== undefined && letters !== prefix) return refused('prefix');
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  if (!isDay(date)) return refused('date');
  const sequence = Number(digits);
  // A zero before five digits or more is a wrong digit: nobody writes it, and the check digit would not see it.
  if (sequence < 1 || (digits.length > 4 && digits.startsWith('0'))) return refused('form');
  if (mod11And10(day + written(sequence)) !== check) return refused('check-digit');
  return accepted({ prefix: letters, date, sequence, number: formatBusinessNumber({ prefix: letters, date, sequence }) });
};
