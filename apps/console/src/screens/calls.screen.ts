import { CallBacksPage, CallDetail, CallsPage, PersonLabels, type CallRow } from '@houzhai/contracts';
import { callBackResultLabel, callBackStatusLabel, callOutcomeLabel, counted, distance } from '@houzhai/i18n';
import { callMenu, takeNextCallStep, type LiveCall } from '../app/desk-actions.ts';
import { still, t, type Effect, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Filter, type Listing, type LiveRow, type Page } from './listed.ts';
import { clock } from './record-lines.ts';

const LIMIT = 200;
/** A call with the names that belong to it. */
type Row = CallRow & { readonly caller: string; readonly callerNo?: string };
interface Calls extends Page<Row> {
  readonly overdue?: number;
}

/** Reads calls, then who phoned. */
const named = (slot: string, page: { readonly rows: readonly CallRow[]; readonly total: number; readonly overdue?: number }, got: (page: Calls, model: Model) => Step, model: Model): Step => {
  const ids = [...new Set(page.rows.flatMap(({ callerId }) => callerId ?? []))].slice(0, LIMIT);
  const shown = (labels: ReadonlyMap<string, { readonly label: string; readonly no: string }>, at: Model): Step =>
    got(
      {
        ...page,
        rows: page.rows.map((row) => {
          const known = row.callerId === undefined ? undefined : labels.get(row.callerId);
          const stranger = row.phoneMasked ?? t(at, '未登记', 'unknown');
          return { ...row, caller: known?.label ?? (row.callerId === undefined ? stranger : ''), ...(known ? { callerNo: known.no } : {}) };
        }),
      },
      at,
    );
  const [first, effects] = shown(new Map(), model);
  if (ids.length === 0) return [first, effects];
  const asked: Effect = read(`${slot}-labels`, PersonLabels, { ids }, ({ labels }, at) =>
    shown(new Map(labels.map((one) => [one.personId, one])), at),
  );
  return [first, [...effects, asked]];
}; // prettier-ignore

const live = ({ row, now }: LiveRow<Row>): LiveCall => ({ row, label: row.caller, now });

/** What was said in a call, and to whoever calls back the number of somebody the register does not know. */
const tell = (model: Model, { callId, no, caller }: Row): Step => [
  model,
  [
    read('call-detail', CallDetail, { callId }, ({ phone, note, row }, at) =>
      still(
        openOverlay(
          at,
          inform(
            no,
            [
              note ?? t(at, '没有留言', 'Nothing was noted'),
              ...(phone === undefined && row.callerId === undefined && row.callBack?.status === 'WAITING'
                ? [t(at, '号码在接手回电（a）之后显示', 'The number is shown once the call back is taken (a)')]
                : []),
            ],
            phone ?? caller,
          ),
        ),
      ),
    ),
  ],
];

const common = (model: Model): Readonly<Record<'no' | 'caller' | 'at' | 'by' | 'area' | 'errand', Column<Row>>> => ({
  no: { id: 'no', title: t(model, '来电', 'Call'), width: 18, priority: 2, text: ({ no }) => no },
  caller: { id: 'caller', title: t(model, '来电人', 'Caller'), width: 12, priority: 1, text: ({ caller }) => caller },
  at: { id: 'at', title: t(model, '时间', 'At'), width: 11, priority: 1, text: ({ at }) => clock(model, at) },
  by: { id: 'by', title: t(model, '接听', 'Answered'), width: 9, priority: 2, text: ({ by }) => nameOf(model, by) },
  area: { id: 'area', title: t(model, '村(居)', 'Area'), width: 8, grows: true, priority: 2, text: ({ area }) => areaName(model, area) },
  errand: { id: 'errand', title: t(model, '代办单', 'Errand'), width: 18, priority: 1, text: ({ errandNo = '' }) => errandNo },
});

const listing = {
  noun: 'desk',
  views: ['call'],
  keyOf: ({ callId }: Row) => callId,
  noOf: ({ no }: Row) => no,
  placeOf: ({ callerNo, errandNo }: Row) => (callerNo === undefined ? `errand ${errandNo ?? ''}` : `desk ${callerNo}`),
  menu: (_: Model, row: LiveRow<Row>) => callMenu(live(row)),
  next: (model: Model, row: LiveRow<Row>) => takeNextCallStep(model, live(row)),
} as const;

/** Keys of both lists: what was said, the errand, and of somebody unknown without an errand only what was said. */
const more = (id: string, model: Model, current: Row | undefined, nav: Navigation): Step | undefined => {
  if (id === 'desk') return nav.go(model, 'desk');
  if (!current) return undefined;
  if (id === 'note' || (id === 'open' && current.callerNo === undefined && current.errandNo === undefined)) return tell(model, current);
  return id === 'errand' && current.errandNo !== undefined ? nav.go(model, `errand ${current.errandNo}`) : undefined;
};

