import { covers, isWithin, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, mayCall, refuse, type Outcome, type Role, type TaskForceAction, type TaskForceReceipt } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import type { DecidedTaskForce, TeamWorld } from './task-force.decide.ts';
import { publishTaskForce } from './task-force.publish.ts';
import { TaskForceRow, taskForceColumns, toTaskForce, type StoredTaskForce } from './task-force.row.ts';
import { actionsOf, areaNow, pathOf, type TaskForce } from './task-force.ts';

/** Under which purpose the key of a team seals its note. */
export const NOTE = 'task-force-note';

/** A team as loaded. */
export interface LoadedTaskForce {
  readonly team: TaskForce;
  readonly version: number;
  readonly note: Buffer | undefined;
  readonly wakeAt: Temporal.Instant | undefined;
}

/** The team, whoever asks; undefined where there is none. */
export async function findTaskForce(work: Pick<Work, 'load'>, id: string): Promise<LoadedTaskForce | undefined> {
  const row = await work.load(TaskForceRow, id, ['version', 'facts', 'note', 'wakeAt']);
  if (!row) return undefined;
  const wakeAt = row.wakeAt ? Temporal.Instant.fromEpochMilliseconds(row.wakeAt.getTime()) : undefined;
  return { team: toTaskForce(row), version: row.version, note: row.note ? Buffer.from(row.note) : undefined, wakeAt };
}

/** Whether a team is the caller's to see: it belongs to their jurisdiction or works there. */
export const seesTeam = (caller: Caller, team: TaskForce): boolean =>
  covers(caller, pathOf(team.homeArea)) || covers(caller, pathOf(areaNow(team)));

