import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type Outcome, type RefusalCode, type TaskForceReceipt } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import { SessionEnding } from '../session/session-ending.partner.ts';
import { NO_POSTINGS, writePostings } from './posting.store.ts';
import * as decide from './task-force.decide.ts';
import type { DecidedTaskForce, TeamWorld } from './task-force.decide.ts';
import { TaskForcePolicyValues } from './task-force-policy.ts';
import {
  NOTE,
  areaExists,
  findTaskForce,
  getTaskForce,
  looksAfter,
  taskForceChange,
  taskForceReceipt,
  teamWorld,
  teamsOf,
  writeDeployment,
  writeMembers,
  type LoadedTaskForce,
} from './task-force.store.ts';
import { notBeforeMove, pathOf, type TaskForce } from './task-force.ts';

interface Target {
  readonly taskForceId: string;
  readonly expectedVersion?: number | undefined;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
}

/** Teams and where they are sent. */
@Injectable()
export class TaskForceCommands {
  private readonly kit: Kit;
  private readonly ending: SessionEnding;
  private readonly policies: PolicyReader<typeof TaskForcePolicyValues>;

  constructor(@Inject(KIT) kit: Kit, @Inject(SessionEnding) ending: SessionEnding) {
    this.kit = kit;
    this.ending = ending;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'task-force', shape: TaskForcePolicyValues });
  }

  @Handles(C.FormTaskForce)
  form(input: InputOf<typeof C.FormTaskForce>, call: Call) {
    type Refused = (typeof C.FormTaskForce)['refusals'][number];
    const people = [input.leaderId, ...input.memberIds];
    return this.uniquely(() =>
      this.kit.unitOfWork.run<TaskForceReceipt, Refused>(call, async (work) => {
        const path = pathOf(input.homeArea);
        if (!covers(call.caller, path) || !(await areaExists(work.pool, input.homeArea))) return refuse('place.unknown', { path });
        const elsewhere = await this.elsewhere(work, people);
        if (elsewhere) return elsewhere;
        const id = uuidv7(work.now.epochMilliseconds);
        const decided = decide.formTaskForce({ id, ...input }, await this.world(work, people));
        if (!decided.ok) return decided;
        const taken = await work.pool.query(`select 1 from "command_center"."task_force" where "no" = $1 and "status" <> 'DISBANDED'`, [
          input.no,
        ]);
        if (taken.rows.length > 0) return refuse('task-force.number-taken', {});
        return this.saved(work, undefined, decided.value, call, input);
      }),
    );
  }

  @Handles(C.ChangeTaskForce)
  change(input: InputOf<typeof C.ChangeTaskForce>, call: Call) {
    const come = [...(input.leaderId === undefined ? [] : [input.leaderId]), ...input.add];
    return this.uniquely(() =>
      this.act(input, call, async (team, work): Promise<Outcome<DecidedTaskForce, (typeof C.ChangeTaskForce)['refusals'][number]>> => {
        const elsewhere = await this.elsewhere(work, come, team.id);
        if (elsewhere) return elsewhere;
        return decide.changeTaskForce(team, input, await this.world(work, [...team.members.map(({ operatorId }) => operatorId), ...come]));
      }),
    );
  }

  @Handles(C.SetAbsence)
  setAbsence(input: InputOf<typeof C.SetAbsence>, call: Call) {
    return this.actOnMember(input.operatorId, call, (team, { now }) => {
      const from = input.from === undefined ? now : Temporal.Instant.from(input.from);
      return decide.setAbsence(team, input.operatorId, { kind: input.kind, from, until: Temporal.Instant.from(input.until) }, now);
    });
  }

  @Handles(C.EndAbsence)
  endAbsence(input: InputOf<typeof C.EndAbsence>, call: Call) {
    return this.actOnMember(input.operatorId, call, (team, { now }) => decide.endAbsence(team, input.operatorId, now));
  }

  @Handles(C.DeployTaskForce)
  deploy(input: InputOf<typeof C.DeployTaskForce>, call: Call) {
    return this.act(input, call, async (team, work): Promise<Outcome<DecidedTaskForce, (typeof C.DeployTaskForce)['refusals'][number]>> => {
      const path = pathOf(input.toArea);
      if (!covers(call.caller, path) || !(await areaExists(work.pool, input.toArea))) return refuse('place.unknown', { path });
      const intent = {
        id: uuidv7(work.now.epochMilliseconds),
        toArea: input.toArea,
        mission: input.mission,
        from: input.from === undefined ? work.now : Temporal.Instant.from(input.from),
        until: input.until === undefined ? undefined : Temporal.Instant.from(input.until),
      };
      return decide.deployTaskForce(team, intent, { now: work.now, policy: await this.policies.inForce(work.now) });
    });
  }

  @Handles(C.CancelDeployment)
  cancel(input: InputOf<typeof C.CancelDeployment>, call: Call) {
    return this.act(input, call, (team, { now }) => decide.cancelDeployment(team, now));
  }

  @Handles(C.RecallTaskForce)
  recall(input: InputOf<typeof C.RecallTaskForce>, call: Call) {
    return this.act(input, call, (team, { now }) => decide.recallTaskForce(team, now));
  }

  @Handles(C.DisbandTaskForce)
  disband(input: InputOf<typeof C.DisbandTaskForce>, call: Call) {
    return this.act(input, call, (team, { now }) => decide.disbandTaskForce(team, now));
  }

  /** What time does to a team; true when that changed it. */
  async tick(id: string, version: number, call: Call): Promise<boolean> {
    const outcome = await this.kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
      const loaded = await findTaskForce(work, id);
      const decided = loaded?.version === version && loaded.wakeAt ? decide.tickTaskForce(loaded.team, loaded.wakeAt, work.now) : undefined;
      if (!loaded || !decided) return refuse('record.conflict', { version });
      return this.saved(work, loaded, decided, call, {});
    });
    return outcome.ok;
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (team: TaskForce, work: Work) => Outcome<DecidedTaskForce, R> | Promise<Outcome<DecidedTaskForce, R>>,
  ) {
    type Answer = Outcome<TaskForceReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getTaskForce(work, input.taskForceId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { team, version } = loaded.value;
      const decided = await judge(team, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      return this.saved(work, loaded.value, decided.value, call, input);
    });
  }

  /** The team of a person, for the command centre and the team's own leader. */
  private actOnMember<R extends RefusalCode>(
    operatorId: string,
    call: Call,
    judge: (team: TaskForce, work: Work) => Outcome<DecidedTaskForce, R>,
  ) {
    type Answer = Outcome<TaskForceReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const [of] = await teamsOf(work.pool, [operatorId]);
      const loaded = of && (await getTaskForce(work, of.taskForceId, call.caller));
      if (!loaded?.ok) return refuse('task-force.in-no-team', {}) as Answer;
      const { team } = loaded.value;
      if (!looksAfter(call.caller) && team.leaderId !== actorOf(call.caller))
        return refuse('task-force.not-yours', { no: team.no }) as Answer;
      const decided = judge(team, work);
      return decided.ok ? this.saved(work, loaded.value, decided.value, call, {}) : decided;
    });
  }

  /** The team, who is in it, where it goes and who sees that: in one transaction; sessions feel it once it is done. */
  private async saved(
    work: Work,
    before: LoadedTaskForce | undefined,
    decided: DecidedTaskForce,
    call: Call,
    { reason, note }: Pick<Target, 'reason' | 'note'>,
  ): Promise<{ readonly ok: true; readonly value: TaskForceReceipt }> {
    const { team } = decided;
    const { personKeys } = this.kit;
    const version = before?.version ?? 0;
    const more = {
      note: note === undefined ? before?.note : await personKeys.seal(team.id, NOTE, note),
      sealedReason: reason === undefined ? undefined : await personKeys.seal(team.id, REASON, reason),
    };
    let postings = NO_POSTINGS;
    const change = taskForceChange(decided, version, work.now, more);
    const saved = await work.saveTogether([change], taskForceReceipt(decided, version, call.caller), async (client) => {
      await writeMembers(client, team);
      const at = notBeforeMove(team, work.now);
      await writeDeployment(client, before?.team, team, at);
      postings = await writePostings(client, before?.team, team, at);
    });
    this.ending.reposted(postings);
    return saved;
  }

  /** Whoever of these is in another team. */
  private async elsewhere(
    work: Work,
    people: readonly string[],
    own?: string,
  ): Promise<ReturnType<typeof refuse<'task-force.member-elsewhere'>> | undefined> {
    const [other] = (await teamsOf(work.pool, people)).filter(({ taskForceId }) => taskForceId !== own);
    return other && refuse('task-force.member-elsewhere', { no: other.no });
  }

  private async world(work: Work, people: readonly string[]): Promise<TeamWorld> {
    return teamWorld(work.pool, people, work.now, await this.policies.inForce(work.now));
  }

  /** Somebody joined another team, or took the number, in between: the next look finds that. */
  private async uniquely<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await work();
      } catch (error) {
        if (!['task_force_member_pkey', 'task_force_no'].includes(violatedUnique(error) ?? '') || attempt === 3) throw error;
      }
  }
}
