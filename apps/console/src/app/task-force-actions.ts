import {
  CancelDeployment,
  ChangeTaskForce,
  DeployTaskForce,
  DisbandTaskForce,
  EndAbsence,
  FormTaskForce,
  RecallTaskForce,
  SetAbsence,
  SuggestTaskForces,
  TaskForcesPage,
  type Command,
  type TaskForceAction,
  type TaskForceMember,
  type TaskForceReceipt,
  type TaskForceRow,
} from '@houzhai/contracts';
import { taskForceActionLabel, taskForceStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { areaName, nameOf } from '../screens/areas.ts';
import { say, still, t, type Model, type Step } from './model.ts';
import { read } from './perform.ts';
import { deedItem, mayDo, takeDeed, type Deed } from './record-actions.ts';

/** A team as a screen shows it, whom of it an action is meant for, and how to look at it again. */
export interface LiveTeam {
  readonly row: TaskForceRow;
  readonly member?: TaskForceMember | undefined;
  readonly now: (model: Model) => TaskForceRow | undefined;
}

const CONTRACT = {
  deploy: DeployTaskForce,
  recall: RecallTaskForce,
  'cancel-deployment': CancelDeployment,
  'set-absence': SetAbsence,
  'end-absence': EndAbsence,
  change: ChangeTaskForce,
  disband: DisbandTaskForce,
} as const satisfies Record<TaskForceAction, Command>;
/** In the order in which they are wanted. */
const KEYS: Readonly<Record<TaskForceAction, string>> = {
  deploy: 'd',
  recall: 'r',
  'cancel-deployment': 'k',
  'set-absence': 'a',
  'end-absence': 'b',
  change: 'e',
  disband: 'D',
};
const OF_MEMBER: readonly TaskForceAction[] = ['set-absence', 'end-absence'];

/** What a team is called. */
export const teamName = (model: Model, no: number): string => t(model, `第 ${String(no)} 突击队`, `Team ${String(no)}`);

/** Why an action cannot be taken now; undefined when it can. */
function whyNot(model: Model, { row, member }: LiveTeam, action: TaskForceAction): string | undefined {
  if (!row.allowedActions.includes(action)) {
    const status = taskForceStatusLabel(row.status, model.lang);
    return t(model, `“${status}”时不能，或须由他人办理`, `not while ${status.toLowerCase()}, or somebody else has to`);
  }
  if (!OF_MEMBER.includes(action)) return undefined;
  if (!member) return t(model, '打开该队，选中一人', 'open the team and choose somebody');
  return action === 'end-absence' && !member.absence ? t(model, '此人在岗', 'they are there') : undefined;
}

/** Everything that can be done to a team; what cannot is dim with the reason. */
export function teamMenu(model: Model, live: LiveTeam) {
  const at = (now: Model): LiveTeam => ({ ...live, row: live.now(now) ?? live.row });
  const order = (Object.keys(KEYS) as TaskForceAction[]).toSorted(
    (a, b) => Number(whyNot(model, at(model), a) !== undefined) - Number(whyNot(model, at(model), b) !== undefined),
  );
  const items = (now: Model): readonly MenuItem[] =>
    order.map((action) =>
      deedItem(now, KEYS[action], taskForceActionLabel(action, now.lang), CONTRACT[action], whyNot(now, at(now), action), (then) =>
        takeTeamAction(then, live, action),
      ),
    );
  return menu(teamName(model, live.row.no), items, 0);
}

/** Sends a team out, calls it back, or calls its deployment off: whichever its state allows. */
export const sendOrRecall = (model: Model, live: LiveTeam): Step => {
  const { allowedActions } = live.now(model) ?? live.row;
  const action = (['recall', 'cancel-deployment'] as const).find((one) => allowedActions.includes(one)) ?? 'deploy';
  return takeTeamAction(model, live, action);
};

/** Takes an action on a team, or on the one who was chosen. */
export function takeTeamAction(model: Model, live: LiveTeam, action: TaskForceAction, preset: Readonly<Record<string, string>> = {}): Step {
  const now = (at: Model): TaskForceRow => live.now(at) ?? live.row;
  const { taskForceId, no } = live.row;
  const why = whyNot(model, { ...live, row: now(model) }, action);
  if (why !== undefined) return [say(model, `${taskForceActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const member = OF_MEMBER.includes(action) ? live.member : undefined;
  const deed: Deed<Command> = {
    contract: CONTRACT[action],
    noun: 'task-force',
    verb: action,
    subject: member ? member.operatorId : String(no),
    title: (at) => `${taskForceActionLabel(action, at.lang)} · ${teamName(at, no)}${member ? ` · ${nameOf(at, member.operatorId)}` : ''}`,
    about: (at) => aboutOf(at, action, now(at)),
    fixed: (at) => (member ? { operatorId: member.operatorId } : { taskForceId, expectedVersion: now(at).version }),
    preset: { ...(action === 'set-absence' ? { until: '+1d' } : {}), ...preset },
    fields: {
      from: { label: t(model, '何时起', 'From'), hint: t(model, '现在可不填 · 明天 08:00', 'empty for now · tomorrow 08:00') },
      leaderId: { label: t(model, '新队长', 'New leader'), hint: t(model, '不换不填', 'empty for the same') },
    },
    done: (value, at) => saidOf(at, action, value as TaskForceReceipt),
  };
  return takeDeed(model, deed);
}

function aboutOf(model: Model, action: TaskForceAction, row: TaskForceRow): readonly string[] {
  const strength = t(
    model,
    `可出动 ${String(row.strength)}/${String(row.members)} 人。`,
    `${String(row.strength)} of ${String(row.members)} can go.`,
  );
  switch (action) {
    case 'deploy':
      return [
        strength,
        t(
          model,
          '在外期间，全队可看到去向村(居)；召回后立即看不到。',
          'While away the team sees that area too; after the recall it does not, at once.',
        ),
      ];
    case 'recall':
      return [
        t(model, `现在 ${row.at} ${areaName(model, row.at)}。`, `It is in ${row.at} ${areaName(model, row.at)}.`),
        t(model, '全队立即看不到该村(居)。', 'Its people no longer see that area, at once.'),
      ];
    case 'set-absence':
      return [t(model, '到时自动回岗；原因只有值班长看得到。', 'It ends by itself; only the duty officer sees why.')];
    default:
      return [];
  }
}

function saidOf(model: Model, action: TaskForceAction, { no, at, strength, status }: TaskForceReceipt): string {
  const where = `${at} ${areaName(model, at)}`;
  const label = taskForceActionLabel(action, model.lang);
  const planned = action === 'deploy' && status === 'READY' ? t(model, '到时自动出发', 'goes by itself at its time') : undefined;
  return `✓ ${teamName(model, no)} ${label} → ${planned ?? where} · ${t(model, `可出动 ${String(strength)} 人`, `${String(strength)} can go`)}`;
}

/** Forms a team under the lowest number that is free. */
export const formTeam = (model: Model, taken: readonly number[], area: string | undefined): Step => {
  const no = Array.from({ length: taken.length + 1 }, (_, index) => index + 1).find((one) => !taken.includes(one)) ?? 1;
  return takeDeed(model, {
    contract: FormTaskForce,
    noun: 'task-force',
    verb: 'form',
    subject: String(no),
    title: (at) => t(at, `组建 · ${teamName(at, no)}`, `Form · ${teamName(at, no)}`),
    about: (at) => [
      t(at, '队长须有“突击队长”角色，队员须有“突击队员”角色；一人只在一队。', 'The leader holds the role of a team leader, the others of a member; a person is in one team.'), // prettier-ignore
    ],
    fixed: () => ({ no }),
    preset: area === undefined ? {} : { homeArea: area },
    fields: {
      leaderId: { label: t(model, '队长', 'Leader') },
      memberIds: { label: t(model, '队员', 'Members') },
    },
    done: (value, at) => `✓ ${teamName(at, value.no)} · ${value.homeArea} ${areaName(at, value.homeArea)}`,
  });
};

/** Teams that could be sent to an area, each with the reason; the one that is chosen is sent there. */
export const suggestTeams = (model: Model, slot: string, area: string): Step => {
  if (!mayDo(model, SuggestTaskForces))
    return [say(model, t(model, '由值班长调度；请联系值班长', 'The duty officer sends teams; ask them'), 'watch'), []];
  return [
    model,
    [
      read(slot, SuggestTaskForces, { area, limit: 9 }, ({ rows }, at) => {
        if (rows.length === 0)
          return still(
            say(at, t(at, '没有可派的突击队：各队都在外或无人可出动', 'No team could go: all are away or have nobody'), 'watch'),
          );
        const items = rows.map((one, index): MenuItem => ({
          key: String(index + 1),
          label: `${teamName(at, one.no)}  ${one[at.lang]}`,
          run: (then) => openSuggested(then, slot, one.taskForceId, area),
        }));
        return still(openOverlay(at, menu(t(at, `派往 ${area} ${areaName(at, area)}`, `To ${area} ${areaName(at, area)}`), items, 0)));
      }),
    ],
  ];
};

const openSuggested = (model: Model, slot: string, taskForceId: string, area: string): Step => [
  model,
  [
    read(`${slot}-team`, TaskForcesPage, { ids: [taskForceId] }, ({ rows: [row] }, at) =>
      row ? takeTeamAction(at, { row, now: () => undefined }, 'deploy', { toArea: area }) : still(at),
    ),
  ],
];
