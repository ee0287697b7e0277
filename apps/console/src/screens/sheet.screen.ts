import { WorkSheet, type OutputOf, type SheetLine } from '@houzhai/contracts';
import { slotStatusLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { printSheet } from '../app/print-actions.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf, scopeName } from './areas.ts';
import { clock } from './record-lines.ts';
import { isOpen, keySheetFrom } from './sheet-line.form.ts';

type Detail = OutputOf<typeof WorkSheet>;
interface State {
  readonly uid: number;
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** One work sheet as it lies on the desk: its lines, keyed back in a few keys each 回录. */
export function sheetScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const lines = detail?.lines ?? [];
  const own = keeper<State>(uid, (next) => sheetScreen(nav, next));
  const cursor = state.cursor.id === undefined ? { ...state.cursor, id: String(lines.find(isOpen)?.line ?? 1) } : state.cursor;
  const index = indexOf((at) => String(lines[at]?.line ?? ''), lines.length, cursor);
  const current = lines[index];
  const load = (model: Model): Step => [
    model,
    [
      read(
        `sheet-${String(uid)}`,
        WorkSheet,
        { no },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const key = (model: Model): Step => {
    if (!detail || !current) return still(model);
    const line = isOpen(current) ? current : lines.find(isOpen);
    return line
      ? keySheetFrom(model, detail.row, lines, line)
      : [say(model, t(model, '已全部回录', 'Everything is keyed back'), 'good'), []];
  };
  return {
    ...own.kept(state),
    address: `sheet ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['sheet', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'isolation' && (ids === undefined || lines.some(({ isolationId }) => ids.includes(isolationId)))
        ? load(model)
        : still(model),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 8);
      const moved = moveCursor(id, index, lines.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, lines.length, room);
        return still(own.set(model, { cursor: { id: String(lines[moved]?.line ?? ''), offset } }));
      }
      switch (id) {
        case 'key':
          return key(model);
        case 'case':
          return current && nav.go(model, `isolation ${current.no}`);
        case 'print':
          return detail && [model, [printSheet(detail.row.no)]];
        case 'copy':
          return (
            detail &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [detail.row.no, detail.row.day, detail.row.half].join('\t'),
                  id: detail.row.no,
                  json: detail.row,
                  line: `hz sheet show ${detail.row.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, lines, index, width, height),
    hzLine: () => `hz sheet show ${detail?.row.no ?? no}`,
  };
}

/** The sheet as opened. */
export const openSheet = (nav: Navigation, uid: number, no: string): Screen => sheetScreen(nav, { uid, no, missing: false, cursor: atTop });

function columnsOf(model: Model): readonly Column<SheetLine>[] {
  return [
    { id: 'line', title: t(model, '行', 'Line'), width: 4, priority: 1, right: true, text: ({ line }) => String(line) },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
    { id: 'where', title: t(model, '地址', 'Where'), width: 14, grows: true, priority: 1, text: ({ path }) => scopeName(model, path) },
    { id: 'nth', title: t(model, '第几次', 'Nth'), width: 7, priority: 2, right: true, text: ({ nth, slots }) => `${String(nth)}/${String(slots)}` }, // prettier-ignore
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: 10,
      priority: 1,
      text: ({ status }) => slotStatusLabel(status, model.lang),
      tone: (line) => (line.status === 'SEEN_NOT_OK' ? 'alarm' : isOpen(line) ? 'watch' : 'good'),
    },
    { id: 'no', title: t(model, '隔离编号', 'Case'), width: 18, priority: 2, text: ({ no }) => no },
  ];
}

function view(
  model: Model,
  { no, detail, missing, cursor }: State,
  lines: readonly SheetLine[],
  index: number,
  width: number,
  height: number,
): Frame {
  // prettier-ignore
  if (missing)
    return { lines: [[{ text: t(model, `  找不到工作单 ${no}，或不在您的辖区。Esc 返回`, `  No sheet ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row } = detail;
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 4);
  const offset = scrollTo(index, cursor.offset, lines.length, room);
  const open = lines.filter(isOpen).length;
  const head: Line[] = [
    [
      { text: `${row.no}  ${areaName(model, row.area)}  ${row.day} ${valueLabel('half', row.half, model.lang)}`, tone: 'title' },
      {
        text: open === 0 ? t(model, '  ✓ 已全部回录', '  ✓ keyed back') : t(model, `  待回录 ${String(open)}/${String(row.lines)}`, `  to key ${String(open)}/${String(row.lines)}`),
        tone: open === 0 ? 'good' : 'watch',
      },
    ], // prettier-ignore
    [
      {
        text: t(
          model,
          `打印 ${clock(model, row.printedAt)} ${nameOf(model, row.printedBy)}${row.status === 'DESTROYED' ? ' · 纸张已销毁' : ''}`,
          `printed ${clock(model, row.printedAt)} by ${nameOf(model, row.printedBy)}${row.status === 'DESTROYED' ? ' · paper destroyed' : ''}`,
        ),
        tone: 'dim',
      },
    ],
    headLine(laid, undefined, '  '),
  ];
  return { lines: [...head, ...bodyLines(laid, lines, { index, offset, room })] };
}
