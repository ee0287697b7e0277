import type { ListPartners, OutputOf, PartnerLag } from '@houzhai/contracts';
import { clockTime, type Language } from '@houzhai/i18n';
import { liveKeys } from '../commands/partner-keys.ts';

/** Partners as people want to read them: keys shortened, instants in words. */
export const partnerRows = ({ rows }: OutputOf<typeof ListPartners>, lang: Language): Record<string, unknown>[] => {
  const zh = lang === 'zh';
  return rows.map(({ partner, state, purpose, events, areas, keys, revokedAt }) => ({
    [zh ? '合作单位' : 'partner']: partner,
    [zh ? '状态' : 'status']:
      state === 'ACTIVE' ? (zh ? '在用' : 'active') : `${zh ? '已撤销' : 'revoked'} ${clockTime(revokedAt ?? '', lang)}`,
    [zh ? '事件' : 'events']: events.join(','),
    [zh ? '村(居)' : 'areas']: areas.includes('a00') ? (zh ? '全街道' : 'all') : areas.join(','),
    [zh ? '密钥' : 'keys']: liveKeys({ keys, state }, Date.now())
      .map(
        ({ publicKey, until }) =>
          `${publicKey.slice(0, 6)}…${until === undefined ? '' : `${zh ? ' 至 ' : ' until '}${clockTime(until, lang)}`}`,
      )
      .join(' '),
    [zh ? '用途' : 'purpose']: purpose,
  }));
};

/** How far partners are, as people want to read it. */
export const partnerLagRows = ({ rows }: OutputOf<typeof PartnerLag>, lang: Language): Record<string, unknown>[] => {
  const zh = lang === 'zh';
  const when = (instant: string | undefined): string => (instant === undefined ? '—' : clockTime(instant, lang));
  return rows.map(({ partner, connections, waiting, unconfirmed, oldest, lastFetch, replay }) => ({
    [zh ? '合作单位' : 'partner']: partner,
    [zh ? '连接' : 'online']: connections,
    [zh ? '待取' : 'waiting']: waiting,
    [zh ? '未确认' : 'unconfirmed']: unconfirmed,
    [zh ? '最早' : 'oldest']: when(oldest),
    [zh ? '最近取数' : 'last fetch']: when(lastFetch),
    [zh ? '重放' : 'replay']: replay ? `${when(replay.from)} ${String(replay.given)}${replay.ended ? ' ✓' : ' …'}` : '',
  }));
};
