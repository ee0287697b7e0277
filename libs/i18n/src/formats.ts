import type { Language } from './language.ts';

const ZONE = 'Asia/Shanghai';
const time = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: '2-digit', day: '2-digit' });
const isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE });

/** Time of day in Shanghai, with the day where it is not today's; the same shape in both languages. */
export function clockTime(instant: string, _lang: Language, now?: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const sameDay = now !== undefined && isoDay.format(at) === isoDay.format(new Date(now));
  return sameDay ? time.format(at) : `${day.format(at).replace('/', '-')} ${time.format(at)}`;
}

/** Fen as yuan: ¥46.00 */
export const money = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

/** How far away an instant is, short: 35分, 3小时20分, 2天; negative for the past. */
export function distance(instant: string, now: number, lang: Language): string {
  const minutes = Math.round((new Date(instant).getTime() - now) / 60_000);
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '';
  const [d, h, m] = lang === 'zh' ? ['天', '小时', '分'] : ['d', 'h', 'm'];
  if (size >= 2_880) return `${sign}${String(Math.round(size / 1_440))}${d}`;
  if (size >= 60) return `${sign}${String(Math.floor(size / 60))}${h}${size % 60 === 0 ? '' : `${String(size % 60)}${m}`}`;
  return `${sign}${String(size)}${m}`;
}
