import { DiscrepanciesPage, type DiscrepancyRow, type OutputOf } from '@houzhai/contracts';
import { discrepancyKindLabel, discrepancySourceLabel, discrepancyStatusLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { askTruth } from '../app/unit-actions.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';
import { differsText } from './unit.screen.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof DiscrepanciesPage>;
  readonly cursor: ListCursor;
}

/** What door, register and checkpoint say differently; proposals that wait for a human. */
export function discrepanciesScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => discrepanciesScreen(nav, next));
  const index = indexOf((at) => rows[at]?.discrepancyId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { values, area } = parseAddress(address);
  const everything = values['open'] === 'all';
  const load = (model: Model): Step => {
    const input = {
      limit: LIMIT,
      ...(everything ? {} : { status: 'OPEN' as const }),
      ...(values['round'] === undefined ? {} : { campaignId: values['round'] }),
      ...(area === undefined ? {} : { area }),
    };
    return [model, [read(`discrepancies-${String(uid)}`, DiscrepanciesPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '待核实', 'To resolve'),
    scopes: ['discrepancies', 'list'],
    load,
    onChange: (view, _, model) => (view === 'discrepancy' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.discrepancyId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `door ${current.unitId}`) : still(model);
        case 'resolve':
          return current?.status === 'OPEN' ? askTruth(model, current, differsText(model, current)) : still(model);
        case 'all': {
          const fresh = openDiscrepancies(nav, uid, withWord(address, 'open', everything ? '' : 'all'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => ['hz screening discrepancies', ...(everything ? [] : ['--status OPEN']), ...(values['round'] === undefined ? [] : [`--round ${values['round']}`])].join(' '), // prettier-ignore
  };
}

/** The list as opened. */
export const openDiscrepancies = (nav: Navigation, uid: number, address: string): Screen =>
  discrepanciesScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

const columnsOf = (model: Model): readonly Column<DiscrepancyRow>[] => [
  {
    id: 'path',
    title: t(model, '门', 'Door'),
    width: 24,
    grows: true,
    priority: 1,
    text: ({ path }) => path.split('/').slice(2).join('/'),
  },
  {
    id: 'source',
    title: t(model, '来源', 'Source'),
    width: 10,
    priority: 1,
    text: ({ source }) => discrepancySourceLabel(source, model.lang),
  },
  {
    id: 'kind',
    title: t(model, '不一致', 'Differs'),
    width: model.lang === 'en' ? 34 : 22,
    priority: 1,
    text: ({ kind }) => discrepancyKindLabel(kind, model.lang),
    tone: ({ status }) => (status === 'OPEN' ? 'watch' : 'dim'),
  },
  { id: 'who', title: t(model, '谁', 'Who'), width: 8, priority: 2, text: ({ label, people }) => label ?? String(people) },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 2, text: ({ area }) => areaName(model, area) },
  { id: 'at', title: t(model, '提请', 'Raised'), width: 12, priority: 3, text: ({ raisedAt }) => clock(model, raisedAt) },
  {
    id: 'status',
    title: t(model, '状态', 'Status'),
    width: 9,
    priority: 2,
    text: ({ status }) => discrepancyStatusLabel(status, model.lang),
  },
];

function view(model: Model, { listed, cursor }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 3);
  const lines: Line[] = [
    [{ text: listed ? t(model, `${String(listed.total)} 处不一致`, `${String(listed.total)} differences`) : t(model, '正在读取…', 'Reading …'), tone: 'title' }],
    [{ text: t(model, '只提请再看一眼；由人说明真实情况，不自动扣分或处罚', 'Proposals to look again; people say what was true, nobody is punished by them'), tone: 'dim' }],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset: scrollTo(index, cursor.offset, rows.length, room), room }),
  ]; // prettier-ignore
  if (listed && rows.length === 0)
    lines.push([], [{ text: t(model, '  没有待核实的不一致', '  Nothing waits to be resolved'), tone: 'good' }]);
  return { lines };
}
