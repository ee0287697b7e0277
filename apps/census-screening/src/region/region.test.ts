import { Region } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { findRegions, isRegion, regionName } from './region.ts';

const codes = (text: string, limit = 12): string[] => findRegions(text, limit).map(({ code }) => code);

describe('a division is found', () => {
  it.each([
    ['by its code', '330782', '330782'],
    ['by the beginning of a code, the city before its districts', '4201', '420100'],
    ['by the code of a province', '420000', '420000'],
    ['by its name', '湖北省', '420000'],
    ['by its name without the ending', '武汉', '420100'],
    ['by its name without a long ending', '内蒙古', '150000'],
    ['by the name of a county', '义乌市', '330782'],
    ['by its initials', 'yws', '330782'],
    ['by its initials without the ending', 'yw', '330782'],
    ['in capitals and with spaces around it', ' YW ', '330782'],
  ])('%s', (_, text, code) => {
    expect(codes(text)[0]).toBe(code);
  });

  it('among others of the same initials, the larger first', () => {
    expect(codes('hb').slice(0, 2)).toEqual(['130000', '420000']);
    const wh = codes('wh');
    expect(wh).toContain('420100');
    const level = (code: string): number => (code.endsWith('0000') ? 0 : code.endsWith('00') ? 1 : 2);
    expect(codes('朝阳').slice(0, 2)).toEqual(['211300', '110105']);
    for (const text of ['42', '4201', '330', '71']) expect(codes(text, 100).map(level)).toEqual(codes(text, 100).map(level).toSorted());
  });

  it('with its name in full', () => {
    expect(findRegions('330782', 1)).toEqual([{ code: '330782', zh: '义乌市', full: '浙江省金华市义乌市', initials: 'yws' }]);
    for (const region of findRegions('3307', 100)) expect(Region.parse(region)).toEqual(region);
    expect(regionName('330782')).toBe('浙江省金华市义乌市');
    expect(regionName('110100')).toBe('北京市');
  });

  it('as many as asked for', () => {
    expect(codes('4', 3)).toHaveLength(3);
    expect(codes('33', 100)).toHaveLength(100);
  });

  it('in Hong Kong, Macao and Taiwan too', () => {
    for (const [code, text, initials] of [
      ['810000', '香港', 'xg'],
      ['820000', '澳门', 'am'],
      ['710000', '台湾', 'tw'],
    ] as const) {
      expect(isRegion(code)).toBe(true);
      expect(codes(text)[0]).toBe(code);
      expect(codes(initials)).toContain(code);
      expect(codes(code.slice(0, 2), 100).length).toBeGreaterThan(2);
    }
  });
});

describe('what is no division', () => {
  it.each(['999999', '000000', '330799', '33078', ''])('%s', (code) => {
    expect(isRegion(code)).toBe(false);
    expect(regionName(code)).toBe(code);
  });
  it.each(['999999', 'zzzz', '   ', '没有这个地方'])('%j finds nothing', (text) => {
    expect(findRegions(text, 12)).toEqual([]);
  });
});
