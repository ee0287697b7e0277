import { FollowUpsDue, IsolationDetail, type DueSlot, type OutputOf } from '@houzhai/contracts';
import { takeIsolationAction } from '../app/isolation-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { takeNewSheet } from '../app/print-actions.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, scopeName } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof FollowUpsDue>;
  readonly cursor: ListCursor;
}
const keyOf = (slot: DueSlot | undefined): string => (slot ? `${slot.isolationId}${slot.date}${slot.half}` : '');

/** Half-days that wait to be recorded 待随访, the overdue first: the list of the day. */
export function followUpsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => followUpsScreen(nav, next));
  const index = indexOf((at) => keyOf(rows[at]), rows.length, state.cursor);
  const current = rows[index];
  const { values, area } = parseAddress(address);
  const mine = values['mine'] === 'true';
  const load = (model: Model): Step => {
    const input = { mine, limit: LIMIT, ...(area === undefined ? {} : { area }) };
    return [model, [read(`follow-ups-${String(uid)}`, FollowUpsDue, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  /** The case is read first: what may be done with it, and its version, are not in the list. */
  const record = (model: Model, { isolationId, date, half }: DueSlot): Step => [
    model,
    [
      read(`follow-up-${String(uid)}`, IsolationDetail, { isolationId }, ({ row, slots }, at) =>
        takeIsolationAction(
          at,
          { row, slot: slots.find((one) => one.date === date && one.half === half), now: () => row },
          'record-follow-up',
        ),
      ),
    ],
  ];
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '待随访', 'Follow-ups to do'),
    scopes: ['follow-ups', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: keyOf(rows[moved]), offset } }));
      }
      switch (id) {
        case 'record':
          return current && record(model, current);
        case 'case':
          return current && nav.go(model, `isolation ${current.no}`);
        case 'print':
          return takeNewSheet(nav, model);
        case 'mine': {
          const fresh = openFollowUps(nav, uid, withWord(address, 'mine', mine ? '' : 'true'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [current.no, current.date, current.half, current.area].join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz isolation show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, { index, mine, area }, width, height),
    hzLine: () => ['hz isolation due', ...(mine ? ['--mine'] : []), ...(area === undefined ? [] : [`--area ${area}`])].join(' '),
  };
}

/** The list as opened. */
export const openFollowUps = (nav: Navigation, uid: number, address: string): Screen =>
  followUpsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

function columnsOf(model: Model): readonly Column<DueSlot>[] {
  return [
    {
      id: 'due',
      title: t(model, '截止', 'Due'),
      width: 13,
      priority: 1,
      text: ({ overdue, dueAt }) => `${overdue ? '‼' : ''}${clock(model, dueAt)}`,
      tone: ({ overdue }) => (overdue ? 'alarm' : 'plain'),
    },
    { id: 'half', title: t(model, '半天', 'Half-day'), width: model.lang === 'en' ? 18 : 15, priority: 1, text: ({ date, half }) => `${date} ${valueLabel('half', half, model.lang)}` }, // prettier-ignore
    { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
    { id: 'day', title: t(model, '第几天', 'Day'), width: 7, priority: 2, right: true, text: ({ day }) => String(day) },
    { id: 'where', title: t(model, '地址', 'Where'), width: 14, grows: true, priority: 1, text: ({ path }) => scopeName(model, path) },
    { id: 'no', title: t(model, '隔离编号', 'Case'), width: 18, priority: 2, text: ({ no }) => no },
  ];
}

function view(
  model: Model,
  { listed, cursor }: State,
  { index, mine, area }: { readonly index: number; readonly mine: boolean; readonly area: string | undefined },
  width: number,
  height: number,
): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const overdue = rows.filter((row) => row.overdue).length;
  const filters = [...(mine ? [t(model, '我照护的', 'in my care')] : []), ...(area === undefined ? [] : [areaName(model, area)])];
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `待随访 ${String(listed.total)}`, `${String(listed.total)} to do`) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: filters.length > 0 ? `  ${filters.join(' · ')}` : '', tone: 'accent' },
      { text: overdue > 0 ? t(model, `  ‼ 逾期 ${String(overdue)}`, `  ‼ ${String(overdue)} overdue`) : '', tone: 'alarm' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0) lines.push([{ text: t(model, '  今天的都已随访', '  Everything of today is done'), tone: 'good' }]);
  return { lines };
}
