import { IsolationsPage, type IsolationRow } from '@houzhai/contracts';
import { counted, isolationKindLabel, isolationStatusLabel } from '@houzhai/i18n';
import { isolationMenu, orderIsolation } from '../app/isolation-actions.ts';
import { bedOfCase } from '../app/site-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

/** What of a case needs somebody: no bed, overdue, missed, findings. */
export const needsOf = (model: Model, { overdue, missed, findings, needsBed }: IsolationRow): string =>
  [
    ...(needsBed === true ? [t(model, '!无床位', '!no bed')] : []),
    ...(overdue > 0 ? [t(model, `‼逾期 ${String(overdue)}`, `‼overdue ${String(overdue)}`)] : []),
    ...(findings > 0 ? [t(model, `‼待研判 ${String(findings)}`, `‼to judge ${String(findings)}`)] : []),
    ...(missed > 0 ? [t(model, `!漏访 ${String(missed)}`, `!missed ${String(missed)}`)] : []),
  ].join(' ');

function columnsOf(model: Model): readonly Column<IsolationRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 16 : 8,
      priority: 1,
      text: ({ status }) => isolationStatusLabel(status, model.lang),
      tone: ({ status }) => (status === 'LOST' ? 'alarm' : 'plain'),
    },
    {
      id: 'day',
      title: t(model, '第几天', 'Day'),
      width: en ? 5 : 7,
      priority: 1,
      right: true,
      text: ({ day, status }) => (status === 'ORDERED' ? '' : String(day)),
    },
    {
      id: 'done',
      title: t(model, '随访', 'Done'),
      width: 7,
      priority: 1,
      right: true,
      text: ({ done, slots }) => `${String(done)}/${String(slots)}`,
    },
    {
      id: 'needs',
      title: t(model, '要处理', 'Needs'),
      width: 12,
      grows: true,
      priority: 1,
      text: (row) => needsOf(model, row),
      tone: ({ overdue, findings, needsBed }) => (overdue + findings > 0 || needsBed === true ? 'alarm' : 'watch'),
    },
    { id: 'until', title: t(model, '到', 'Until'), width: 11, priority: 2, text: ({ lastDay }) => lastDay },
    {
      id: 'next',
      title: t(model, '下次', 'Next'),
      width: 12,
      priority: 3,
      text: ({ nextDueAt }) => (nextDueAt === undefined ? '' : clock(model, nextDueAt)),
    },
    {
      id: 'kind',
      title: t(model, '方式', 'Kind'),
      width: en ? 22 : 9,
      priority: 3,
      text: ({ kind }) => isolationKindLabel(kind, model.lang),
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: en ? 18 : 12, priority: 2, text: ({ area }) => areaName(model, area) },
  ];
}

const NO_BED = '--no-bed';

const ISOLATIONS: Listing<IsolationRow> = {
  scope: 'isolations',
  noun: 'isolation',
  views: ['isolation'],
  title: (model) => t(model, '隔离管理', 'Isolation'),
  narrowings: [{ word: 'bed', value: 'none', flag: NO_BED, label: (model) => t(model, '无床位', 'no bed') }],
  read: (slot, { mine, everything, area, narrowed }, got) =>
    read(
      slot,
      IsolationsPage,
      {
        mine,
        limit: 200,
        ...(everything ? {} : { open: true }),
        ...(narrowed.includes(NO_BED) ? { noBed: true } : {}),
        ...(area === undefined ? {} : { area }),
      },
      got,
    ),
  keyOf: ({ isolationId }) => isolationId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `isolation ${no}`,
  copied: ({ no, status, area, day }) => [no, status, area, String(day)],
  columns: columnsOf,
  heading: (model, { total, rows }) => {
    const overdue = rows.reduce((sum, row) => sum + row.overdue, 0);
    return [
      { text: t(model, `${String(total)} 名隔离对象`, counted(total, 'case')) },
      { text: overdue > 0 ? t(model, `  ‼ 逾期半天 ${String(overdue)}`, `  ‼ ${String(overdue)} half-days overdue`) : '', tone: 'alarm' },
    ];
  },
  words: (model) => ({ mine: t(model, '我照护的', 'in my care') }),
  empty: (model) =>
    t(
      model,
      '没有未结束的隔离对象；交接后自动下达，n 为他人下达，A 看全部',
      'No open case; one is ordered with every hand-over, n orders another, A shows all',
    ),
  menu: (model, { row, now }) => isolationMenu(model, { row, slot: undefined, now }),
  more: (id, model, current) => {
    if (id === 'new') return orderIsolation(model);
    return id === 'bed' && current ? bedOfCase(model, current) : undefined;
  },
};

/** Isolation cases 隔离对象, those with overdue half-days first. */
export const openIsolations = (nav: Navigation, uid: number, address: string): Screen => listScreen(ISOLATIONS, nav, uid, address);
