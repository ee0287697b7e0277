import { counted } from '@houzhai/i18n';
import { TaskForcesPage, type OutputOf, type TaskForceRow } from '@houzhai/contracts';
import { formTeam, sendOrRecall, suggestTeams, teamMenu, type LiveTeam } from '../app/task-force-actions.ts';
import { importTeamList } from '../app/team-import.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
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

interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof TaskForcesPage>;
  readonly cursor: ListCursor;
}

/** Teams 突击队: where each belongs, where it is, who leads, who can go, what for and until when. */
export function taskForcesScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const { away, area } = filterOf(address);
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => taskForcesScreen(nav, next));
  const index = indexOf((at) => rows[at]?.taskForceId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => {
    const input = { ...(away ? { status: 'DEPLOYED' as const } : {}), ...(area === undefined ? {} : { area }) };
    return [model, [read(`task-forces-${String(uid)}`, TaskForcesPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const live = (row: TaskForceRow): LiveTeam => ({
    row,
    now: (at) => own.now(at)?.listed?.rows.find(({ taskForceId }) => taskForceId === row.taskForceId),
  });
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '突击队', 'Teams'),
    scopes: ['task-forces', 'list'],
    load,
    onChange: (view, _, model) => (view === 'task-force' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = roomOf(model.size.rows - 4);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.taskForceId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `task-force ${String(current.no)}`) : still(model);
        case 'actions':
          return current && still(openOverlay(model, teamMenu(model, live(current))));
        case 'deploy':
          return current && sendOrRecall(model, live(current));
        case 'suggest':
          return area === undefined ? still(say(model, t(model, '先选村(居)：输入 :tj @a07，或在挂图“在岗”一列按 Enter', 'Choose an area first: type :teams @a07, or press Enter on the wall chart in the column Strength'), 'watch')) : suggestTeams(model, `suggest-${String(uid)}`, area); // prettier-ignore
        case 'new':
          return formTeam(model, rows.map(({ no }) => no), area); // prettier-ignore
        case 'import':
          return importTeamList(model);
        case 'away': {
          const fresh = openTaskForces(nav, uid, withWord(address, 'away', away ? '' : 'true'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
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
                  id: String(current.no),
                  json: current,
                  line: `hz task-force show ${String(current.no)}`,
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
      ['hz task-force list', ...(away ? ['--status DEPLOYED'] : []), ...(area === undefined ? [] : [`--area ${area}`])].join(' '),
  };
}

function filterOf(address: string): { readonly away: boolean; readonly area: string | undefined } {
  const { values, area } = parseAddress(address);
  return { away: values['away'] === 'true', area };
}

/** The teams as opened. */
export const openTaskForces = (nav: Navigation, uid: number, address: string): Screen =>
  taskForcesScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** Lines left for rows: what is counted, the heading, an empty line and two about the chosen one. */
const roomOf = (height: number): number => Math.max(1, height - 5);

/** Since when a team is away, or when it goes; until when. */
export function timesOf(model: Model, { deployment }: TaskForceRow): string {
  if (!deployment) return '';
  const { since, from, until, overdue } = deployment;
  const begin = since === undefined ? t(model, `${clock(model, from)} 出发`, `goes ${clock(model, from)}`) : clock(model, since);
  const end = until === undefined ? '' : ` → ${clock(model, until)}`;
  return `${overdue ? '‼ ' : ''}${begin}${end}`;
}

function columnsOf(model: Model): readonly Column<TaskForceRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '队号', 'No.'), width: 4, priority: 1, right: true, text: ({ no }) => String(no) },
    { id: 'home', title: t(model, '驻地', 'Home'), width: en ? 18 : 10, priority: 2, text: ({ homeArea }) => areaName(model, homeArea) },
    {
      id: 'at',
      title: t(model, '现在', 'Now'),
      width: en ? 16 : 11,
      priority: 1,
      text: ({ at, homeArea }) => `${at === homeArea ? '' : '→'}${areaName(model, at)}`,
      tone: ({ status }) => (status === 'DEPLOYED' ? 'accent' : 'plain'),
    },
    {
      id: 'leader',
      title: t(model, '队长', 'Leader'),
      width: 12,
      grows: true,
      priority: 1,
      text: ({ leaderId, leaderAway }) => `${leaderAway ? '! ' : ''}${nameOf(model, leaderId)}`,
      tone: ({ leaderAway }) => (leaderAway ? 'watch' : 'plain'),
    },
    {
      id: 'strength',
      title: t(model, '可出动', 'Can go'),
      width: 7,
      priority: 1,
      right: true,
      text: ({ strength, members }) => `${String(strength)}/${String(members)}`,
      tone: ({ strength, members }) => (strength === 0 ? 'alarm' : strength < members ? 'watch' : 'plain'),
    },
    {
      id: 'mission',
      title: t(model, '任务', 'Mission'),
      width: 12,
      grows: true,
      priority: 1,
      text: ({ deployment }) => deployment?.mission ?? '',
    },
    {
      id: 'times',
      title: t(model, '起止', 'Since, until'),
      width: 16,
      grows: true,
      priority: 1,
      text: (row) => timesOf(model, row),
      tone: ({ deployment }) => (deployment?.overdue ? 'alarm' : 'dim'),
    },
    { id: 'skills', title: t(model, '技能', 'Skills'), width: 16, priority: 3, text: ({ skills }) => skills.join(' ') },
  ];
}

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = roomOf(height);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const { away, area } = filterOf(address);
  const sum = (of: (row: TaskForceRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const out = rows.filter(({ status }) => status === 'DEPLOYED').length;
  const late = rows.filter(({ deployment }) => deployment?.overdue).length;
  const heading = t(
    model,
    `${String(rows.length)} 支突击队 · 在外 ${String(out)} · 可出动 ${String(sum(({ strength }) => strength))}/${String(sum(({ members }) => members))} 人`,
    `${counted(rows.length, 'team')} · ${String(out)} away · ${String(sum(({ strength }) => strength))} of ${String(sum(({ members }) => members))} can go`,
  );
  const filters = [
    ...(away ? [t(model, '只看在外', 'away only')] : []),
    ...(area === undefined ? [] : [`${area} ${areaName(model, area)}`]),
  ];
  const lines: Line[] = [
    [
      { text: listed ? heading : t(model, '正在读取…', 'Reading …'), tone: 'title' },
      { text: filters.length > 0 ? `  ${filters.join(' · ')}` : '', tone: 'accent' },
      { text: late > 0 ? t(model, `  ‼ 逾期未归 ${String(late)}`, `  ‼ ${String(late)} overdue`) : '', tone: 'alarm' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push(
      [],
      [
        {
          text: t(model, '  没有突击队；n 组建，I 导入名单，A 看全部', '  No team; n forms one, I imports a list, A shows all'),
          tone: 'dim',
        },
      ],
    );
  const chosen = rows[index];
  if (chosen)
    lines.push(
      [],
      [
        { text: t(model, '  驻地 ', '  Home '), tone: 'dim' },
        { text: `${chosen.homeArea} ${areaName(model, chosen.homeArea)}` },
        ...(chosen.leaderAway
          ? [
              { text: t(model, '  代理队长 ', '  Stands in '), tone: 'dim' as const },
              {
                text: chosen.substituteId === undefined ? t(model, '! 无人可代，请换队长', '! nobody; name another leader') : nameOf(model, chosen.substituteId), // prettier-ignore
                tone: 'watch' as const,
              },
            ]
          : []),
      ],
    );
  return { lines };
}
