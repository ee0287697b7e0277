import { IsolationBoard, type OutputOf } from '@houzhai/contracts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';

type Board = OutputOf<typeof IsolationBoard>;
type Row = Board['rows'][number];
interface State {
  readonly uid: number;
  readonly board?: Board;
  readonly cursor: ListCursor;
}

/** Isolation by area and day 隔离看板: what waits today first, then how many there are on each day to come and whose last day it is. */
export function isolationBoardScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, board } = state;
  const rows = ordered(board);
  const own = keeper<State>(uid, (next) => isolationBoardScreen(nav, next));
  const index = indexOf((at) => rows[at]?.area ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [read(`isolation-board-${String(uid)}`, IsolationBoard, {}, (value, at) => still(own.set(at, { board: value })))],
  ];
  return {
    ...own.kept(state),
    address: 'isolation-board',
    title: (model) => t(model, '隔离看板', 'Isolation by day'),
    scopes: ['isolation-board', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 7);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.area, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `isolations @${current.area}`) : still(model);
        case 'no-bed':
          return nav.go(model, `isolations bed=none${current ? ` @${current.area}` : ''}`);
        case 'due':
          return nav.go(model, `follow-ups${current ? ` @${current.area}` : ''}`);
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [current.area, current.overdue, current.due, ...current.cells.map(({ isolated }) => isolated)].join('\t'),
                  id: current.area,
                  json: current,
                  line: 'hz isolation board',
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, rows, index, width, height),
    hzLine: () => 'hz isolation board',
  };
}

/** The board as opened. */
export const openIsolationBoard = (nav: Navigation, uid: number): Screen => isolationBoardScreen(nav, { uid, cursor: atTop });

/** Areas where something is overdue first, then where something was found, then by code. */
const ordered = (board: Board | undefined): readonly Row[] =>
  (board?.rows ?? []).toSorted((a, b) => b.overdue - a.overdue || b.findings - a.findings || a.area.localeCompare(b.area));

const some = (count: number, mark: string): string => (count > 0 ? `${mark}${String(count)}` : '');

function columnsOf(model: Model, days: readonly string[]): readonly Column<Row>[] {
  return [
    {
      id: 'area',
      title: t(model, '村(居)', 'Area'),
      width: model.lang === 'en' ? 18 : 12,
      priority: 1,
      text: ({ area }) => areaName(model, area),
    },
    { id: 'overdue', title: t(model, '逾期', 'Overdue'), width: 7, priority: 1, right: true, text: ({ overdue }) => some(overdue, '‼'), tone: () => 'alarm' }, // prettier-ignore
    {
      id: 'due',
      title: t(model, '今日', 'Due'),
      width: 5,
      priority: 1,
      right: true,
      text: ({ due }) => some(due, ''),
      tone: () => 'watch',
    },
    { id: 'findings', title: t(model, '研判', 'Judge'), width: 5, priority: 1, right: true, text: ({ findings }) => some(findings, '‼'), tone: () => 'alarm' }, // prettier-ignore
    { id: 'no-bed', title: t(model, '无床', 'No bed'), width: 6, priority: 1, right: true, text: ({ noBed = 0 }) => some(noBed, '!'), tone: () => 'alarm' }, // prettier-ignore
    ...days.map((day, at): Column<Row> => ({
      id: day,
      title: day.slice(5),
      width: 6,
      // The nearest days stay longest on a narrow screen.
      priority: at < 4 ? 1 : at < 8 ? 2 : 3,
      right: true,
      text: ({ cells }) => {
        const cell = cells[at];
        if (!cell || cell.isolated === 0) return '';
        return cell.ends > 0 ? `${String(cell.isolated)}-${String(cell.ends)}` : String(cell.isolated);
      },
    })),
  ];
}

function view(model: Model, { board, cursor }: State, rows: readonly Row[], index: number, width: number, height: number): Frame {
  if (!board) return { lines: [[{ text: t(model, '正在读取…', 'Reading …'), tone: 'title' }]] };
  const laid = layout(columnsOf(model, board.days), width - 2);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const lines: Line[] = [
    [{ text: t(model, `在隔离 ${String(board.total)} 人`, `${String(board.total)} in isolation`), tone: 'title' }],
    [
      {
        text: t(
          model,
          '每天的人数；12-3 是 12 人在隔离，其中 3 人当天期满',
          'People on each day; 12-3: twelve, three of whose last day it is',
        ),
        tone: 'dim',
      },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (rows.length === 0) lines.push([{ text: t(model, '  没有隔离中的人员', '  Nobody is in isolation'), tone: 'good' }]);
  return { lines };
}
