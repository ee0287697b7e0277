import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCreditCode,
  checkHongKongMacaoPermit,
  checkPassport,
  checkPhone,
  checkTaiwanPermit,
  checkVehiclePlate,
  completePlate,
  creditCodeCheckCharacter,
} from './index.ts';

const ok = (value: object) => expect.objectContaining({ ok: true, value: expect.objectContaining(value) as object }) as object;
const no = (reason: string) => ({ ok: false, reason });

describe('checkCreditCode', () => {
  it.each([
    ['91350100M000100Y43', ok({ divisionCode: '350100', department: '9', kind: '1' })],
    ['91350100m000100y43', ok({ code: '91350100M000100Y43' })],
    ['91350100M000100Y44', no('check-digit')],
    ['91350100M000100I43', no('characters')],
    ['91350100M000100Y4', no('length')],
    ['S1350100M000100Y43', no('characters')],
    ['9135010XM000100Y43', no('characters')],
  ])('%s', (text, expected) => {
    expect(checkCreditCode(text)).toEqual(expected);
  });

  it('catches every changed character and every adjacent transposition', () => {
    const alphabet = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY');
    const body = fc.array(fc.constantFrom(...alphabet), { minLength: 9, maxLength: 9 }).map((tail) => `91330782${tail.join('')}`);
    fc.assert(
      fc.property(body, fc.integer({ min: 8, max: 16 }), fc.constantFrom(...alphabet), (first17, at, other) => {
        const code = first17 + creditCodeCheckCharacter(first17);
        expect(checkCreditCode(code).ok).toBe(true);
        if (other !== code.charAt(at)) expect(checkCreditCode(code.slice(0, at) + other + code.slice(at + 1)).ok).toBe(false);
        if (code.charAt(at) !== code.charAt(at + 1)) {
          expect(checkCreditCode(code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2)).ok).toBe(false);
        }
      }),
    );
  });
});

describe('travel documents', () => {
  it.each([
    ['G12345678', ok({ form: 'CHINA' })],
    ['E12345678', ok({ form: 'CHINA' })],
    ['EA1234567', ok({ form: 'CHINA' })],
    ['ab1234567', ok({ number: 'AB1234567', form: 'OTHER' })],
    ['X12345', ok({ form: 'OTHER' })],
    ['12345', no('length')],
    ['G123456789', no('length')],
    ['ABCDEFG', no('characters')],
    ['G1234567号', no('characters')],
    ['G123456号', no('characters')],
  ])('passport %s', (text, expected) => {
    expect(checkPassport(text)).toEqual(expected);
  });
  it.each([
    ['H12345678', ok({ issuedTo: 'HONG_KONG' })],
    ['m12345678', ok({ issuedTo: 'MACAO' })],
    ['H1234567801', ok({ number: 'H1234567801' })],
    ['K12345678', no('characters')],
    ['H1234567', no('length')],
    ['H123456780', no('length')],
  ])('permit for Hong Kong and Macao %s', (text, expected) => {
    expect(checkHongKongMacaoPermit(text)).toEqual(expected);
  });
  it.each([
    ['12345678', ok({ form: 'CARD' })],
    ['1234567801', ok({ form: 'BOOKLET' })],
    ['1234567801（B）', ok({ number: '1234567801B', form: 'BOOKLET' })],
    ['1234567', no('length')],
    ['1234567A', no('characters')],
    ['123456789', no('length')],
  ])('permit for Taiwan %s', (text, expected) => {
    expect(checkTaiwanPermit(text)).toEqual(expected);
  });
});

describe('checkPhone', () => {
  it.each([
    ['13812345678', ok({ kind: 'MOBILE', number: '13812345678', international: '+8613812345678' })],
    ['+86 138-1234-5678', ok({ number: '13812345678' })],
    ['0086 138 1234 5678', ok({ number: '13812345678' })],
    ['8613812345678', ok({ number: '13812345678' })],
    ['１３８１２３４５６７８', ok({ number: '13812345678' })],
    ['0579-85551234', ok({ kind: 'LANDLINE', number: '057985551234', international: '+8657985551234' })],
    ['(0579)85551234', ok({ number: '057985551234' })],
    ['+86 579 8555 1234', ok({ number: '057985551234' })],
    ['0579-85551234-801', ok({ number: '057985551234', extension: '801' })],
    ['0579-85551234转801', ok({ extension: '801' })],
    ['010-65551234', ok({ number: '01065551234' })],
    ['0891-6551234', ok({ number: '08916551234' })],
    ['12812345678', no('prefix')],
    ['1381234567', no('length')],
    ['138123456789', no('length')],
    ['85551234', no('prefix')],
    ['0579-15551234', no('prefix')],
    ['0579-855512', no('length')],
    ['010-6555123', no('length')],
    ['0005-85551234', no('prefix')],
    ['+1 212 555 0100', no('prefix')],
    ['', no('characters')],
    ['张三', no('characters')],
    ['0579-85551234转八', no('characters')],
  ])('%s', (text, expected) => {
    expect(checkPhone(text)).toEqual(expected);
  });
  it('completes a bare local number where the trunk code is known', () => {
    expect(checkPhone('8555 1234', '0579')).toEqual(ok({ number: '057985551234' }));
    expect(checkPhone('555', '0579')).toEqual(no('length'));
  });
  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+-() 转') }), (text) => {
        const once = checkPhone(text);
        if (once.ok) expect(checkPhone(once.value.number)).toMatchObject({ ok: true, value: { number: once.value.number } });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('checkVehiclePlate', () => {
  it.each([
    ['浙G12345', ok({ kind: 'ORDINARY' })],
    ['浙g·a1b23', ok({ plate: '浙GA1B23', kind: 'ORDINARY' })],
    ['浙GD12345', ok({ kind: 'NEW_ENERGY' })],
    ['浙G12345F', ok({ kind: 'NEW_ENERGY' })],
    ['浙G1234挂', ok({ kind: 'SUFFIXED' })],
    ['粤Z1234港', ok({ kind: 'SUFFIXED' })],
    ['浙GABCDE', no('characters')],
    ['浙G1234O', no('characters')],
    ['G123456', no('characters')],
    ['浙G1234', no('length')],
    ['浙G1234567', no('length')],
    ['台G12345', no('characters')],
  ])('%s', (text, expected) => {
    expect(checkVehiclePlate(text)).toEqual(expected);
  });
});

describe('completePlate', () => {
  it('offers every province that begins with what was typed, and what was typed after it', () => {
    expect(completePlate('zg12345')).toEqual(['浙G12345', '藏G12345']);
    expect(completePlate('ｚ')).toEqual(['浙', '藏']);
    expect(completePlate('浙G1')).toEqual([]);
    expect(completePlate('')).toEqual([]);
    const provinces = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].flatMap((letter) => completePlate(`${letter}A12345`));
    expect(new Set(provinces).size).toBe(31);
    for (const plate of provinces) expect(checkVehiclePlate(plate).ok).toBe(true);
  });
});
