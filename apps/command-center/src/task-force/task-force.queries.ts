import { Inject, Injectable } from '@nestjs/common';
import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, historyOf, reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { NeighboursValues, TaskForcePolicyValues } from './task-force-policy.ts';
import { toTaskForce, type StoredTaskForce } from './task-force.row.ts';
import { NOTE, activeOf, allTeams, areaExists, looksAfter, seesTeam, teamActions } from './task-force.store.ts';
import { reasonOf, suggest } from './team-suggestion.ts';
import { areaNow, isAway, leaderAway, pathOf, strengthAt, substituteOf, type TaskForce } from './task-force.ts';

interface Row {
  readonly version: number;
  readonly facts: StoredTaskForce;
  readonly note: Buffer | null;
}
interface DeploymentRecord {
  readonly status: C.DeploymentStatus;
  readonly to_area: string;
  readonly mission: string;
  readonly from_at: Date | string;
  readonly since: Date | string | null;
  readonly until: Date | string | null;
  readonly ended_at: Date | string | null;
}
/** Who of some teams holds the role of a leader. */
type Leads = (operatorId: string) => boolean;
/** Deployments a card shows. */
const SHOWN = 20;

@Injectable()
export class TaskForceQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof TaskForcePolicyValues>;
  private readonly neighbours: PolicyReader<typeof NeighboursValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    const of = { pool: kit.pool, schema: 'command_center' };
    this.policies = new PolicyReader({ ...of, policy: 'task-force', shape: TaskForcePolicyValues });
    this.neighbours = new PolicyReader({ ...of, policy: 'neighbours', shape: NeighboursValues });
  }

  @Answers(C.TaskForcesPage)
  page(input: InputOf<typeof C.TaskForcesPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [`(${withinScope(call.caller, $, 't', 'home_')} or ${withinScope(call.caller, $, 't', 'at_')})`];
      if (input.area !== undefined) where.push(`${$(input.area)} in (t."home_area", t."at_area")`);
      if (input.at !== undefined) where.push(`t."at_area" = ${$(input.at)}`);
      if (input.status !== undefined) where.push(`t."status" = ${$(input.status)}`);
      else if (!input.disbanded) where.push(`t."status" <> 'DISBANDED'`);
      if (input.ids !== undefined) where.push(`t."id" = any(${$(input.ids)}::uuid[])`);
      if (input.operatorId !== undefined)
        where.push(
          `t."id" = (select m."task_force_id" from "command_center"."task_force_member" m where m."operator_id" = ${$(input.operatorId)})`,
        );
      const { rows } = await this.kit.pool.query<Row>(
        `select t."version", t."facts" from "command_center"."task_force" t where ${where.join(' and ')} order by t."no", t."id"`,
        values,
      );
      const teams = rows.map((row) => ({ team: toTaskForce(row), version: row.version }));
      const leads = await this.leads(teams.map(({ team }) => team));
      return ok({
        rows: teams.map(({ team, version }) => rowOf(team, version, leads, call.caller, call.now)),
        total: teams.length,
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.TaskForceDetail)
  detail({ taskForceId, no }: InputOf<typeof C.TaskForceDetail>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys } = this.kit;
      const { rows } = await pool.query<Row>(
        `select "version", "facts", "note" from "command_center"."task_force" where "id" = $1 or ($1::uuid is null and "no" = $2)
         order by "status" = 'DISBANDED', "id" desc limit 1`,
        [taskForceId ?? null, no ?? null],
      );
      const [found] = rows;
      const team = found && toTaskForce(found);
      if (!team || !seesTeam(call.caller, team)) return refuse('record.not-found', { entity: 'task-force' });
      const note = found.note ? await personKeys.open(team.id, NOTE, found.note) : undefined;
      const deployments = await pool.query<DeploymentRecord>(
        `select * from "command_center"."deployment" where "task_force_id" = $1 order by "from_at" desc, "id" desc limit ${String(SHOWN)}`,
        [team.id],
      );
      return ok({
        row: rowOf(team, found.version, await this.leads([team]), call.caller, call.now),
        ...(typeof note === 'string' ? { note } : {}),
        members: membersOf(team, call.caller, call.now),
        deployments: deployments.rows.map(deploymentOf),
        history: await historyOf(pool, 'command_center', 'task-force', team.id),
      });
    });
  }

  @Answers(C.SuggestTaskForces)
  suggest(input: InputOf<typeof C.SuggestTaskForces>, call: Call) {
    return reaching(async () => {
      const { pool } = this.kit;
      const path = pathOf(input.area);
      if (!covers(call.caller, path) || !(await areaExists(pool, input.area))) return refuse('place.unknown', { path });
      const { skills } = await this.policies.inForce(call.now);
      if (input.skill !== undefined && !skills.some(({ code }) => code === input.skill))
        return refuse('task-force.skill-unknown', { known: skills.map(({ code }) => code).join(', ') });
      const teams = (await allTeams(pool)).filter(({ homeArea }) => covers(call.caller, pathOf(homeArea)));
      const { neighbours } = await this.neighbours.inForce(call.now);
      const leads = await this.leads(teams);
      const rows = suggest(teams, input, neighbours, call.now)
        .slice(0, input.limit)
        .map((one): C.SuggestedTeam => {
          const { team, strength, enough, borders } = one;
          const substituteId = one.leaderAway ? substituteOf(team, leads, call.now) : undefined;
          return {
            taskForceId: team.id,
            no: team.no,
            homeArea: team.homeArea,
            strength,
            enough,
            ...(borders === undefined ? {} : { borders }),
            leaderId: team.leaderId,
            leaderAway: one.leaderAway,
            ...(substituteId === undefined ? {} : { substituteId }),
            ...reasonOf(one, input),
          };
        });
      return ok({ rows, asOf: call.now.toString() });
    });
  }

  private async leads(teams: readonly TaskForce[]): Promise<Leads> {
    const active = await activeOf(this.kit.pool, [...new Set(teams.flatMap(({ members }) => members.map(({ operatorId }) => operatorId)))]);
    return (operatorId) => active.get(operatorId)?.roles.includes('TEAM_LEAD') === true;
  }
}

