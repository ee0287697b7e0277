import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { lineFault, ok, refuse, type InputOf, type OutputOf, type Refusal } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { changeTaskForce, formTaskForce, type TeamWorld } from './task-force.decide.ts';
import { TaskForcePolicyValues } from './task-force-policy.ts';
import { areaExists, standingTeams, teamWorld, teamsOf, type StandingTeam } from './task-force.store.ts';
import { pathOf } from './task-force.ts';

type Wanted = InputOf<typeof C.CheckTaskForces>['teams'][number];
type Plan = OutputOf<typeof C.CheckTaskForces>['fit'][number];

/** What it takes for teams to be as a list has them. */
@Injectable()
export class TaskForceCheckQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof TaskForcePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'task-force', shape: TaskForcePolicyValues });
  }

  /** The decisions of FormTaskForce and ChangeTaskForce, line by line. */
  @Answers(C.CheckTaskForces)
  check({ teams }: InputOf<typeof C.CheckTaskForces>, call: Call) {
    return reaching(async () => {
      const { pool } = this.kit;
      const standing = new Map((await standingTeams(pool)).map((one) => [one.team.no, one]));
      const asked = teams.flatMap(({ leaderId, memberIds }) => [leaderId, ...memberIds]);
      const there = [...standing.values()].flatMap(({ team }) => team.members.map(({ operatorId }) => operatorId));
      const world = await teamWorld(pool, [...new Set([...asked, ...there])], call.now, await this.policies.inForce(call.now));
      const elsewhere = await teamsOf(pool, asked);
      const outcomes = teams.map((wanted) => {
        const { line, no, homeArea, leaderId, memberIds } = wanted;
        const other = elsewhere.find((of) => of.no !== no && [leaderId, ...memberIds].includes(of.operatorId));
        if (!covers(call.caller, pathOf(homeArea)))
          return { line, refusal: refuse('place.unknown', { path: pathOf(homeArea) }).refusal as unknown as Refusal };
        if (other) return { line, refusal: refuse('task-force.member-elsewhere', { no: other.no }).refusal as unknown as Refusal };
        return planFor(wanted, standing.get(no), world);
      });
      const areas = new Map(await Promise.all([...new Set(teams.map(({ homeArea }) => homeArea))].map(async (area) => [area, await areaExists(pool, area)] as const))); // prettier-ignore
      const missing = teams.filter(({ homeArea }) => areas.get(homeArea) !== true).map(({ line, homeArea }) => lineFault(line, refuse('place.unknown', { path: pathOf(homeArea) }).refusal)); // prettier-ignore
      const refused = outcomes.flatMap((one) => ('refusal' in one ? [lineFault(one.line, one.refusal)] : []));
      const known = new Set(missing.map(({ line }) => line));
      return ok({
        fit: outcomes.flatMap((one) => ('refusal' in one || known.has(one.line) ? [] : [one])),
        faults: [...missing, ...refused.filter(({ line }) => !known.has(line))],
      });
    });
  }
}

/** What has to be done for one line, or why that cannot be. */
function planFor(
  { line, no, homeArea, leaderId, memberIds }: Wanted,
  standing: StandingTeam | undefined,
  world: TeamWorld,
): Plan | { readonly line: number; readonly refusal: Refusal } {
  if (!standing) {
    const formed = formTaskForce({ id: '', no, homeArea, leaderId, memberIds, skills: [] }, world);
    return formed.ok ? { line, what: 'FORM', add: memberIds, remove: [] } : { line, refusal: formed.refusal as Refusal };
  }
  const { team, version } = standing;
  if (team.homeArea !== homeArea) return { line, refusal: refuse('task-force.number-taken', {}).refusal as unknown as Refusal };
  const people = team.members.map(({ operatorId }) => operatorId);
  const wanted = new Set([leaderId, ...memberIds]);
  const plan = {
    line,
    taskForceId: team.id,
    version,
    add: [...wanted].filter((id) => id !== leaderId && !people.includes(id)),
    remove: people.filter((id) => !wanted.has(id)),
  };
  const changed = changeTaskForce(team, { leaderId, add: plan.add, remove: plan.remove }, world);
  if (changed.ok) return { ...plan, what: 'CHANGE' };
  return changed.refusal.code === 'task-force.nothing-changed' ? { ...plan, what: 'SAME' } : { line, refusal: changed.refusal as Refusal };
}
