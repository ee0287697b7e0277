import { Path, PlaceLevel, SUBDISTRICT, type FieldFault, type PlaceLevel as Level } from '@houzhai/contracts';

/** A place to be entered, as a line of an import gives it. */
export interface NewPlace {
  readonly path: string;
  readonly parent: string;
  readonly level: Level;
  readonly area: string;
  readonly zh: string;
  readonly en: string;
  readonly placeholder: boolean;
  readonly rental: boolean;
}

/** How many path segments a place of each level has, and what its parent may be. */
const SHAPE: Record<Level, { readonly segments: number; readonly parents: readonly (Level | 'subdistrict')[] }> = {
  area: { segments: 2, parents: ['subdistrict'] },
  compound: { segments: 3, parents: ['area'] },
  grid: { segments: 4, parents: ['compound'] },
  house: { segments: 5, parents: ['grid'] },
  room: { segments: 5, parents: ['house'] },
  household: { segments: 5, parents: ['grid', 'house'] },
};

const yes = new Set(['true', '1', 'yes', 'y', '是']);
const no = new Set(['', 'false', '0', 'no', 'n', '否']);

const flag = (text: string | undefined): boolean | undefined => {
  const typed = (text ?? '').trim().toLowerCase();
  return yes.has(typed) ? true : no.has(typed) ? false : undefined;
};

/** Names go onto every screen: no control characters, nothing that turns text around. */
const isPlain = (text: string): boolean => text.isWellFormed() && !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);

/** Reads one line of a place import; faults name column and rule, never the value. */
export function readPlace(
  cells: Readonly<Record<string, string>>,
): { readonly ok: true; readonly place: NewPlace } | { readonly ok: false; readonly faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const fault = (path: string, rule: string): void => {
    faults.push({ path, rule });
  };
  const path = (cells['path'] ?? '').trim();
  const level = PlaceLevel.safeParse((cells['level'] ?? '').trim());
  const segments = path.split('/');
  if (!Path.safeParse(path).success || segments[0] !== SUBDISTRICT) fault('path', 'format');
  if (!level.success) fault('level', 'choice');
  if (level.success && segments.length !== SHAPE[level.data].segments) fault('path', 'level');
  const area = segments[1] ?? '';
  if (!/^a\d{2}$/.test(area)) fault('path', 'area');
  const zh = (cells['zh'] ?? '').trim();
  const en = (cells['en'] ?? '').trim();
  if (zh.length > 60) fault('zh', 'too_big');
  if (en.length > 120) fault('en', 'too_big');
  if (!isPlain(zh)) fault('zh', 'text');
  if (!isPlain(en)) fault('en', 'text');
  if (zh === '' && level.success && level.data === 'area') fault('zh', 'required');
  const placeholder = flag(cells['placeholder']);
  const rental = flag(cells['rental']);
  if (placeholder === undefined) fault('placeholder', 'yes-no');
  if (rental === undefined) fault('rental', 'yes-no');
  const known = new Set(['path', 'parent', 'level', 'zh', 'en', 'placeholder', 'rental']);
  for (const column of Object.keys(cells)) if (!known.has(column)) fault(column.slice(0, 40), 'unknown-column');
  if (faults.length > 0 || !level.success) return { ok: false, faults };
  const up = segments.slice(0, -1).join('/');
  const parent = (cells['parent'] ?? '').trim() || (level.data === 'room' ? path.replace(/-[a-z0-9]+$/, '') : up);
  return {
    ok: true,
    place: {
      path,
      parent,
      level: level.data,
      area,
      zh: zh || (segments.at(-1) ?? ''),
      en: en || (segments.at(-1) ?? ''),
      placeholder: placeholder ?? false,
      rental: rental ?? false,
    },
  };
}

/** Whether a place of this level may hang under that parent. */
export const mayHang = (level: Level, parent: Level | 'subdistrict'): boolean => SHAPE[level].parents.includes(parent);
