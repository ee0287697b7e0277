import { AlertsPage, type AlertRow } from '@houzhai/contracts';
import { counted, alertSeverityLabel } from '@houzhai/i18n';
import { alertMenu, placeOfSubject, takeNextAlertStep } from '../app/alert-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { alertStateText, alertTone, holderOf } from './alert-words.ts';
import { areaName } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

const columns = (model: Model): readonly Column<AlertRow>[] => [
  {
    id: 'severity',
    title: t(model, '级别', 'Grade'),
    width: 6,
    priority: 1,
    text: ({ severity }) => alertSeverityLabel(severity, model.lang),
    tone: alertTone,
  },
  {
    id: 'rule',
    title: t(model, '警报', 'Alert'),
    width: model.lang === 'en' ? 20 : 24,
    grows: true,
    priority: 1,
    text: (row) => row[model.lang],
    tone: alertTone,
  },
  { id: 'subject', title: t(model, '对象', 'About'), width: 18, priority: 1, text: ({ subject }) => subject.no ?? '' },
  {
    id: 'status',
    title: t(model, '状态', 'Status'),
    width: model.lang === 'en' ? 14 : 10,
    priority: 1,
    text: (row) => alertStateText(model, row),
    tone: alertTone,
  },
  { id: 'raised', title: t(model, '时间', 'Raised'), width: 12, priority: 1, text: ({ raisedAt }) => clock(model, raisedAt) },
  { id: 'holder', title: t(model, '由谁', 'By'), width: 10, priority: 2, text: (row) => holderOf(model, row) },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 2, text: ({ area }) => areaName(model, area) },
  // In English the sentence needs the cells more than the number does, which is on the card.
  ...(model.lang === 'en' ? [] : [{ id: 'no', title: '编号', width: 18, priority: 3, text: ({ no }: AlertRow) => no } as const]),
];

const ALERTS: Listing<AlertRow> = {
  scope: 'alerts',
  noun: 'alert',
  views: ['alert'],
  title: (model) => t(model, '警报', 'Alerts'),
  read: (slot, { everything, mine, area }, got) =>
    read(slot, AlertsPage, { mine, limit: 200, ...(everything ? {} : { open: true }), ...(area === undefined ? {} : { area }) }, got),
  keyOf: ({ alertId }) => alertId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `alert ${no}`,
  copied: ({ no, rule, status, area }) => [no, rule, status, area],
  columns,
  heading: (model, { total, rows }) => {
    const waiting = rows.filter(({ status }) => status === 'RAISED').length;
    return [
      { text: t(model, `${String(total)} 条警报`, counted(total, 'alert')) },
      { text: waiting > 0 ? t(model, `  ‼ 待签收 ${String(waiting)}`, `  ‼ ${String(waiting)} to acknowledge`) : '', tone: 'alarm' },
    ];
  },
  empty: (model) => t(model, '没有未解除的警报；A 看全部', 'No alert stands; A shows all'),
  menu: (_, live) => alertMenu(live),
  next: takeNextAlertStep,
  more: (id, model, current, nav) => {
    const place = id === 'record' && current ? placeOfSubject(current) : undefined;
    return place === undefined ? undefined : nav.go(model, place);
  },
};

/** Alerts 警报 that concern whoever is signed in, those that stand first. */
export const openAlerts = (nav: Navigation, uid: number, address: string): Screen => listScreen(ALERTS, nav, uid, address);
