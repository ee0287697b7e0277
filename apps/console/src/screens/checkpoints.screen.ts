import { ListCheckpoints, OpenCheckpoint, type CheckpointRow, type OutputOf } from '@houzhai/contracts';
import { counted, checkpointKindLabel, checkpointStatusLabel, clockTime } from '@houzhai/i18n';
import { checkpointMenu, openCheckpoint } from '../app/checkpoint-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { mayDo } from '../app/record-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { openArrivalForm } from './arrival.form.ts';

interface State {
  readonly uid: number;
  readonly listed?: OutputOf<typeof ListCheckpoints>;
  readonly cursor: ListCursor;
}
/** Views that change what a checkpoint holds. */
const VIEWS: readonly string[] = ['checkpoint', 'arrival', 'escort-batch'];

/** Checkpoints 卡口: who is on duty, what came today, whom each still holds. */
export function checkpointsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => checkpointsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.checkpointId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [read(`checkpoints-${String(uid)}`, ListCheckpoints, {}, (value, at) => still(own.set(at, { listed: value })))],
  ];
  return {
    ...own.kept(state),
    address: 'checkpoints',
    title: (model) => t(model, '卡口', 'Checkpoints'),
    scopes: ['checkpoints', 'list'],
    load,
    onChange: (view, _, model) => (VIEWS.includes(view) ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = roomOf(model.size.rows - 4);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return [own.set(model, { cursor: { id: rows[moved]?.checkpointId, offset } }), []];
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `checkpoint ${current.code}`) : still(model);
        case 'register':
          if (current?.status === 'CLOSED') return still(say(model, t(model, '该卡口已撤除', 'That checkpoint is closed'), 'watch'));
          return openArrivalForm(model, current);
        case 'actions':
          return (
            current && [
              openOverlay(
                model,
                checkpointMenu(
                  model,
                  { row: current, now: (at) => own.now(at)?.listed?.rows.find((row) => row.checkpointId === current.checkpointId) },
                  () => [],
                ),
              ),
              [],
            ]
          );
        case 'new':
          return openCheckpoint(model);
        case 'escorts':
          return nav.go(model, 'escorts');
        case 'ledger':
          return nav.go(model, 'custody');
        case 'copy':
          return (
            current && [
              openOverlay(
                model,
                copyMenu(model, {
                  row: columnsOf(model)
                    .map((column) => column.text(current))
                    .join('\t'),
                  id: current.code,
                  json: current,
                  line: `hz checkpoint list --code ${current.code}`,
                }),
              ),
              [],
            ]
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => 'hz checkpoint list',
  };
}

/** The checkpoints as opened. */
export const openCheckpoints = (nav: Navigation, uid: number): Screen => checkpointsScreen(nav, { uid, cursor: atTop });

/** A checkpoint that is on the screen below, so that whoever opens it can work at once. */
export const checkpointBelow = (model: Model, code: string): CheckpointRow | undefined =>
  model.stack
    .flatMap((screen) => (screen.address === 'checkpoints' ? ((screen as Stateful<State>).state.listed?.rows ?? []) : []))
    .find((row) => row.code === code);

/** Lines left for rows: what is counted, the heading, an empty line and three about the chosen one. */
const roomOf = (height: number): number => Math.max(1, height - 6);

/** Who leads the shift and until when; a shift that is over says so. */
export function shiftText(model: Model, { shift, status }: CheckpointRow): string {
  if (!shift) return status === 'CLOSED' ? '' : t(model, '无人在岗', 'nobody on duty');
  const until = clockTime(shift.until, model.lang, new Date(model.now).toISOString());
  return Date.parse(shift.until) < model.now
    ? t(model, `! ${nameOf(model, shift.leaderId)} 班次已于 ${until} 结束`, `! ${nameOf(model, shift.leaderId)} was to end at ${until}`)
    : t(model, `${nameOf(model, shift.leaderId)} 至 ${until}`, `${nameOf(model, shift.leaderId)} until ${until}`);
}

const count = (value: number): string => (value === 0 ? '·' : String(value));

