import type { CombatUnitsPage, OutputOf, SuggestTaskForces, TaskForcesPage } from '@houzhai/contracts';
import { clockTime, combatUnitKindLabel, taskForceStatusLabel, type Language } from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

/** Lists of teams and combat units with names and words where they hold ids and codes; undefined for any other list. */
export function teamRows(contract: string, value: unknown, names: Names, lang: Language): PrintedRows | undefined {
  const zh = lang === 'zh';
  switch (contract) {
    case 'TaskForcesPage':
      return (value as OutputOf<typeof TaskForcesPage>).rows.map(
        ({ no, status, homeArea, at, leaderId, leaderAway, strength, members, deployment }) => ({
          [zh ? '队号' : 'no']: no,
          [zh ? '驻地' : 'home']: homeArea,
          [zh ? '状态' : 'status']: taskForceStatusLabel(status, lang),
          [zh ? '现在' : 'now']: at,
          [zh ? '队长' : 'leader']: `${leaderAway ? '! ' : ''}${nameIn(names, leaderId)}`,
          [zh ? '可出动' : 'can go']: `${String(strength)}/${String(members)}`,
          [zh ? '任务' : 'mission']: deployment?.mission ?? '',
          [zh ? '起' : 'since']: deployment ? clockTime(deployment.since ?? deployment.from, lang) : '',
          [zh ? '至' : 'until']:
            deployment?.until === undefined ? '' : `${deployment.overdue ? '‼ ' : ''}${clockTime(deployment.until, lang)}`,
        }),
      );
    case 'SuggestTaskForces':
      return (value as OutputOf<typeof SuggestTaskForces>).rows.map((row) => ({
        [zh ? '队号' : 'no']: row.no,
        [zh ? '可出动' : 'can go']: row.strength,
        [zh ? '队长' : 'leader']: nameIn(names, row.leaderAway ? row.substituteId : row.leaderId),
        [zh ? '理由' : 'why']: row[lang],
      }));
    case 'CombatUnitsPage':
      return (value as OutputOf<typeof CombatUnitsPage>).rows.map((row) => ({
        [zh ? '代号' : 'code']: row.code,
        [zh ? '名称' : 'name']: row.name,
        [zh ? '类别' : 'kind']: combatUnitKindLabel(row.kind, lang),
        [zh ? '村(居)' : 'area']: row.area,
        [zh ? '单元长' : 'head']: nameIn(names, row.headId),
        [zh ? '党员' : 'party members']: row.partyMembers,
        [zh ? '联户人数' : 'people']: row.persons,
        [zh ? '进度' : 'done']: row.duties === 0 ? '' : `${row.overdue > 0 ? '‼ ' : ''}${String(row.done)}%`,
      }));
    default:
      return undefined;
  }
}
/** Lists that `teamRows` knows. */
export const TEAM_LISTS: readonly string[] = ['TaskForcesPage', 'SuggestTaskForces', 'CombatUnitsPage'];
