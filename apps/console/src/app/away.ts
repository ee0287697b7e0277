import type { Service } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { SERVICE_NAMES } from '../commands/audit-words.ts';
import { chain, say, still, t, type Model, type Msg } from './model.ts';
import { reloadAll } from './navigation.ts';

/** A service answered, or could not be reached; when the last that was away is back, everything is read anew. */
export const heard =
  (service: Service, there: boolean): Msg =>
  (model) => {
    if (model.away.has(service) !== there) return still(model);
    const away = new Map(model.away);
    if (!there) return still({ ...model, away: away.set(service, model.now) });
    away.delete(service);
    if (away.size > 0) return still({ ...model, away });
    return chain(still(say({ ...model, away }, t(model, '✓ 服务已恢复', '✓ All services are back'), 'good')), reloadAll);
  };

/** One line while services are away: which, since when, and that nothing is lost; empty when all are there. */
export function awayText(model: Model): string {
  if (model.away.size === 0 || model.link === 'offline') return '';
  const names = [...model.away.keys()].map((service) => SERVICE_NAMES[service][model.lang]).join(model.lang === 'zh' ? '、' : ', ');
  const now = new Date(model.now).toISOString();
  const since = clockTime(new Date(Math.min(...model.away.values())).toISOString(), model.lang, now);
  return t(model, `◌ ${names}服务暂时不在（自 ${since}）；已登记的都在，恢复后自动继续`, `◌ Away since ${since}: ${names}; nothing is lost, goes on by itself`); // prettier-ignore
}
