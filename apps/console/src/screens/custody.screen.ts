import { CustodyLedger, type ArrivalRow, type OutputOf } from '@houzhai/contracts';
import { dutyMenu } from '../app/duty-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { displayWidth } from '../terminal/width.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { dayAt, dayAway } from './arrival-filter.ts';
import { custodyText, custodyTone } from './arrivals-view.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

type Ledger = OutputOf<typeof CustodyLedger>;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly ledger?: Ledger;
  readonly cursor: ListCursor;
}

/** The custody ledger 交接台账: whether every head of a day is accounted for, and whoever is not, with who answers. */
export function custodyScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, ledger } = state;
  const rows = ledger?.open ?? [];
  const own = keeper<State>(uid, (next) => custodyScreen(nav, next));
  const index = indexOf((at) => rows[at]?.arrivalId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const dayOfAddress = (model: Model): string => parseAddress(address).values['day'] ?? dayAt(model.now);
  const load = (model: Model): Step => [
    model,
    [read(`custody-${String(uid)}`, CustodyLedger, { day: dayOfAddress(model) }, (value, at) => still(own.set(at, { ledger: value })))],
  ];
  const turn = (model: Model, days: number): Step => {
    const day = dayAway(dayOfAddress(model), days);
    const fresh = openCustody(nav, uid, withWord(address, 'day', day === dayAt(model.now) ? '' : day));
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '交接台账', 'Custody ledger'),
    scopes: ['custody', 'list'],
    load,
    onChange: (view, _, model) => (view === 'arrival' || view === 'escort-batch' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = roomOf(model.size.rows - 4);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.arrivalId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `arrival ${current.no}`) : still(model);
        case 'actions':
          return current && still(openOverlay(model, dutyMenu(current)));
        case 'rows':
          return ledger && still(openOverlay(model, numbersMenu(nav, model, ledger)));
        case 'day-before':
          return turn(model, -1);
        case 'day-after':
          return turn(model, 1);
        case 'copy':
          return (
            ledger &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: balance(model, ledger).join(' '),
                  id: current?.no ?? ledger.day,
                  json: { ...ledger, open: ledger.open.length },
                  line: `hz arrival custody --day ${ledger.day}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: (model) => `hz arrival custody --day ${dayOfAddress(model)}`,
  };
}

/** The ledger as opened. */
export const openCustody = (nav: Navigation, uid: number, address: string): Screen =>
  custodyScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** Lines left for rows: the account of up to three lines, a note, an empty line, a title, the heading. */
const roomOf = (height: number): number => Math.max(1, height - 7);

/** The numbers of the account, each with its rows. */
const NUMBERS = [
  { key: 'accepted', custody: 'ACCEPTED', zh: '接收', en: 'taken over' },
  { key: 'refused', custody: 'REFUSED', zh: '未接收', en: 'refused' },
  { key: 'missing', custody: 'MISSING', zh: '未到', en: 'missing' },
  { key: 'settled', custody: 'SETTLED', zh: '处置', en: 'settled' },
  { key: 'waiting', custody: 'WAITING', zh: '等候', en: 'waiting' },
  { key: 'underWay', custody: 'IN_BATCH', zh: '途中', en: 'under way' },
] as const;

/** Every number opens the list it counts. */
const numbersMenu = (nav: Navigation, model: Model, ledger: Ledger) =>
  menu(t(model, `${ledger.day} 名单`, `Rows of ${ledger.day}`), [
    {
      key: '1',
      label: `${t(model, '应交接', 'needed an escort')} ${String(ledger.needed)}`,
      run: (at) => nav.go(at, `arrivals day=${ledger.day} custody=${NUMBERS.map(({ custody }) => custody).join(',')}`),
    },
    ...NUMBERS.map(({ key, custody, zh, en }, index): MenuItem => ({
      key: String(index + 2),
      label: `${t(model, zh, en)} ${String(ledger[key])}`,
      run: (at) => nav.go(at, `arrivals day=${ledger.day} custody=${custody}`),
    })),
  ]);

/** needed = accepted + refused + missing + settled + waiting + under way, in pieces that are not broken. */
const balance = (model: Model, ledger: Ledger): readonly string[] => [
  `${t(model, '应交接', 'Needed')} ${String(ledger.needed)} =`,
  ...NUMBERS.map(({ key, zh, en }, index) => `${t(model, zh, en)} ${String(ledger[key])}${index === NUMBERS.length - 1 ? '' : ' +'}`),
];

/** Pieces on as many lines as they need. */
function packed(pieces: readonly string[], width: number): readonly string[] {
  return pieces.reduce((lines: readonly string[], piece) => {
    const longer = `${lines.at(-1) ?? ''} ${piece}`.trimStart();
    return lines.length > 0 && displayWidth(longer) <= width ? [...lines.slice(0, -1), longer] : [...lines, piece];
  }, []);
}

function columnsOf(model: Model): readonly Column<ArrivalRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
    {
      id: 'custody',
      title: t(model, '交接', 'Custody'),
      width: en ? 15 : 10,
      priority: 1,
      text: ({ custody }) => custodyText(custody, model.lang),
      tone: custodyTone,
    },
    {
      id: 'answers',
      title: t(model, '由谁负责', 'Who answers'),
      width: 12,
      grows: true,
      priority: 1,
      text: (row) => nameOf(model, row.answersFor) || '—',
    },
    { id: 'area', title: t(model, '去向', 'Bound for'), width: 8, grows: true, priority: 1, text: ({ area }) => areaName(model, area) },
    { id: 'at', title: t(model, '到达', 'Arrived'), width: 11, priority: 1, text: ({ arrivedAt }) => clock(model, arrivedAt) },
    { id: 'from', title: t(model, '卡口', 'Checkpoint'), width: 10, priority: 2, text: ({ checkpointCode }) => checkpointCode },
  ];
}

function view(model: Model, { ledger, cursor }: State, index: number, width: number, height: number): Frame {
  if (!ledger) return { lines: [[{ text: t(model, '正在读取…', 'Reading …'), tone: 'title' }]] };
  const rows = ledger.open;
  const laid = layout(columnsOf(model), width - 2);
  const room = roomOf(height);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const today = ledger.day === dayAt(model.now) ? t(model, '今天 ', 'today ') : '';
  const left = ledger.waiting + ledger.underWay;
  const lines: Line[] = [
    ...packed([`${today}${ledger.day}  `, ...balance(model, ledger)], width - 2).map((text): Line => [{ text, tone: 'title' }]),
    [
      ledger.balanced
        ? { text: t(model, '✓ 平：每个人都有交代', '✓ It balances: everybody is accounted for'), tone: 'good' }
        : {
            text: t(model, `! 未平：还有 ${String(left)} 人在卡口或途中`, `! Not yet: ${String(left)} still at a checkpoint or under way`),
            tone: 'watch',
          },
      {
        text:
          ledger.toConfirm > 0
            ? t(model, `   ! 电话交接待确认 ${String(ledger.toConfirm)}`, `   ! ${String(ledger.toConfirm)} read-backs to confirm`)
            : '',
        tone: 'watch',
      },
    ],
    [],
    [
      {
        text: t(model, `未了 ${String(rows.length)} 人（不限日期）`, `Not with a receiver yet, of any day: ${String(rows.length)}`),
        tone: 'title',
      },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (rows.length === 0) lines.push([{ text: t(model, '  没有未了的人员', '  Nobody is left over'), tone: 'good' }]);
  return { lines };
}
