import { SUBDISTRICT, type AbsenceKind, type Role, type TaskForceAction, type TaskForceStatus } from '@houzhai/contracts';

/** A time in which somebody cannot go. */
export interface Absence {
  readonly kind: AbsenceKind;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface Member {
  readonly operatorId: string;
  readonly absence?: Absence;
}

/** A deployment 跨区调度 that is on or planned. */
export interface Deployment {
  readonly id: string;
  readonly toArea: string;
  readonly mission: string;
  /** When it was to begin. */
  readonly from: Temporal.Instant;
  /** When it began; absent while it is planned. */
  readonly since?: Temporal.Instant;
  readonly until?: Temporal.Instant;
  /** It was told that it is overdue. */
  readonly overdue: boolean;
}

/** A commando team 突击队. */
export interface TaskForce {
  readonly id: string;
  readonly no: number;
  readonly status: TaskForceStatus;
  readonly homeArea: string;
  readonly leaderId: string;
  /** Everybody, the leader included. */
  readonly members: readonly Member[];
  readonly skills: readonly string[];
  /** Who can go, as last told. */
  readonly strength: number;
  readonly deployment?: Deployment;
  /** When it last went, came back or was not sent after all. */
  readonly movedAt?: Temporal.Instant;
}

const after = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) > 0;

export const pathOf = (area: string): string => `${SUBDISTRICT}/${area}`;

/** An instant, or the team's last move where that is later: of two orders on their way at once, the second is not the earlier one. */
export const notBeforeMove = ({ movedAt }: Pick<TaskForce, 'movedAt'>, now: Temporal.Instant): Temporal.Instant =>
  movedAt && after(movedAt, now) ? movedAt : now;

/** Where a team works. */
export const areaNow = ({ homeArea, deployment }: Pick<TaskForce, 'homeArea' | 'deployment'>): string =>
  deployment?.since ? deployment.toArea : homeArea;

/** Whether somebody cannot go at an instant. */
export const isAway = ({ absence }: Member, at: Temporal.Instant): boolean =>
  absence !== undefined && !after(absence.from, at) && after(absence.until, at);

/** How many can go at an instant; nobody of a team that is no more. */
export const strengthAt = ({ status, members }: Pick<TaskForce, 'status' | 'members'>, at: Temporal.Instant): number =>
  status === 'DISBANDED' ? 0 : members.filter((member) => !isAway(member, at)).length;

/** Whether the leader cannot go. */
export const leaderAway = ({ leaderId, members }: TaskForce, at: Temporal.Instant): boolean =>
  members.some((member) => member.operatorId === leaderId && isAway(member, at));

/** Who may lead while the leader is away: the first who can go and holds the role. */
export const substituteOf = (team: TaskForce, leads: (operatorId: string) => boolean, now: Temporal.Instant): string | undefined =>
  team.members.find((member) => member.operatorId !== team.leaderId && !isAway(member, now) && leads(member.operatorId))?.operatorId;

/** When the clock has to look at the team by itself. */
export function wakeAt({ status, members, deployment }: TaskForce, now: Temporal.Instant): Temporal.Instant | undefined {
  if (status === 'DISBANDED') return undefined;
  const times = members.flatMap(({ absence }) => (absence ? [absence.until, ...(after(absence.from, now) ? [absence.from] : [])] : []));
  // What is due and has not been done stays due.
  if (deployment && !deployment.since) times.push(deployment.from);
  if (deployment?.since && deployment.until && !deployment.overdue) times.push(deployment.until);
  return times.sort(Temporal.Instant.compare)[0];
}

/** What can be done with a team now. The same table greys out menus. */
export function actionsOf({
  status,
  deployment,
  members,
}: Pick<TaskForce, 'status' | 'deployment' | 'members'>): readonly TaskForceAction[] {
  if (status === 'DISBANDED') return [];
  const absences: readonly TaskForceAction[] = members.some(({ absence }) => absence) ? ['set-absence', 'end-absence'] : ['set-absence'];
  if (status === 'DEPLOYED') return ['recall', ...absences, 'change'];
  return deployment ? ['cancel-deployment', ...absences, 'change'] : ['deploy', ...absences, 'change', 'disband'];
}

/** Somebody of a team that is elsewhere: sees that area too, in this role only. */
export interface Posting {
  readonly operatorId: string;
  readonly deploymentId: string;
  readonly path: string;
  readonly role: Extract<Role, 'TEAM_LEAD' | 'TEAM_MEMBER'>;
}

/** Who is posted where because of a team. */
export const postingsOf = ({ deployment, leaderId, members }: TaskForce): readonly Posting[] =>
  deployment?.since
    ? members.map(({ operatorId }) => ({
        operatorId,
        deploymentId: deployment.id,
        path: pathOf(deployment.toArea),
        role: operatorId === leaderId ? 'TEAM_LEAD' : 'TEAM_MEMBER',
      }))
    : [];
