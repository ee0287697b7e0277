import { WallChart, type BoardRow, type Cell, type Level, type OutputOf } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { figureText, weightOf } from '../commands/figure-text.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Frame, type LiveView, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { menu } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { box, fit, wrap, type Line, type Span, type Tone } from '../paint/styled.ts';
import { displayWidth, padEnd, padStart } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';

type Chart = OutputOf<typeof WallChart>;
interface State {
  readonly uid: number;
  readonly chart?: Chart;
  readonly cursor: ListCursor;
  readonly column: number;
  /** Id of an indicator, or `area`. */
  readonly sort: string;
  readonly descending: boolean;
  /** Areas that just changed, and when. */
  readonly changed: ReadonlyMap<string, number>;
}

/** Marks say what the colours say, for paper and for people who do not see them. */
const MARK: Readonly<Record<Level, string>> = { alarm: '‼ ', watch: '! ', good: '· ', none: '  ' };
const TONE: Readonly<Record<Level, Tone>> = { alarm: 'alarm', watch: 'watch', good: 'good', none: 'plain' };
const FLASH_MS = 1_500;
/** Columns an indicator needs at least. */
const CELL = 8;
/** Columns the figures of one area need beside the table; with less room they would be cut. */
const PANE = 36;
const narrowest = ({ definitions }: Chart): number => 16 + CELL * definitions.length;
const idsOf = (chart: Chart | undefined): readonly string[] => chart?.definitions.map(({ id }) => id) ?? [];
const NOTHING: Cell = { value: 0, level: 'none' };
const cellOf = (row: BoardRow, id: string): Cell => row.cells[id] ?? NOTHING;

/** The wall chart 挂图作战: every village and community with its indicators, live. */
export function boardScreen(nav: Navigation, state: State): Stateful<State> {
  const { set, now } = keeper<State>(state.uid, (next) => boardScreen(nav, next));
  const rows = orderedRows(state);
  const index = indexOf((at) => rows[at]?.area ?? '', rows.length, state.cursor);
  const select = (model: Model, to: number, column = state.column): Step => [
    set(model, { cursor: { id: rows[to]?.area, offset: state.cursor.offset }, column }),
    [],
  ];

  const load = (model: Model, areas?: readonly string[]): Step => [
    model,
    [
      read(`board-${String(state.uid)}${areas ? `-${areas.join()}` : ''}`, WallChart, areas ? { areas: [...areas] } : {}, (value, at) => {
        const current = now(at);
        if (!current) return [at, []];
        const chart = areas ? merged(current.chart, value) : value;
        const changed = areas ? new Map([...current.changed, ...areas.map((area) => [area, at.now] as const)]) : new Map<string, number>();
        return [set({ ...at, alarm: chart.totals['errandsOverdue'] ?? 0 }, { chart, changed }), []];
      }),
    ],
  ];

  const drill = (model: Model): Step => {
    const row = rows[index];
    const address = state.chart?.definitions[state.column]?.drill;
    return row && address !== undefined ? nav.go(model, `${address} @${row.area}`) : [model, []];
  };

  const problem = (model: Model, step: 1 | -1): Step => {
    const ids = idsOf(state.chart);
    const count = ids.length;
    const total = rows.length * count;
    for (let n = 1; n <= total; n += 1) {
      const at = (((index * count + state.column + n * step) % total) + total) % total;
      const row = rows[Math.floor(at / count)];
      const indicator = ids[at % count];
      if (row && indicator !== undefined && cellOf(row, indicator).level === 'alarm')
        return select(model, Math.floor(at / count), at % count);
    }
    return [say(model, t(model, '没有红格', 'No alarms'), 'good'), []];
  };

  const onBinding = (id: string, model: Model): Step | undefined => {
    const moved = moveCursor(id, index, rows.length, Math.max(1, model.size.rows - 8));
    if (moved !== undefined) return select(model, moved);
    switch (id) {
      case 'left':
      case 'right':
        return select(model, index, beside(state, id === 'right' ? 1 : -1));
      case 'open':
        return drill(model);
      case 'next-problem':
        return problem(model, 1);
      case 'previous-problem':
        return problem(model, -1);
      case 'reverse':
        return [set(model, { descending: !state.descending }), []];
      case 'explain': {
        const definition = state.chart?.definitions[state.column];
        return (
          definition && [
            say(model, `${definition[model.lang]}：${model.lang === 'zh' ? definition.meaningZh : definition.meaningEn}`, 'accent', 15_000),
            [],
          ]
        );
      }
      case 'sort':
        return [openOverlay(model, sortMenu(model, set, state)), []];
      default:
        return undefined;
    }
  };

  return {
    state,
    uid: state.uid,
    address: 'board',
    title: (model) => t(model, '挂图', 'Wall chart'),
    scopes: ['board', 'list'],
    onBinding,
    load,
    onChange: (view: LiveView, ids, model) => (view === 'board' ? load(model, ids?.includes('a00') ? undefined : ids) : [model, []]),
    view: (model, width, height) => view(model, state, rows, index, width, height),
    hzLine: () => 'hz board',
  };
}

