import type { WorklistRow } from '@houzhai/contracts';
import { counted, actionLabel, clockTime, distance, kindLabel, statusLabel } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import { parseAddress } from '../app/navigation.ts';
import { box, fit, wrap, type Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import type { TableStore } from '../widgets/table-store.ts';
import type { TextInput } from '../widgets/text-input.ts';
import type { ErrandFilter } from './errand-filter.ts';
import { areaName } from './areas.ts';
import { withFilterLine } from './filter-line.ts';

/** What the list of errands remembers. */
export interface ErrandsState {
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
/** Who has it, by name. */
export const agentOf = (model: Model, row: WorklistRow): string =>
  row.agentId === undefined ? '' : (model.colleagues.get(row.agentId)?.displayName ?? row.agentId.slice(-6));

/** Rows of the list that fit. */
export const listHeight = (model: Model): number => Math.max(1, model.size.rows - 7);

/** Columns of the list, the narrowest screen first. */
export function columnsOf(model: Model, label: (row: WorklistRow) => string): readonly Column<WorklistRow>[] {
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

/** The list as lines: what is counted, the table, the row beside it where there is room, the filter. */
export function viewErrands(
  model: Model,
  state: ErrandsState,
  label: (row: WorklistRow) => string,
  index: number,
  width: number,
  height: number,
): Frame {
  const { rows, heldCount, changed, total: held } = state.store.getSnapshot();
  const pane = width >= 120 ? Math.min(60, Math.floor(width * 0.37)) : 0;
  const columns = layout(columnsOf(model, label), width - pane - 2);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, state.cursor.offset, rows.length, room);
  const lines: Line[] = [
    summary(model, state, rows.length, held, heldCount),
    headLine(columns, { id: state.filter.sort, descending: state.filter.descending }, '  '),
  ];
  lines.push(
    ...bodyLines(columns, rows, { index, offset, room }, (row) => {
      if (state.marks.has(row.errandId)) return { text: '◆ ', tone: 'watch' };
      return changed.has(row.errandId) && row !== rows[index] ? { text: '* ', tone: 'accent' } : undefined;
    }),
  );
  if (rows.length === 0) lines.push([{ text: '' }], [{ text: emptyText(model, state), tone: 'dim' }]);
  const row = rows[index];
  const side = pane > 0 && row ? paneLines(model, row, label, pane) : [];
  const all =
    pane > 0 ? Array.from({ length: height - 1 }, (_, at) => [...fit(lines[at] ?? [], width - pane), ...(side[at] ?? [])]) : lines;
  const hint = state.typing
    ? t(model, '多词并列 · !词 排除 · 状态=超期 · 村=…', 'words and · !not · status=overdue · area=…')
    : t(model, 'Esc 清除', 'Esc clears');
  const prompt = t(model, '/ 筛选：', '/ filter: ');
  return withFilterLine(all, { width, height }, { prompt, typing: state.typing, closed: state.words, hint });
}

function summary(model: Model, state: ErrandsState, shown: number, loaded: number, held: number): Line {
  const more = state.nextCursor !== undefined ? t(model, `（已载入 ${String(loaded)}）`, ` (${String(loaded)} loaded)`) : '';
  const filtered = state.words === '' ? '' : t(model, ` · 筛选后 ${String(shown)}`, ` · ${String(shown)} match`);
  return [
    {
      text: t(model, `共 ${String(state.total)} 单${more}${filtered}`, `${counted(state.total, 'errand')}${more}${filtered}`),
      tone: 'title',
    },
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

const emptyText = (model: Model, state: ErrandsState): string =>
  state.asOf === undefined
    ? ''
    : state.words !== ''
      ? t(model, '  没有符合筛选的代办单；Esc 清除筛选', '  Nothing matches the filter; Esc clears it')
      : isNarrowed(state.address)
        ? t(model, '  没有符合条件的代办单；4 看全部在办，a 登记一单', '  No errand meets this; 4 shows all that are open, a registers one')
        : t(model, '  这里没有代办单；a 登记一单', '  No errands here; a registers one');

/** Whether the address asks for less than everything that is open. */
const isNarrowed = (address: string): boolean => {
  const { values, area } = parseAddress(address);
  return area !== undefined || Object.keys(values).some((key) => !['open', 'sort', 'descending'].includes(key));
};

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
    ...wrap(actions === '' ? t(model, '无', 'nothing') : actions, width - 4).map((text): Line => [{ text, tone: 'accent' }]),
  ];
  return box(row.no, body, width);
}
