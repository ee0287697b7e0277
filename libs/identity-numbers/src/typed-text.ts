/**
 * Text as people type or paste it, made comparable: full-width letters and digits become ASCII (NFKC), white space
 * and zero-width characters vanish, letters are upper case. Length is cut at 64 characters: no number is longer.
 */
export const compact = (text: string): string =>
  text
    .slice(0, 64)
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200d\u2060\ufeff]/gu, '')
    .toUpperCase();

/** True if year, month and day name a day of the Gregorian calendar (month and day from 1). */
export const isRealDate = (year: number, month: number, day: number): boolean => {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days;
};
