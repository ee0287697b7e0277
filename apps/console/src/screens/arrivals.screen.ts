import { ArrivalsPage, ListCheckpoints, OPEN_CUSTODIES, type ArrivalRow, type CheckpointRow } from '@houzhai/contracts';
import { custodyLabel, dispositionLabel } from '@houzhai/i18n';
import { checkpointMenu } from '../app/checkpoint-actions.ts';
import { dutyItems } from '../app/duty-actions.ts';
import { assembleBatch } from '../app/escort-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Key } from '../terminal/keys.ts';
import { atTop, indexOf, moveCursor, scrollTo } from '../widgets/list-cursor.ts';
import { haystackOf, matches, parseQuery } from '../widgets/matcher.ts';
import { TableStore } from '../widgets/table-store.ts';
import { emptyInput, inputOf } from '../widgets/text-input.ts';
import { areaName, nameOf } from './areas.ts';
import { openArrivalForm } from './arrival.form.ts';
import { arrivalFilter, dayAt, dayAway, hzArrivals } from './arrival-filter.ts';
import { columnsOf, roomOf, viewArrivals, type ArrivalsState } from './arrivals-view.ts';
import { withWord } from './errand-filter.ts';
import { checkpointBelow } from './checkpoints.screen.ts';
import { typeFilter } from './filter-line.ts';

/** Rows asked for at a time. */
const PAGE = 200;

