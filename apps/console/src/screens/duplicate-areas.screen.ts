import { DuplicateAreas, type OutputOf } from '@houzhai/contracts';
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

type Listed = OutputOf<typeof DuplicateAreas>;
type Row = Listed['rows'][number];
interface State {
  readonly uid: number;
  readonly listed?: Listed;
  readonly cursor: ListCursor;
}

/** Whether somebody covers more than one area: they begin with which of them have pairs. */
export const coversSeveral = ({ me }: Model): boolean => {
  const scope = me?.scope ?? [];
  return scope.includes('houzhai') || new Set(scope.map((path) => path.split('/')[1])).size > 1;
};

/** Areas with entries that may be one person, the most pairs first; each leads to its pairs. */
function duplicateAreasScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => duplicateAreasScreen(nav, next));
  const index = indexOf((at) => rows[at]?.area ?? '', rows.length, state.cursor);
  const current = rows[index];
  return {
    ...own.kept(state),
    address: 'duplicates',
    title: (model) => t(model, '疑似重复', 'Likely duplicates'),
    scopes: ['duplicate-areas', 'list'],
    load: (model) => [model, [read(`duplicate-areas-${String(uid)}`, DuplicateAreas, {}, (value, at) => still(own.set(at, { listed: value })))]],
    onBinding: (id, model): Step | undefined => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined)
        return still(own.set(model, { cursor: { id: rows[moved]?.area, offset: scrollTo(moved, state.cursor.offset, rows.length, room) } }));
      if (!current) return undefined;
      if (id === 'open') return nav.go(model, `duplicates @${current.area}`);
      if (id !== 'copy') return undefined;
      const row = [current.area, current.open, current.same].join('\t');
      return still(openOverlay(model, copyMenu(model, { row, id: current.area, json: current, line: `hz person duplicates --area ${current.area}` })));
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => 'hz person duplicate-areas',
  }; // prettier-ignore
}

/** The areas as opened. */
export const openDuplicateAreas = (nav: Navigation, uid: number): Screen => duplicateAreasScreen(nav, { uid, cursor: atTop });

const columnsOf = (model: Model): readonly Column<Row>[] => [
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 20, grows: true, priority: 1, text: ({ area }) => `${area} ${areaName(model, area)}` },
  { id: 'open', title: t(model, '待认定', 'To decide'), width: 10, priority: 1, right: true, text: ({ open }) => String(open), tone: ({ open }) => (open > 0 ? 'watch' : 'plain') },
  { id: 'same', title: t(model, '同一人，未合并', 'Same, not merged'), width: 17, priority: 1, right: true, text: ({ same }) => (same === 0 ? '·' : String(same)) },
]; // prettier-ignore

function view(model: Model, { listed, cursor }: State, index: number, width: number, height: number): Frame {
  if (!listed) return { lines: [[{ text: t(model, '正在逐村比对…', 'Comparing area by area …'), tone: 'title' }]] };
  const { rows, areas } = listed;
  const count = String(rows.reduce((sum, { open }) => sum + open, 0));
  const head: Line = [
    { text: t(model, `${count} 对待认定`, `${count} pairs to decide`), tone: 'title' },
    { text: t(model, `  ${String(rows.length)} 个村(居)，共比对 ${String(areas)} 个`, `  in ${String(rows.length)} areas of ${String(areas)} compared`), tone: 'dim' },
  ]; // prettier-ignore
  if (rows.length === 0) {
    const none = t(
      model,
      '  各村(居)都没有疑似重复；:cf @a07 看一村怎样找',
      '  No likely duplicates in any area; :cf @a07 says how they are found',
    );
    return { lines: [head, [], [{ text: none, tone: 'good' }]] };
  }
  const room = Math.max(1, height - 2);
  const laid = layout(columnsOf(model), width - 2);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  return { lines: [head, headLine(laid, undefined, '  '), ...bodyLines(laid, rows, { index, offset, room })] };
}
