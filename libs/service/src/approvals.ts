import { areasOf, covers, withoutGlass, type Operator } from '@houzhai/auth';
import { APPROVALS, mayCall, refuse, type Command, type Outcome, type Query, type Refusal, type Service } from '@houzhai/contracts';
import { parseInput, type Call, type Clock, type FoundOperation } from '@houzhai/messaging';
import {
  accessPolicies,
  needsSecondPerson,
  reaching,
  recordLook,
  transaction,
  uuidv7,
  type AccessPolicies,
  type PersonKeys,
  type UnitOfWork,
} from '@houzhai/persistence';
import { POLICY } from '@houzhai/contracts';
import type { Log } from '@houzhai/telemetry';
import type { Pool, PoolClient } from 'pg';
import { ProposalStore, type Proposal } from './approval.store.ts';

/** So often proposals that are over, or were approved by a process that died, are looked for. */
const SWEEP_MS = 2_000;
/** An approval is carried out by the process that took it; after so long by any. */
const CARRY_OUT_SECONDS = 5;
const INPUT = 'proposal';

/** What proposals are kept with. */
export interface ApprovalParts {
  readonly service: Service;
  readonly schema: string;
  readonly pool: Pool;
  readonly personKeys: PersonKeys;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly operations: () => readonly FoundOperation[];
  readonly committed: () => void;
}

const POSSIBLE = new Set(POLICY.filter((row) => row.maySecondPerson).map((row) => row.operation));

/** Keeps commands that need a second person, and carries them out once somebody has agreed. */
export class Approvals {
  readonly store: ProposalStore;
  readonly policies: AccessPolicies;
  private readonly parts: ApprovalParts;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(parts: ApprovalParts) {
    this.parts = parts;
    this.store = new ProposalStore(parts.pool, parts.service, parts.schema);
    this.policies = accessPolicies(parts.pool, parts.schema);
  }

