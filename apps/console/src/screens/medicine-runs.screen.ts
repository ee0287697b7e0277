import { RunsPage, type OutputOf, type RunRow } from '@houzhai/contracts';
import { runStatusLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { runMenu, takeNextRunStep, type LiveRun } from '../app/medicine-actions.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { planRun } from '../app/plan-run.ts';
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
  readonly listed?: OutputOf<typeof RunsPage>;
  readonly cursor: ListCursor;
}

const filterOf = (address: string): { readonly mine: boolean; readonly everything: boolean } => {
  const { values } = parseAddress(address);
  return { mine: values['mine'] === 'true', everything: values['open'] === 'all' };
};

/** Medicine runs 配药代办批次, the open ones first: how far each is, and which cards are out with it. */
export function medicineRunsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => medicineRunsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.runId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { mine, everything } = filterOf(address);
  const load = (model: Model): Step => {
    const input = { mine, limit: LIMIT, ...(everything ? {} : { open: true }) };
    return [model, [read(`medicine-runs-${String(uid)}`, RunsPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openMedicineRuns(nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  const live = (row: RunRow): LiveRun => ({
    row,
    stops: [],
    lines: [],
    line: undefined,
    ofStop: [],
    now: (at) => own.now(at)?.listed?.rows.find(({ runId }) => runId === row.runId),
  });
  return {
    state,
    uid,
    address,
    title: (model) => t(model, '配药批次', 'Medicine runs'),
    scopes: ['medicine-runs', 'list'],
    load,
    onChange: (view, _, model) => (view === 'medicine-run' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined)
        return still(
          own.set(model, { cursor: { id: rows[moved]?.runId, offset: scrollTo(moved, state.cursor.offset, rows.length, room) } }),
        );
      switch (id) {
        case 'open':
          return current ? nav.go(model, `medicine-run ${current.no}`) : still(model);
        case 'plan':
          return planRun(nav, model);
        case 'next':
          return current ? takeNextRunStep(model, live(current)) : still(model);
        case 'actions':
          return current && still(openOverlay(model, runMenu(model, live(current))));
        case 'cards':
          return nav.go(model, 'cards');
        case 'mine':
          return readdress(model, withWord(address, 'mine', mine ? '' : 'true'));
        case 'all':
          return readdress(model, withWord(address, 'open', everything ? '' : 'all'));
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: columnsOf(model)
                    .map((column) => column.text(current))
                    .join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz medicine-run show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => ['hz medicine-run list', ...(everything ? [] : ['--open']), ...(mine ? ['--mine'] : [])].join(' '),
  };
}

/** The runs as opened. */
export const openMedicineRuns = (nav: Navigation, uid: number, address: string): Screen =>
  medicineRunsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

function columnsOf(model: Model): readonly Column<RunRow>[] {
  const count = (value: number): string => (value === 0 ? '' : String(value));
  return [
    { id: 'no', title: t(model, '批次', 'Run'), width: 18, priority: 1, text: ({ no }) => no },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: model.lang === 'en' ? 15 : 8,
      priority: 1,
      text: ({ status }) => runStatusLabel(status, model.lang),
    },
    { id: 'agent', title: t(model, '代办员', 'Agent'), width: 8, priority: 1, text: ({ agentId }) => nameOf(model, agentId) },
    { id: 'stops', title: t(model, '户', 'Stops'), width: 5, priority: 1, text: ({ stops }) => String(stops) },
    {
      id: 'cards',
      title: t(model, '卡在外', 'Cards out'),
      width: model.lang === 'en' ? 9 : 6,
      priority: 1,
      text: ({ cardsOut }) => (cardsOut === 0 ? '' : `! ${String(cardsOut)}`),
      tone: ({ cardsOut }) => (cardsOut > 0 ? 'watch' : 'plain'),
    },
    {
      id: 'lines',
      title: t(model, '取/送/达', 'Get/bring/done'),
      width: 14,
      priority: 1,
      text: ({ toFetch, toDeliver, delivered }) => `${String(toFetch)}/${String(toDeliver)}/${String(delivered)}`,
    },
    {
      id: 'offered',
      title: t(model, '待签收', 'Offered'),
      width: 9,
      priority: 2,
      text: ({ offered, offeredTo }) => (offered === 0 ? '' : `${nameOf(model, offeredTo)} ${count(offered)}`),
      tone: () => 'watch',
    },
    {
      id: 'areas',
      title: t(model, '村(居)', 'Areas'),
      width: 8,
      grows: true,
      priority: 2,
      text: ({ areas }) => areas.map((area) => areaName(model, area)).join('、'),
    },
    { id: 'hospital', title: t(model, '医院', 'Hospital'), width: 8, priority: 3, text: ({ hospital }) => hospital },
    { id: 'planned', title: t(model, '编批', 'Planned'), width: 11, priority: 3, text: ({ plannedAt }) => clock(model, plannedAt) },
  ];
}

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const { mine, everything } = filterOf(address);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const filters = [everything ? t(model, '全部', 'all') : t(model, '在办', 'open'), ...(mine ? [t(model, '我的', 'mine')] : [])];
  const out = rows.reduce((sum, { cardsOut }) => sum + cardsOut, 0);
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 个批次`, `${String(listed.total)} runs`) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      { text: out > 0 ? t(model, `  医保卡在外 ${String(out)}`, `  ${String(out)} cards out`) : '', tone: 'watch' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push(
      [],
      [
        {
          text: t(
            model,
            '  没有在办的配药批次；在配药代办单上按 p 登记处方，再按 n 编批；A 看全部',
            '  No open run; p on a medicine errand writes a prescription down, n plans a run of what waits; A shows all',
          ),
          tone: 'dim',
        },
      ],
    );
  return { lines };
}