/** The column to the right or left, round about. */
const beside = ({ chart, column }: State, step: 1 | -1): number => {
  const count = Math.max(1, idsOf(chart).length);
  return (column + step + count) % count;
};

/** The wall chart as it is opened. */
export const openBoard = (nav: Navigation, uid: number): Screen =>
  boardScreen(nav, { uid, cursor: atTop, column: 0, sort: 'area', descending: false, changed: new Map() });

function merged(before: Chart | undefined, part: Chart): Chart {
  if (!before) return part;
  const news = new Map(part.rows.map((row) => [row.area, row]));
  const rows = before.rows.map((row) => news.get(row.area) ?? row);
  const totals = Object.fromEntries(idsOf(part).map((id) => [id, rows.reduce((sum, row) => sum + cellOf(row, id).value, 0)]));
  const wholes = Object.fromEntries(idsOf(part).flatMap((id) => wholeOf(rows.map((row) => cellOf(row, id))).map((whole) => [id, whole])));
  return { ...part, rows, totals, wholes };
}

/** What some figures are parts of together; none where none is a part of anything. */
function wholeOf(cells: readonly Cell[]): readonly NonNullable<Cell['whole']>[] {
  const [first, ...rest] = cells.flatMap(({ whole }) => whole ?? []);
  if (!first) return [];
  return [
    rest.reduce(
      (sum, { units, addendum, accountedAddendum }) => ({
        units: sum.units + units,
        addendum: sum.addendum + addendum,
        accountedAddendum: sum.accountedAddendum + accountedAddendum,
      }),
      first,
    ),
  ];
}

function orderedRows({ chart, sort, descending }: State): readonly BoardRow[] {
  const rows = chart?.rows ?? [];
  const by = (a: BoardRow, b: BoardRow): number =>
    sort === 'area' ? a.area.localeCompare(b.area) : weightOf(cellOf(b, sort)) - weightOf(cellOf(a, sort));
  return rows.toSorted((a, b) => (descending ? -by(a, b) : by(a, b)) || a.area.localeCompare(b.area));
}

function sortMenu(model: Model, set: (model: Model, change: Partial<State>) => Model, state: State) {
  const choice = (key: string, label: string, change: Partial<State>) => ({
    key,
    label,
    run: (at: Model): Step => [set(at, { ...change, descending: false }), []],
  });
  return menu(t(model, '排序', 'Sort by'), [
    choice('0', t(model, '村(居)序号', 'Area code'), { sort: 'area' }),
    ...(state.chart?.definitions ?? []).map((definition, index) =>
      choice(String(index + 1), definition[model.lang], { sort: definition.id, column: index }),
    ),
  ]);
}

function view(model: Model, state: State, rows: readonly BoardRow[], index: number, width: number, height: number): Frame {
  const { chart } = state;
  if (!chart) return { lines: [[{ text: t(model, '正在读取挂图…', 'Reading the wall chart …'), tone: 'dim' }]] };
  const room = Math.min(60, Math.floor(width * 0.42), width - narrowest(chart));
  const pane = room >= PANE ? room : 0;
  const table = tableLines(model, state, chart, rows, index, width - pane, height);
  if (pane === 0) return { lines: table };
  const side = sideLines(model, chart, rows[index], state.column, pane);
  const rowsShown = Math.min(height, Math.max(table.length, side.length));
  return { lines: Array.from({ length: rowsShown }, (_, at) => [...fit(table[at] ?? [], width - pane), ...(side[at] ?? [])]) };
}

