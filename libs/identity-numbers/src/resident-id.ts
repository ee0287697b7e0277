import { mod11Radix2 } from './check-digits.ts';
import { compact, isRealDate } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** What an 18-digit citizen identity number says by itself (GB 11643-1999). */
export interface ResidentId {
  /** 18 characters, the last one a digit or `X`. */
  readonly number: string;
  /** GB/T 2260 code of the division where it was first issued; says nothing about where the person lives or comes from now. */
  readonly divisionCode: string;
  /** ISO 8601 day. */
  readonly birthDate: string;
  readonly birthYear: number;
  readonly sex: 'MALE' | 'FEMALE';
}

export type ResidentIdReason = 'length' | 'characters' | 'division' | 'date' | 'check-digit';

/** First two digits in GB/T 2260, with 81-83 of the residence permits for people from Hong Kong, Macao and Taiwan. */
const PROVINCES: ReadonlySet<string> = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const WITHOUT_PREFECTURE: ReadonlySet<string> = new Set(['71', '81', '82', '83']);
const EARLIEST_BIRTH_YEAR = 1800;

const isPlausibleDivision = (code: string): boolean => {
  const province = code.slice(0, 2);
  return PROVINCES.has(province) && (code.slice(2, 4) !== '00' || WITHOUT_PREFECTURE.has(province));
};

/**
 * Check character of a citizen identity number.
 * @param first17 the 17 digits before it
 */
export const residentIdCheckDigit = (first17: string): string => mod11Radix2(first17);

/**
 * Checks a citizen identity number 居民身份证号码 (GB 11643-1999): 18 characters, a plausible division, a day that
 * exists, the check character of ISO 7064 MOD 11-2. Full-width digits, spaces and a small `x` are accepted.
 * @param text as typed
 * @param latestBirthDate ISO day after which nobody can have been born, usually today; without it any year to 2199 passes
 */
export const checkResidentId = (text: string, latestBirthDate = '2199-12-31'): Verdict<ResidentId, ResidentIdReason> => {
  const number = compact(text);
  if (number.length !== 18) return refused('length');
  if (!/^\d{17}[\dX]$/.test(number)) return refused('characters');
  const divisionCode = number.slice(0, 6);
  if (!isPlausibleDivision(divisionCode)) return refused('division');
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)];
  const birthDate = `${year}-${month}-${day}`;
  const birthYear = Number(year);
  if (birthYear < EARLIEST_BIRTH_YEAR || !isRealDate(birthYear, Number(month), Number(day)) || birthDate > latestBirthDate)
    return refused('date');
  if (residentIdCheckDigit(number.slice(0, 17)) !== number.slice(17)) return refused('check-digit');
  return accepted({ number, divisionCode, birthDate, birthYear, sex: Number(number.charAt(16)) % 2 === 1 ? 'MALE' : 'FEMALE' });
};
