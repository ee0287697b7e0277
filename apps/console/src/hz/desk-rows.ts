import type { CallBacksPage, CallRow, CallerCard, CallsPage, FindCaller, OutputOf } from '@houzhai/contracts';
import {
  callBackResultLabel,
  callBackStatusLabel,
  callOutcomeLabel,
  clockTime,
  distance,
  kindLabel,
  statusLabel,
  type Language,
} from '@houzhai/i18n';
import { careWords } from '../commands/care-words.ts';
import { nameIn, type Names, type PrintedRows } from './checkpoint-rows.ts';

type Listed = Readonly<Record<string, (value: unknown, zh: boolean, lang: Language, names: Names) => PrintedRows>>;

const callCells = (row: CallRow, zh: boolean, lang: Language, names: Names): Record<string, unknown> => ({
  [zh ? '来电' : 'no']: row.no,
  [zh ? '时间' : 'at']: clockTime(row.at, lang),
  [zh ? '结果' : 'outcome']: callOutcomeLabel(row.outcome, lang),
  [zh ? '代办单' : 'errand']: row.errandNo ?? '',
  [zh ? '接听' : 'answered']: nameIn(names, row.by),
  [zh ? '村(居)' : 'area']: row.area,
});

const LISTS: Listed = {
  FindCaller: (value, zh, lang) =>
    (value as OutputOf<typeof FindCaller>).rows.map(({ person, open, overdue, lastCallAt }) => ({
      [zh ? '编号' : 'no']: person.no,
      [zh ? '姓名' : 'name']: person.label,
      [zh ? '电话' : 'phone']: person.phoneMasked ?? '',
      [zh ? '村(居)' : 'area']: person.area,
      [zh ? '未办结' : 'open']: open,
      [zh ? '超期' : 'overdue']: overdue,
      [zh ? '上次来电' : 'last call']: lastCallAt === undefined ? '' : clockTime(lastCallAt, lang),
    })),
  CallsPage: (value, zh, lang, names) => (value as OutputOf<typeof CallsPage>).rows.map((row) => callCells(row, zh, lang, names)),
  CallBacksPage: (value, zh, lang, names) =>
    (value as OutputOf<typeof CallBacksPage>).rows.map((row) => {
      const { status = 'WAITING', dueAt = row.at, overdue = false, takenBy, result } = row.callBack ?? {};
      return {
        [zh ? '来电' : 'no']: row.no,
        [zh ? '何时前' : 'due']: `${overdue ? '‼ ' : ''}${clockTime(dueAt, lang)}`,
        [zh ? '状态' : 'status']: result === undefined ? callBackStatusLabel(status, lang) : callBackResultLabel(result, lang),
        [zh ? '谁回电' : 'taken by']: takenBy === undefined ? '' : nameIn(names, takenBy),
        [zh ? '电话' : 'phone']: row.phoneMasked ?? '',
        [zh ? '村(居)' : 'area']: row.area,
      };
    }),
};

/** Calls and callers as people want to read them; undefined for any other list. */
export const deskRows = (contract: string, value: unknown, lang: Language, names: Names): PrintedRows | undefined =>
  LISTS[contract]?.(value, lang === 'zh', lang, names);

/** Lists of the phone desk. */
export const DESK_LISTS: readonly string[] = Object.keys(LISTS);

/** Everything about a caller as text. */
export function callerText(card: OutputOf<typeof CallerCard>, names: Names, now: number, lang: Language): string {
  const zh = lang === 'zh';
  const { person, household, contactFree, isolation, errands, openTotal, calls, callsTotal, care } = card;
  const pair = (zhName: string, enName: string, value: string): string => `${zh ? zhName : enName}${zh ? '：' : ': '}${value}`;
  const cared = care && careWords(care, (id) => nameIn(names, id), lang, now);
  const home = household.map(({ label, birthYear }) => [label, birthYear ?? ''].join(' ').trim());
  return [
    [person.no, person.label, person.phoneMasked ?? '', person.area].filter((text) => text !== '').join('  '),
    ...(contactFree
      ? [pair('‼ 隔离', '‼ Isolation', [zh ? '无接触，门口放置' : 'contact-free, at the door', isolation?.no ?? ''].join('  ').trim())]
      : []),
    pair('同户', 'Household', home.length === 0 ? '—' : home.join(zh ? '、' : ', ')),
    ...(cared ? [pair('分户到人', 'Looked after', cared.looked), pair('上次联系', 'Last contact', cared.asked)] : []),
    pair('未办结', 'Open', String(openTotal)),
    ...errands.map(({ row, items, forSomebodyElse, calls: about }) =>
      [
        ` ${row.no}`,
        statusLabel(row.status, lang),
        kindLabel(row.kind, lang),
        items.map(({ name }) => name).join(zh ? '、' : ', '),
        row.dueAt === undefined ? '' : `${row.overdue ? '‼ ' : ''}${distance(row.dueAt, now, lang)}`,
        forSomebodyElse ? (zh ? '替别人' : 'for another') : '',
        about > 0 ? (zh ? `来电 ${String(about)} 次` : `${String(about)} calls`) : '',
      ]
        .filter((text) => text !== '')
        .join('  '),
    ),
    pair('来电', 'Calls', String(callsTotal)),
    ...calls.map(({ row, note }) =>
      [
        ` ${clockTime(row.at, lang)}`,
        callOutcomeLabel(row.outcome, lang),
        row.errandNo ?? '',
        nameIn(names, row.by),
        note === undefined ? '' : `“${note}”`,
      ]
        .filter((text) => text !== '')
        .join('  '),
    ),
  ].join('\n');
}
