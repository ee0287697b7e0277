import { pinyin } from 'pinyin-pro';

/** Surnames whose reading the library gets wrong. */
const READINGS: Readonly<Record<string, string>> = { 朴: 'p', 乐: 'y' };

/** Pinyin initials of a name, lower case, surname readings first (曾 z, 单 s, 尉迟 yc); letters and digits of other scripts stay. */
export function nameInitials(name: string): string {
  const parts = pinyin(name, { pattern: 'first', toneType: 'none', surname: 'head', type: 'array', nonZh: 'consecutive' });
  const first = READINGS[name[0] ?? ''];
  return [first ?? parts[0] ?? '', ...parts.slice(1)]
    .join('')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 60);
}
