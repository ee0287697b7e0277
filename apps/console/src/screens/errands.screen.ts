import { PersonLabels, WorklistPage, type WorklistRow } from '@houzhai/contracts';
import { actionLabel, clockTime, distance, kindLabel, statusLabel } from '@houzhai/i18n';
import { assignMany, errandMenu, reassignAgent, takeAction } from '../app/errand-actions.ts';
import { ask, say, screenOf, t, withScreen, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { queryFailed, sentence } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { box, fit, type Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import { headLine, layout, rowLine, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { haystackOf, matches, parseQuery } from '../widgets/matcher.ts';
import { TableStore } from '../widgets/table-store.ts';
import { edit, emptyInput, inputOf, windowOf, type TextInput } from '../widgets/text-input.ts';
import { compareRows, filterOf, hzList, withWord, type ErrandFilter, type Sort } from './errand-filter.ts';
import { standing } from './errand.screen.ts';
import { areaName } from './form.screen.ts';
import { openRequestForm } from './request.form.ts';

/** Rows asked for at a time. */
const PAGE = 200;

interface State {
  readonly uid: number;
  readonly address: string;
  readonly filter: ErrandFilter;
  readonly store: TableStore<WorklistRow>;
  readonly labels: ReadonlyMap<string, string>;
  readonly cursor: ListCursor;
  readonly marks: ReadonlySet<string>;
  readonly anchor?: string;
  /** Open while the filter is being typed. */
  readonly typing?: TextInput;
  readonly words: string;
  readonly total: number;
  readonly nextCursor?: string;
  readonly asOf?: string;
}
type ErrandsScreen = Screen & { readonly state: State };

/** The list of errands 代办清单: filtered by its address, live, with marks and batches. */
export function errandsScreen(nav: Navigation, state: State): ErrandsScreen {
  const { uid, store, filter } = state;
  const set = (model: Model, change: Partial<State>): Model =>
    withScreen<ErrandsScreen>(model, uid, (screen) => errandsScreen(nav, { ...screen.state, ...change }));
  /** The rows as they are now: the store changes without the screen. */
  const here = () => {
    const { rows } = store.getSnapshot();
    const index = indexOf((at) => rows[at]?.errandId ?? '', rows.length, state.cursor);
    return { rows, index, current: rows[index] };
  };
  const label = (row: WorklistRow): string => state.labels.get(row.beneficiaryId) ?? '';
  const subject = (row: WorklistRow, model: Model): string => `${kindLabel(row.kind, model.lang)} ${label(row)}`.trim();

  const select = (model: Model, to: number): Step => {
    const { rows } = here();
    const offset = scrollTo(to, state.cursor.offset, rows.length, listHeight(model));
    const moved = set(model, { cursor: { id: rows[to]?.errandId, offset } });
    return to > rows.length - 60 && state.nextCursor !== undefined ? page(moved, state.nextCursor) : [moved, []];
  };

  const labelsFor = (model: Model, some: readonly WorklistRow[]): Step => {
    const known = screenOf<ErrandsScreen>(model, uid)?.state.labels ?? state.labels;
    const ids = [...new Set(some.map(({ beneficiaryId }) => beneficiaryId))].filter((id) => !known.has(id)).slice(0, 200);
    if (ids.length === 0) return [model, []];
    return [
      model,
      [
        ask(
          `labels-${String(uid)}-${ids[0] ?? ''}`,
          PersonLabels,
          { ids },
          (outcome) => (at) => {
            const before = screenOf<ErrandsScreen>(at, uid)?.state.labels;
            if (!outcome.ok || !before) return [at, []];
            return [
              set(at, { labels: new Map([...before, ...outcome.value.labels.map((one) => [one.personId, one.label] as const)]) }),
              [],
            ];
          },
          queryFailed,
        ),
      ],
    ];
  };

  const page = (model: Model, cursor?: string): Step => [
    model,
    [
      ask(
        `errands-${String(uid)}-page`,
        WorklistPage,
        { ...filter.input, sort: filter.sort, descending: filter.descending, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
        (outcome) => (at) => {
          if (!outcome.ok) return [say(at, sentence(at, outcome.refusal), 'alarm'), []];
          const { value } = outcome;
          if (!screenOf(at, uid)) return [at, []];
          if (cursor === undefined) {
            store.hold = false;
            store.replaceAll(value.rows);
          } else store.put(value.rows, { own: true });
          store.hold = true;
          const { nextCursor } = value;
          const after = withScreen<ErrandsScreen>(at, uid, (screen) => {
            const { nextCursor: _, ...rest } = screen.state;
            return errandsScreen(nav, {
              ...rest,
              total: value.total,
              asOf: value.asOf,
              ...(nextCursor === undefined ? {} : { nextCursor }),
            });
          });
          return labelsFor(after, value.rows);
        },
        queryFailed,
      ),
    ],
  ];

  const refresh = (model: Model, ids: readonly string[]): Step => [
    model,
    [
      ask(
        `errands-${String(uid)}-${ids[0] ?? ''}`,
        WorklistPage,
        { ...filter.input, ids: ids.slice(0, 200), limit: 200 },
        (outcome) => (at) => {
          if (!outcome.ok || !screenOf(at, uid)) return [at, []];
          const found = new Set(outcome.value.rows.map(({ errandId }) => errandId));
          const gone = ids.filter((id) => !found.has(id) && store.get(id) !== undefined);
          const fresh = outcome.value.rows.filter((row) => store.get(row.errandId) === undefined).length;
          store.put(outcome.value.rows);
          if (gone.length > 0) store.remove(gone);
          store.flush();
          const total = (screenOf<ErrandsScreen>(at, uid)?.state.total ?? 0) + fresh - gone.length;
          return labelsFor(set(at, { total, asOf: outcome.value.asOf }), outcome.value.rows);
        },
        queryFailed,
      ),
    ],
  ];

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
            sortMenu(model, (at, sort) => readdress(at, withWord(state.address, 'sort', sort))),
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
        if (state.marks.size > 0) return assignMany(nav, model, marked(), (at) => set(at, { marks: new Set() }));
        return current
          ? takeAction(nav, model, current, current.status === 'REQUESTED' ? 'assign' : 'hand-over', subject(current, model))
          : [model, []];
      case 'actions': {
        if (state.marks.size === 0) return current && [openOverlay(model, errandMenu(nav, model, current, subject(current, model))), []];
        const count = String(state.marks.size);
        const items = [
          {
            key: 'm',
            label: t(model, `指派 ${count} 单`, `Assign ${count}`),
            run: (at: Model): Step => assignMany(nav, at, marked(), (after) => set(after, { marks: new Set() })),
          },
          { key: 'c', label: t(model, '清除标记', 'Clear marks'), run: (at: Model): Step => [set(at, { marks: new Set() }), []] },
        ];
        return [openOverlay(model, menu(t(model, `已标记 ${count} 单`, `${count} marked`), items)), []];
      }
      case 'reassign':
        return reassignAgent(nav, model);
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
    state,
    uid,
    address: state.address,
    title: (model) => (filter.input.mine ? t(model, '我的代办', 'My errands') : t(model, '代办', 'Errands')),
    scopes: ['errands', 'list'],
    typing: state.typing !== undefined,
    onBinding,
    ...(state.typing === undefined ? {} : { onKey: (key: Key, model: Model) => typeFilter(nav, model, state, key, set, applyWords) }),
    load: (model) => page(model),
    onReceipt: (receipt, model) => {
      const row = store.get(receipt.errandId);
      if (row) store.put([{ ...row, ...standing(receipt) }], { own: true });
      return model;
    },
    onChange: (view, ids, model) => (view !== 'worklist' ? [model, []] : ids === undefined ? page(model) : refresh(model, ids)),
    onEscape: (model) => {
      if (state.typing !== undefined) return [withoutTyping(model, uid, nav), []];
      if (state.words !== '') return [applyWords(model, ''), []];
      if (state.marks.size > 0) return [set(model, { marks: new Set() }), []];
      return undefined;
    },
    view: (model, width, height) => view(model, state, label, here().index, width, height),
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

const withoutTyping = (model: Model, uid: number, nav: Navigation): Model =>
  withScreen<ErrandsScreen>(model, uid, (screen) => {
    const { typing: _, ...rest } = screen.state;
    return errandsScreen(nav, rest);
  });

function typeFilter(
  nav: Navigation,
  model: Model,
  state: State,
  key: Key,
  set: (model: Model, change: Partial<State>) => Model,
  apply: (model: Model, words: string) => Model,
): Step | undefined {
  const typing = state.typing ?? emptyInput;
  if (key.name === 'enter') return [withoutTyping(model, state.uid, nav), []];
  const edited = edit(typing, key);
  return edited && [set(apply(model, edited.text), { typing: edited }), []];
}
const toggled = (marks: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(marks);
  if (!next.delete(id)) next.add(id);
  return next;
};

const agentOf = (model: Model, row: WorklistRow): string =>
  row.agentId === undefined ? '' : (model.colleagues.get(row.agentId)?.displayName ?? row.agentId.slice(-6));

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

const listHeight = (model: Model): number => Math.max(1, model.size.rows - 7);

/** Columns of the list, the narrowest screen first. */
function columnsOf(model: Model, label: (row: WorklistRow) => string): readonly Column<WorklistRow>[] {
  const now = new Date(model.now).toISOString();
  return [
    { id: 'no', title: t(model, '编号', 'No'), width: 18, priority: 1, text: ({ no }) => no },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: model.lang === 'zh' ? 8 : 12,
      priority: 1,
      text: (row) => `${row.overdue ? '‼' : ''}${statusLabel(row.status, model.lang)}`,
      tone: (row) => (row.overdue ? 'alarm' : 'plain'),
    },
    { id: 'kind', title: t(model, '类别', 'Kind'), width: 9, priority: 1, text: ({ kind }) => kindLabel(kind, model.lang) },
    { id: 'for', title: t(model, '居民', 'Resident'), width: 8, priority: 1, text: label },
    {
      id: 'due',
      title: t(model, '期限', 'Due'),
      width: 10,
      priority: 1,
      right: true,
      text: (row) => (row.dueAt === undefined ? '—' : distance(row.dueAt, model.now, model.lang)),
      tone: (row) => (row.overdue ? 'alarm' : 'plain'),
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 14, grows: true, priority: 2, text: (row) => areaName(model, row.area) },
    { id: 'agent', title: t(model, '代办员', 'Agent'), width: 10, priority: 1, grows: true, text: (row) => agentOf(model, row) },
    {
      id: 'requested',
      title: t(model, '登记', 'Requested'),
      width: 11,
      priority: 3,
      text: (row) => clockTime(row.requestedAt, model.lang, now),
    },
    { id: 'updated', title: t(model, '更新', 'Updated'), width: 11, priority: 3, text: (row) => clockTime(row.updatedAt, model.lang, now) },
  ];
}

const SORTS: readonly Sort[] = ['due', 'requested', 'updated', 'no', 'area', 'status'];
function sortMenu(model: Model, run: (model: Model, sort: Sort) => Step) {
  const titles = new Map(columnsOf(model, () => '').map(({ id, title }) => [id, title]));
  return menu(
    t(model, '排序', 'Sort by'),
    SORTS.map((sort, index) => ({ key: String(index + 1), label: titles.get(sort) ?? sort, run: (at: Model): Step => run(at, sort) })),
  );
}

function view(model: Model, state: State, label: (row: WorklistRow) => string, index: number, width: number, height: number): Frame {
  const { rows, heldCount, changed, total: held } = state.store.getSnapshot();
  const pane = width >= 120 ? Math.floor(width * 0.37) : 0;
  const columns = layout(columnsOf(model, label), width - pane - 2);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, state.cursor.offset, rows.length, room);
  const lines: Line[] = [
    summary(model, state, rows.length, held, heldCount),
    headLine(columns, { id: state.filter.sort, descending: state.filter.descending }, '  '),
  ];
  rows.slice(offset, offset + room).forEach((row, at) => {
    const marked = state.marks.has(row.errandId);
    const fresh = changed.has(row.errandId);
    const lead = marked ? '◆ ' : offset + at === index ? '▸ ' : fresh ? '* ' : '  ';
    lines.push(rowLine(columns, row, { selected: offset + at === index, lead: { text: lead, tone: marked ? 'watch' : 'accent' } }));
  });
  if (rows.length === 0) lines.push([{ text: '' }], [{ text: emptyText(model, state), tone: 'dim' }]);
  const body = lines.slice(0, height - 1);
  while (body.length < height - 1) body.push([]);
  const typing = state.typing;
  const prompt = t(model, '/ 筛选：', '/ filter: ');
  const shown = typing ? windowOf(typing, width - 14) : undefined;
  body.push(
    shown
      ? [
          { text: prompt, tone: 'accent' },
          { text: shown.text, bold: true },
          { text: t(model, '   多词并列 · !词 排除 · 状态=超期 · 村=…', '   words and · !not · status=overdue · area=…'), tone: 'dim' },
        ]
      : state.words === ''
        ? []
        : [
            { text: `${prompt}${state.words}`, tone: 'accent' },
            { text: t(model, '   Esc 清除', '   Esc clears'), tone: 'dim' },
          ],
  );
  const row = rows[index];
  const side = pane > 0 && row ? paneLines(model, row, label, pane) : [];
  const all = pane > 0 ? body.map((spans, at) => [...fit(spans, width - pane), ...(side[at] ?? [])]) : body;
  return { lines: all, ...(shown ? { cursor: { x: widthOfPrompt(model) + shown.x, y: height - 1 } } : {}) };
}
const widthOfPrompt = (model: Model): number => (model.lang === 'zh' ? 8 : 10);

function summary(model: Model, state: State, shown: number, loaded: number, held: number): Line {
  const more = state.nextCursor !== undefined ? t(model, `（已载入 ${String(loaded)}）`, ` (${String(loaded)} loaded)`) : '';
  const filtered = state.words === '' ? '' : t(model, ` · 筛选后 ${String(shown)}`, ` · ${String(shown)} match`);
  return [
    { text: t(model, `共 ${String(state.total)} 单${more}${filtered}`, `${String(state.total)} errands${more}${filtered}`), tone: 'title' },
    {
      text: state.marks.size > 0 ? t(model, `  ◆ 已标记 ${String(state.marks.size)}`, `  ◆ ${String(state.marks.size)} marked`) : '',
      tone: 'watch',
    },
    { text: held > 0 ? t(model, `  ↑ ${String(held)} 条新消息，按 . 载入`, `  ↑ ${String(held)} new, . shows them`) : '', tone: 'accent' },
    {
      text:
        state.asOf === undefined
          ? t(model, '  正在读取…', '  reading …')
          : t(
              model,
              `  数据截至 ${clockTime(state.asOf, model.lang, new Date(model.now).toISOString())}`,
              `  as of ${clockTime(state.asOf, model.lang, new Date(model.now).toISOString())}`,
            ),
      tone: 'dim',
    },
  ];
}

const emptyText = (model: Model, state: State): string =>
  state.asOf === undefined
    ? ''
    : state.words !== ''
      ? t(model, '  没有符合筛选的代办单；Esc 清除筛选', '  Nothing matches the filter; Esc clears it')
      : t(model, '  这里没有代办单；a 登记一单', '  No errands here; a registers one');

function paneLines(model: Model, row: WorklistRow, label: (row: WorklistRow) => string, width: number): Line[] {
  const now = new Date(model.now).toISOString();
  const pair = (name: string, value: string): Line => [{ text: `${name}  `, tone: 'dim' }, { text: value }];
  const actions = row.allowedActions.map((action) => actionLabel(action, model.lang)).join(' · ');
  const body: Line[] = [
    pair(t(model, '状态', 'Status'), statusLabel(row.status, model.lang)),
    pair(t(model, '类别', 'Kind'), kindLabel(row.kind, model.lang)),
    pair(t(model, '居民', 'Resident'), label(row)),
    pair(t(model, '村(居)', 'Area'), `${row.area} ${areaName(model, row.area)}`),
    pair(t(model, '代办员', 'Agent'), agentOf(model, row) || t(model, '待指派', 'nobody yet')),
    pair(t(model, '登记', 'Requested'), clockTime(row.requestedAt, model.lang, now)),
    pair(
      t(model, row.dueStage === 'ACCEPT' ? '受理期限' : '办结期限', row.dueStage === 'ACCEPT' ? 'Accept by' : 'Complete by'),
      row.dueAt === undefined ? '—' : `${clockTime(row.dueAt, model.lang, now)} (${distance(row.dueAt, model.now, model.lang)})`,
    ),
    [],
    [{ text: t(model, '现在可以', 'Possible now'), tone: 'dim' }],
    [{ text: actions === '' ? t(model, '无', 'nothing') : actions, tone: 'accent' }],
  ];
  return box(row.no, body, width);
}
