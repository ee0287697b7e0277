import { compact } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** A telephone number of mainland China. */
export interface Phone {
  readonly kind: 'MOBILE' | 'LANDLINE';
  /** Digits as dialled inside the country: `13812345678`, `057985551234`. One subscriber has one spelling. */
  readonly number: string;
  /** E.164, with `+86`. */
  readonly international: string;
  /** Extension behind a switchboard, digits. */
  readonly extension?: string;
}

export type PhoneReason = 'length' | 'characters' | 'prefix';

/** Three-digit trunk codes: 010 and 02x have eight-digit numbers; every other code has four digits. */
const splitLandline = (digits: string): { area: string; subscriber: string } => {
  const width = /^0(?:10|2\d)/.test(digits) ? 3 : 4;
  return { area: digits.slice(0, width), subscriber: digits.slice(width) };
};

const isMobile = (digits: string): boolean => /^1[3-9]\d{9}$/.test(digits);

/**
 * Normalises a mobile or landline number of mainland China. Accepts `+86`, `0086`, brackets, hyphens, dots, spaces,
 * full-width digits and an extension after `转`, `EXT`, `#` or a third hyphenated group.
 * @param text as typed
 * @param localAreaCode trunk code to assume for a bare local number, such as `0579`; without it a bare number is refused
 */
export const checkPhone = (text: string, localAreaCode?: string): Verdict<Phone, PhoneReason> => {
  const typed = compact(text);
  const [main = '', spoken] = typed.split(/转|EXT\.?|#/u);
  const third = /^(\(?0\d{2,3}\)?-?\d{7,8})-(\d{1,6})$/.exec(main);
  const extension = spoken ?? third?.[2];
  if (extension !== undefined && !/^\d{1,6}$/.test(extension)) return refused('characters');
  const bare = (third?.[1] ?? main).replace(/[-().·]/gu, '');
  if (!/^\+?\d+$/.test(bare)) return refused('characters');
  const national = bare.replace(/^(?:\+86|0086)/, '').replace(/^86(?=1[3-9]\d{9}$)/, '');
  if (national.startsWith('+')) return refused('prefix');
  const more = extension === undefined ? {} : { extension };
  if (isMobile(national)) return accepted({ kind: 'MOBILE', number: national, international: `+86${national}`, ...more });
  if (national.startsWith('1')) return refused(national.length === 11 ? 'prefix' : 'length');
  const foreignForm = bare !== national && !national.startsWith('0');
  const trunk = national.startsWith('0')
    ? national
    : foreignForm
      ? `0${national}`
      : localAreaCode === undefined
        ? ''
        : localAreaCode + national;
  if (trunk === '') return refused(national.length === 7 || national.length === 8 ? 'prefix' : 'length');
  const { area, subscriber } = splitLandline(trunk);
  if (!/^0[1-9]/.test(area) || /^01[1-9]/.test(area)) return refused('prefix');
  if (subscriber.length !== 8 && (area.length === 3 || subscriber.length !== 7)) return refused('length');
  if (!/^[2-8]/.test(subscriber)) return refused('prefix');
  return accepted({ kind: 'LANDLINE', number: trunk, international: `+86${trunk.slice(1)}`, ...more });
};
