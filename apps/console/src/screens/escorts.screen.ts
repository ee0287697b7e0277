import { BatchesPage, type BatchRow, type OutputOf } from '@houzhai/contracts';
import { batchStatusLabel, escortModeLabel } from '@houzhai/i18n';
import { batchMenu } from '../app/escort-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

/** Batches asked for; there are never more open ones at a time. */
const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof BatchesPage>;
  readonly cursor: ListCursor;
}

/** Escort batches 护送批次, the open ones first: where each stands and who is not accounted for. */
export function escortsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => escortsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.batchId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { mine, everything, day } = filterOf(address);
  const load = (model: Model): Step => {
    const input = { mine, limit: LIMIT, ...(everything ? {} : { open: true }), ...(day === undefined ? {} : { day }) };
    return [model, [read(`escorts-${String(uid)}`, BatchesPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openEscorts(nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '护送', 'Escorts'),
    scopes: ['escorts', 'list'],
    load,
    onChange: (view, _, model) => (view === 'escort-batch' || view === 'arrival' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.batchId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `escort ${current.no}`) : still(model);
        case 'actions':
          return (
            current &&
            still(
              openOverlay(
                model,
                batchMenu(model, {
                  row: current,
                  chosen: [],
                  heads: [],
                  now: (at) => own.now(at)?.listed?.rows.find(({ batchId }) => batchId === current.batchId),
                }),
              ),
            )
          );
        case 'mine':
          return readdress(model, withWord(address, 'mine', mine ? '' : 'true'));
        case 'all':
          return readdress(model, withWord(address, 'open', everything ? '' : 'all'));
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: columnsOf(model)
                    .map((column) => column.text(current))
                    .join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz escort show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () =>
      [
        'hz escort list',
        ...(everything ? [] : ['--open']),
        ...(mine ? ['--mine'] : []),
        ...(day === undefined ? [] : [`--day ${day}`]),
      ].join(' '),
  };
}

function filterOf(address: string): { readonly mine: boolean; readonly everything: boolean; readonly day: string | undefined } {
  const { values } = parseAddress(address);
  return { mine: values['mine'] === 'true', everything: values['open'] === 'all', day: values['day'] };
}

/** The batches as opened. */
export const openEscorts = (nav: Navigation, uid: number, address: string): Screen =>
  escortsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** How a batch stands; what is late says so. */
export const statusText = (model: Model, { status, late }: BatchRow): string =>
  `${late ? t(model, '‼超时 ', '‼LATE ') : ''}${batchStatusLabel(status, model.lang)}`;

/** Since when it stands so. */
const since = ({ arrivedAt, departedAt, assembledAt }: BatchRow): string => arrivedAt ?? departedAt ?? assembledAt;

/** Heads taken over, refused, missing, of all. */
const headsShort = (model: Model, { heads, accepted, refused, missing }: BatchRow): string => {
  const some = (count: number, zh: string, en: string): string =>
    count === 0 ? '' : t(model, `${zh}${String(count)}`, ` ${String(count)}${en}`);
  return `${t(model, '接', '')}${String(accepted)}${some(refused, '拒', 'r')}${some(missing, '缺', 'm')}${t(model, `/${String(heads)}人`, ` of ${String(heads)}`)}`;
};

function columnsOf(model: Model): readonly Column<BatchRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '批次', 'Batch'), width: 18, priority: 1, text: ({ no }) => no },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 14 : 10,
      priority: 1,
      text: (row) => statusText(model, row),
      tone: ({ late, status }) => (late ? 'alarm' : status === 'DIVERTED' ? 'watch' : 'plain'),
    },
    {
      id: 'heads',
      title: t(model, '人员', 'Heads'),
      width: 14,
      priority: 1,
      text: (row) => headsShort(model, row),
      tone: ({ refused, missing }) => (refused + missing > 0 ? 'alarm' : 'plain'),
    },
    { id: 'lead', title: t(model, '护送人', 'Lead'), width: 7, priority: 1, text: (row) => nameOf(model, row.leadId) },
    {
      id: 'to',
      title: t(model, '去向', 'Bound for'),
      width: 8,
      grows: true,
      priority: 1,
      text: ({ areas }) => areas.map((area) => areaName(model, area)).join('、'),
    },
    { id: 'since', title: t(model, '自', 'Since'), width: 11, priority: 1, text: (row) => clock(model, since(row)) },
    { id: 'mode', title: t(model, '方式', 'Mode'), width: 5, priority: 2, text: ({ mode }) => escortModeLabel(mode, model.lang) },
    {
      id: 'confirm',
      title: t(model, '待确认', 'To confirm'),
      width: 10,
      priority: 2,
      text: ({ toConfirm }) => (toConfirm === 0 ? '' : `! ${String(toConfirm)}`),
    },
    { id: 'from', title: t(model, '卡口', 'From'), width: 10, priority: 3, text: ({ checkpointCode }) => checkpointCode },
  ];
}

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const { mine, everything, day } = filterOf(address);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const late = rows.filter((row) => row.late).length;
  const filters = [
    everything ? t(model, '全部', 'all') : t(model, '在办', 'open'),
    ...(mine ? [t(model, '我带的或待我确认的', 'led by me or for me to confirm')] : []),
    ...(day === undefined ? [] : [day]),
  ];
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 个批次`, `${String(listed.total)} batches`) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      {
        text: late > 0 ? t(model, `  ‼ 到达后未按时交接 ${String(late)}`, `  ‼ ${String(late)} arrived and not handed over in time`) : '',
        tone: 'alarm',
      },
      {
        text:
          listed && listed.rows.length < listed.total
            ? t(model, `  只显示最近 ${String(rows.length)}`, `  the latest ${String(rows.length)} shown`)
            : '',
        tone: 'dim',
      },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push(
      [],
      [
        {
          text: t(
            model,
            '  没有在办的批次；在卡口的名单里按 b 编批次，A 看全部',
            '  No open batch; b in the list of a checkpoint makes one, A shows all',
          ),
          tone: 'dim',
        },
      ],
    );
  return { lines };
}
