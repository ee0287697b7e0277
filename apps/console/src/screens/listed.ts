import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Effect, type Frame, type LiveView, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Address, type Navigation } from '../app/navigation.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay, type Overlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { dayAt, dayAway } from './arrival-filter.ts';
import { withWord } from './errand-filter.ts';

/** A page of rows as a query answers it. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}
/** What an address asks for: those that are not over, or all; mine; an area; a day. */
export interface Filter {
  readonly everything: boolean;
  readonly mine: boolean;
  readonly area: string | undefined;
  readonly day: string | undefined;
  /** Flags of the narrowings of its kind that the address has. */
  readonly narrowed: readonly string[];
}
/** A filter that only one kind of list has: a word of its address, a flag of its command line, and what it is called. A key `word=value` turns it on and off. */
export interface Narrowing {
  readonly word: string;
  readonly value: string;
  readonly flag: string;
  readonly label: (model: Model) => string;
  /** Key that switches it on and off, where it has one. */
  readonly key?: string;
}
/** A row as its list shows it now. */
export type LiveRow<Row> = { readonly row: Row; readonly now: (model: Model) => Row | undefined };

/** A list as it is on the screen now. */
export interface Listed<Row> {
  readonly page: Page<Row> | undefined;
  /** Moves the cursor to the row after the current one, wherever that is moved to. */
  readonly onward: (model: Model) => Model;
}

/** What makes a list of records one of its kind. */
export interface Listing<Row> {
  /** Scope of its keys, and the noun of its command line. */
  readonly scope: string;
  readonly noun: string;
  /** Verb of its command line, where that is not `list`. */
  readonly verb?: string;
  /** None of it is ever over. */
  readonly endless?: true;
  readonly views: readonly LiveView[];
  readonly title: (model: Model) => string;
  readonly read: (slot: string, filter: Filter, got: (page: Page<Row>, model: Model) => Step) => Effect;
  readonly keyOf: (row: Row) => string;
  readonly noOf: (row: Row) => string;
  readonly placeOf: (row: Row) => string;
  readonly copied: (row: Row, model: Model) => readonly string[];
  readonly columns: (model: Model) => readonly Column<Row>[];
  /** `7 open fevers`, and what of them is pressing. */
  readonly heading: (model: Model, page: Page<Row>, filter: Filter) => Line;
  readonly empty: (model: Model, filter: Filter) => string;
  readonly menu?: (model: Model, live: LiveRow<Row>) => Overlay;
  readonly next?: (model: Model, live: LiveRow<Row>) => Step;
  /** What those not over, and mine, are called, where that is not just so. */
  readonly words?: (model: Model) => { readonly open?: string; readonly mine?: string };
  readonly narrowings?: readonly Narrowing[];
  /** The list and a row as command lines, where they are not `list` with the flags of every list, and `show`. */
  readonly lines?: { readonly list: (filter: Filter) => string; readonly row?: (row: Row) => string };
  /** Whether it has only what its address says: nothing that is over, nothing of mine. */
  readonly plain?: true;
  /** Keys that only this list has. */
  readonly more?: (id: string, model: Model, current: Row | undefined, nav: Navigation, at: Listed<Row>) => Step | undefined;
}

interface State<Row> {
  readonly uid: number;
  readonly address: string;
  readonly listed?: Page<Row>;
  readonly cursor: ListCursor;
}

const filterOf = ({ values, area }: Address, narrowings: readonly Narrowing[] = []): Filter => ({
  mine: values['mine'] === 'true',
  everything: values['open'] === 'all',
  area,
  day: values['day'],
  narrowed: narrowings.filter(({ word, value }) => values[word] === value).map(({ flag }) => flag),
});

/** A list of records with what can be done about each. */
export function listScreen<Row>(listing: Listing<Row>, nav: Navigation, uid: number, address: string): Screen {
  return made(listing, nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });
}