function rowOf(team: TaskForce, version: number, leads: Leads, caller: Caller, now: Temporal.Instant): C.TaskForceRow {
  const { id, no, status, homeArea, leaderId, members, skills, deployment } = team;
  const at = areaNow(team);
  const away = leaderAway(team, now);
  const substituteId = away ? substituteOf(team, leads, now) : undefined;
  return {
    taskForceId: id,
    no,
    version,
    status,
    homeArea,
    at,
    path: pathOf(at),
    leaderId,
    leaderAway: away,
    ...(substituteId === undefined ? {} : { substituteId }),
    members: members.length,
    strength: strengthAt(team, now),
    skills: [...skills],
    ...(deployment
      ? {
          deployment: {
            status: deployment.since ? ('DEPLOYED' as const) : ('PLANNED' as const),
            toArea: deployment.toArea,
            mission: deployment.mission,
            from: instantText(deployment.from),
            ...(deployment.since ? { since: instantText(deployment.since) } : {}),
            ...(deployment.until ? { until: instantText(deployment.until) } : {}),
            overdue:
              deployment.since !== undefined && deployment.until !== undefined && Temporal.Instant.compare(deployment.until, now) <= 0,
          },
        }
      : {}),
    allowedActions: teamActions(team, caller),
  };
}

/** The leader first; why somebody is away is for those who plan. */
const membersOf = (team: TaskForce, caller: Caller, now: Temporal.Instant): C.TaskForceMember[] =>
  team.members
    .map(({ operatorId, absence }) => ({
      operatorId,
      leads: operatorId === team.leaderId,
      ...(absence
        ? {
            absence: {
              from: instantText(absence.from),
              until: instantText(absence.until),
              ...(looksAfter(caller) ? { kind: absence.kind } : {}),
              now: isAway({ operatorId, absence }, now),
            },
          }
        : {}),
    }))
    .sort((a, b) => Number(b.leads) - Number(a.leads));

const textOf = (at: Date | string): string => instantText(toInstant(at));

const deploymentOf = (row: DeploymentRecord): C.OutputOf<typeof C.TaskForceDetail>['deployments'][number] => ({
  status: row.status,
  toArea: row.to_area,
  mission: row.mission,
  from: textOf(row.from_at),
  ...(row.since === null ? {} : { since: textOf(row.since) }),
  ...(row.until === null ? {} : { until: textOf(row.until) }),
  ...(row.ended_at === null ? {} : { endedAt: textOf(row.ended_at) }),
});
