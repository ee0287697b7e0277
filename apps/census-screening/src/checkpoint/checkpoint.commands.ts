import { Inject, Injectable } from '@nestjs/common';
import { areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, refuse, type CheckpointReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { arrivalChange, findArrivals } from '../arrival/arrival.store.ts';
import { passOn } from '../arrival/custody.ts';
import { happenedAt } from '../decision.ts';
import { EscortPolicyValues } from '../escort/escort-policy.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { placeExists } from '../person/person.store.ts';
import type { Checkpoint } from './checkpoint.ts';
import {
  beginShift,
  closeCheckpoint,
  endShift,
  reopenCheckpoint,
  restrictCheckpoint,
  type DecidedCheckpoint,
} from './checkpoint.decide.ts';
import { checkpointChange, checkpointReceipt, getCheckpoint, waitingAt } from './checkpoint.store.ts';

interface Target {
  readonly checkpointId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly reason?: string | undefined;
}

@Injectable()
export class CheckpointCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof EscortPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'escort', shape: EscortPolicyValues });
  }

  @Handles(C.OpenCheckpoint)
  async open(input: InputOf<typeof C.OpenCheckpoint>, call: Call) {
    type Refused = (typeof C.OpenCheckpoint)['refusals'][number];
    try {
      return await this.kit.unitOfWork.run<CheckpointReceipt, Refused>(call, async (work) => {
        const known = input.path === SUBDISTRICT || (await placeExists(work.pool, input.path));
        if (!covers(call.caller, input.path) || !known) return refuse('place.unknown', { path: input.path });
        const at = happenedAt(input.occurredAt, work.now);
        if (!at) return refuse('record.happened-in-future', {});
        const { code, name, kind, path, lanes } = input;
        const id = uuidv7(work.now.epochMilliseconds);
        const checkpoint: Checkpoint = { id, code, name, kind, status: 'OPEN', area: areaOf(path), path, lanes, openedAt: at };
        const decided: DecidedCheckpoint = { checkpoint, facts: [{ fact: 'opened', kind }] };
        return work.save(checkpointChange(decided, 0, at), checkpointReceipt(decided, 0, call.caller));
      });
    } catch (error) {
      if (violatedUnique(error) === 'checkpoint_code') return refuse('checkpoint.code-taken', {});
      throw error;
    }
  }

  @Handles(C.RestrictCheckpoint)
  restrict(input: InputOf<typeof C.RestrictCheckpoint>, call: Call) {
    return this.act(input, call, restrictCheckpoint);
  }

  @Handles(C.ReopenCheckpoint)
  reopen(input: InputOf<typeof C.ReopenCheckpoint>, call: Call) {
    return this.act(input, call, reopenCheckpoint);
  }

  /** Whoever still waits there is handed on in the same transaction: nobody vanishes with the checkpoint. */
  @Handles(C.CloseCheckpoint)
  async close(input: InputOf<typeof C.CloseCheckpoint>, call: Call) {
    const heir = input.handOnTo === undefined ? undefined : await this.neighbours.operator(input.handOnTo, call);
    if (heir && !heir.ok) return heir;
    type Refused = (typeof C.CloseCheckpoint)['refusals'][number];
    return this.kit.unitOfWork.run<CheckpointReceipt, Refused>(call, async (work) => {
      const loaded = await getCheckpoint(work, input.checkpointId, call.caller);
      if (!loaded.ok) return loaded;
      const { checkpoint, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const held = await findArrivals(work, await waitingAt(work.pool, checkpoint.id));
      const decided = closeCheckpoint(checkpoint, held.length, heir?.value.operatorId, at);
      if (!decided.ok) return decided;
      const stale = staleness(input, version);
      if (stale) return stale;
      const owner = decided.value.checkpoint.answersFor;
      const heads = held.flatMap((one) => {
        const passed = one && owner !== undefined ? passOn(one.arrival, owner) : undefined;
        return one && passed?.ok ? [arrivalChange(passed.value, one, at)] : [];
      });
      return work.saveTogether(
        [checkpointChange(decided.value, version, at), ...heads],
        checkpointReceipt(decided.value, version, call.caller),
      );
    });
  }

  @Handles(C.BeginShift)
  async beginShift(input: InputOf<typeof C.BeginShift>, call: Call) {
    for (const id of new Set([input.leaderId, ...input.memberIds])) {
      const member = await this.neighbours.operator(id, call);
      if (!member.ok) return member;
    }
    return this.act(input, call, async (checkpoint, at, work) =>
      beginShift(checkpoint, input, at, Temporal.Instant.from(input.until), {
        actor: { id: '', roles: [] },
        now: work.now,
        policy: await this.policies.inForce(at),
      }),
    );
  }

  @Handles(C.EndShift)
  endShift(input: InputOf<typeof C.EndShift>, call: Call) {
    return this.act(input, call, endShift);
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    decide: (
      checkpoint: Checkpoint,
      at: Temporal.Instant,
      work: Work,
    ) => Outcome<DecidedCheckpoint, R> | Promise<Outcome<DecidedCheckpoint, R>>,
  ) {
    type Answer = Outcome<CheckpointReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getCheckpoint(work, input.checkpointId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const { checkpoint, version } = loaded.value;
      const decided = await decide(checkpoint, at, work);
      if (!decided.ok) return decided;
      const stale = staleness(input, version);
      if (stale) return stale as Answer;
      return work.save(checkpointChange(decided.value, version, at), checkpointReceipt(decided.value, version, call.caller));
    });
  }
}

const staleness = ({ expectedVersion }: Target, version: number): ReturnType<typeof refuse<'record.conflict'>> | undefined =>
  expectedVersion !== undefined && expectedVersion !== version ? refuse('record.conflict', { version }) : undefined;
