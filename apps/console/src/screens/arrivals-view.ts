import type { ArrivalRow, CheckpointRow } from '@houzhai/contracts';
import { checkpointStatusLabel, clockTime, counted, custodyLabel, dispositionLabel } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import type { TableStore } from '../widgets/table-store.ts';
import type { TextInput } from '../widgets/text-input.ts';
import { areaName, nameOf } from './areas.ts';
import { arrivalFilter } from './arrival-filter.ts';
import { shiftText } from './checkpoints.screen.ts';
import { withFilterLine } from './filter-line.ts';

/** What a list of arrivals remembers. */
export interface ArrivalsState {
  readonly uid: number;
  readonly address: string;
  /** The one of the address. */
  readonly checkpoint?: CheckpointRow;
  /** There is no checkpoint of that code. */
  readonly missing: boolean;
  readonly store: TableStore<ArrivalRow>;
  readonly cursor: ListCursor;
  readonly marks: ReadonlySet<string>;
  /** Open while the filter is being typed. */
  readonly typing?: TextInput;
  readonly words: string;
  readonly total: number;
  readonly nextCursor?: string;
  readonly asOf?: string;
}

/** Rows of the list that fit. */
export const roomOf = (model: Model, { checkpoint }: Pick<ArrivalsState, 'checkpoint'>): number =>
  Math.max(1, model.size.rows - (checkpoint ? 8 : 7));

/** How a disposition stands out; every tone goes with its words. */
export const dispositionTone = ({ disposition }: Pick<ArrivalRow, 'disposition'>): Tone =>
  disposition === 'RELEASED' ? 'good' : disposition === 'SELF_MONITORING' ? 'plain' : 'watch';
/** Marks and tones of who has a head. */
export const custodyText = (custody: ArrivalRow['custody'], lang: Model['lang']): string =>
  `${custody === 'REFUSED' || custody === 'MISSING' ? '‼' : custody === 'WAITING' ? '!' : ''}${custodyLabel(custody, lang)}`;
export const custodyTone = ({ custody }: Pick<ArrivalRow, 'custody'>): Tone =>
  custody === 'REFUSED' || custody === 'MISSING' ? 'alarm' : custody === 'WAITING' ? 'watch' : custody === 'ACCEPTED' ? 'good' : 'plain';

/** Columns of the list, the narrowest screen first. */
export function columnsOf(model: Model): readonly Column<ArrivalRow>[] {
  const now = new Date(model.now).toISOString();
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 7, priority: 1, text: ({ label }) => label },
    {
      id: 'disposition',
      title: t(model, '处置', 'Disposition'),
      width: en ? 15 : 12,
      grows: en,
      priority: 1,
      text: ({ disposition }) => dispositionLabel(disposition, model.lang),
      tone: dispositionTone,
    },
    {
      id: 'custody',
      title: t(model, '交接', 'Custody'),
      width: en ? 14 : 10,
      priority: 1,
      text: ({ custody }) => custodyText(custody, model.lang),
      tone: custodyTone,
    },
    { id: 'area', title: t(model, '去向', 'Bound for'), width: 7, grows: true, priority: 1, text: (row) => areaName(model, row.area) },
    { id: 'at', title: t(model, '到达', 'Arrived'), width: 11, priority: 1, text: (row) => clockTime(row.arrivedAt, model.lang, now) },
    {
      id: 'answers',
      title: t(model, '由谁负责', 'Answers'),
      width: 10,
      grows: true,
      priority: 2,
      text: (row) => nameOf(model, row.answersFor),
    },
    { id: 'plate', title: t(model, '车牌', 'Plate'), width: 10, priority: 2, text: ({ plateMasked }) => plateMasked ?? '—' },
  ];
}

