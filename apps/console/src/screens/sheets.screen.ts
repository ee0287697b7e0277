import { SheetsPage, type OutputOf, type SheetKind, type SheetRow } from '@houzhai/contracts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { printSheet, takeDestroyed, takeNewSheet } from '../app/print-actions.ts';
import { valueLabel } from '../commands/field-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof SheetsPage>;
  readonly cursor: ListCursor;
}

/** Work sheets 工作单, those with lines to key back, or all whose paper has to be accounted for. */
export function sheetsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => sheetsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.sheetId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const everything = parseAddress(address).values['open'] === 'all';
  const load = (model: Model): Step => [
    model,
    [read(`sheets-${String(uid)}`, SheetsPage, { open: !everything, limit: LIMIT }, (value, at) => still(own.set(at, { listed: value })))],
  ];
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '工作单', 'Work sheets'),
    scopes: ['sheets', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' || view === 'screening-unit' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.sheetId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, current.kind === 'DOORS' ? `doors sheet=${current.no}` : `sheet ${current.no}`) : still(model);
        case 'new':
          return takeNewSheet(nav, model);
        case 'print':
          return current && [model, [printSheet(current.no, current.kind)]];
        case 'destroy':
          return current && takeDestroyed(model, current.no);
        case 'all': {
          const fresh = openSheets(nav, uid, withWord(address, 'open', everything ? '' : 'all'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [current.no, current.area, current.day, current.half, `${String(current.open)}/${String(current.lines)}`].join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz sheet show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, { index, everything }, width, height),
    hzLine: () => `hz sheet list${everything ? '' : ' --open'}`,
  };
}

/** The sheets as opened. */
export const openSheets = (nav: Navigation, uid: number, address: string): Screen =>
  sheetsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

const sheetKind = (model: Model, kind: SheetKind): string =>
  kind === 'DOORS' ? t(model, '上门', 'doors') : t(model, '随访', 'follow-ups');

function columnsOf(model: Model): readonly Column<SheetRow>[] {
  return [
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'kind', title: t(model, '内容', 'What'), width: 10, priority: 1, text: ({ kind }) => sheetKind(model, kind) },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 1, text: ({ area }) => areaName(model, area) },
    { id: 'day', title: t(model, '半天', 'Half-day'), width: 15, priority: 1, text: ({ day, half }) => `${day} ${valueLabel('half', half, model.lang)}` }, // prettier-ignore
    {
      id: 'open',
      title: t(model, '待回录', 'To key'),
      width: 8,
      priority: 1,
      right: true,
      text: ({ open, lines }) => `${String(open)}/${String(lines)}`,
      tone: ({ open }) => (open > 0 ? 'watch' : 'plain'),
    },
    {
      id: 'paper',
      title: t(model, '纸张', 'Paper'),
      width: 10,
      priority: 1,
      text: ({ status }) => (status === 'DESTROYED' ? t(model, '已销毁', 'destroyed') : t(model, '在外', 'about')),
    },
    { id: 'by', title: t(model, '打印人', 'Printed by'), width: 10, grows: true, priority: 2, text: ({ printedBy }) => nameOf(model, printedBy) }, // prettier-ignore
    { id: 'at', title: t(model, '打印', 'Printed'), width: 12, priority: 2, text: ({ printedAt }) => clock(model, printedAt) },
  ];
}

function view(
  model: Model,
  { listed, cursor }: State,
  { index, everything }: { readonly index: number; readonly everything: boolean },
  width: number,
  height: number,
): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 张`, `${String(listed.total)} sheets`) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: everything ? t(model, '  全部', '  all') : t(model, '  待回录', '  to key back'), tone: 'accent' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push([
      {
        text: everything
          ? t(model, '  还没有打印过工作单；a 打印一张', '  No sheet was printed yet; a prints one')
          : t(model, '  没有待回录的；a 打印一张，A 看全部', '  Nothing to key back; a prints one, A shows all'),
        tone: 'dim',
      },
    ]);
  return { lines };
}
