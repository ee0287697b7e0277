import { PersonLabels, WorklistPage, type WorklistRow } from '@houzhai/contracts';
import { kindLabel, statusLabel } from '@houzhai/i18n';
import { assignMany, reassignAgent } from '../app/batch-actions.ts';
import { errandMenu, takeAction, type LiveErrand } from '../app/errand-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { t, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { withReceipt } from '../app/receipt.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Key } from '../terminal/keys.ts';
import { atTop, indexOf, moveCursor, scrollTo } from '../widgets/list-cursor.ts';
import { haystackOf, matches, parseQuery } from '../widgets/matcher.ts';
import { TableStore } from '../widgets/table-store.ts';
import { emptyInput, inputOf } from '../widgets/text-input.ts';
import { areaName } from './areas.ts';
import { compareRows, filterOf, hzList, withWord, type Sort } from './errand-filter.ts';
import { typeFilter } from './filter-line.ts';
import { agentOf, columnsOf, listHeight, viewErrands, type ErrandsState } from './errands-view.ts';
import { openRequestForm } from './request.form.ts';

/** Rows asked for at a time. */
const PAGE = 200;

type ErrandsScreen = Stateful<ErrandsState>;

/** The list of errands 代办清单: filtered by its address, live, with marks and batches. */
export function errandsScreen(nav: Navigation, state: ErrandsState): ErrandsScreen {
  const { uid, store, filter } = state;
  const own = keeper<ErrandsState>(uid, (next) => errandsScreen(nav, next));
  const { set, now } = own;
  /** The rows as they are now: the store changes without the screen. */
  const here = () => {
    const { rows } = store.getSnapshot();
    const index = indexOf((at) => rows[at]?.errandId ?? '', rows.length, state.cursor);
    return { rows, index, current: rows[index] };
  };
  const label = (row: WorklistRow): string => state.labels.get(row.beneficiaryId) ?? '';
  const live = (row: WorklistRow, model: Model): LiveErrand => ({
    row,
    subject: `${kindLabel(row.kind, model.lang)} ${label(row)}`.trim(),
    now: () => store.get(row.errandId),
  });

  const select = (model: Model, to: number): Step => {
    const { rows } = here();
    const offset = scrollTo(to, state.cursor.offset, rows.length, listHeight(model));
    const moved = set(model, { cursor: { id: rows[to]?.errandId, offset } });
    return to > rows.length - 60 && state.nextCursor !== undefined ? page(moved, state.nextCursor) : [moved, []];
  };

  const labelsFor = (model: Model, some: readonly WorklistRow[]): Step => {
    const known = now(model)?.labels ?? state.labels;
    const ids = [...new Set(some.map(({ beneficiaryId }) => beneficiaryId))].filter((id) => !known.has(id)).slice(0, 200);
    if (ids.length === 0) return [model, []];
    const labels = read(`labels-${String(uid)}-${ids[0] ?? ''}`, PersonLabels, { ids }, (found, at) => {
      const before = now(at)?.labels ?? [];
      return [set(at, { labels: new Map([...before, ...found.labels.map((one) => [one.personId, one.label] as const)]) }), []];
    });
    return [model, [labels]];
  };

  const page = (model: Model, cursor?: string): Step => {
    const input = {
      ...filter.input,
      sort: filter.sort,
      descending: filter.descending,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const rows = read(`errands-${String(uid)}-page`, WorklistPage, input, (value, at) => {
      if (!now(at)) return [at, []];
      if (cursor === undefined) {
        store.hold = false;
        store.replaceAll(value.rows);
      } else store.put(value.rows, { own: true });
      store.hold = true;
      const { total, asOf, nextCursor } = value;
      const after = set(own.without(at, 'nextCursor'), { total, asOf, ...(nextCursor === undefined ? {} : { nextCursor }) });
      return labelsFor(after, value.rows);
    });
    return [model, [rows]];
  };

  const refresh = (model: Model, ids: readonly string[]): Step => {
    const input = { ...filter.input, ids: ids.slice(0, 200), limit: 200 };
    const some = read(`errands-${String(uid)}-${ids[0] ?? ''}`, WorklistPage, input, ({ rows, asOf }, at) => {
      if (!now(at)) return [at, []];
      const found = new Set(rows.map(({ errandId }) => errandId));
      const gone = ids.filter((id) => !found.has(id) && store.get(id) !== undefined);
      const fresh = rows.filter((row) => store.get(row.errandId) === undefined).length;
      store.put(rows);
      if (gone.length > 0) store.remove(gone);
      store.flush();
      // Where no row is shown, a new one moves nobody's choice.
      if (store.getSnapshot().rows.length === 0) store.release();
      const total = (now(at)?.total ?? 0) + fresh - gone.length;
      return labelsFor(set(at, { total, asOf }), rows);
    });
    return [model, [some]];
  };

  const applyWords = (model: Model, words: string): Model => {
    const query = parseQuery(words);
    const searchable = {
      haystack: (row: WorklistRow) =>
        haystackOf(
          row.no,
          label(row),
          '',
          statusLabel(row.status, model.lang),
          kindLabel(row.kind, model.lang),
          row.area,
          areaName(model, row.area),
          agentOf(model, row),
        ),
      field: (row: WorklistRow, key: string) => fieldOf(model, row, key),
    };
    store.filter(query.terms.length === 0 ? undefined : (row) => matches(query, row, searchable));
    return set(model, { words, cursor: atTop });
  };

  const readdress = (model: Model, address: string): Step => {
    const next = openErrands(nav, uid, address, model);
    return next.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? next : screen)) });
  };
  const marked = (): readonly WorklistRow[] => [...state.marks].flatMap((id) => store.get(id) ?? []);

  const onBinding = (id: string, model: Model): Step | undefined => {
    const { rows, index, current } = here();
    const moved = moveCursor(id, index, rows.length, listHeight(model));
    if (moved !== undefined) return select(model, moved);
    switch (id) {
      case 'open':
        return current ? nav.go(model, `errand ${current.no}`) : [model, []];
      case 'filter':
        return [set(model, { typing: inputOf(state.words) }), []];
      case 'release':
        store.release();
        return [model, []];
      case 'request':
        return openRequestForm(nav, model, undefined);
      case 'mine':
        return readdress(model, withWord(state.address, 'mine', filter.input.mine ? '' : 'true'));
      case 'overdue':
        return readdress(model, withWord(state.address, 'due', filter.input.due === 'overdue' ? '' : 'overdue'));
      case 'reverse':
        return readdress(model, withWord(state.address, 'descending', filter.descending ? '' : 'true'));
      case 'sort':
        return [
          openOverlay(
            model,
            sortMenu(model, filter, (at, sort) => readdress(at, withWord(state.address, 'sort', sort))),
          ),
          [],
        ];
      case 'mark':
        if (!current) return [model, []];
        return select(
          set(model, { marks: toggled(state.marks, current.errandId), anchor: current.errandId }),
          Math.min(index + 1, rows.length - 1),
        );
      case 'mark-range': {
        const from = state.anchor === undefined ? index : rows.findIndex(({ errandId }) => errandId === state.anchor);
        const range = rows.slice(Math.min(from, index), Math.max(from, index) + 1).map(({ errandId }) => errandId);
        return [set(model, { marks: new Set([...state.marks, ...range]) }), []];
      }
      case 'mark-all':
        return [set(model, { marks: state.marks.size > 0 ? new Set() : new Set(rows.map(({ errandId }) => errandId)) }), []];
      case 'assign':
        if (state.marks.size > 0) return assignMany(model, marked(), (at) => set(at, { marks: new Set() }));
        return current ? takeAction(model, live(current, model), current.status === 'REQUESTED' ? 'assign' : 'hand-over') : [model, []];
      case 'actions': {
        if (state.marks.size === 0) return current && [openOverlay(model, errandMenu(model, live(current, model))), []];
        const count = String(state.marks.size);
        const items = [
          {
            key: 'm',
            label: t(model, `指派 ${count} 单`, `Assign ${count}`),
            run: (at: Model): Step => assignMany(at, marked(), (after) => set(after, { marks: new Set() })),
          },
          { key: 'c', label: t(model, '清除标记', 'Clear marks'), run: (at: Model): Step => [set(at, { marks: new Set() }), []] },
        ];
        return [openOverlay(model, menu(t(model, `已标记 ${count} 单`, `${count} marked`), items)), []];
      }
      case 'reassign':
        return reassignAgent(model);
      case 'copy':
        return (
          current && [
            openOverlay(
              model,
              copyMenu(model, {
                row: columnsOf(model, label)
                  .map((column) => column.text(current))
                  .join('\t'),
                id: current.no,
                json: current,
                line: hzList(state.address),
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
    address: state.address,
    title: (model) => (filter.input.mine ? t(model, '我的代办', 'My errands') : t(model, '代办', 'Errands')),
    scopes: state.typing ? ['filter'] : ['errands', 'list'],
    typing: state.typing !== undefined,
    onBinding,
    ...(state.typing
      ? {
          onKey: (key: Key, model: Model) =>
            typeFilter(state.typing ?? emptyInput, key, model, {
              done: (at) => own.without(at, 'typing'),
              edited: (at, typing) => [set(applyWords(at, typing.text), { typing }), []],
            }),
        }
      : {}),
    load: (model) => page(model),
    onReceipt: (receipt, model) => {
      const row = store.get(receipt.id);
      if (row) store.put([withReceipt(row, receipt)], { own: true });
      return model;
    },
    onChange: (view, ids, model) => (view !== 'worklist' ? [model, []] : ids === undefined ? page(model) : refresh(model, ids)),
    onEscape: (model) => {
      if (state.typing !== undefined) return [own.without(model, 'typing'), []];
      if (state.words !== '') return [applyWords(model, ''), []];
      if (state.marks.size > 0) return [set(model, { marks: new Set() }), []];
      return undefined;
    },
    view: (model, width, height) => viewErrands(model, state, label, here().index, width, height),
    hzLine: () => hzList(state.address),
  };
}

/** The list as it is opened at an address. */
export function openErrands(nav: Navigation, uid: number, address: string, model: Model): Screen {
  const filter = filterOf(address, model.now);
  const store = new TableStore<WorklistRow>({ idOf: ({ errandId }) => errandId, compare: compareRows(filter.sort, filter.descending) });
  return errandsScreen(nav, {
    uid,
    address: formatAddress(parseAddress(address)),
    filter,
    store,
    labels: new Map(),
    cursor: atTop,
    marks: new Set(),
    words: '',
    total: 0,
  });
}

const toggled = (marks: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(marks);
  if (!next.delete(id)) next.add(id);
  return next;
};

function fieldOf(model: Model, row: WorklistRow, key: string): string | readonly string[] | undefined {
  const both = (code: string, label: (code: string, lang: 'zh' | 'en') => string): readonly string[] => [
    code,
    label(code, 'zh'),
    label(code, 'en'),
  ];
  switch (key) {
    case '村':
    case 'area':
      return [row.area, areaName(model, row.area)];
    case '状态':
    case 'status':
      return [...both(row.status, statusLabel), ...(row.overdue ? ['超期', 'overdue'] : [])];
    case '类别':
    case 'kind':
      return both(row.kind, kindLabel);
    case '代办员':
    case 'agent':
      return agentOf(model, row);
    default:
      return undefined;
  }
}

const SORTS: readonly Sort[] = ['due', 'requested', 'updated', 'no', 'area', 'status'];
function sortMenu(model: Model, { sort, descending }: ErrandsState['filter'], run: (model: Model, sort: Sort) => Step) {
  const titles = new Map(columnsOf(model, () => '').map(({ id, title }) => [id, title]));
  const items = SORTS.map((one, index) => ({
    key: String(index + 1),
    label: `${titles.get(one) ?? one}${one === sort ? (descending ? ' ▼' : ' ▲') : ''}`,
    run: (at: Model): Step => run(at, one),
  }));
  return menu(t(model, '排序', 'Sort by'), items, SORTS.indexOf(sort));
}