/** The team, if it belongs to the caller's jurisdiction. */
export async function getTaskForce(
  work: Pick<Work, 'load'>,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedTaskForce, 'record.not-found'>> {
  const loaded = await findTaskForce(work, id);
  return loaded && covers(caller, pathOf(loaded.team.homeArea))
    ? { ok: true, value: loaded }
    : refuse('record.not-found', { entity: 'task-force' });
}

/** What a decision writes of the team itself. Everybody who may see teams is told that one changed: it may have come from anywhere. */
export const taskForceChange = (
  { team, facts }: DecidedTaskForce,
  from: number,
  now: Temporal.Instant,
  more: { readonly note: Buffer | undefined; readonly sealedReason?: Buffer | undefined },
): Change => ({
  table: 'task_force',
  entity: 'task-force',
  id: team.id,
  area: 'a00',
  from,
  columns: { ...taskForceColumns(team, now), note: more.note ?? null },
  events: facts.map((fact) => publishTaskForce(team, fact)),
  auditDetails: {
    no: team.no,
    status: team.status,
    at: areaNow(team),
    ...(more.sealedReason ? { sealedReason: more.sealedReason.toString('base64') } : {}),
  },
});

/** Who is in the team now, and no longer. @throws a violated `task_force_member_pkey` where somebody is in another one. */
export async function writeMembers(client: PoolClient, team: TaskForce): Promise<void> {
  const ids = team.status === 'DISBANDED' ? [] : team.members.map(({ operatorId }) => operatorId);
  await client.query(
    `with gone as (delete from "command_center"."task_force_member" where "task_force_id" = $1 and "operator_id" <> all($2::uuid[]))
     insert into "command_center"."task_force_member" ("operator_id", "task_force_id")
     select one, $1 from unnest($2::uuid[]) one
     where not exists (select 1 from "command_center"."task_force_member" m where m."operator_id" = one and m."task_force_id" = $1)`,
    [team.id, ids],
  );
}

/** The deployment as it is now; one the team no longer has is over. */
export async function writeDeployment(
  client: PoolClient,
  before: TaskForce | undefined,
  { id, deployment }: TaskForce,
  now: Temporal.Instant,
): Promise<void> {
  if (deployment) {
    const { toArea, mission, from, since, until } = deployment;
    await client.query(
      `insert into "command_center"."deployment" ("id", "task_force_id", "status", "to_area", "mission", "from_at", "since", "until")
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict ("id") do update set "status" = excluded."status", "since" = excluded."since"`,
      [
        deployment.id,
        id,
        since ? 'DEPLOYED' : 'PLANNED',
        toArea,
        mission,
        instantText(from),
        since ? instantText(since) : null,
        until ? instantText(until) : null,
      ],
    );
  } else if (before?.deployment)
    await client.query(`update "command_center"."deployment" set "status" = $2, "ended_at" = $3 where "id" = $1`, [
      before.deployment.id,
      before.deployment.since ? 'RETURNED' : 'CANCELED',
      instantText(now),
    ]);
}

const NEEDS: Readonly<Record<TaskForceAction, C.Access>> = {
  deploy: C.DeployTaskForce.access,
  recall: C.RecallTaskForce.access,
  'cancel-deployment': C.CancelDeployment.access,
  'set-absence': C.SetAbsence.access,
  'end-absence': C.EndAbsence.access,
  change: C.ChangeTaskForce.access,
  disband: C.DisbandTaskForce.access,
};

/** What an operator may do with a team now. */
export const teamActions = (team: TaskForce, caller: Caller): TaskForceAction[] =>
  caller.kind === 'operator' && !caller.readOnly && covers(caller, pathOf(team.homeArea))
    ? actionsOf(team).filter(
        (action) => mayCall(NEEDS[action], caller.roles) && (looksAfter(caller) || team.leaderId === caller.operatorId),
      )
    : [];

/** The command centre, for whom every team of the jurisdiction is theirs; a leader has their own. */
export const looksAfter = (caller: Caller): boolean => caller.kind === 'operator' && mayCall(C.command, caller.roles);

export const taskForceReceipt = ({ team, facts }: DecidedTaskForce, from: number, caller: Caller): TaskForceReceipt => ({
  taskForceId: team.id,
  no: team.no,
  status: team.status,
  version: from + facts.length,
  homeArea: team.homeArea,
  at: areaNow(team),
  strength: team.strength,
  allowedActions: teamActions(team, caller),
});

/** Roles and jurisdictions of those of some operators who are active. */
export async function activeOf(
  pool: Pool,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly roles: readonly Role[]; readonly scope: readonly string[] }>> {
  const { rows } = await pool.query<{ id: string; roles: Role[]; scope: string[] }>(
    `select "id", "roles", "scope" from "command_center"."operator" where "id" = any($1::uuid[]) and "active"`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Teams somebody of these is in, by operator. */
export async function teamsOf(
  pool: Pool,
  operatorIds: readonly string[],
): Promise<readonly { readonly operatorId: string; readonly taskForceId: string; readonly no: number }[]> {
  const { rows } = await pool.query<{ operator_id: string; id: string; no: number }>(
    `select m."operator_id", t."id", t."no" from "command_center"."task_force_member" m
     join "command_center"."task_force" t on t."id" = m."task_force_id" where m."operator_id" = any($1::uuid[])`,
    [operatorIds],
  );
  return rows.map((row) => ({ operatorId: row.operator_id, taskForceId: row.id, no: row.no }));
}

/** A team that is not disbanded, with its version. */
export interface StandingTeam {
  readonly team: TaskForce;
  readonly version: number;
}

/** Teams that are not disbanded, by number. */
export async function standingTeams(pool: Pool): Promise<readonly StandingTeam[]> {
  const { rows } = await pool.query<{ version: number; facts: StoredTaskForce }>(
    `select "version", "facts" from "command_center"."task_force" where "status" <> 'DISBANDED' order by "no"`,
  );
  return rows.map((row) => ({ team: toTaskForce(row), version: row.version }));
}
export const allTeams = async (pool: Pool): Promise<readonly TaskForce[]> => (await standingTeams(pool)).map(({ team }) => team);

/** What a decision about teams is told of some people, as they are now. */
export async function teamWorld(
  pool: Pool,
  people: readonly string[],
  now: Temporal.Instant,
  policy: TeamWorld['policy'],
): Promise<TeamWorld> {
  const active = await activeOf(pool, people);
  return {
    now,
    policy,
    roles: new Map([...active].map(([id, { roles }]) => [id, roles])),
    sees: (id, area) => active.get(id)?.scope.some((own) => isWithin(pathOf(area), own)) === true,
  };
}

/** Whether an area is one of those the wall chart has. */
export async function areaExists(pool: Pool, area: string): Promise<boolean> {
  const { rows } = await pool.query(`select 1 from "command_center"."board_area" where "area" = $1`, [area]);
  return rows.length > 0;
}
