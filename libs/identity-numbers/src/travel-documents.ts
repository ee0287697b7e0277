import { compact } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

export type TravelDocumentReason = 'length' | 'characters';

export interface Passport {
  readonly number: string;
  /** CHINA when the number has the form of a Chinese passport; a foreign one may have the same form. */
  readonly form: 'CHINA' | 'OTHER';
}

const CHINESE_PASSPORT = /^(?:G\d{8}|E[A-HJ-NP-Z]?\d{7,8}|[DSP]E?\d{7,8}|1[45]\d{7})$/;

/**
 * Checks the shape of a passport number: 6 to 9 letters and digits with at least one digit (ICAO 9303 gives nine
 * positions and no check digit outside the machine-readable zone).
 * @param text as typed
 */
export const checkPassport = (text: string): Verdict<Passport, TravelDocumentReason> => {
  const number = compact(text).replaceAll('-', '');
  if (number.length < 6 || number.length > 9) return refused('length');
  if (!/^[A-Z0-9]*\d[A-Z0-9]*$/.test(number)) return refused('characters');
  return accepted({ number, form: number.length === 9 && CHINESE_PASSPORT.test(number) ? 'CHINA' : 'OTHER' });
};

export interface HomeReturnPermit {
  readonly number: string;
  readonly issuedTo: 'HONG_KONG' | 'MACAO';
}

/**
 * Checks the shape of a Mainland travel permit for Hong Kong and Macao residents 港澳居民来往内地通行证: `H` or `M` and
 * eight digits, on older cards followed by two digits that count the renewals.
 * @param text as typed
 */
export const checkHongKongMacaoPermit = (text: string): Verdict<HomeReturnPermit, TravelDocumentReason> => {
  const number = compact(text);
  if (number.length !== 9 && number.length !== 11) return refused('length');
  if (!/^[HM]\d+$/.test(number)) return refused('characters');
  return accepted({ number, issuedTo: number.startsWith('H') ? 'HONG_KONG' : 'MACAO' });
};

export interface TaiwanPermit {
  readonly number: string;
  /** CARD since 2015, BOOKLET before. */
  readonly form: 'CARD' | 'BOOKLET';
}

/**
 * Checks the shape of a Mainland travel permit for Taiwan residents 台湾居民来往大陆通行证: eight digits on the card; ten
 * digits, with or without a letter in brackets, on the booklet before it.
 * @param text as typed
 */
export const checkTaiwanPermit = (text: string): Verdict<TaiwanPermit, TravelDocumentReason> => {
  const number = compact(text).replace(/^(\d{10})\(([A-Z])\)$/, '$1$2');
  if (![8, 10, 11].includes(number.length)) return refused('length');
  if (!/^(?:\d{8}|\d{10}[A-Z]?)$/.test(number)) return refused('characters');
  return accepted({ number, form: number.length === 8 ? 'CARD' : 'BOOKLET' });
};