/** The list as lines: the checkpoint, what is counted, the table, the filter. */
export function viewArrivals(
  model: Model,
  state: ArrivalsState,
  index: number,
  { width, height }: { readonly width: number; readonly height: number },
): Frame {
  const { rows, heldCount, changed } = state.store.getSnapshot();
  const { code, day, today, input } = arrivalFilter(state.address, model.now);
  if (state.missing)
    return { lines: [[{ text: t(model, `  没有卡口 ${code ?? ''}，或它不在您的辖区。Esc 返回`, `  No checkpoint ${code ?? ''}, or it is outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  const columns = layout(columnsOf(model), width - 2);
  const room = roomOf(model, state);
  const offset = scrollTo(index, state.cursor.offset, rows.length, room);
  const filters = [
    day === undefined ? t(model, '全部日期', 'all days') : today ? t(model, `今天 ${day.slice(5)}`, `today ${day.slice(5)}`) : day,
    ...(input.area === undefined ? [] : [areaName(model, input.area)]),
    ...(input.custody ?? []).map((one) => custodyLabel(one, model.lang)),
    ...(input.disposition ?? []).map((one) => dispositionLabel(one, model.lang)),
    ...(input.partyId === undefined ? [] : [t(model, '同车同批', 'one party')]),
  ];
  const lines: Line[] = [
    ...(state.checkpoint ? [checkpointLine(model, state.checkpoint)] : []),
    [
      {
        text:
          state.asOf === undefined
            ? t(model, '正在读取…', 'Reading …')
            : t(model, `共 ${String(state.total)} 人`, counted(state.total, 'head')),
        tone: 'title',
      },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      { text: state.words === '' ? '' : t(model, ` · 筛选后 ${String(rows.length)}`, ` · ${String(rows.length)} match`), tone: 'title' },
      {
        text:
          state.marks.size > 0
            ? t(model, `  ◆ 已标记 ${String(state.marks.size)}，b 编批次`, `  ◆ ${String(state.marks.size)} marked, b makes a batch`)
            : '',
        tone: 'watch',
      },
      {
        text: heldCount > 0 ? t(model, `  ↑ ${String(heldCount)} 条新消息，按 . 载入`, `  ↑ ${String(heldCount)} new, . shows them`) : '',
        tone: 'accent',
      },
    ],
    headLine(columns, undefined, '  '),
    ...bodyLines(columns, rows, { index, offset, room }, (row) => {
      if (state.marks.has(row.arrivalId)) return { text: '◆ ', tone: 'watch' };
      return changed.has(row.arrivalId) && row !== rows[index] ? { text: '* ', tone: 'accent' } : undefined;
    }),
  ];
  if (rows.length === 0 && state.asOf !== undefined) lines.push([], [{ text: emptyText(model, state), tone: 'dim' }]);
  const hint = state.typing
    ? t(model, '编号、姓名、村、状态；!词 排除', 'number, name, area, status; !not')
    : t(model, 'Esc 清除', 'Esc clears');
  return withFilterLine(
    lines,
    { width, height },
    { prompt: t(model, '/ 筛选：', '/ filter: '), typing: state.typing, closed: state.words, hint },
  );
}

function checkpointLine(model: Model, row: CheckpointRow): Line {
  const tone: Tone = row.status === 'OPEN' ? 'good' : row.status === 'RESTRICTED' ? 'watch' : 'alarm';
  return [
    { text: `${row.code} ${row.name}  `, bold: true },
    { text: checkpointStatusLabel(row.status, model.lang), tone },
    { text: `  ${shiftText(model, row)}`, tone: 'dim' },
    { text: row.waiting > 0 ? t(model, `  ! 等候 ${String(row.waiting)}`, `  ! ${String(row.waiting)} wait`) : '', tone: 'watch' },
    { text: row.underWay > 0 ? t(model, `  途中 ${String(row.underWay)}`, `  ${String(row.underWay)} under way`) : '' },
    {
      text: row.openDuties > 0 ? t(model, `  ‼ 未了 ${String(row.openDuties)}`, `  ‼ ${String(row.openDuties)} open duties`) : '',
      tone: 'alarm',
    },
  ];
}

const emptyText = (model: Model, { words, checkpoint }: ArrivalsState): string =>
  words !== ''
    ? t(model, '  没有符合筛选的人员；Esc 清除筛选', '  Nobody matches the filter; Esc clears it')
    : checkpoint && checkpoint.status !== 'CLOSED'
      ? t(model, '  没有符合条件的登记；a 登记一人，< 前一天', '  Nobody registered here; a registers somebody, < the day before')
      : t(model, '  没有符合条件的登记；< 前一天，c 换交接状态', '  Nobody registered; < the day before, c another custody');
