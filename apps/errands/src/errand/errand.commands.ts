import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type ErrandReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import type { Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findAuthorisation } from '../authorisation/authorisation.store.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import * as decide from './errand.decide.ts';
import * as settle from './errand.settle.decide.ts';
import type { AgentFacts } from './agent.ts';
import type { Decided, World } from './decision.ts';
import type { Errand } from './errand.ts';
import { getErrand, saveErrand, type ErrandWords, type LoadedErrand } from './errand.store.ts';
import { Neighbours } from './neighbours.partner.ts';
import { openAdvancesOf, openErrandsOf } from './errand.lookups.store.ts';
import { NewErrands } from './new-errand.commands.ts';

type Target = {
  readonly errandId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
};

@Injectable()
export class ErrandCommands {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  private readonly neighbours: Neighbours;
  private readonly errands: NewErrands;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
    this.neighbours = new Neighbours(kit.client);
    this.errands = new NewErrands(kit);
  }

  @Handles(C.RequestErrand)
  async request(input: InputOf<typeof C.RequestErrand>, call: Call) {
    const place = await this.neighbours.personPlace(input.beneficiaryId, call);
    if (!place.ok) return place;
    return this.kit.unitOfWork.run<ErrandReceipt, (typeof C.RequestErrand)['refusals'][number]>(call, async (work) => {
      const drafted = await this.errands.draft(input, place.value, await this.world(work), work);
      if (!drafted.ok) return drafted;
      const { decided, sealed } = drafted.value;
      return saveErrand(work, this.kit.personKeys, { version: 0, sealed }, decided, { collectedBy: input.collectedBy }, input.occurredAt);
    });
  }

  @Handles(C.AssignErrand)
  async assign(input: InputOf<typeof C.AssignErrand>, call: Call) {
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    return this.act(input, call, ({ errand, version }, world) => decide.assignErrand(errand, version, agent.value, world));
  }

  @Handles(C.AcceptErrand)
  accept(input: InputOf<typeof C.AcceptErrand>, call: Call) {
    return this.act(input, call, ({ errand, version }, world) => decide.acceptErrand(errand, version, world));
  }

  @Handles(C.StartErrand)
  start(input: InputOf<typeof C.StartErrand>, call: Call) {
    return this.act(input, call, async ({ errand, version }, world, work) => {
      const agentId = errand.agentId ?? '';
      const facts =
        errand.status === 'ACCEPTED'
          ? {
              authorisation: await findAuthorisation(work.pool, { id: input.authorisationId, principalId: errand.beneficiaryId, agentId }),
              openAdvancesFen: await openAdvancesOf(work.pool, agentId, errand.id),
            }
          : { openAdvancesFen: 0 };
      return decide.startErrand(errand, version, input, facts, world);
    });
  }

  @Handles(C.HoldErrand)
  hold(input: InputOf<typeof C.HoldErrand>, call: Call) {
    return this.act(input, call, ({ errand, version }, world) => decide.holdErrand(errand, version, input.cause, input.occurredAt, world), {
      reason: input.reason,
    });
  }

  @Handles(C.ResumeErrand)
  resume(input: InputOf<typeof C.ResumeErrand>, call: Call) {
    return this.act(input, call, ({ errand, version }, world) => decide.resumeErrand(errand, version, input.occurredAt, world));
  }

  @Handles(C.ApproveErrandHold)
  approveHold(input: InputOf<typeof C.ApproveErrandHold>, call: Call) {
    return this.act(input, call, ({ errand }, world) => decide.approveErrandHold(errand, input.hours, world), { reason: input.reason });
  }

  @Handles(C.HandOverErrand)
  async handOver(input: InputOf<typeof C.HandOverErrand>, call: Call) {
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    return this.act(input, call, (loaded, world, work) => this.decideHandOver(loaded, agent.value, world, work), { reason: input.reason });
  }

  @Handles(C.ReleaseErrand)
  release(input: InputOf<typeof C.ReleaseErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => decide.releaseErrand(errand, world), { reason: input.reason });
  }

  @Handles(C.DeliverErrand)
  deliver(input: InputOf<typeof C.DeliverErrand>, call: Call) {
    const words = { proof: input.proof.reference, receipts: input.receipts.length > 0 ? input.receipts : undefined };
    return this.act(input, call, ({ errand }, world) => decide.deliverErrand(errand, input, world), words);
  }

  @Handles(C.ReportErrandUnable)
  unable(input: InputOf<typeof C.ReportErrandUnable>, call: Call) {
    return this.act(input, call, ({ errand }, world) => decide.reportErrandUnable(errand, input.occurredAt, world), {
      reason: input.reason,
    });
  }

  @Handles(C.ReferErrand)
  refer(input: InputOf<typeof C.ReferErrand>, call: Call) {
    const words = { to: input.to, reference: input.reference, reason: input.reason };
    return this.act(input, call, ({ errand }, world) => settle.referErrand(errand, world), words);
  }

  @Handles(C.DeclineErrand)
  decline(input: InputOf<typeof C.DeclineErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.declineErrand(errand, world), {
      responsible: input.responsible,
      reason: input.reason,
    });
  }

  @Handles(C.MarkErrandDuplicate)
  markDuplicate(input: InputOf<typeof C.MarkErrandDuplicate>, call: Call) {
    return this.act(input, call, async ({ errand }, world, work) => {
      const original = await getErrand(work, input.duplicateOfId, call.caller);
      return original.ok ? settle.markErrandDuplicate(errand, original.value.errand, world) : original;
    });
  }

  @Handles(C.ConfirmErrand)
  confirm(input: InputOf<typeof C.ConfirmErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.confirmErrand(errand, input, world), {
      words: input.words,
      channel: input.channel,
    });
  }

  @Handles(C.DisputeErrand)
  dispute(input: InputOf<typeof C.DisputeErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.disputeErrand(errand, input.occurredAt, world), {
      words: input.words,
      channel: input.channel,
    });
  }

  @Handles(C.ReopenErrand)
  reopen(input: InputOf<typeof C.ReopenErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.reopenErrand(errand, world), { reason: input.reason });
  }

  @Handles(C.CloseErrand)
  close(input: InputOf<typeof C.CloseErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.closeErrand(errand, world), { reason: input.reason });
  }

  @Handles(C.CancelErrand)
  cancel(input: InputOf<typeof C.CancelErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.cancelErrand(errand, world), { reason: input.reason });
  }

  @Handles(C.ArchiveErrand)
  archive(input: InputOf<typeof C.ArchiveErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.archiveErrand(errand, input.refundFen, world));
  }

  @Handles(C.FollowUpErrand)
  followUp(input: InputOf<typeof C.FollowUpErrand>, call: Call) {
    return this.act(input, call, ({ errand }, world) => settle.followUpErrand(errand, input, world), {
      words: input.words,
      channel: input.channel,
    });
  }

  @Handles(C.UndoErrandStep)
  undo(input: InputOf<typeof C.UndoErrandStep>, call: Call) {
    return this.act(input, call, ({ errand, version }, world) => settle.undoErrandStep(errand, version, world));
  }

  @Handles(C.AssignErrands)
  async assignMany(input: InputOf<typeof C.AssignErrands>, call: Call) {
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok)
      return ok({
        dryRun: input.dryRun,
        done: 0,
        refused: input.errandIds.length,
        rows: input.errandIds.map((errandId) => ({ errandId, no: '', ok: false, refusal: agent.refusal })),
      });
    return this.batch(input.errandIds, input.dryRun, call, ({ errand, version }, world) =>
      decide.assignErrand(errand, version, agent.value, world),
    );
  }

  @Handles(C.ReassignAgentErrands)
  async reassign(input: InputOf<typeof C.ReassignAgentErrands>, call: Call) {
    if (input.fromAgentId === input.toAgentId) return refuse('errand.same-agent', {});
    const ids = await openErrandsOf(this.kit.pool, input.fromAgentId, call.caller);
    const agent = await this.neighbours.agent(input.toAgentId, call);
    if (!agent.ok)
      return ok({
        dryRun: input.dryRun,
        done: 0,
        refused: ids.length,
        rows: ids.map((errandId) => ({ errandId, no: '', ok: false, refusal: agent.refusal })),
      });
    return this.batch(
      ids,
      input.dryRun,
      call,
      async (loaded, world, work) =>
        loaded.errand.status === 'REQUESTED'
          ? decide.assignErrand(loaded.errand, loaded.version, agent.value, world)
          : this.decideHandOver(loaded, agent.value, world, work),
      { reason: input.reason },
    );
  }

  /** Load, judge legality, then the version the caller saw, then save: the shape of every command on one errand. */
  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (loaded: LoadedErrand, world: World, work: Work) => Outcome<Decided, R> | Promise<Outcome<Decided, R>>,
    words?: ErrandWords,
  ): Promise<Outcome<ErrandReceipt, R>> {
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<ErrandReceipt, R>> => {
      const loaded = await getErrand(work, input.errandId, call.caller);
      if (!loaded.ok) return loaded as Outcome<ErrandReceipt, R>;
      const decided = await judge(loaded.value, await this.world(work), work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== loaded.value.version) {
        return refuse('record.conflict', { version: loaded.value.version }) as Outcome<ErrandReceipt, R>;
      }
      return saveErrand(
        work,
        this.kit.personKeys,
        loaded.value,
        decided.value,
        { ...words, collectedBy: input.collectedBy },
        input.occurredAt,
      );
    });
  }

  /** One decision and one result per errand, each under an id derived from the batch's: a repeat has no second effect. */
  private async batch<R extends RefusalCode>(
    ids: readonly string[],
    dryRun: boolean,
    call: Call,
    judge: (loaded: LoadedErrand, world: World, work: Work) => Outcome<Decided, R> | Promise<Outcome<Decided, R>>,
    words?: ErrandWords,
  ) {
    const rows: C.OutputOf<typeof C.AssignErrands>['rows'] = [];
    for (const errandId of new Set(ids)) {
      const derived = { ...call, commandId: createHash('sha256').update(`${call.commandId}:${errandId}`).digest('base64url') };
      let no = '';
      const outcome = await this.kit.unitOfWork.run(derived, async (work): Promise<Outcome<unknown, R>> => {
        const loaded = await getErrand(work, errandId, call.caller);
        if (!loaded.ok) return loaded as Outcome<unknown, R>;
        no = loaded.value.errand.no;
        const decided = await judge(loaded.value, await this.world(work), work);
        if (!decided.ok || dryRun) return decided;
        return saveErrand(work, this.kit.personKeys, loaded.value, decided.value, words);
      });
      rows.push(
        outcome.ok
          ? { errandId, no, ok: true }
          : { errandId, no, ok: false, refusal: { code: outcome.refusal.code, params: outcome.refusal.params } },
      );
    }
    const done = rows.filter((row) => row.ok).length;
    return ok({ dryRun, done, refused: rows.length - done, rows });
  }

  private async decideHandOver({ errand }: LoadedErrand, agent: AgentFacts, world: World, work: Work) {
    const { operatorId: agentId } = agent;
    const facts = {
      authorisation: await findAuthorisation(work.pool, { principalId: errand.beneficiaryId, agentId }),
      openAdvancesFen: await openAdvancesOf(work.pool, agentId, errand.id),
    };
    return decide.handOverErrand(errand satisfies Errand, agent, facts, world);
  }

  private async world(work: Work): Promise<World> {
    const { caller } = work.call;
    return {
      actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] },
      now: work.now,
      policy: await this.policies.inForce(work.now),
    };
  }
}
