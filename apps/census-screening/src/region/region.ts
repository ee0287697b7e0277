import { areaList } from '@vant/area-data';
import type { Region } from '@houzhai/contracts';
import { pinyin } from 'pinyin-pro';

/** Endings people leave out when they type a name. */
const ENDINGS = /(?:特别行政区|自治区|自治州|自治县|地区|省|市|区|县|盟|旗)$/u;
const short = (name: string): string => {
  const cut = name.replace(ENDINGS, '');
  return cut.length >= 2 ? cut : name;
};

interface Known extends Region {
  readonly level: 0 | 1 | 2;
  readonly short: string;
  readonly shortInitials: string;
}

const initialsOf = (name: string): string => pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase();

const above = (code: string): readonly string[] => [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`].filter((up) => up !== code);
const nameOf = (code: string): string | undefined => areaList.province_list[code] ?? areaList.city_list[code] ?? areaList.county_list[code];

const known = (level: 0 | 1 | 2, list: Readonly<Record<string, string>>): Known[] =>
  Object.entries(list).map(([code, zh]) => {
    const names = [...above(code).map(nameOf), zh].filter((name) => name !== undefined);
    const brief = short(zh);
    return {
      code,
      zh,
      full: names.filter((name, index) => name !== names[index - 1]).join(''),
      initials: initialsOf(zh),
      level,
      short: brief,
      shortInitials: initialsOf(brief),
    };
  });

let regions: readonly Known[] | undefined;
/** Every province, city and county by GB/T 2260, the larger ones first; read once, when first asked for. */
const all = (): readonly Known[] =>
  (regions ??= [...known(0, areaList.province_list), ...known(1, areaList.city_list), ...known(2, areaList.county_list)]);

/** Whether the code is that of a division. */
export const isRegion = (code: string): boolean => nameOf(code) !== undefined;

/** Name with what is above it; the code itself where it is none. */
export function regionName(code: string): string {
  const name = nameOf(code);
  if (name === undefined) return code;
  const names = [...above(code).map(nameOf), name].filter((one) => one !== undefined);
  return names.filter((one, index) => one !== names[index - 1]).join('');
}

/** How well a division fits a text; undefined for not at all, smaller is better. */
function fit(region: Known, text: string): number | undefined {
  if (/^\d+$/.test(text)) return region.code.startsWith(text) ? 0 : undefined;
  if (region.zh === text || region.short === text || region.shortInitials === text || region.initials === text) return 0;
  if (region.zh.startsWith(text) || region.initials.startsWith(text)) return 1;
  return region.full.includes(text) ? 2 : undefined;
}

/** Divisions that fit a code, a name or initials, the best first; what is larger comes before what is smaller. */
export function findRegions(typed: string, limit: number): readonly Region[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const found = all().flatMap((region) => {
    const rank = fit(region, text);
    return rank === undefined ? [] : [{ region, rank }];
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.region.level - b.region.level || a.region.code.localeCompare(b.region.code))
    .slice(0, limit)
    .map(({ region: { code, zh, full, initials } }) => ({ code, zh, full, initials }));
}
