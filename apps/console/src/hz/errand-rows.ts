import type { AgentLoad, OutputOf, SuggestAgents } from '@houzhai/contracts';
import { money, type Language } from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

/** Agents who could take an errand, and what agents have in hand, as people want to read them; undefined for any other list. */
export function errandRows(contract: string, value: unknown, lang: Language, names: Names): PrintedRows | undefined {
  const zh = lang === 'zh';
  if (contract === 'SuggestAgents')
    return (value as OutputOf<typeof SuggestAgents>).rows.map((row) => ({
      [zh ? '代办员' : 'agent']: nameIn(names, row.agentId),
      [zh ? '折合分钟' : 'minutes']: row.minutes,
      [zh ? '为什么' : 'why']: row[lang],
    }));
  if (contract !== 'AgentLoad') return undefined;
  return (value as OutputOf<typeof AgentLoad>).rows.map((row) => ({
    [zh ? '代办员' : 'agent']: nameIn(names, row.agentId),
    [zh ? '在办' : 'open']: row.open,
    [zh ? '超期' : 'overdue']: row.overdue,
    [zh ? '今日办结' : 'done today']: row.doneToday,
    [zh ? '手中现金' : 'cash in hand']: row.openAdvanceFen === 0 ? '' : money(row.openAdvanceFen),
  }));
}

/** Lists about agents and errands. */
export const ERRAND_LISTS: readonly string[] = ['SuggestAgents', 'AgentLoad'];