  start(): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep();
    }, SWEEP_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  /** Keeps a command as a proposal, or says what became of it; undefined when it is to be carried out now. */
  async hold(contract: Command | Query, body: unknown, call: Call): Promise<Outcome<unknown> | undefined> {
    const { caller } = call;
    if (caller.kind !== 'operator' || !POSSIBLE.has(contract.name)) return undefined;
    return reaching(async () => {
      const policy = await this.policies.inForce(call.now);
      if (!needsSecondPerson(policy, contract.name, this.parts.service)) return undefined;
      const known = await this.store.ofCommand(caller.operatorId, call.commandId);
      if (known) return this.answerOf(known, call);
      const minutes = Math.round(policy.secondPerson.minutes * 60_000);
      const proposal = await this.propose(contract.name, body, call, caller, call.now.add({ milliseconds: minutes }));
      return proposal ? waiting(proposal) : this.hold(contract, body, call);
    });
  }

  private async propose(operation: string, body: unknown, call: Call, caller: Operator, expiresAt: Temporal.Instant) {
    const id = uuidv7(call.now.epochMilliseconds);
    const areas = areasOf(caller.scope);
    const [area] = areas === 'all' || areas.length > 1 ? ['a00'] : areas;
    const proposal: Proposal = {
      id,
      version: 1,
      operation,
      proposer: caller.operatorId,
      sessionId: caller.sessionId,
      roles: caller.roles,
      scope: caller.scope,
      area: area ?? 'a00',
      commandId: call.commandId,
      payloadHash: call.payloadHash,
      traceId: call.traceId,
      sealedInput: await this.parts.personKeys.seal(id, INPUT, body),
      proposedAt: call.now,
      expiresAt,
      state: 'WAITING',
      decidedBy: null,
      decidedAt: null,
      sealedReason: null,
      refusal: null,
    };
    const added = await transaction(this.parts.pool, async (client) => {
      if (!(await this.store.add(client, proposal, APPROVALS[this.parts.service].made, call))) return false;
      const details = { proposed: operation };
      // Under a name of its own: the operation itself is on record once it is carried out.
      const proposing = { ...call, operation: 'ProposeCommand' };
      await recordLook(client, this.parts.schema, proposing, {
        entity: 'approval',
        recordId: id,
        version: 1,
        area: proposal.area,
        details,
      });
      return true;
    });
    if (added) this.parts.committed();
    return added ? proposal : undefined;
  }

  private async answerOf(proposal: Proposal, call: Call): Promise<Outcome<unknown> | undefined> {
    if (!proposal.payloadHash.equals(call.payloadHash)) return refuse('command.id-reused', {});
    switch (stateAt(proposal, call.now)) {
      case 'WAITING':
        return waiting(proposal);
      case 'APPROVED':
        return (await this.carryOut(proposal.id)).state === 'APPROVED'
          ? waiting(proposal)
          : this.answerOf(await this.again(proposal), call);
      case 'DONE':
        // The command log has the answer; the operation itself gives it, as it may add what is not stored.
        return (await this.parts.unitOfWork.wasAnswered(call)) ? undefined : refuse('approval.not-waiting', { state: 'DONE' });
      case 'REFUSED':
        return { ok: false, refusal: proposal.refusal as Refusal };
      case 'DECLINED':
        return refuse('approval.declined', { proposal: proposal.id });
      case 'EXPIRED':
        return refuse('approval.expired', { proposal: proposal.id });
    }
  }

  private async again({ id }: Proposal): Promise<Proposal> {
    const found = await this.store.find(id);
    if (!found) throw new Error(`Proposal ${id} is gone`);
    return found;
  }

  /**
   * Carries out what was approved, as the proposer's command: the command log gives it one effect, however often and by however
   * many this is called. @returns how it stands now.
   */
  async carryOut(id: string): Promise<Proposal> {
    const proposal = await this.again({ id } as Proposal);
    const operation = this.parts.operations().find(({ contract }) => contract.name === proposal.operation);
    if (proposal.state !== 'APPROVED' || !operation || proposal.sealedInput === null) return proposal;
    const input = parseInput(operation.contract.input, await this.parts.personKeys.open(id, INPUT, proposal.sealedInput));
    const call = this.callOf(proposal);
    const outcome = input.ok ? await operation.invoke(input.value, call) : input;
    const step = outcome.ok ? { to: 'DONE' as const } : { to: 'REFUSED' as const, refusal: outcome.refusal };
    await this.step(proposal, { ...step, event: APPROVALS[this.parts.service].carriedOut }, call);
    return this.again(proposal);
  }

  /** The proposer's call as it is carried out; inside CORE nobody's token is handed on. */
  private callOf(proposal: Proposal): Call {
    const { proposer, sessionId, roles, scope, commandId, operation, payloadHash, traceId, decidedBy } = proposal;
    return {
      caller: { kind: 'operator', operatorId: proposer, sessionId, roles, scope, readOnly: false, mustChangePassword: false },
      commandId,
      operation,
      payloadHash,
      traceId,
      now: this.parts.clock.now(),
      token: undefined,
      ...(decidedBy === null ? {} : { approvedBy: decidedBy }),
    };
  }

  private async step(proposal: Proposal, step: Parameters<ProposalStore['step']>[2], call: Call): Promise<void> {
    const done = await transaction(this.parts.pool, (client: PoolClient) => this.store.step(client, proposal, step, call));
    if (done) this.parts.committed();
  }

  private async sweep(): Promise<void> {
    try {
      const now = this.parts.clock.now();
      for (const proposal of await this.store.due(now, now.subtract({ seconds: CARRY_OUT_SECONDS }))) {
        if (proposal.state === 'APPROVED') await this.carryOut(proposal.id);
        else {
          const own: Call = { ...this.callOf(proposal), caller: { kind: 'service', service: this.parts.service } };
          await this.step(proposal, { to: 'EXPIRED', event: APPROVALS[this.parts.service].expired }, own);
        }
      }
    } catch (error) {
      if (!this.stopped) this.parts.log.warn({ err: error }, 'proposals not swept');
    }
    if (!this.stopped) this.start();
  }
}

const waiting = ({ id, expiresAt }: Proposal): Outcome<unknown> =>
  refuse('access.second-person-required', { proposal: id, until: expiresAt.toString() });

/** How a proposal stands at an instant: one whose time is over has ended, whether or not that is written down yet. */
export const stateAt = ({ state, expiresAt }: Proposal, now: Temporal.Instant): Proposal['state'] =>
  state === 'WAITING' && Temporal.Instant.compare(expiresAt, now) <= 0 ? 'EXPIRED' : state;

/** Whether it is the caller's own, also when they use another account in the same session. */
export const isOwn = (proposal: Proposal, caller: Operator): boolean =>
  proposal.proposer === caller.operatorId || proposal.sessionId === caller.sessionId;

/**
 * Whether the caller may decide on it: they may call the operation themselves, and their jurisdiction contains the proposer's;
 * broken glass does not count.
 */
export function mayDecide(proposal: Proposal, contract: Command | Query | undefined, caller: Operator): boolean {
  const own = withoutGlass(caller);
  return contract !== undefined && mayCall(contract.access, own.roles) && proposal.scope.every((path) => covers(own, path));
}