function tableLines(
  model: Model,
  state: State,
  chart: Chart,
  rows: readonly BoardRow[],
  index: number,
  width: number,
  height: number,
): Line[] {
  // Where there is no room for all columns, those up to the chosen one are shown.
  const fits = Math.max(1, Math.min(chart.definitions.length, Math.floor((width - 15) / CELL)));
  const first = Math.max(0, state.column - fits + 1);
  const shown = chart.definitions.slice(first, first + fits);
  const ids = shown.map(({ id }) => id);
  const chosen = state.column - first;
  const cells = Math.max(CELL, Math.min(16, Math.floor((width - 20) / ids.length)));
  const names = Math.max(10, Math.min(26, width - 6 - cells * ids.length));
  // One column says its figures in one way: all with the whole, or all in percent.
  const rooms = new Map(ids.map((id) => [id, rows.every((row) => figureText(id, cellOf(row, id)).length <= cells - 3) ? Infinity : 0]));
  const titles = shown.map((definition) => {
    const arrow = state.sort === definition.id ? (state.descending ? '▲' : '▼') : '';
    return wrap(`${definition[model.lang]}${arrow}`, cells - 1);
  });
  // A title of several words takes as many lines as it needs; all of them stand on the last.
  const tall = Math.max(1, ...titles.map(({ length }) => length));
  const heads = Array.from({ length: tall }, (_, row): Line => [
    { text: padEnd(row === tall - 1 ? `    ${t(model, '村(居)', 'Area')}` : '', names + 5), tone: 'dim' },
    ...titles.map((lines, at): Span => {
      const text = lines[row - tall + lines.length] ?? '';
      return { text: `${padStart(text, cells - 1)} `, tone: at === chosen ? 'title' : 'dim' };
    }),
  ]);
  const room = Math.max(1, height - 2 - tall);
  const offset = scrollTo(index, state.cursor.id === undefined ? 0 : Math.max(0, index - Math.floor(room / 2)), rows.length, room);
  const body = rows.slice(offset, offset + room).map((row, at): Line => {
    const selected = offset + at === index;
    const fresh = model.now - (state.changed.get(row.area) ?? 0) < FLASH_MS;
    return [
      { text: selected ? '▸' : fresh ? '*' : ' ', tone: 'accent' },
      { text: `${row.area.slice(1)} `, tone: 'dim' },
      { text: `${padEnd(`${model.lang === 'zh' ? row.zh : row.en}${row.placeholder ? '°' : ''}`, names)} `, bold: selected },
      ...ids.map((id, column): Span => {
        const cell = cellOf(row, id);
        const { level } = cell;
        return {
          text: `${padStart(figureText(id, cell, rooms.get(id)), cells - 2)}${MARK[level]}`,
          tone: TONE[level],
          inverse: selected && column === chosen,
        };
      }),
    ];
  });
  const totals: Line = [
    { text: padEnd(`    ${t(model, '合计', 'Total')} ${String(rows.length)}`, names + 5), tone: 'title' },
    ...ids.map((id): Span => {
      const some = rows.some((row) => cellOf(row, id).under !== undefined);
      const total: Cell = { ...NOTHING, value: chart.totals[id] ?? 0, whole: chart.wholes?.[id] };
      return {
        text: `${padStart(`${some ? '≥' : ''}${figureText(id, total, Math.min(cells - 3, rooms.get(id) ?? 0))}`, cells - 2)}  `,
        bold: true,
      };
    }),
  ];
  const asOf = clockTime(chart.asOf, model.lang, new Date(model.now).toISOString());
  const definition = shown[chosen];
  const current = definition && rows[index] ? cellOf(rows[index], definition.id) : undefined;
  const full = definition && current?.whole ? figureText(definition.id, current) : undefined;
  const legend: Line = [
    { text: t(model, `数据截至 ${asOf}`, `As of ${asOf}`), tone: chart.stale ? 'alarm' : 'dim' },
    { text: chart.stale ? t(model, '  ‼ 久无事件', '  ‼ no events for long') : '', tone: 'alarm' },
    { text: full === undefined ? '' : `   ▸ ${definition?.[model.lang] ?? ''} ${full}`, tone: 'accent' },
    { text: first > 0 ? `   ‹ ${chart.definitions[first - 1]?.[model.lang] ?? ''}` : '', tone: 'accent' },
    { text: first + fits < chart.definitions.length ? `   › ${chart.definitions[first + fits]?.[model.lang] ?? ''}` : '', tone: 'accent' },
    { text: t(model, '   ‼ 处置  ! 关注  ° 占位名称', '   ‼ act  ! watch  ° placeholder name'), tone: 'dim' },
  ];
  return [...heads, ...body, totals, legend];
}

function sideLines(model: Model, chart: Chart, row: BoardRow | undefined, column: number, width: number): Line[] {
  if (!row) return [];
  const label = Math.min(16, width - 17);
  const body = chart.definitions.flatMap((definition, at): Line[] => {
    const cell = cellOf(row, definition.id);
    const { level } = cell;
    const chosen = at === column;
    const meaning = model.lang === 'zh' ? definition.meaningZh : definition.meaningEn;
    return [
      [
        { text: `${chosen ? '▸ ' : '  '}${padEnd(definition[model.lang], label)}`, bold: chosen },
        { text: `${padStart(figureText(definition.id, cell, 8), 8)} ${MARK[level]}`, tone: TONE[level] },
      ],
      ...(chosen && cell.whole ? [[{ text: `    ${figureText(definition.id, cell)}`, tone: 'accent' as const }]] : []),
      ...(chosen ? wrap(meaning, width - 8).map((text): Line => [{ text: `    ${text}`, tone: 'dim' }]) : []),
      ...(chosen && definition.drill !== undefined
        ? wrap(`Enter  :${definition.drill} @${row.area}`, width - 8).map((text): Line => [{ text: `    ${text}`, tone: 'accent' }])
        : []),
    ];
  });
  const title = `${row.area} ${model.lang === 'zh' ? row.zh : row.en}`;
  return box(displayWidth(title) > width - 6 ? row.area : title, body, width);
}
