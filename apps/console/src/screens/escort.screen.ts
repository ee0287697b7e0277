import { BatchDetail, Uuid, type OutputOf } from '@houzhai/contracts';
import { counted, escortModeLabel } from '@houzhai/i18n';
import { batchMenu, takeBatchAction, type Head, type LiveBatch } from '../app/escort-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Span, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { statusText } from './escorts.screen.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof BatchDetail>;
interface State {
  readonly uid: number;
  /** Number of the batch, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly cursor: ListCursor;
  readonly marks: ReadonlySet<string>;
}

/** Heads by where they go, as they are shown. */
const inOrder = (heads: readonly Head[]): readonly Head[] =>
  heads.toSorted((a, b) => a.area.localeCompare(b.area) || a.no.localeCompare(b.no));

/** One batch: its heads by destination, who took each over, and what can be done. */
export function escortScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail, marks } = state;
  const own = keeper<State>(uid, (next) => escortScreen(nav, next));
  const heads = inOrder(detail?.heads ?? []);
  const index = indexOf((at) => heads[at]?.arrivalId ?? '', heads.length, state.cursor);
  const current = heads[index];
  const aboard = heads.filter(({ status }) => status === 'ABOARD');
  const load = (model: Model): Step => [
    model,
    [
      read(
        `escort-${String(uid)}`,
        BatchDetail,
        Uuid.safeParse(no).success ? { batchId: no } : { no },
        (value, at) => {
          const left = new Set(value.heads.filter(({ status }) => status === 'ABOARD').map(({ arrivalId }) => arrivalId));
          const kept = [...(own.now(at)?.marks ?? [])].filter((id) => left.has(id));
          return still(own.set(at, { detail: value, marks: new Set(kept) }));
        },
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveBatch => {
    const marked = aboard.filter(({ arrivalId }) => marks.has(arrivalId));
    const under = current?.status === 'ABOARD' ? [current] : [];
    return { row, heads, chosen: marked.length > 0 ? marked : under, now: (at) => own.now(at)?.detail?.row };
  };
  const select = (model: Model, to: number): Model => own.set(model, { cursor: { id: heads[to]?.arrivalId, offset: 0 } });
  return {
    ...own.kept(state),
    address: `escort ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['escort', 'list'],
    load,
    onChange: (view, ids, model) => {
      const mine = new Set([detail?.row.batchId, ...heads.map(({ arrivalId }) => arrivalId)]);
      const concerns = (view === 'escort-batch' || view === 'arrival') && (ids?.some((id) => mine.has(id)) ?? true);
      return concerns ? load(model) : still(model);
    },
    onEscape: (model) => (marks.size > 0 ? still(own.set(model, { marks: new Set() })) : undefined),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, heads.length, 8);
      if (moved !== undefined) return still(select(model, moved));
      if (!detail) return undefined;
      switch (id) {
        case 'open':
          return current ? nav.go(model, `arrival ${current.no}`) : still(model);
        case 'mark': {
          if (current?.status !== 'ABOARD') return still(model);
          const next = new Set(marks);
          if (!next.delete(current.arrivalId)) next.add(current.arrivalId);
          return still(select(own.set(model, { marks: next }), Math.min(index + 1, heads.length - 1)));
        }
        case 'mark-all':
          return still(own.set(model, { marks: new Set(marks.size > 0 ? [] : aboard.map(({ arrivalId }) => arrivalId)) }));
        case 'actions':
          return still(openOverlay(model, batchMenu(model, live(detail))));
        case 'accept':
          return takeBatchAction(model, live(detail), 'accept');
        case 'missing':
          return takeBatchAction(model, live(detail), 'report-missing');
        case 'measure':
          return takeBatchAction(model, live(detail), 'measure');
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [detail.row.no, detail.row.status, detail.row.areas.join(','), String(detail.row.heads)].join('\t'),
                id: detail.row.no,
                json: detail.row,
                line: `hz escort show ${detail.row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, heads, index, width, height),
    hzLine: () => `hz escort show ${detail?.row.no ?? no}`,
  };
}

/** The batch as opened. */
export const openEscort = (nav: Navigation, uid: number, no: string): Screen =>
  escortScreen(nav, { uid, no, missing: false, cursor: atTop, marks: new Set() });

function view(model: Model, state: State, heads: readonly Head[], index: number, width: number, height: number): Frame {
  const { no, detail, missing, marks } = state;
  if (missing)
    return { lines: [[{ text: t(model, `  找不到批次 ${no}，或不在您的辖区。Esc 返回`, `  No batch ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, seats, plateMasked, history } = detail;
  const vehicle = [
    escortModeLabel(row.mode, model.lang),
    plateMasked,
    seats === undefined ? undefined : t(model, `${String(seats)} 座`, `${String(seats)} seats`),
  ];
  const times = [
    t(model, `集结 ${clock(model, row.assembledAt)}`, `assembled ${clock(model, row.assembledAt)}`),
    ...(row.departedAt === undefined ? [] : [t(model, `出发 ${clock(model, row.departedAt)}`, `left ${clock(model, row.departedAt)}`)]),
    ...(row.arrivedAt === undefined ? [] : [t(model, `到达 ${clock(model, row.arrivedAt)}`, `arrived ${clock(model, row.arrivedAt)}`)]),
  ];
  const head: Line[] = [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: statusText(model, row), bold: true, tone: row.late ? 'alarm' : 'plain' },
      { text: `  ${t(model, `共 ${String(row.heads)} 人`, counted(row.heads, 'head'))}` },
      {
        text:
          row.toConfirm > 0
            ? t(model, `  ! 电话交接待确认 ${String(row.toConfirm)}`, `  ! ${String(row.toConfirm)} read-backs to confirm`)
            : '',
        tone: 'watch',
      },
      { text: marks.size > 0 ? t(model, `  ◆ 已标记 ${String(marks.size)}`, `  ◆ ${String(marks.size)} marked`) : '', tone: 'watch' },
    ],
    pair(
      model,
      t(model, '护送人', 'Lead'),
      `${nameOf(model, row.leadId)} · ${vehicle.filter((part) => part !== undefined).join(' · ')} · ${row.checkpointCode}`,
    ),
    pair(model, t(model, '时间', 'Times'), times.join(' · ')),
    pair(
      model,
      t(model, '交接', 'Custody'),
      t(
        model,
        `接收 ${String(row.accepted)} · 未接收 ${String(row.refused)} · 未到 ${String(row.missing)} · 未交接 ${String(row.heads - row.accepted - row.refused - row.missing)}`,
        `${String(row.accepted)} taken over · ${String(row.refused)} refused · ${String(row.missing)} missing · ${String(row.heads - row.accepted - row.refused - row.missing)} aboard`,
      ),
      row.refused + row.missing > 0 ? 'alarm' : 'plain',
    ),
    [],
  ];
  const { lines, at } = headLines(model, heads, index, marks);
  const all = [...head, ...lines, [], ...historyLines(model, 'escort-batch', history)];
  const line = head.length + at;
  // On the last head what comes after it is wanted: the history.
  const wanted = index === heads.length - 1 ? line - 3 : line - height + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

const MARK: Readonly<Record<Head['status'], { readonly zh: string; readonly en: string; readonly tone: Tone }>> = {
  ABOARD: { zh: '未交接', en: 'aboard', tone: 'plain' },
  ACCEPTED: { zh: '✓ 已接收', en: '✓ taken over', tone: 'good' },
  REFUSED: { zh: '‼ 未接收', en: '‼ refused', tone: 'alarm' },
  MISSING: { zh: '‼ 未到', en: '‼ missing', tone: 'alarm' },
};

/** The heads under the place each goes to, and on which line the chosen one is. */
function headLines(
  model: Model,
  heads: readonly Head[],
  index: number,
  marks: ReadonlySet<string>,
): { readonly lines: Line[]; readonly at: number } {
  const lines: Line[] = [];
  let at = 0;
  heads.forEach((one, position) => {
    if (one.area !== heads[position - 1]?.area) {
      const there = heads.filter(({ area }) => area === one.area);
      const open = there.filter(({ status }) => status === 'ABOARD').length;
      lines.push([
        { text: `  ${one.area} ${areaName(model, one.area)}  `, tone: 'title' },
        {
          text:
            open > 0
              ? t(model, `未交接 ${String(open)}/${String(there.length)}`, `${String(open)} of ${String(there.length)} aboard`)
              : t(model, '已交代清楚', 'all accounted for'),
          tone: open > 0 ? 'plain' : 'good',
        },
      ]);
    }
    const inverse = position === index;
    if (inverse) at = lines.length;
    const { tone, ...words } = MARK[one.status];
    const span = (text: string, own: Tone = 'plain'): Span => ({ text, tone: inverse ? 'plain' : own, inverse });
    lines.push([
      span(marks.has(one.arrivalId) ? '  ◆ ' : inverse ? '  ▸ ' : '    ', 'watch'),
      span(padEnd(one.label, 9)),
      span(padEnd(one.no, 20), 'dim'),
      span(padEnd(words[model.lang], 13), tone),
      span(whoHas(model, one)),
    ]);
  });
  return { lines, at };
}

/** Who took somebody over, how and when, or who answers for them. */
function whoHas(model: Model, { status, receiverId, ownerId, method, confirmed, at }: Head): string {
  if (status === 'ABOARD') return '';
  const when = at === undefined ? '' : ` ${clock(model, at)}`;
  if (status !== 'ACCEPTED') return t(model, `${nameOf(model, ownerId)} 负责${when}`, `${nameOf(model, ownerId)} answers${when}`);
  const how = method === undefined ? '' : ` · ${valueLabel('method', method, model.lang)}`;
  const open = method === 'READ_BACK' && confirmed !== true ? t(model, ' ! 待确认', ' ! to confirm') : '';
  return `${nameOf(model, receiverId)}${how}${when}${open}`;
}
