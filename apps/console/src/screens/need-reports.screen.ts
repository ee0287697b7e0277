import { NeedReportsPage, type NeedReportRow } from '@houzhai/contracts';
import { counted, needEndLabel, needStatusLabel } from '@houzhai/i18n';
import { needMenu, reportNeed, takeNeedAction, topicText } from '../app/need-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

/** Where a need stands, and how it ended. */
export const standingText = (model: Model, { status, end }: Pick<NeedReportRow, 'status' | 'end'>): string =>
  end === undefined ? needStatusLabel(status, model.lang) : `${needStatusLabel(status, model.lang)}：${needEndLabel(end, model.lang)}`;

const columns = (model: Model): readonly Column<NeedReportRow>[] => [
  { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
  { id: 'topic', title: t(model, '主题', 'Topic'), width: 16, grows: true, priority: 1, text: (row) => topicText(model, row) },
  {
    id: 'status',
    title: t(model, '状态', 'Status'),
    width: model.lang === 'en' ? 20 : 12,
    priority: 1,
    text: (row) => standingText(model, row),
    tone: ({ status }) => (status === 'RAISED' ? 'alarm' : status === 'ANSWERED' || status === 'SETTLED' ? 'good' : 'plain'),
  },
  {
    id: 'extent',
    title: t(model, '条/村', 'Reports'),
    width: 8,
    priority: 1,
    text: ({ reports, areas }) => (reports === 1 ? '1' : `${String(reports)}/${String(areas)}`),
  },
  { id: 'owner', title: t(model, '负责', 'Owner'), width: 9, priority: 2, text: ({ ownerId }) => (ownerId === undefined ? '' : nameOf(model, ownerId)) },
  {
    id: 'helps',
    title: t(model, '有用', 'Helps'),
    width: 7,
    priority: 2,
    text: ({ helps, helpsNot }) => (helps + helpsNot === 0 ? '' : `${String(helps)}/${String(helps + helpsNot)}`),
  },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 9, priority: 2, text: ({ area }) => areaName(model, area) },
  { id: 'at', title: t(model, '上报', 'Reported'), width: 11, priority: 3, text: ({ reportedAt }) => clock(model, reportedAt) },
]; // prettier-ignore

const NEEDS: Listing<NeedReportRow> = {
  scope: 'need-reports',
  noun: 'need-report',
  views: ['need-report'],
  title: (model) => t(model, '需求上报', 'Reported needs'),
  read: (slot, { everything, mine, area, narrowed }, got) =>
    read(
      slot,
      NeedReportsPage,
      {
        mine,
        limit: 200,
        ...(everything ? {} : { open: true }),
        ...(narrowed.includes('--owned') ? { owned: true } : {}),
        ...(area === undefined ? {} : { area }),
      },
      got,
    ),
  narrowings: [{ word: 'owned', value: 'true', flag: '--owned', key: 'owned', label: (model) => t(model, '我负责的', 'mine to answer') }],
  keyOf: ({ reportId }) => reportId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `need-report ${no}`,
  copied: (row, model) => columns(model).map((column) => column.text(row)),
  columns,
  heading: (model, { total, rows }) => {
    const raised = rows.filter(({ status }) => status === 'RAISED').length;
    return [
      { text: t(model, `${String(total)} 项需求`, counted(total, 'need')) },
      {
        text: raised > 0 ? t(model, `  ‼ 多地同需待认领 ${String(raised)}`, `  ‼ ${String(raised)} raised, nobody has taken them`) : '',
        tone: 'alarm',
      },
    ];
  },
  words: (model) => ({ open: t(model, '未了结', 'not settled'), mine: t(model, '我上报的', 'reported by me') }),
  empty: (model) =>
    t(model, '没有未了结的需求；n 上报现有服务办不了的，A 看全部', 'Nothing open; n reports what no module has, A shows all'),
  menu: (_, live) => needMenu(live),
  next: (model, live) => takeNeedAction(model, live, live.row.allowedActions.includes('take') ? 'take' : 'answer'),
  more: (id, model) => (id === 'new' ? reportNeed(model) : undefined),
};

/** Needs that fit nowhere 需求上报, the raised first. */
export const openNeedReports = (nav: Navigation, uid: number, address: string): Screen => listScreen(NEEDS, nav, uid, address);