/** Arrivals 来(返)义人员 of one checkpoint or of all: filtered by the address, live, with marks for a batch. */
export function arrivalsScreen(nav: Navigation, state: ArrivalsState): Stateful<ArrivalsState> {
  const { uid, store, address } = state;
  const own = keeper<ArrivalsState>(uid, (next) => arrivalsScreen(nav, next));
  const { set, now } = own;
  const here = () => {
    const { rows } = store.getSnapshot();
    const index = indexOf((at) => rows[at]?.arrivalId ?? '', rows.length, state.cursor);
    return { rows, index, current: rows[index] };
  };
  const filterAt = (model: Model) => arrivalFilter(address, model.now);
  const asked = (model: Model, checkpoint: CheckpointRow | undefined) => {
    const { day, input } = filterAt(model);
    return { ...input, ...(day === undefined ? {} : { day }), ...(checkpoint ? { checkpointId: checkpoint.checkpointId } : {}) };
  };

  const page = (model: Model, checkpoint = now(model)?.checkpoint, cursor?: string): Step => {
    const input = { ...asked(model, checkpoint), limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const rows = read(`arrivals-${String(uid)}-page`, ArrivalsPage, input, (value, at) => {
      if (!now(at)) return still(at);
      if (cursor === undefined) {
        store.hold = false;
        store.replaceAll(value.rows);
      } else store.put(value.rows, { own: true });
      store.hold = true;
      const { total, asOf, nextCursor } = value;
      return still(set(own.without(at, 'nextCursor'), { total, asOf, ...(nextCursor === undefined ? {} : { nextCursor }) }));
    });
    return [model, [rows]];
  };
  /** The checkpoint of the address, then its arrivals. */
  const load = (model: Model): Step => {
    const { code } = filterAt(model);
    if (code === undefined) return page(model);
    const found = read(`arrivals-${String(uid)}-checkpoint`, ListCheckpoints, { code }, ({ rows }, at) => {
      const checkpoint = rows.find((row) => row.code === code);
      return checkpoint ? page(set(at, { checkpoint, missing: false }), checkpoint) : still(set(at, { missing: true }));
    });
    return [model, [found]];
  };
  const refreshCheckpoint = (model: Model): Step => {
    const { code } = filterAt(model);
    if (code === undefined) return still(model);
    const found = read(`arrivals-${String(uid)}-counts`, ListCheckpoints, { code }, ({ rows }, at) => {
      const checkpoint = rows.find((row) => row.code === code);
      return still(checkpoint ? set(at, { checkpoint }) : at);
    });
    return [model, [found]];
  };
  const refresh = (model: Model, ids: readonly string[]): Step => {
    const input = { ...asked(model, now(model)?.checkpoint), ids: ids.slice(0, 200), limit: 200 };
    const some = read(`arrivals-${String(uid)}-${ids[0] ?? ''}`, ArrivalsPage, input, ({ rows, asOf }, at) => {
      const before = now(at);
      if (!before) return still(at);
      const found = new Set(rows.map(({ arrivalId }) => arrivalId));
      const gone = ids.filter((id) => !found.has(id) && store.get(id) !== undefined);
      const fresh = rows.filter((row) => store.get(row.arrivalId) === undefined).length;
      store.put(rows);
      if (gone.length > 0) store.remove(gone);
      store.flush();
      return still(set(at, { asOf, total: before.total + fresh - gone.length }));
    });
    const [same, counts] = refreshCheckpoint(model);
    return [same, [some, ...counts]];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openArrivals(nav, uid, next, model);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  const turn = (model: Model, days: number): Step => {
    const today = dayAt(model.now);
    const day = dayAway(filterAt(model).day ?? today, days);
    return readdress(model, withWord(address, 'day', day === today ? '' : day));
  };
  const applyWords = (model: Model, words: string): Model => {
    const query = parseQuery(words);
    const haystack = (row: ArrivalRow): string =>
      haystackOf(
        row.no,
        row.label,
        '',
        row.plateMasked ?? '',
        row.area,
        areaName(model, row.area),
        dispositionLabel(row.disposition, model.lang),
        custodyLabel(row.custody, model.lang),
        nameOf(model, row.answersFor),
      );
    store.filter(query.terms.length === 0 ? undefined : (row) => matches(query, row, { haystack }));
    return set(model, { words, cursor: atTop });
  };
  const select = (model: Model, to: number): Step => {
    const { rows } = here();
    const offset = scrollTo(to, state.cursor.offset, rows.length, roomOf(model, state));
    const moved = set(model, { cursor: { id: rows[to]?.arrivalId, offset } });
    return to > rows.length - 60 && state.nextCursor !== undefined ? page(moved, state.checkpoint, state.nextCursor) : [moved, []];
  };

  /** Whom a batch is made of: those marked, else the party under the cursor. */
  const forBatch = (): readonly ArrivalRow[] => {
    const { rows, current } = here();
    const waiting = rows.filter(({ custody }) => custody === 'WAITING');
    return state.marks.size > 0
      ? waiting.filter(({ arrivalId }) => state.marks.has(arrivalId))
      : waiting.filter(({ partyId }) => partyId === current?.partyId);
  };
  const assemble = (model: Model): Step =>
    assembleBatch(model, forBatch(), ({ no }, at) => nav.go(set(at, { marks: new Set() }), `escort ${no}`));
  const batchItem = (model: Model): MenuItem => {
    const count = forBatch().length;
    const label =
      state.marks.size > 0
        ? t(model, `标记的 ${String(count)} 人编批次`, `Batch of ${String(count)} marked`)
        : t(model, `同批 ${String(count)} 人编批次`, `Batch of this party: ${String(count)}`);
    return { key: 'b', label, ...(count > 0 ? { run: assemble } : { why: t(model, '没有在卡口等候的人', 'nobody of them waits here') }) };
  };
  const actions = (model: Model): Step => {
    const { current } = here();
    const { checkpoint } = state;
    const items = (at: Model): readonly MenuItem[] => [
      batchItem(at),
      ...(current ? dutyItems(at, store.get(current.arrivalId) ?? current) : []),
    ];
    const about = current ? `${current.no} · ${current.label}` : t(model, '来(返)义人员', 'Arrivals');
    const shown = checkpoint
      ? checkpointMenu(model, { row: checkpoint, now: (at) => now(at)?.checkpoint }, (at) =>
          items(at).map((item) =>
            current && item.key !== 'b' ? { ...item, key: item.key.toUpperCase(), label: `${item.label} ${current.label}` } : item,
          ),
        )
      : menu(about, items);
    return [openOverlay(model, shown), []];
  };
  const custodyMenu = (model: Model): Step => {
    const choices = [
      ['', t(model, '全部', 'All')],
      [OPEN_CUSTODIES.join(','), t(model, '未交接', 'Not handed over')],
      ...[...OPEN_CUSTODIES, 'ACCEPTED', 'SETTLED', 'NONE'].map((one) => [one, custodyLabel(one, model.lang)]),
    ] as const;
    const items = choices.map(([value = '', label = ''], index): MenuItem => ({
      key: String(index + 1),
      label,
      run: (at) => readdress(at, withWord(withWord(address, 'open', ''), 'custody', value)),
    }));
    return [openOverlay(model, menu(t(model, '交接状态', 'Custody'), items)), []];
  };

  const onBinding = (id: string, model: Model): Step | undefined => {
    const { rows, index, current } = here();
    const moved = moveCursor(id, index, rows.length, roomOf(model, state));
    if (moved !== undefined) return select(model, moved);
    switch (id) {
      case 'open':
        return current ? nav.go(model, `arrival ${current.no}`) : still(model);
      case 'register':
        if (filterAt(model).code !== undefined && !state.checkpoint)
          return still(say(model, t(model, '正在读取卡口，请再按一次', 'The checkpoint is being read; press it again'), 'watch'));
        return state.checkpoint?.status === 'CLOSED'
          ? still(say(model, t(model, '该卡口已撤除', 'That checkpoint is closed'), 'watch'))
          : openArrivalForm(model, state.checkpoint);
      case 'assemble':
        return assemble(model);
      case 'actions':
        return actions(model);
      case 'custody':
        return custodyMenu(model);
      case 'day-before':
        return turn(model, -1);
      case 'day-after':
        return turn(model, 1);
      case 'filter':
        return still(set(model, { typing: inputOf(state.words) }));
      case 'release':
        store.release();
        return still(model);
      case 'mark': {
        if (!current) return still(model);
        if (current.custody !== 'WAITING')
          return still(say(model, t(model, '只有在卡口等候的人可以编批次', 'Only those who wait here can be put into a batch'), 'watch'));
        const marks = new Set(state.marks);
        if (!marks.delete(current.arrivalId)) marks.add(current.arrivalId);
        return select(set(model, { marks }), Math.min(index + 1, rows.length - 1));
      }
      case 'mark-all': {
        const waiting = rows.filter(({ custody }) => custody === 'WAITING').map(({ arrivalId }) => arrivalId);
        return still(set(model, { marks: new Set(state.marks.size > 0 ? [] : waiting) }));
      }
      case 'copy':
        return (
          current && [
            openOverlay(
              model,
              copyMenu(model, {
                row: columnsOf(model)
                  .map((column) => column.text(current))
                  .join('\t'),
                id: current.no,
                json: current,
                line: `hz arrival show ${current.no}`,
              }),
            ),
            [],
          ]
        );
      default:
        return undefined;
    }
  };

  return {
    ...own.kept(state),
    address,
    title: (model) => state.checkpoint?.name ?? t(model, '来(返)义人员', 'Arrivals'),
    scopes: state.typing ? ['filter'] : ['arrivals', 'list'],
    typing: state.typing !== undefined,
    onBinding,
    ...(state.typing
      ? {
          onKey: (key: Key, model: Model) =>
            typeFilter(state.typing ?? emptyInput, key, model, {
              done: (at) => own.without(at, 'typing'),
              edited: (at, typing) => still(set(applyWords(at, typing.text), { typing })),
            }),
        }
      : {}),
    load,
    onChange: (view, ids, model) => {
      if (view === 'arrival') return ids === undefined ? load(model) : refresh(model, ids);
      return view === 'checkpoint' ? refreshCheckpoint(model) : still(model);
    },
    onEscape: (model) => {
      if (state.typing !== undefined) return still(own.without(model, 'typing'));
      if (state.words !== '') return still(applyWords(model, ''));
      if (state.marks.size > 0) return still(set(model, { marks: new Set() }));
      return undefined;
    },
    view: (model, width, height) => viewArrivals(model, state, here().index, { width, height }),
    hzLine: (model) => hzArrivals(address, model.now),
  };
}

/** The list as it is opened at an address. */
export function openArrivals(nav: Navigation, uid: number, address: string, model: Model): Screen {
  const { code } = arrivalFilter(address, model.now);
  const checkpoint = code === undefined ? undefined : checkpointBelow(model, code);
  const store = new TableStore<ArrivalRow>({
    idOf: ({ arrivalId }) => arrivalId,
    compare: (a, b) => b.arrivedAt.localeCompare(a.arrivedAt) || b.no.localeCompare(a.no),
  });
  return arrivalsScreen(nav, {
    uid,
    ...(checkpoint ? { checkpoint } : {}),
    address: formatAddress(parseAddress(address)),
    store,
    cursor: atTop,
    marks: new Set(),
    words: '',
    total: 0,
    missing: false,
  });
}
