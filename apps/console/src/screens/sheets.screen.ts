import { counted } from '@houzhai/i18n';
import { SheetsPage, type SheetKind, type SheetRow } from '@houzhai/contracts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { printSheet, takeDestroyed, takeNewSheet } from '../app/print-actions.ts';
import { valueLabel } from '../commands/value-labels.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

const sheetKind = (model: Model, kind: SheetKind): string =>
  kind === 'DOORS' ? t(model, '上门', 'doors') : t(model, '随访', 'follow-ups');

function columnsOf(model: Model): readonly Column<SheetRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'kind', title: t(model, '内容', 'What'), width: en ? 10 : 6, priority: 1, text: ({ kind }) => sheetKind(model, kind) },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: en ? 10 : 12, priority: 1, text: ({ area }) => areaName(model, area) },
    { id: 'day', title: t(model, '半天', 'Half-day'), width: en ? 18 : 15, priority: 1, text: ({ day, half }) => `${day} ${valueLabel('half', half, model.lang)}` }, // prettier-ignore
    {
      id: 'open',
      title: t(model, '待回录', 'To key'),
      width: 7,
      priority: 1,
      right: true,
      text: ({ open, lines }) => `${String(open)}/${String(lines)}`,
      tone: ({ open }) => (open > 0 ? 'watch' : 'plain'),
    },
    {
      id: 'paper',
      title: t(model, '纸张', 'Paper'),
      width: en ? 9 : 6,
      priority: 1,
      text: ({ status }) => (status === 'DESTROYED' ? t(model, '已销毁', 'destroyed') : t(model, '在外', 'about')),
    },
    { id: 'by', title: t(model, '打印人', 'Printed by'), width: 10, grows: true, priority: 2, text: ({ printedBy }) => nameOf(model, printedBy) }, // prettier-ignore
    { id: 'at', title: t(model, '打印', 'Printed'), width: 12, priority: 2, text: ({ printedAt }) => clock(model, printedAt) },
  ];
}

const SHEETS: Listing<SheetRow> = {
  scope: 'sheets',
  noun: 'sheet',
  views: ['isolation', 'screening-unit'],
  title: (model) => t(model, '工作单', 'Work sheets'),
  read: (slot, { everything, area }, got) =>
    read(slot, SheetsPage, { open: !everything, limit: 200, ...(area === undefined ? {} : { area }) }, got),
  keyOf: ({ sheetId }) => sheetId,
  noOf: ({ no }) => no,
  placeOf: ({ no, kind }) => (kind === 'DOORS' ? `doors sheet=${no}` : `sheet ${no}`),
  copied: ({ no, area, day, half, open, lines }) => [no, area, day, half, `${String(open)}/${String(lines)}`],
  columns: columnsOf,
  heading: (model, { total }) => [{ text: t(model, `${String(total)} 张`, counted(total, 'sheet')) }],
  words: (model) => ({ open: t(model, '待回录', 'to key back') }),
  empty: (model, { everything }) =>
    everything
      ? t(model, '还没有打印过工作单；a 打印一张', 'No sheet was printed yet; a prints one')
      : t(model, '没有待回录的；a 打印一张，A 看全部', 'Nothing to key back; a prints one, A shows all'),
  more: (id, model, current, nav) => {
    if (id === 'new') return takeNewSheet(nav, model);
    if (!current) return undefined;
    if (id === 'print') return [model, [printSheet(current.no, current.kind)]];
    return id === 'destroy' ? takeDestroyed(model, current.no) : undefined;
  },
};

/** Work sheets 工作单, those with lines to key back, or all whose paper has to be accounted for. */
export const openSheets = (nav: Navigation, uid: number, address: string): Screen => listScreen(SHEETS, nav, uid, address);
