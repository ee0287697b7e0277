import { compact } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** Unified social credit code 统一社会信用代码 (GB 32100-2015). */
export interface CreditCode {
  readonly code: string;
  /** First character: the department that registered it (9 is market regulation). */
  readonly department: string;
  /** Second character: kind of organisation within that department. */
  readonly kind: string;
  readonly divisionCode: string;
}

export type CreditCodeReason = 'length' | 'characters' | 'check-digit';

/** The 31 characters of GB 32100: no I, O, S, V, Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const MODULUS = 31;

/**
 * Check character of a unified social credit code: weights 3^i modulo 31 (GB 32100-2015, section 4.2).
 * @param first17 the 17 characters before it, all of the code's alphabet
 */
export const creditCodeCheckCharacter = (first17: string): string => {
  let weight = 1;
  let sum = 0;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % MODULUS;
  }
  return ALPHABET.charAt((MODULUS - (sum % MODULUS)) % MODULUS);
};

/**
 * Checks a unified social credit code: 18 characters of its alphabet, six digits of a division, check character.
 * @param text as typed; small letters, full-width characters and spaces are accepted
 */
export const checkCreditCode = (text: string): Verdict<CreditCode, CreditCodeReason> => {
  const code = compact(text);
  if (code.length !== 18) return refused('length');
  if (!/^[1-9AN-Y][0-9A-HJ-NP-RTUWXY]\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/.test(code) || !ALPHABET.includes(code.charAt(0)))
    return refused('characters');
  if (creditCodeCheckCharacter(code.slice(0, 17)) !== code.slice(17)) return refused('check-digit');
  return accepted({ code, department: code.charAt(0), kind: code.charAt(1), divisionCode: code.slice(2, 8) });
};
