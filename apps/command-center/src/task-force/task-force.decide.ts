import { instantText, ok, refuse, type Outcome, type RefusalCode, type Role, type TaskForceAction } from '@houzhai/contracts';
import type { TaskForcePolicy } from './task-force-policy.ts';
import type { TaskForceFact } from './task-force.publish.ts';
import { actionsOf, areaNow, notBeforeMove, strengthAt, type Absence, type Deployment, type Member, type TaskForce } from './task-force.ts';

/** The team after a decision, and what happened. */
export interface DecidedTaskForce {
  readonly team: TaskForce;
  readonly facts: readonly TaskForceFact[];
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedTaskForce, R | 'task-force.not-allowed-now'>;

/** What a decision is told about the world. */
export interface TeamWorld {
  readonly now: Temporal.Instant;
  readonly policy: TaskForcePolicy;
  /** Roles of active operators, by id; whoever is not in it cannot be in a team. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  /** Whether one of them sees an area: nobody is given work they cannot see. */
  readonly sees: (operatorId: string, area: string) => boolean;
}

const decided = (team: TaskForce, ...facts: readonly TaskForceFact[]): { readonly ok: true; readonly value: DecidedTaskForce } =>
  ok({ team, facts });
const illegal = ({ status }: TaskForce, action: TaskForceAction): ReturnType<typeof refuse<'task-force.not-allowed-now'>> =>
  refuse('task-force.not-allowed-now', { action, status });
const isLegal = (team: TaskForce, action: TaskForceAction): boolean => actionsOf(team).includes(action);

/** The team as it stands at an instant: absences that are over are gone, and who can go is counted. */
function asOf(team: TaskForce, now: Temporal.Instant): TaskForce {
  const members = team.members.map(({ operatorId, absence }): Member =>
    absence && Temporal.Instant.compare(absence.until, now) > 0 ? { operatorId, absence } : { operatorId },
  );
  return { ...team, members, strength: strengthAt({ ...team, members }, now) };
}
const withoutDeployment = ({ deployment: _, ...rest }: TaskForce): TaskForce => rest;

type Unfit =
  'operator.unavailable' | 'task-force.member-unfit' | 'task-force.member-blind' | 'task-force.too-many' | 'task-force.skill-unknown';

/** Why people and skills do not make a team, if they do not. */
function unfit(
  { leaderId, members, skills, homeArea }: TaskForce,
  { roles, policy, sees }: TeamWorld,
): ReturnType<typeof refuse<Unfit>> | undefined {
  if (members.some(({ operatorId }) => !roles.has(operatorId))) return refuse('operator.unavailable', {});
  for (const { operatorId } of members) {
    const role = operatorId === leaderId ? 'TEAM_LEAD' : 'TEAM_MEMBER';
    if (roles.get(operatorId)?.includes(role) !== true) return refuse('task-force.member-unfit', { role });
  }
  if (members.some(({ operatorId }) => !sees(operatorId, homeArea))) return refuse('task-force.member-blind', { area: homeArea });
  if (members.length > policy.mostMembers) return refuse('task-force.too-many', { most: policy.mostMembers });
  const known = policy.skills.map(({ code }) => code);
  return skills.some((skill) => !known.includes(skill)) ? refuse('task-force.skill-unknown', { known: known.join(', ') }) : undefined;
}

/** A new team. Whether one of its people is in another is for the store to say: that is one place for all teams. */
export function formTaskForce(
  intent: {
    readonly id: string;
    readonly no: number;
    readonly homeArea: string;
    readonly leaderId: string;
    readonly memberIds: readonly string[];
    readonly skills: readonly string[];
  },
  world: TeamWorld,
): Outcome<DecidedTaskForce, Unfit> {
  const { id, no, homeArea, leaderId } = intent;
  const members = [...new Set([leaderId, ...intent.memberIds])].map((operatorId) => ({ operatorId }));
  const team: TaskForce = {
    id,
    no,
    status: 'READY',
    homeArea,
    leaderId,
    members,
    skills: [...new Set(intent.skills)],
    strength: members.length,
  };
  return unfit(team, world) ?? decided(team, { fact: 'formed' });
}

/** Other people, another leader, other skills. Who led stays a member unless taken out. */
export function changeTaskForce(
  before: TaskForce,
  intent: {
    readonly leaderId?: string | undefined;
    readonly add: readonly string[];
    readonly remove: readonly string[];
    readonly skills?: readonly string[] | undefined;
    readonly note?: string | undefined;
  },
  world: TeamWorld,
): Decision<Unfit | 'task-force.leader-missing' | 'task-force.nothing-changed'> {
  if (!isLegal(before, 'change')) return illegal(before, 'change');
  const leaderId = intent.leaderId ?? before.leaderId;
  if (intent.remove.includes(leaderId)) return refuse('task-force.leader-missing', {});
  const stay = before.members.filter(({ operatorId }) => !intent.remove.includes(operatorId));
  const known = new Set(stay.map(({ operatorId }) => operatorId));
  const come = [...new Set([leaderId, ...intent.add])].filter((id) => !known.has(id) && !intent.remove.includes(id));
  const members = [...stay, ...come.map((operatorId) => ({ operatorId }))];
  const skills = intent.skills === undefined ? before.skills : [...new Set(intent.skills)];
  const gone = stay.length < before.members.length;
  const same = !gone && come.length === 0 && leaderId === before.leaderId && skills.join() === before.skills.join();
  if (same && intent.note === undefined) return refuse('task-force.nothing-changed', {});
  const team = asOf({ ...before, leaderId, members, skills }, world.now);
  return unfit(team, world) ?? decided(team, { fact: 'changed' });
}

/** Somebody cannot go for a time; what was said of them before no longer counts. */
export function setAbsence(
  before: TaskForce,
  operatorId: string,
  absence: Absence,
  now: Temporal.Instant,
): Decision<'task-force.in-no-team' | 'task-force.time-unfit'> {
  if (!isLegal(before, 'set-absence')) return illegal(before, 'set-absence');
  if (!before.members.some((member) => member.operatorId === operatorId)) return refuse('task-force.in-no-team', {});
  const { from, until } = absence;
  if (Temporal.Instant.compare(until, now) <= 0 || Temporal.Instant.compare(until, from) <= 0) return refuse('task-force.time-unfit', {});
  return decided(asOf(withAbsence(before, operatorId, absence), now), { fact: 'changed' });
}

/** Back earlier than was said. */
export function endAbsence(
  before: TaskForce,
  operatorId: string,
  now: Temporal.Instant,
): Decision<'task-force.in-no-team' | 'task-force.not-absent'> {
  if (before.status === 'DISBANDED') return illegal(before, 'end-absence');
  const member = before.members.find((one) => one.operatorId === operatorId);
  if (!member) return refuse('task-force.in-no-team', {});
  if (!member.absence) return refuse('task-force.not-absent', {});
  return decided(asOf(withAbsence(before, operatorId, undefined), now), { fact: 'changed' });
}

const withAbsence = (team: TaskForce, operatorId: string, absence: Absence | undefined): TaskForce => ({
  ...team,
  members: team.members.map((member) => (member.operatorId === operatorId ? { operatorId, ...(absence ? { absence } : {}) } : member)),
});

/** Sends a team to another area: now, or by itself at a time. */
export function deployTaskForce(
  before: TaskForce,
  intent: {
    readonly id: string;
    readonly toArea: string;
    readonly mission: string;
    readonly from: Temporal.Instant;
    readonly until?: Temporal.Instant | undefined;
  },
  world: Pick<TeamWorld, 'now' | 'policy'>,
): Decision<'task-force.is-there' | 'task-force.too-weak' | 'task-force.time-unfit'> {
  const { policy } = world;
  const now = notBeforeMove(before, world.now);
  const team = asOf(before, now);
  if (!isLegal(team, 'deploy')) return illegal(team, 'deploy');
  const { id, toArea, mission, until } = intent;
  if (toArea === team.homeArea) return refuse('task-force.is-there', { area: toArea });
  const isLater = Temporal.Instant.compare(intent.from, now) > 0;
  const from = isLater ? intent.from : now;
  if (until && Temporal.Instant.compare(until, from) <= 0) return refuse('task-force.time-unfit', {});
  const strength = strengthAt(team, from);
  if (strength < policy.leastStrength) return refuse('task-force.too-weak', { strength, least: policy.leastStrength });
  const deployment: Deployment = { id, toArea, mission, from, ...(until ? { until } : {}), overdue: false };
  if (!isLater) return ok(begun({ ...team, deployment }, now));
  return decided(
    { ...team, deployment },
    { fact: 'deployment-planned', toArea, from: instantText(from), ...(until ? { until: instantText(until) } : {}) },
  );
}

/** The deployment a team has begins. */
function begun(team: TaskForce, now: Temporal.Instant): DecidedTaskForce {
  const { deployment, homeArea } = team;
  if (!deployment) throw new Error('No deployment to begin');
  const { until } = deployment;
  return {
    team: { ...team, status: 'DEPLOYED', deployment: { ...deployment, since: now }, movedAt: now },
    facts: [{ fact: 'deployed', fromArea: homeArea, ...(until ? { until: instantText(until) } : {}) }],
  };
}

/** A deployment that was planned does not take place. */
export function cancelDeployment(before: TaskForce, now: Temporal.Instant): Decision {
  if (!isLegal(before, 'cancel-deployment')) return illegal(before, 'cancel-deployment');
  return decided(asOf({ ...withoutDeployment(before), movedAt: notBeforeMove(before, now) }, now), { fact: 'deployment-canceled' });
}

/** Back to its own area. */
export function recallTaskForce(before: TaskForce, now: Temporal.Instant): Decision {
  if (!isLegal(before, 'recall')) return illegal(before, 'recall');
  const home: TaskForce = { ...withoutDeployment(before), status: 'READY', movedAt: notBeforeMove(before, now) };
  return decided(asOf(home, now), { fact: 'recalled', fromArea: areaNow(before) });
}

/** A team that is at home and has nothing planned ends; its people may join others. */
export function disbandTaskForce(before: TaskForce, now: Temporal.Instant): Decision {
  if (!isLegal(before, 'disband')) return illegal(before, 'disband');
  return decided(asOf({ ...before, status: 'DISBANDED' }, now), { fact: 'disbanded' });
}

/** Lets time act: absences begin and end, what was planned begins, what should be over is told once. Undefined where nothing is due. */
export function tickTaskForce(before: TaskForce, due: Temporal.Instant, now: Temporal.Instant): DecidedTaskForce | undefined {
  if (Temporal.Instant.compare(due, now) > 0 || before.status === 'DISBANDED') return undefined;
  const team = asOf(before, now);
  const { deployment } = team;
  if (deployment && !deployment.since && Temporal.Instant.compare(deployment.from, now) <= 0) {
    const { team: away, facts } = begun(team, notBeforeMove(team, now));
    return overdue(away, now, facts) ?? { team: away, facts };
  }
  return overdue(team, now, []) ?? { team, facts: [{ fact: 'changed' }] };
}

function overdue(team: TaskForce, now: Temporal.Instant, facts: readonly TaskForceFact[]): DecidedTaskForce | undefined {
  const { deployment } = team;
  if (!deployment?.since || deployment.overdue || !deployment.until || Temporal.Instant.compare(deployment.until, now) > 0)
    return undefined;
  return {
    team: { ...team, deployment: { ...deployment, overdue: true } },
    facts: [...facts, { fact: 'deployment-overdue', until: instantText(deployment.until) }],
  };
}