function made<Row>(listing: Listing<Row>, nav: Navigation, state: State<Row>): Stateful<State<Row>> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const key = listing.keyOf;
  const own = keeper<State<Row>>(uid, (next) => made(listing, nav, next));
  const index = indexOf(
    (at) => {
      const row = rows[at];
      return row ? key(row) : '';
    },
    rows.length,
    state.cursor,
  );
  const current = rows[index];
  const filter = filterOf(parseAddress(address), listing.narrowings);
  const load = (model: Model): Step => [
    model,
    [listing.read(`${listing.scope}-${String(uid)}`, filter, (page, at) => still(own.set(at, { listed: page })))],
  ];
  const readdress = (model: Model, next: string): Step => {
    const fresh = listScreen(listing, nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  const after = rows[index + 1] ?? current;
  const onward = (model: Model): Model => (after ? own.set(model, { cursor: { ...state.cursor, id: key(after) } }) : model);
  const live = (row: Row): LiveRow<Row> => ({ row, now: (at) => own.now(at)?.listed?.rows.find((one) => key(one) === key(row)) });
  return {
    ...own.kept(state),
    address,
    title: listing.title,
    scopes: [listing.scope, 'list'],
    load,
    onChange: (view, _, model) => (listing.views.includes(view) ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const row = rows[moved];
        return still(
          own.set(model, { cursor: { id: row ? key(row) : undefined, offset: scrollTo(moved, state.cursor.offset, rows.length, room) } }),
        );
      }
      if (id === 'mine') return readdress(model, withWord(address, 'mine', filter.mine ? '' : 'true'));
      if (id === 'all') return readdress(model, withWord(address, 'open', filter.everything ? '' : 'all'));
      const narrowing = listing.narrowings?.find(({ key: own, word, value }) => id === (own ?? `${word}=${value}`));
      if (narrowing) {
        const isOn = filter.narrowed.includes(narrowing.flag);
        return readdress(model, withWord(address, narrowing.word, isOn ? '' : narrowing.value));
      }
      if (id === 'day-before' || id === 'day-after') {
        const day = dayAway(filter.day ?? dayAt(model.now), id === 'day-before' ? -1 : 1);
        return readdress(model, withWord(address, 'day', day === dayAt(model.now) ? '' : day));
      }
      const special = listing.more?.(id, model, current, nav, { page: listed, onward });
      if (special || !current) return special;
      switch (id) {
        case 'open':
          return nav.go(model, listing.placeOf(current));
        case 'next':
          return listing.next?.(model, live(current));
        case 'actions':
          return listing.menu && still(openOverlay(model, listing.menu(model, live(current))));
        case 'copy': {
          const what = { row: listing.copied(current, model).join('\t'), id: listing.noOf(current), json: current };
          return still(
            openOverlay(model, copyMenu(model, { ...what, line: listing.lines?.row?.(current) ?? `hz ${listing.noun} show ${what.id}` })),
          );
        }
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(listing, model, state, index, width, height),
    hzLine: () =>
      listing.lines?.list(filter) ??
      [
        `hz ${listing.noun} ${listing.verb ?? 'list'}`,
        ...(filter.everything || listing.endless ? [] : ['--open']),
        ...(filter.mine ? ['--mine'] : []),
        ...filter.narrowed,
        ...(filter.area === undefined ? [] : [`--area ${filter.area}`]),
        ...(filter.day === undefined ? [] : [`--day ${filter.day}`]),
      ].join(' '),
  };
}

function view<Row>(
  listing: Listing<Row>,
  model: Model,
  { listed, cursor, address }: State<Row>,
  index: number,
  width: number,
  height: number,
): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(listing.columns(model), width - 2);
  const room = Math.max(1, height - 2);
  const filter = filterOf(parseAddress(address), listing.narrowings);
  const { mine, everything, area, day, narrowed } = filter;
  const { open = t(model, '未结束', 'open'), mine: own = t(model, '我的', 'mine') } = listing.words?.(model) ?? {};
  const filters = [
    ...(listing.plain ? [] : [everything ? t(model, '全部', 'all') : open]),
    ...(mine ? [own] : []),
    ...(listing.narrowings ?? []).filter(({ flag }) => narrowed.includes(flag)).map(({ label }) => label(model)),
    ...(area === undefined ? [] : [areaName(model, area)]),
    ...(day === undefined ? [] : [day]),
  ];
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const [count = { text: '' }, ...pressing] = listed
    ? listing.heading(model, listed, filter)
    : [{ text: t(model, '正在读取…', 'Reading …') }];
  const cut = listed && rows.length < listed.total;
  return {
    lines: [
      [
        { ...count, tone: 'title' },
        { text: `  ${filters.join(' · ')}`, tone: 'accent' },
        ...pressing,
        { text: cut ? t(model, `  只显示前 ${String(rows.length)}`, `  the first ${String(rows.length)} shown`) : '', tone: 'dim' },
      ],
      headLine(laid, undefined, '  '),
      ...bodyLines(laid, rows, { index, offset, room }),
      ...(listed && rows.length === 0 ? [[], [{ text: `  ${listing.empty(model, filter)}`, tone: 'dim' as const }]] : []),
    ],
  };
}
