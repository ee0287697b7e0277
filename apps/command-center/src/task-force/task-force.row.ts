import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import { areaNow, pathOf, wakeAt, type Absence, type Deployment, type TaskForce } from './task-force.ts';

/** Teams: what lists filter by as columns, the rest as one document. */
export const TaskForceRow = defineEntity({
  name: 'TaskForceRow',
  tableName: 'task_force',
  comment: 'Commando teams 突击队; notes are sealed',
  indexes: [
    {
      name: 'task_force_no',
      expression: `create unique index "task_force_no" on "command_center"."task_force" ("no") where "status" <> 'DISBANDED'`,
    },
    { name: 'task_force_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.integer(),
    status: p.text(),
    homeArea: p.text(),
    homePath: p.text(),
    atArea: p.text(),
    atPath: p.text(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredTaskForce>(),
    note: p.blob().nullable(),
  },
});

/** Who is in which team. */
export const TaskForceMemberRow = defineEntity({
  name: 'TaskForceMemberRow',
  tableName: 'task_force_member',
  comment: 'Who is in which team; one at most',
  indexes: [{ name: 'task_force_member_team', properties: ['taskForceId'] }],
  properties: { operatorId: p.uuid().primary(), taskForceId: p.uuid() },
});

/** Deployments of teams. */
export const DeploymentRow = defineEntity({
  name: 'DeploymentRow',
  tableName: 'deployment',
  comment: 'Deployments of teams to other areas 跨区调度; one of a team at a time',
  indexes: [
    { name: 'deployment_team', properties: ['taskForceId', 'fromAt'] },
    {
      name: 'deployment_open',
      expression: `create unique index "deployment_open" on "command_center"."deployment" ("task_force_id") where "status" in ('PLANNED', 'DEPLOYED')`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    taskForceId: p.uuid(),
    status: p.text(),
    toArea: p.text(),
    mission: p.text(),
    fromAt: p.datetime(),
    since: p.datetime().nullable(),
    until: p.datetime().nullable(),
    endedAt: p.datetime().nullable(),
  },
});

/** Who sees another area because their team is there. */
export const PostingRow = defineEntity({
  name: 'PostingRow',
  tableName: 'posting',
  comment: 'Who of a team is in another area, and so sees it; in one at a time',
  indexes: [
    {
      name: 'posting_open',
      expression: `create unique index "posting_open" on "command_center"."posting" ("operator_id") where "ended_at" is null`,
    },
    { name: 'posting_ended', properties: ['endedAt'], where: 'ended_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    operatorId: p.uuid(),
    deploymentId: p.uuid(),
    path: p.text(),
    role: p.text(),
    beganAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});

type StoredAbsence = Omit<Absence, 'from' | 'until'> & { readonly from: string; readonly until: string };
type StoredDeployment = Omit<Deployment, 'from' | 'since' | 'until'> & {
  readonly from: string;
  readonly since?: string;
  readonly until?: string;
};
export type StoredTaskForce = Omit<TaskForce, 'members' | 'deployment' | 'movedAt'> & {
  readonly movedAt?: string;
  readonly members: readonly { readonly operatorId: string; readonly absence?: StoredAbsence }[];
  readonly deployment?: StoredDeployment;
};

/** Column values of a state; the note is written besides. */
export function taskForceColumns(team: TaskForce, now: Temporal.Instant): Record<string, unknown> {
  const { members, deployment, movedAt, ...rest } = team;
  const at = areaNow(team);
  const wake = wakeAt(team, now);
  const facts: StoredTaskForce = {
    ...rest,
    members: members.map(({ operatorId, absence }) => ({
      operatorId,
      ...(absence ? { absence: { ...absence, from: instantText(absence.from), until: instantText(absence.until) } } : {}),
    })),
    ...(deployment ? { deployment: storedDeployment(deployment) } : {}),
    ...(movedAt ? { movedAt: instantText(movedAt) } : {}),
  };
  return {
    no: team.no,
    status: team.status,
    home_area: team.homeArea,
    home_path: pathOf(team.homeArea),
    at_area: at,
    at_path: pathOf(at),
    wake_at: wake ? instantText(wake) : null,
    facts,
  };
}

const storedDeployment = ({ from, since, until, ...rest }: Deployment): StoredDeployment => ({
  ...rest,
  from: instantText(from),
  ...(since ? { since: instantText(since) } : {}),
  ...(until ? { until: instantText(until) } : {}),
});

/** State of a loaded row. */
export function toTaskForce({ facts }: { readonly facts: StoredTaskForce }): TaskForce {
  const { members, deployment, movedAt, ...rest } = facts;
  return {
    ...rest,
    members: members.map(({ operatorId, absence }) => ({
      operatorId,
      ...(absence ? { absence: { ...absence, from: instantOf(absence.from), until: instantOf(absence.until) } } : {}),
    })),
    ...(deployment ? { deployment: loadedDeployment(deployment) } : {}),
    ...(movedAt === undefined ? {} : { movedAt: instantOf(movedAt) }),
  };
}

const loadedDeployment = ({ from, since, until, ...rest }: StoredDeployment): Deployment => ({
  ...rest,
  from: instantOf(from),
  ...(since === undefined ? {} : { since: instantOf(since) }),
  ...(until === undefined ? {} : { until: instantOf(until) }),
});
