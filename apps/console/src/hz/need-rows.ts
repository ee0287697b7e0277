import type { NeedReportsPage, NeedTopics, OutputOf } from '@houzhai/contracts';
import { clockTime, needEndLabel, needStatusLabel, type Language } from '@houzhai/i18n';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

/** Reported needs as people want to read them; undefined for any other list. */
export function needRows(contract: string, value: unknown, lang: Language, names: Names): PrintedRows | undefined {
  const zh = lang === 'zh';
  if (contract === 'NeedTopics')
    return (value as OutputOf<typeof NeedTopics>).topics.map((topic) => ({
      [zh ? '代号' : 'code']: topic.code,
      [zh ? '主题' : 'topic']: topic[lang],
    }));
  if (contract !== 'NeedReportsPage') return undefined;
  return (value as OutputOf<typeof NeedReportsPage>).rows.map((row) => ({
    [zh ? '编号' : 'no']: row.no,
    [zh ? '主题' : 'topic']: row[lang],
    [zh ? '状态' : 'status']: `${row.status === 'RAISED' ? '‼ ' : ''}${needStatusLabel(row.status, lang)}`,
    [zh ? '结果' : 'end']: row.end === undefined ? '' : needEndLabel(row.end, lang),
    [zh ? '条/村' : 'reports']: `${String(row.reports)}/${String(row.areas)}`,
    [zh ? '负责' : 'owner']: row.ownerId === undefined ? '' : nameIn(names, row.ownerId),
    [zh ? '有用' : 'helps']: row.helps + row.helpsNot === 0 ? '' : `${String(row.helps)}/${String(row.helps + row.helpsNot)}`,
    [zh ? '村(居)' : 'area']: row.area,
    [zh ? '上报' : 'reported']: clockTime(row.reportedAt, lang),
  }));
}

/** Lists of reported needs. */
export const NEED_LISTS: readonly string[] = ['NeedReportsPage', 'NeedTopics'];