const backColumns = (model: Model): readonly Column<Row>[] => {
  const { no, caller, at, area } = common(model);
  return [
    {
      id: 'due',
      title: t(model, '何时前', 'Due'),
      width: 14,
      priority: 1,
      text: ({ callBack }) => (callBack ? `${callBack.overdue ? '‼ ' : ''}${callBack.status === 'DONE' ? clock(model, callBack.closedAt ?? callBack.dueAt) : distance(callBack.dueAt, model.now, model.lang)}` : ''),
      tone: ({ callBack }) => (callBack?.overdue ? 'alarm' : 'plain'),
    },
    caller,
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: model.lang === 'en' ? 12 : 8,
      priority: 1,
      text: ({ callBack }) => (callBack ? (callBack.result === undefined ? callBackStatusLabel(callBack.status, model.lang) : callBackResultLabel(callBack.result, model.lang)) : ''),
    },
    { id: 'taken', title: t(model, '谁回电', 'Taken by'), width: 9, priority: 1, text: ({ callBack }) => (callBack?.takenBy === undefined ? '' : nameOf(model, callBack.takenBy)) },
    at,
    no,
    area,
  ];
}; // prettier-ignore

const CALL_BACKS: Listing<Row> = {
  ...listing,
  scope: 'call-backs',
  verb: 'call-backs',
  title: (model) => t(model, '回电', 'Call backs'),
  read: (slot, { everything, mine, area }: Filter, got) =>
    read(
      slot,
      CallBacksPage,
      { mine, limit: LIMIT, ...(everything ? {} : { open: true }), ...(area === undefined ? {} : { area }) },
      (page, at) => named(slot, page, got, at),
    ),
  copied: (row, model) => backColumns(model).map((column) => column.text(row)),
  columns: backColumns,
  heading: (model, page) => {
    const { overdue = 0 } = page as Calls;
    return [
      { text: t(model, `${String(page.total)} 个回电`, counted(page.total, 'call back')) },
      { text: overdue > 0 ? t(model, `  ‼ 超时 ${String(overdue)}`, `  ‼ ${String(overdue)} overdue`) : '', tone: 'alarm' },
    ];
  },
  words: (model) => ({ open: t(model, '未回', 'not called yet'), mine: t(model, '我接手的', 'taken by me') }),
  empty: (model) =>
    t(
      model,
      '没有待回电；在接线台（:jx）按 b 约回电，A 看全部',
      'Nobody waits for a call; b at the phone desk (:jx) promises one, A shows all',
    ),
  more,
};

const callColumns = (model: Model): readonly Column<Row>[] => {
  const { no, caller, at, by, area, errand } = common(model);
  return [
    at,
    caller,
    { id: 'outcome', title: t(model, '结果', 'Outcome'), width: model.lang === 'en' ? 16 : 9, priority: 1, text: ({ outcome }) => callOutcomeLabel(outcome, model.lang) },
    errand,
    by,
    no,
    area,
  ];
}; // prettier-ignore

const CALLS: Listing<Row> = {
  ...listing,
  scope: 'calls',
  verb: 'calls',
  endless: true,
  title: (model) => t(model, '来电记录', 'Calls'),
  read: (slot, { mine, area, day, narrowed }, got) =>
    read(
      slot,
      CallsPage,
      {
        mine,
        limit: LIMIT,
        ...(area === undefined ? {} : { area }),
        ...(day === undefined ? {} : { day }),
        ...(narrowed.includes('--outcome SAME') ? { outcome: 'SAME' as const } : {}),
      },
      (page, at) => named(slot, page, got, at),
    ),
  copied: (row, model) => callColumns(model).map((column) => column.text(row)),
  columns: callColumns,
  heading: (model, { total }) => [{ text: t(model, `来电 ${String(total)} 次`, counted(total, 'call')) }],
  words: (model) => ({ open: t(model, '最近的在上', 'latest first'), mine: t(model, '我接听的', 'answered by me') }),
  narrowings: [
    { word: 'same', value: 'true', flag: '--outcome SAME', key: 'same', label: (model) => t(model, '重复来电', 'asked for again') },
  ],
  empty: (model) => t(model, '没有来电记录；来电在接线台登记（:jx）', 'No call on record; they are registered at the phone desk (:jx)'),
  more,
};

/** Promises to call back 回电, the overdue first. */
export const openCallBacks = (nav: Navigation, uid: number, address: string): Screen => listScreen(CALL_BACKS, nav, uid, address);
/** Calls 来电, the latest first. */
export const openCalls = (nav: Navigation, uid: number, address: string): Screen => listScreen(CALLS, nav, uid, address);
