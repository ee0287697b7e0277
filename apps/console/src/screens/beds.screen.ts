import { BedLedger, IsolationSiteDetail, type BedEntry, type OutputOf } from '@houzhai/contracts';
import { bedEndLabel, counted, roomExceptionLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { clock } from './record-lines.ts';

interface State {
  readonly uid: number;
  readonly code: string;
  readonly room: string | undefined;
  readonly listed?: OutputOf<typeof BedLedger>;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** The ledger of a room, or of a site 床位台账: who was there from when to when, the latest first. */
export function bedsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, code, room: no, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => bedsScreen(nav, next));
  const index = indexOf((at) => keyOf(rows[at]), rows.length, state.cursor);
  const current = rows[index];
  const missing = (at: Model): Model => own.set(at, { missing: true });
  const load = (model: Model): Step => [
    model,
    [
      read(
        `beds-${String(uid)}`,
        IsolationSiteDetail,
        { code },
        ({ row: { siteId } }, at) => [
          at,
          [
            read(
              `bed-ledger-${String(uid)}`,
              BedLedger,
              { siteId, ...(no === undefined ? {} : { room: no }) },
              (value, after) => still(own.set(after, { listed: value, missing: false })),
              missing,
            ),
          ],
        ],
        missing,
      ),
    ],
  ];
  return {
    state,
    uid,
    address: ['beds', code, ...(no === undefined ? [] : [no])].join(' '),
    title: (model) => t(model, `${code} ${no ?? ''} 台账`, `${code} ${no ?? ''} ledger`),
    scopes: ['beds', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation-site' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: keyOf(rows[moved]), offset } }));
      }
      return id === 'open' ? (current ? nav.go(model, `isolation ${current.no}`) : still(model)) : undefined;
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => ['hz isolation-site ledger', code, ...(no === undefined ? [] : [`--room ${no}`])].join(' '),
  };
}

/** The ledger as opened: the code of a site, and a room. */
export const openBeds = (nav: Navigation, uid: number, text: string): Screen => {
  const [code = '', room] = text.split(/\s+/u);
  return bedsScreen(nav, { uid, code, room, missing: false, cursor: atTop });
};

const keyOf = (entry: BedEntry | undefined): string => (entry ? `${entry.isolationId} ${entry.since}` : '');

const columnsOf = (model: Model): readonly Column<BedEntry>[] => [
  { id: 'room', title: t(model, '房间', 'Room'), width: 8, priority: 1, text: ({ room }) => room },
  { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
  { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
  { id: 'since', title: t(model, '入住', 'Since'), width: 12, priority: 1, text: ({ since }) => clock(model, since) },
  {
    id: 'until',
    title: t(model, '离开', 'Until'),
    width: 12,
    priority: 1,
    text: ({ until }) => (until === undefined ? t(model, '在住', 'there now') : clock(model, until)),
    tone: ({ until }) => (until === undefined ? 'good' : 'plain'),
  },
  {
    id: 'end',
    title: t(model, '去向', 'How'),
    width: 10,
    grows: true,
    priority: 1,
    text: ({ end }) => (end === undefined ? '' : bedEndLabel(end, model.lang)),
  },
  {
    id: 'shared',
    title: t(model, '同住', 'Shared'),
    width: 18,
    priority: 3,
    text: ({ exception }) => (exception === undefined ? '' : roomExceptionLabel(exception, model.lang)),
  },
];

function view(model: Model, { code, room: no, listed, missing, cursor }: State, index: number, width: number, height: number): Frame {
  if (missing) return { lines: [[{ text: t(model, `  没有隔离点 ${code}，或台账不由您查看（工作人员、医生、值班长）。Esc 返回`, `  No site ${code}, or its ledger is not yours (staff, doctor, duty officer). Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const stays = t(
    model,
    `${code} ${no ?? ''} · ${String(listed?.total ?? 0)} 人次`,
    `${code} ${no ?? ''} · ${counted(listed?.total ?? 0, 'stay')}`,
  );
  return {
    lines: [
      [{ text: listed ? stays : t(model, '正在读取…', 'Reading …'), tone: 'title' }],
      headLine(laid, undefined, '  '),
      ...bodyLines(laid, rows, { index, offset, room }),
      ...(listed && rows.length === 0
        ? [[], [{ text: t(model, '  还没有人住过', '  Nobody has been there yet'), tone: 'dim' as const }]]
        : []),
    ],
  };
}
