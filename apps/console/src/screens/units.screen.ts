import { UnitStatus, UnitsPage, type InputOf, type OutputOf, type UnitRow } from '@houzhai/contracts';
import { counted, stratumLabel, unitStatusLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { exportDoors, takeDoorSheet, type UnitFilter } from '../app/print-actions.ts';
import { OUTCOME_KEYS, askVisit, takeOutcome, unitMenu, type LiveUnit } from '../app/unit-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

const LIMIT = 300;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof UnitsPage>;
  readonly cursor: ListCursor;
}

/** Doors of a round, those nobody has opened first; one key records what was found at one. */
export function unitsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => unitsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.unitId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const filter = filterOf(address);
  const load = (model: Model): Step => [
    model,
    [read(`units-${String(uid)}`, UnitsPage, { ...filter, limit: LIMIT }, (value, at) => still(own.set(at, { listed: value })))],
  ];
  const readdress = (model: Model, key: string, value: string): Step => {
    const fresh = openUnits(nav, uid, withWord(address, key, value));
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  const live = (row: UnitRow): LiveUnit => ({
    row,
    now: (at) => own.now(at)?.listed?.rows.find(({ unitId }) => unitId === row.unitId),
    next: (at) => own.set(at, { cursor: { ...state.cursor, id: rows[index + 1]?.unitId ?? row.unitId } }),
  });
  return {
    ...own.kept(state),
    address,
    title: (model) => (filter.mine ? t(model, '我的单元', 'My doors') : t(model, '摸排单元', 'Doors')),
    scopes: ['units', 'list'],
    load,
    onChange: (view, _, model) => (view === 'screening-unit' || view === 'screening-campaign' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.unitId, offset } }));
      }
      if (id in OUTCOME_KEYS) return current ? takeOutcome(model, live(current), id) : still(model);
      switch (id) {
        case 'open':
          return current ? nav.go(model, `door ${current.unitId}`) : still(model);
        case 'record':
          return current && askVisit(model, live(current));
        case 'actions':
          return current && still(openOverlay(model, unitMenu(model, live(current), undefined)));
        case 'print':
          return takeDoorSheet(model, filter, filtersOf(model, filter).join(' · '));
        case 'export':
          return exportDoors(model, filter, listed?.no ?? 'doors');
        case 'mine':
          return readdress(model, 'mine', filter.mine ? '' : 'true');
        case 'all':
          return readdress(model, 'open', filter.open ? '' : 'true');
        case 'unopened':
          return readdress(model, 'unopened', filter.unopened ? '' : 'true');
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [current.path, current.status, String(current.attempts), current.area].join('\t'),
                  id: current.unitId,
                  json: current,
                  line: `hz screening unit ${current.unitId}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => hzLine(address),
  };
}

const truth = (word: string | undefined): boolean | undefined => (word === undefined ? undefined : word === 'true');

/** What an address of the list asks for: `doors round=MP-… mine=true open=true team=… @a07`. */
export function filterOf(address: string): Partial<InputOf<typeof UnitsPage>> {
  const { values, area } = parseAddress(address);
  const { round, team, under, sheet } = values;
  const status = (values['status'] ?? '').split(',').flatMap((word) => UnitStatus.safeParse(word).data ?? []);
  const stratum = UnitsPage.input.shape.stratum.safeParse(values['stratum']).data;
  const [open, unopened, owned] = [truth(values['open']), truth(values['unopened']), truth(values['owned'])];
  return {
    mine: values['mine'] === 'true',
    ...(round === undefined ? {} : { no: round }),
    ...(team === undefined ? {} : { teamId: team }),
    ...(under === undefined ? {} : { under }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(area === undefined ? {} : { area }),
    ...(status.length === 0 ? {} : { status }),
    ...(stratum === undefined ? {} : { stratum }),
    ...(open === undefined ? {} : { open }),
    ...(unopened === undefined ? {} : { unopened }),
    ...(owned === undefined ? {} : { owned }),
  };
}

const hzLine = (address: string): string => {
  const { values, area } = parseAddress(address);
  const words = Object.entries(values).map(([key, value]) => (value === 'true' ? `--${key}` : `--${key} ${value}`));
  return ['hz screening units', ...words, ...(area === undefined ? [] : [`--area ${area}`])].join(' ');
};

/** The doors as opened. */
export const openUnits = (nav: Navigation, uid: number, address: string): Screen =>
  unitsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** How a unit stands, with a mark that reads without colour. */
export const standingText = (model: Model, { status, otherHalf, overdue }: UnitRow): string => {
  const mark = overdue ? '‼' : { UNVISITED: '·', NOBODY_HOME: '!', ESCALATED: '‼', COMPLETED: '✓', VACANT_CONFIRMED: '✓', NOT_EXIST: '✓' }[status as string] ?? '!'; // prettier-ignore
  const when = otherHalf === undefined ? '' : otherHalf === 'AM' ? t(model, '，上午再去', ', again a.m.') : t(model, '，下午再去', ', again p.m.'); // prettier-ignore
  return `${mark} ${unitStatusLabel(status, model.lang)}${when}`;
};
export const standingTone = ({ status, overdue }: UnitRow): Tone =>
  overdue || status === 'ESCALATED'
    ? 'alarm'
    : ['COMPLETED', 'VACANT_CONFIRMED', 'NOT_EXIST'].includes(status)
      ? 'good'
      : status === 'UNVISITED'
        ? 'plain'
        : 'watch';

function columnsOf(model: Model): readonly Column<UnitRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'place', title: t(model, '门', 'Door'), width: en ? 19 : 14, grows: true, priority: 1, text: (row) => t(model, row.zh, row.en) },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 26 : 20,
      priority: 1,
      text: (row) => standingText(model, row),
      tone: standingTone,
    },
    {
      id: 'registered',
      title: t(model, '登记', 'Known'),
      width: 5,
      priority: 1,
      right: true,
      text: ({ registered }) => (registered === 0 ? '·' : String(registered)),
    },
    { id: 'last', title: t(model, '上次', 'Last'), width: 12, priority: 1, text: ({ lastAt }) => (lastAt === undefined ? '' : clock(model, lastAt)) }, // prettier-ignore
    {
      id: 'differ',
      title: t(model, '待核实', 'Differ'),
      width: 6,
      priority: 2,
      right: true,
      text: ({ discrepancies }) => (discrepancies === 0 ? '' : `! ${String(discrepancies)}`),
      tone: () => 'watch',
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: en ? 10 : 12, priority: 1, text: ({ area }) => areaName(model, area) },
    { id: 'grid', title: t(model, '网格', 'Grid'), width: 7, priority: 2, text: ({ path }) => path.split('/').slice(2, 4).join('/') },
    { id: 'team', title: t(model, '队', 'Team'), width: 4, priority: 2, right: true, text: ({ teamNo }) => (teamNo === undefined ? '—' : String(teamNo)) }, // prettier-ignore
    { id: 'owner', title: t(model, '责任人', 'Owner'), width: 10, priority: 3, text: ({ ownerId }) => nameOf(model, ownerId) },
    {
      id: 'stratum',
      title: t(model, '类别', 'Stratum'),
      width: en ? 16 : 14,
      priority: 3,
      text: ({ stratum, addendum }) => `${stratumLabel(stratum, model.lang)}${addendum ? t(model, ' 附', ' +') : ''}`,
    },
  ];
}

/** What of the doors is shown, in words. */
const filtersOf = (model: Model, { mine, open, unopened, area, sheet }: UnitFilter): readonly string[] => [
  ...(sheet === undefined ? [] : [sheet]),
  ...(mine ? [t(model, '我的', 'mine')] : []),
  ...(unopened ? [t(model, '未开门', 'unopened')] : open ? [t(model, '未查清', 'open')] : [t(model, '全部', 'all')]),
  ...(area === undefined ? [] : [areaName(model, area)]),
];

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const filter = filterOf(address);
  const filters = filtersOf(model, filter);
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 户（间）`, counted(listed.total, 'unit')) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: listed ? t(model, `  未查清 ${String(listed.open)}`, `  ${String(listed.open)} open`) : '', tone: 'watch' },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      { text: listed?.no === undefined ? '' : `  ${listed.no}`, tone: 'dim' },
      {
        text:
          listed && rows.length < listed.total
            ? t(model, `  只显示前 ${String(rows.length)}`, `  the first ${String(rows.length)} shown`)
            : '',
        tone: 'dim',
      },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset: scrollTo(index, cursor.offset, rows.length, room), room }),
  ];
  if (listed && rows.length === 0) lines.push([], [{ text: `  ${emptyText(model, listed, filter.mine === true)}`, tone: 'dim' }]);
  return { lines };
}

function emptyText(model: Model, { no }: OutputOf<typeof UnitsPage>, mine: boolean): string {
  if (no === undefined) return t(model, '没有进行中的摸排；2 看各轮', 'No round is running; 2 shows the rounds');
  if (mine) return t(model, '您没有未查清的门；M 看本辖区全部，A 看已查清的', 'No door of yours is open; M shows all of your area, A those accounted for');
  return t(model, '没有这样的门；A 看全部', 'No door like that; A shows all');
} // prettier-ignore
