import { describe, expect, it } from 'vitest';
import { maskDocumentNumber, maskName, maskPhone, maskVehiclePlate } from './index.ts';

describe('masks', () => {
  it.each([
    ['张小明', '张*明'],
    ['张明', '张*'],
    ['欧阳娜娜', '欧**娜'],
    ['尉迟恭', '尉*恭'],
    ['𠮷田', '𠮷*'],
    ['张𠮷明', '张*明'],
    ['张', '*'],
    ['', ''],
    [' 张小明 ', '张*明'],
    ['买买提·吐尔逊', '买*****逊'],
    ['Ann Lee', 'A*****e'],
  ])('name %s -> %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
  it.each([
    ['13812345678', '138****5678'],
    ['057985551234', '********1234'],
    ['110', '***'],
  ])('phone %s -> %s', (number, masked) => {
    expect(maskPhone(number)).toBe(masked);
  });
  it.each([
    ['33078219900307123X', '330***********123X'],
    ['G12345678', 'G******78'],
    ['H1234567801', 'H********01'],
    ['AB', '**'],
  ])('document %s -> %s', (number, masked) => {
    expect(maskDocumentNumber(number)).toBe(masked);
  });
  it('plate', () => {
    expect(maskVehiclePlate('浙G12345')).toBe('浙G****5');
  });
});
