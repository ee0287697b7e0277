import { IsolationsPage, type IsolationRow, type OutputOf } from '@houzhai/contracts';
import { isolationKindLabel, isolationStatusLabel } from '@houzhai/i18n';
import { isolationMenu } from '../app/isolation-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof IsolationsPage>;
  readonly cursor: ListCursor;
}

/** Isolation cases 隔离对象, those with overdue half-days first. */
export function isolationsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => isolationsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.isolationId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { mine, everything, area } = filterOf(address);
  const load = (model: Model): Step => {
    const input = { mine, limit: LIMIT, ...(everything ? {} : { open: true }), ...(area === undefined ? {} : { area }) };
    return [model, [read(`isolations-${String(uid)}`, IsolationsPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openIsolations(nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '隔离管理', 'Isolation'),
    scopes: ['isolations', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.isolationId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `isolation ${current.no}`) : still(model);
        case 'actions':
          return (
            current &&
            still(
              openOverlay(
                model,
                isolationMenu(model, {
                  row: current,
                  slot: undefined,
                  now: (at) => own.now(at)?.listed?.rows.find(({ isolationId }) => isolationId === current.isolationId),
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
                  row: [current.no, current.status, current.area, String(current.day)].join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz isolation show ${current.no}`,
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
        'hz isolation list',
        ...(everything ? [] : ['--open']),
        ...(mine ? ['--mine'] : []),
        ...(area === undefined ? [] : [`--area ${area}`]),
      ].join(' '),
  };
}

function filterOf(address: string): { readonly mine: boolean; readonly everything: boolean; readonly area: string | undefined } {
  const { values, area } = parseAddress(address);
  return { mine: values['mine'] === 'true', everything: values['open'] === 'all', area };
}

/** The cases as opened. */
export const openIsolations = (nav: Navigation, uid: number, address: string): Screen =>
  isolationsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** What of a case needs somebody: overdue, missed, findings. */
export const needsOf = (model: Model, { overdue, missed, findings }: IsolationRow): string =>
  [
    ...(overdue > 0 ? [t(model, `‼逾期 ${String(overdue)}`, `‼overdue ${String(overdue)}`)] : []),
    ...(findings > 0 ? [t(model, `‼待研判 ${String(findings)}`, `‼to judge ${String(findings)}`)] : []),
    ...(missed > 0 ? [t(model, `!漏访 ${String(missed)}`, `!missed ${String(missed)}`)] : []),
  ].join(' ');

function columnsOf(model: Model): readonly Column<IsolationRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 8, priority: 1, text: ({ label }) => label },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 16 : 8,
      priority: 1,
      text: ({ status }) => isolationStatusLabel(status, model.lang),
      tone: ({ status }) => (status === 'LOST' ? 'alarm' : 'plain'),
    },
    {
      id: 'day',
      title: t(model, '第几天', 'Day'),
      width: en ? 5 : 7,
      priority: 1,
      right: true,
      text: ({ day, status }) => (status === 'ORDERED' ? '' : String(day)),
    },
    {
      id: 'done',
      title: t(model, '随访', 'Done'),
      width: 7,
      priority: 1,
      right: true,
      text: ({ done, slots }) => `${String(done)}/${String(slots)}`,
    },
    {
      id: 'needs',
      title: t(model, '要处理', 'Needs'),
      width: 12,
      grows: true,
      priority: 1,
      text: (row) => needsOf(model, row),
      tone: ({ overdue, findings }) => (overdue + findings > 0 ? 'alarm' : 'watch'),
    },
    { id: 'until', title: t(model, '到', 'Until'), width: 11, priority: 2, text: ({ lastDay }) => lastDay },
    {
      id: 'next',
      title: t(model, '下次', 'Next'),
      width: 12,
      priority: 3,
      text: ({ nextDueAt }) => (nextDueAt === undefined ? '' : clock(model, nextDueAt)),
    },
    {
      id: 'kind',
      title: t(model, '方式', 'Kind'),
      width: en ? 22 : 9,
      priority: 3,
      text: ({ kind }) => isolationKindLabel(kind, model.lang),
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 2, text: ({ area }) => areaName(model, area) },
  ];
}

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const { mine, everything, area } = filterOf(address);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const overdue = rows.reduce((sum, row) => sum + row.overdue, 0);
  const filters = [
    everything ? t(model, '全部', 'all') : t(model, '未结束', 'open'),
    ...(mine ? [t(model, '我照护的', 'in my care')] : []),
    ...(area === undefined ? [] : [areaName(model, area)]),
  ];
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 名隔离对象`, `${String(listed.total)} cases`) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      { text: overdue > 0 ? t(model, `  ‼ 逾期半天 ${String(overdue)}`, `  ‼ ${String(overdue)} half-days overdue`) : '', tone: 'alarm' },
      {
        text:
          listed && rows.length < listed.total
            ? t(model, `  只显示前 ${String(rows.length)}`, `  the first ${String(rows.length)} shown`)
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
            '  没有未结束的隔离对象；交接后自动下达，A 看全部',
            '  No open case; one is ordered with every hand-over, A shows all',
          ),
          tone: 'dim',
        },
      ],
    );
  return { lines };
}
