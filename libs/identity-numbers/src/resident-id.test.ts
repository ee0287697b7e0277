import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkResidentId, residentIdCheckDigit } from './index.ts';

const valid = fc
  .record({
    day: fc.date({ min: new Date('1900-01-01'), max: new Date('2019-12-31'), noInvalidDate: true }),
    sequence: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ day, sequence }) => {
    const body = `330782${day.toISOString().slice(0, 10).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
    return body + residentIdCheckDigit(body);
  });

describe('checkResidentId', () => {
  it.each([
    ['11010519491231002X', '1949-12-31', 'FEMALE'],
    ['440524188001010014', '1880-01-01', 'MALE'],
    [' 11010519491231002x ', '1949-12-31', 'FEMALE'],
    ['１１０１０５１９４９１２３１００２Ｘ', '1949-12-31', 'FEMALE'],
    ['110105 19491231 002X', '1949-12-31', 'FEMALE'],
  ])('accepts %s', (text, birthDate, sex) => {
    expect(checkResidentId(text)).toMatchObject({ ok: true, value: { birthDate, sex, birthYear: Number(birthDate.slice(0, 4)) } });
  });

  it.each([
    ['', 'length'],
    ['110105491231002', 'length'],
    ['11010519491231002XX', 'length'],
    ['1101051949123100X2', 'characters'],
    ['11010519491231002Y', 'characters'],
    ['990105194912310026', 'division'],
    ['110005194912310026', 'division'],
    ['110105194902310026', 'date'],
    ['110105194913010026', 'date'],
    ['110105194900100026', 'date'],
    ['110105194901000026', 'date'],
    ['110105190002290026', 'date'],
    ['110105179912310026', 'date'],
    ['110105194912310021', 'check-digit'],
    ['1'.repeat(100_000), 'length'],
  ])('refuses %s: %s', (text, reason) => {
    expect(checkResidentId(text)).toEqual({ ok: false, reason });
  });

  it('knows leap years', () => {
    const body = '33078220000229001';
    expect(checkResidentId(body + residentIdCheckDigit(body)).ok).toBe(true);
  });

  it('refuses a birth after the day that is given', () => {
    const body = '33078220200215001';
    const number = body + residentIdCheckDigit(body);
    expect(checkResidentId(number, '2020-02-14')).toEqual({ ok: false, reason: 'date' });
    expect(checkResidentId(number, '2020-02-15').ok).toBe(true);
  });

  it('catches every change of one digit', () => {
    fc.assert(
      fc.property(valid, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const digit = (Number(number.charAt(at)) + by) % 10;
        expect(checkResidentId(number.slice(0, at) + String(digit) + number.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  it('catches every adjacent transposition', () => {
    fc.assert(
      fc.property(valid, fc.integer({ min: 0, max: 15 }), (number, at) => {
        fc.pre(number.charAt(at) !== number.charAt(at + 1));
        const swapped = number.slice(0, at) + number.charAt(at + 1) + number.charAt(at) + number.slice(at + 2);
        expect(checkResidentId(swapped).ok).toBe(false);
      }),
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof checkResidentId(text).ok === 'boolean'));
  });
});