function columnsOf(model: Model): readonly Column<CheckpointRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'code', title: t(model, '代号', 'Code'), width: 9, priority: 1, text: ({ code }) => code },
    { id: 'name', title: t(model, '名称', 'Name'), width: 12, grows: true, priority: 1, text: ({ name }) => name },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 10 : 6,
      priority: 1,
      text: ({ status }) => checkpointStatusLabel(status, model.lang),
      tone: ({ status }) => (status === 'OPEN' ? 'good' : status === 'RESTRICTED' ? 'watch' : 'dim'),
    },
    {
      id: 'today',
      title: t(model, '今日', 'Today'),
      width: 5,
      priority: 1,
      right: true,
      text: ({ arrivalsToday }) => count(arrivalsToday),
    },
    {
      id: 'waiting',
      title: t(model, '等候', 'Wait'),
      width: 4,
      priority: 1,
      right: true,
      text: ({ waiting }) => count(waiting),
      tone: ({ waiting }) => (waiting > 0 ? 'watch' : 'plain'),
    },
    { id: 'way', title: t(model, '途中', 'Way'), width: 4, priority: 1, right: true, text: ({ underWay }) => count(underWay) },
    {
      id: 'duties',
      title: t(model, '未了', 'Duty'),
      width: 4,
      priority: 1,
      right: true,
      text: ({ openDuties }) => count(openDuties),
      tone: ({ openDuties }) => (openDuties > 0 ? 'alarm' : 'plain'),
    },
    { id: 'shift', title: t(model, '当班', 'On duty'), width: 20, grows: true, priority: 1, text: (row) => shiftText(model, row) },
    {
      id: 'kind',
      title: t(model, '类别', 'Kind'),
      width: en ? 16 : 10,
      priority: 3,
      text: ({ kind }) => checkpointKindLabel(kind, model.lang),
    },
  ];
}

function view(model: Model, { listed, cursor }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = roomOf(height);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const sum = (of: (row: CheckpointRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const waiting = sum((row) => row.waiting);
  const duties = sum((row) => row.openDuties);
  const summary = t(
    model,
    `${String(rows.length)} 个卡口 · 今日登记 ${String(sum((row) => row.arrivalsToday))} 人`,
    `${counted(rows.length, 'checkpoint')} · ${counted(
      sum((row) => row.arrivalsToday),
      'arrival',
    )} today`,
  );
  const lines: Line[] = [
    [
      { text: listed ? summary : t(model, '正在读取…', 'Reading …'), tone: 'title' },
      { text: waiting > 0 ? t(model, `  ! 等候护送 ${String(waiting)}`, `  ! ${String(waiting)} wait`) : '', tone: 'watch' },
      { text: duties > 0 ? t(model, `  ‼ 未接收或未到 ${String(duties)}`, `  ‼ ${String(duties)} open duties`) : '', tone: 'alarm' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0) lines.push([], [{ text: emptyText(model), tone: 'dim' }]);
  const chosen = rows[index];
  return { lines: [...lines, ...(chosen ? detailOf(model, chosen) : [])] };
}

const emptyText = (model: Model): string =>
  mayDo(model, OpenCheckpoint)
    ? t(model, '  您的辖区还没有卡口；n 设卡', '  No checkpoint in your area yet; n sets one up')
    : t(model, '  您的辖区没有卡口', '  No checkpoint in your area');

/** Who else is on duty, where it stands, and after the closing who answers. */
function detailOf(model: Model, row: CheckpointRow): readonly Line[] {
  const told = (label: string, text: string): Line => [{ text: `  ${label}  `, tone: 'dim' }, { text }];
  const place = row.area === 'a00' ? t(model, '全街道', 'the subdistrict') : `${row.area} ${areaName(model, row.area)}`;
  const members = (row.shift?.memberIds ?? []).map((id) => nameOf(model, id)).join('、');
  return [
    [],
    told(
      t(model, '位置', 'Where'),
      `${place} · ${checkpointKindLabel(row.kind, model.lang)} · ${t(model, `${String(row.lanes)} 车道`, counted(row.lanes, 'lane'))}`,
    ),
    ...(members === '' ? [] : [told(t(model, '同班', 'With'), members)]),
    ...(row.answersFor === undefined ? [] : [told(t(model, '撤除后由谁负责', 'Answers after the closing'), nameOf(model, row.answersFor))]),
  ];
}
