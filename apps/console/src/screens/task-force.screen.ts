import { TaskForceDetail, Uuid, type OutputOf, type TaskForceMember } from '@houzhai/contracts';
import { absenceLabel, deploymentStatusLabel, taskForceStatusLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import { sendOrRecall, takeTeamAction, teamMenu, teamName, type LiveTeam } from '../app/task-force-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { clock, historyLines, pair } from './record-lines.ts';
import { timesOf } from './task-forces.screen.ts';

type Detail = OutputOf<typeof TaskForceDetail>;
interface State {
  readonly uid: number;
  /** Number of the team, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** One team: its people, where it was sent, and what can be done. */
export function taskForceScreen(state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, taskForceScreen);
  const members = detail?.members ?? [];
  const index = indexOf((at) => members[at]?.operatorId ?? '', members.length, state.cursor);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `task-force-${String(uid)}`,
        TaskForceDetail,
        Uuid.safeParse(no).success ? { taskForceId: no } : { no: Number(no) },
        (value, at) => still(own.set(at, { detail: value, missing: false })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveTeam => ({ row, member: members[index], now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `task-force ${detail ? String(detail.row.no) : no}`,
    title: (model) => (detail ? teamName(model, detail.row.no) : no),
    scopes: ['task-force', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'task-force' && (ids?.includes(detail?.row.taskForceId ?? '') ?? true) ? load(model) : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, members.length, 8);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: members[moved]?.operatorId, offset: 0 } }));
      if (!detail) return undefined;
      switch (id) {
        case 'actions':
          return still(openOverlay(model, teamMenu(model, live(detail))));
        case 'deploy':
          return sendOrRecall(model, live(detail));
        case 'absence':
          return takeTeamAction(model, live(detail), members[index]?.absence ? 'end-absence' : 'set-absence');
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [String(detail.row.no), detail.row.status, detail.row.at].join('\t'),
                id: String(detail.row.no),
                json: detail.row,
                line: `hz task-force show ${String(detail.row.no)}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, index, height),
    hzLine: () => `hz task-force show ${detail ? String(detail.row.no) : no}`,
  };
}

/** The team as opened. */
export const openTaskForce = (uid: number, no: string): Screen => taskForceScreen({ uid, no, missing: false, cursor: atTop });

function view(model: Model, { no, detail, missing }: State, index: number, height: number): Frame {
  if (missing) return { lines: [[{ text: t(model, `  没有第 ${no} 突击队，或不在您的辖区。Esc 返回`, `  No team ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, note, members, deployments, history } = detail;
  const { deployment } = row;
  const where = row.at === row.homeArea ? '' : ` → ${row.at} ${areaName(model, row.at)}`;
  const head: Line[] = [
    [
      { text: `  ${teamName(model, row.no)}`, tone: 'title' },
      { text: `  ${taskForceStatusLabel(row.status, model.lang)}${where}`, bold: true },
      { text: deployment?.overdue ? t(model, '  ‼ 逾期未归', '  ‼ overdue') : '', tone: 'alarm' },
    ],
    pair(model, t(model, '驻地', 'Home'), `${row.homeArea} ${areaName(model, row.homeArea)}`),
    pair(model, t(model, '可出动', 'Can go'), t(model, `${String(row.strength)}/${String(row.members)} 人`, `${String(row.strength)} of ${String(row.members)}`), row.strength < row.members ? 'watch' : 'plain'), // prettier-ignore
    ...(deployment ? [pair(model, t(model, '任务', 'Mission'), `${deployment.mission} · ${timesOf(model, row)}`)] : []),
    ...(row.skills.length > 0 ? [pair(model, t(model, '技能', 'Skills'), row.skills.join('、'))] : []),
    ...(note === undefined ? [] : [pair(model, t(model, '备注', 'Note'), note)]),
    ...(row.leaderAway ? [pair(model, t(model, '代理队长', 'Stands in'), row.substituteId === undefined ? t(model, '无人可代；x 调整队伍，换队长', 'nobody; x, change the team, names another leader') : nameOf(model, row.substituteId), 'watch')] : []), // prettier-ignore
    [],
    [{ text: t(model, '  队员', '  People'), tone: 'title' }],
  ];
  const sent = deployments.map((one): Line => [
    { text: `  ${padEnd(clock(model, one.since ?? one.from), 12)}` },
    { text: padEnd(`${one.toArea} ${areaName(model, one.toArea)}`, 18) },
    { text: padEnd(deploymentStatusLabel(one.status, model.lang), 10), tone: one.status === 'DEPLOYED' ? 'accent' : 'dim' },
    { text: one.mission },
    { text: one.endedAt === undefined ? '' : t(model, `  至 ${clock(model, one.endedAt)}`, `  until ${clock(model, one.endedAt)}`), tone: 'dim' }, // prettier-ignore
  ]);
  const all = [
    ...head,
    ...members.map((member, at) => memberLine(model, member, at === index)),
    ...(sent.length > 0 ? [[], [{ text: t(model, '  跨区调度', '  Deployments'), tone: 'title' as const }], ...sent] : []),
    [],
    ...historyLines(model, 'task-force', history),
  ];
  const line = head.length + index;
  const wanted = index === members.length - 1 ? line - 3 : line - height + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

/** Somebody of the team: whether they lead, and until when they cannot go. */
function memberLine(model: Model, { operatorId, leads, absence }: TaskForceMember, chosen: boolean): Line {
  const why = absence?.kind === undefined ? t(model, '不在岗', 'away') : absenceLabel(absence.kind, model.lang);
  const away = absence && (absence.now ? t(model, `! ${why} 至 ${clock(model, absence.until)}`, `! ${why} until ${clock(model, absence.until)}`) : t(model, `${clock(model, absence.from)} 起${why}`, `${why} from ${clock(model, absence.from)}`)); // prettier-ignore
  return [
    { text: chosen ? '  ▸ ' : '    ', tone: 'accent', inverse: chosen },
    { text: padEnd(nameOf(model, operatorId), 20), inverse: chosen },
    { text: padEnd(leads ? t(model, '队长', 'leads') : '', 8), tone: chosen ? 'plain' : 'accent', inverse: chosen },
    { text: away ?? t(model, '在岗', 'there'), tone: chosen ? 'plain' : absence?.now ? 'watch' : 'dim', inverse: chosen },
  ];
}
