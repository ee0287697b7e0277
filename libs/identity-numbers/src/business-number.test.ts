import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mod11And10, mod11Radix2 } from './check-digits.ts';
import { formatBusinessNumber, parseBusinessNumber } from './index.ts';

const parts = fc
  .record({
    day: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    sequence: fc.oneof(fc.integer({ min: 1, max: 9_999 }), fc.integer({ min: 10_000, max: 9_999_999 })),
    prefix: fc.constantFrom('ER', 'PN', 'CASE'),
  })
  .map(({ day, ...rest }) => ({ ...rest, date: day.toISOString().slice(0, 10) }));

describe('check digits', () => {
  it('follow ISO 7064', () => {
    expect(mod11And10('0794')).toBe('5');
    expect(mod11Radix2('0794')).toBe('0');
    expect(mod11Radix2('079')).toBe('X');
  });
});

describe('business numbers', () => {
  it('have four digits of sequence and grow past them', () => {
    expect(formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 137 })).toMatch(/^ER-20200214-0137-\d$/);
    expect(formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 12_345 })).toMatch(/^ER-20200214-12345-\d$/);
  });

  it('read back what was written, in every spelling', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const number = formatBusinessNumber(value);
        for (const text of [
          number,
          number.toLowerCase(),
          number.replaceAll('-', ' '),
          number.replaceAll('-', '—'),
          number.replaceAll('-', ''),
        ]) {
          expect(parseBusinessNumber(text)).toEqual({ ok: true, value: { ...value, number } });
        }
      }),
    );
  });

  it('accept a sequence said without leading zeros', () => {
    const number = formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 7 });
    expect(parseBusinessNumber(number.replace('0007', '7'), 'ER')).toMatchObject({ ok: true, value: { number } });
  });

  it('catch every changed digit', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 }), (value, at, by) => {
        const number = formatBusinessNumber(value);
        const digit = number.charAt(at);
        fc.pre(/\d/.test(digit));
        expect(parseBusinessNumber(number.slice(0, at) + String((Number(digit) + by) % 10) + number.slice(at + 1)).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['', 'form'],
    ['ER', 'form'],
    ['20200214-0137-6', 'form'],
    ['TOOLONG-20200214-0137-6', 'form'],
    ['ER-20200231-0137-6', 'date'],
    ['ER-20200214-0000-0', 'form'],
    ['ER-20550726-0100000-5', 'form'],
    ['PN-20200214-0137-6', 'prefix'],
  ])('refuse %s: %s', (text, reason) => {
    expect(parseBusinessNumber(text, 'ER')).toEqual({ ok: false, reason });
  });

  it('know their check digit', () => {
    const good = formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 137 });
    const bad = good.slice(0, -1) + String((Number(good.slice(-1)) + 1) % 10);
    expect(parseBusinessNumber(bad)).toEqual({ ok: false, reason: 'check-digit' });
  });

  it('are not written from what cannot be', () => {
    expect(() => formatBusinessNumber({ prefix: 'er', date: '2020-02-14', sequence: 1 })).toThrow(RangeError);
    expect(() => formatBusinessNumber({ prefix: 'ER', date: '2020-02-30', sequence: 1 })).toThrow(RangeError);
    expect(() => formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 0 })).toThrow(RangeError);
    expect(() => formatBusinessNumber({ prefix: 'ER', date: '2020-02-14', sequence: 1.5 })).toThrow(RangeError);
  });
});
