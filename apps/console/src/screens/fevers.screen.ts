import { FeversPage, SuspectFever, type FeverRow } from '@houzhai/contracts';
import { counted, feverActionLabel, feverPlaceLabel, feverStatusLabel } from '@houzhai/i18n';
import { feverMenu, suspectFever, takeNextFeverStep } from '../app/fever-actions.ts';
import { say, t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { whyNotDo } from '../app/record-actions.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

/** The next step of a fever and by when, in words. */
export const nextStepText = (model: Model, { allowedActions, dueAt, overdue, status }: FeverRow): string => {
  if (status === 'RESOLVED') return '';
  const [next] = allowedActions;
  const what = next === undefined ? t(model, '由他人办理', 'somebody else’s') : feverActionLabel(next, model.lang);
  const until =
    dueAt === undefined
      ? ''
      : overdue
        ? t(model, ' ‼ 已超时', ' ‼ late')
        : t(model, ` ${clock(model, dueAt)} 前`, ` by ${clock(model, dueAt)}`);
  return `${what}${until}`;
};

const columns = (model: Model): readonly Column<FeverRow>[] => [
  { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
  { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
  {
    id: 'status',
    title: t(model, '状态', 'Status'),
    width: model.lang === 'en' ? 22 : 14,
    priority: 1,
    text: ({ status }) => feverStatusLabel(status, model.lang),
    tone: ({ status }) => (status === 'RESOLVED' ? 'dim' : 'alarm'),
  },
  {
    id: 'next',
    title: t(model, '下一步', 'Next'),
    width: 22,
    grows: true,
    priority: 1,
    text: (row) => nextStepText(model, row),
    tone: ({ overdue }) => (overdue ? 'alarm' : 'watch'),
  },
  { id: 'place', title: t(model, '发现于', 'Noticed'), width: 12, priority: 2, text: (row) => feverPlaceLabel(row, model.lang) },
  { id: 'since', title: t(model, '时间', 'Since'), width: 12, priority: 2, text: ({ since }) => clock(model, since) },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 2, text: ({ area }) => areaName(model, area) },
];

const FEVERS: Listing<FeverRow> = {
  scope: 'fevers',
  noun: 'fever',
  views: ['fever'],
  title: (model) => t(model, '发热', 'Fevers'),
  read: (slot, { everything, area }, got) =>
    read(slot, FeversPage, { limit: 200, ...(everything ? {} : { open: true }), ...(area === undefined ? {} : { area }) }, got),
  keyOf: ({ feverId }) => feverId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `fever ${no}`,
  copied: ({ no, status, area }) => [no, status, area],
  columns,
  heading: (model, { total, rows }) => {
    const late = rows.filter(({ overdue }) => overdue).length;
    return [
      { text: t(model, `${String(total)} 起发热`, counted(total, 'fever')) },
      { text: late > 0 ? t(model, `  ‼ 超时 ${String(late)}`, `  ‼ ${String(late)} late`) : '', tone: 'alarm' },
    ];
  },
  empty: (model) =>
    t(model, '没有未办结的发热；卡口、随访测得即自动登记，n 按电话登记，A 看全部', 'No open fever; one begins with a reading at a checkpoint or a follow-up, n reports one, A shows all'), // prettier-ignore
  menu: feverMenu,
  next: takeNextFeverStep,
  more: (id, model) => {
    if (id !== 'new') return undefined;
    const why = whyNotDo(model, SuspectFever);
    return why === undefined ? suspectFever(model) : [say(model, why, 'watch'), []];
  },
};

/** Fevers 发热, those that are open first. */
export const openFevers = (nav: Navigation, uid: number, address: string): Screen => listScreen(FEVERS, nav, uid, address);
