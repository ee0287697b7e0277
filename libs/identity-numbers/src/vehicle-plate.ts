import { compact } from './typed-text.ts';
import { accepted, refused, type Verdict } from './verdict.ts';

/** Number plate of a civil motor vehicle (GA 36-2018). */
export interface VehiclePlate {
  /** Without separator: `浙G12345`. */
  readonly plate: string;
  readonly kind: 'ORDINARY' | 'NEW_ENERGY' | 'SUFFIXED';
}

export type VehiclePlateReason = 'length' | 'characters';

const PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新';
const FIRST = `[${PROVINCES}][A-HJ-NP-Z]`;
const SERIAL = '[A-HJ-NP-Z0-9]';
const ORDINARY = new RegExp(`^${FIRST}(?=.*\\d)${SERIAL}{5}$`, 'u');
const SUFFIXED = new RegExp(`^${FIRST}${SERIAL}{4}[挂学警港澳领]$`, 'u');
/** Small vehicles carry the energy letter first, large ones last. */
const NEW_ENERGY = new RegExp(`^${FIRST}(?:[A-HJK]${SERIAL}\\d{4}|\\d{5}[A-HJK])$`, 'u');

/**
 * Checks the shape of a vehicle plate: ordinary (7 characters), new energy (8), or with a last character 挂 学 警 港 澳 领.
 * @param text as typed; `·`, `.`, hyphens, spaces and small letters are accepted
 */
export const checkVehiclePlate = (text: string): Verdict<VehiclePlate, VehiclePlateReason> => {
  const plate = compact(text).replace(/[·•.\-]/gu, '');
  if (plate.length !== 7 && plate.length !== 8) return refused('length');
  if (plate.length === 7 && ORDINARY.test(plate)) return accepted({ plate, kind: 'ORDINARY' });
  if (plate.length === 7 && SUFFIXED.test(plate)) return accepted({ plate, kind: 'SUFFIXED' });
  if (plate.length === 8 && NEW_ENERGY.test(plate)) return accepted({ plate, kind: 'NEW_ENERGY' });
  return refused('characters');
};

/** First letters of the provinces as people say them; where several begin alike the nearer ones come first. */
const INITIALS: Readonly<Record<string, string>> = {
  C: '川',
  E: '鄂',
  G: '赣贵桂甘',
  H: '沪黑',
  J: '京津吉晋冀',
  L: '鲁辽',
  M: '闽蒙',
  N: '宁',
  Q: '青琼',
  S: '苏陕',
  W: '皖',
  X: '湘新',
  Y: '豫粤云渝',
  Z: '浙藏',
};

/** What a plate may stand for whose province was typed as its pinyin initial: `zg1` is `浙G1` or `藏G1`; none where it was not. */
export function completePlate(typed: string): readonly string[] {
  const text = compact(typed);
  return Array.from(INITIALS[text[0] ?? ''] ?? '', (province) => province + text.slice(1));
}
