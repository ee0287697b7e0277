import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type BatchReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { checkVehiclePlate, formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { Arrival } from '../arrival/arrival.ts';
import { arrivalChange, findArrivals, getArrivals, type LoadedArrival } from '../arrival/arrival.store.ts';
import * as custody from '../arrival/custody.ts';
import type { DecidedArrival } from '../arrival/custody.ts';
import { findCheckpoint } from '../checkpoint/checkpoint.store.ts';
import { happenedAt, type Actor, type World } from '../decision.ts';
import { IsolationPolicyValues } from '../isolation/isolation-policy.ts';
import { ordered } from '../isolation/isolation-orders.store.ts';
import { Neighbours } from '../neighbours.partner.ts';
import * as decide from './escort-batch.decide.ts';
import type { DecidedBatch } from './escort-batch.decide.ts';
import type { EscortBatch, Head } from './escort-batch.ts';
import { EscortPolicyValues, type EscortPolicy } from './escort-policy.ts';
import { batchChange, batchReceipt, getBatch } from './escort-batch.store.ts';

interface Target {
  readonly batchId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly reason?: string | undefined;
}

/** What a command on a batch is decided with. */
interface Given {
  readonly at: Temporal.Instant;
  readonly world: World<EscortPolicy>;
  readonly work: Work;
}

@Injectable()
export class EscortCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof EscortPolicyValues>;
  private readonly isolations: PolicyReader<typeof IsolationPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.neighbours = new Neighbours(kit.client);
    const parts = { pool: kit.pool, schema: 'census_screening' };
    this.policies = new PolicyReader({ ...parts, policy: 'escort', shape: EscortPolicyValues });
    this.isolations = new PolicyReader({ ...parts, policy: 'isolation', shape: IsolationPolicyValues });
  }

  @Handles(C.AssembleBatch)
  async assemble(input: InputOf<typeof C.AssembleBatch>, call: Call) {
    type Refused = (typeof C.AssembleBatch)['refusals'][number];
    const lead = await this.neighbours.operator(input.leadId, call);
    if (!lead.ok) return lead;
    const plate = input.plate === undefined ? undefined : checkVehiclePlate(input.plate);
    if (plate && !plate.ok) return refuse('arrival.plate-invalid', { rule: plate.reason });
    return this.kit.unitOfWork.run<BatchReceipt, Refused>(call, async (work) => {
      const loaded = await findCheckpoint(work, input.checkpointId);
      if (!loaded || !covers(call.caller, loaded.checkpoint.path)) return refuse('checkpoint.unknown', {});
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const arrivals = await getArrivals(work, input.arrivalIds, call.caller);
      if (!arrivals.ok) return arrivals;
      const fresh = {
        id: uuidv7(work.now.epochMilliseconds),
        no: '',
        checkpoint: loaded.checkpoint,
        leadId: lead.value.operatorId,
        mode: input.mode,
        seats: input.seats,
      };
      const draft = decide.assembleBatch(fresh, statesOf(arrivals.value), at, await this.world(call, work, at));
      if (!draft.ok) return draft;
      const day = dayOf(work.now).toString();
      const no = formatBusinessNumber({ prefix: 'EB', date: day, sequence: await this.numbers.next('EB', day) });
      const batch = { ...draft.value.batch, no, ...(plate ? { plate: plate.value.plate } : {}) };
      return this.save(work, call, { ...draft.value, batch }, 0, arrivals.value, at, (arrival) =>
        custody.entrust(arrival, batch.id, batch.leadId),
      );
    });
  }

  @Handles(C.AddHeads)
  add(input: InputOf<typeof C.AddHeads>, call: Call) {
    type Refused = 'escort.head-unfit' | 'escort.head-elsewhere' | 'escort.too-many' | 'escort.seats-missing';
    return this.act(
      input,
      call,
      async (batch, { world, work }) => {
        const arrivals = await getArrivals(work, input.arrivalIds, call.caller);
        if (!arrivals.ok) return arrivals;
        const decided = decide.addHeads(batch, statesOf(arrivals.value), world);
        // A batch that carries has its seats from the beginning.
        return decided as Outcome<DecidedBatch, Exclude<Refused, 'escort.seats-missing'> | 'escort.not-allowed-now'>;
      },
      (arrival, _, batch) => custody.entrust(arrival, batch.id, batch.leadId),
    );
  }

  @Handles(C.RemoveHead)
  remove(input: InputOf<typeof C.RemoveHead>, call: Call) {
    return this.act(input, call, (batch) => decide.removeHead(batch, input.arrivalId), returned);
  }

  @Handles(C.DepartBatch)
  depart(input: InputOf<typeof C.DepartBatch>, call: Call) {
    return this.act(input, call, (batch, { at }) => decide.departBatch(batch, at));
  }

  @Handles(C.DivertBatch)
  divert(input: InputOf<typeof C.DivertBatch>, call: Call) {
    return this.act(input, call, (batch) => decide.divertBatch(batch, input.incident));
  }

  @Handles(C.ArriveBatch)
  arrive(input: InputOf<typeof C.ArriveBatch>, call: Call) {
    return this.act(input, call, (batch, { at, world }) => decide.arriveBatch(batch, at, world));
  }

  @Handles(C.AcceptPassengers)
  async accept(input: InputOf<typeof C.AcceptPassengers>, call: Call) {
    const receiver = await this.neighbours.operator(input.receiverId, call);
    if (!receiver.ok) return receiver;
    return this.act(
      input,
      call,
      (batch, { at, world }) => decide.acceptHeads(batch, input.arrivalIds, receiver.value, input.method, at, world),
      (arrival) => custody.accept(arrival, receiver.value.operatorId),
    );
  }

  @Handles(C.RefusePassenger)
  refuse(input: InputOf<typeof C.RefusePassenger>, call: Call) {
    return this.openDuty(input, call, 'REFUSED', decide.refuseHead);
  }

  @Handles(C.ReportPassengerMissing)
  missing(input: InputOf<typeof C.ReportPassengerMissing>, call: Call) {
    return this.openDuty(input, call, 'MISSING', decide.reportMissing);
  }

  @Handles(C.ConfirmReadBack)
  confirm(input: InputOf<typeof C.ConfirmReadBack>, call: Call) {
    return this.act(input, call, (batch, { world }) => decide.confirmReadBack(batch, world));
  }

  @Handles(C.CloseBatch)
  close(input: InputOf<typeof C.CloseBatch>, call: Call) {
    return this.act(input, call, (batch) => decide.closeBatch(batch, input.disinfected));
  }

  @Handles(C.CancelBatch)
  cancel(input: InputOf<typeof C.CancelBatch>, call: Call) {
    return this.act(input, call, (batch) => decide.cancelBatch(batch), returned);
  }

  /** A named owner answers for the head at once; the police officer after the policy's minutes. */
  private async openDuty(
    input: Target & { readonly arrivalId: string; readonly ownerId: string },
    call: Call,
    status: 'REFUSED' | 'MISSING',
    decideHead: typeof decide.refuseHead,
  ) {
    const owner = await this.neighbours.operator(input.ownerId, call);
    if (!owner.ok) return owner;
    const { operatorId } = owner.value;
    return this.act(
      input,
      call,
      (batch, { at }) => decideHead(batch, input.arrivalId, operatorId, at),
      (arrival, { at, world }, batch) =>
        custody.openDuty(arrival, status, batch.id, operatorId, at.add({ minutes: world.policy.policeAfterMinutes })),
    );
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    decideBatch: (batch: EscortBatch, given: Given) => Outcome<DecidedBatch, R> | Promise<Outcome<DecidedBatch, R>>,
    ofHead?: (arrival: Arrival, given: Given, batch: EscortBatch) => DecidedArrival,
  ) {
    type Answer = Outcome<BatchReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getBatch(work, input.batchId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { batch, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const given: Given = { at, work, world: await this.world(call, work, at) };
      const decided = await decideBatch(batch, given);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const heads = ofHead ? await this.arrivalsOf(work, decided.value.heads) : [];
      return this.save(work, call, decided.value, version, heads, at, (arrival) => ofHead?.(arrival, given, batch));
    });
  }

  /** The batch, every head that changed with it, and the isolation of whoever was taken over, in one transaction. */
  private async save(
    work: Work,
    call: Call,
    decided: DecidedBatch,
    from: number,
    arrivals: readonly LoadedArrival[],
    at: Temporal.Instant,
    ofHead: (arrival: Arrival) => DecidedArrival | undefined,
  ) {
    const changes = [batchChange(decided, from, at)];
    const parts = { actor: actorIn(call), numbers: this.numbers, policies: this.isolations };
    for (const loaded of arrivals) {
      const changed = ofHead(loaded.arrival);
      if (!changed) continue;
      const { accepted, changes: orders } = await ordered(changed, at, work, parts);
      changes.push(arrivalChange(accepted, loaded, at), ...orders);
    }
    return work.saveTogether(changes, batchReceipt(decided, from, call.caller));
  }

  private async arrivalsOf(work: Work, heads: readonly Head[]): Promise<readonly LoadedArrival[]> {
    const found = await findArrivals(
      work,
      heads.map(({ arrivalId }) => arrivalId),
    );
    return found.filter((one) => one !== undefined);
  }

  private async world(call: Call, work: Work, at: Temporal.Instant): Promise<World<EscortPolicy>> {
    return {
      actor: actorIn(call),
      now: work.now,
      policy: await this.policies.inForce(at),
    };
  }
}

const actorIn = ({ caller }: Call): Actor => ({ id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] });
const statesOf = (loaded: readonly LoadedArrival[]): readonly Arrival[] => loaded.map(({ arrival }) => arrival);
/** The head waits at the checkpoint again. */
const returned = (arrival: Arrival, _: Given, batch: EscortBatch): DecidedArrival => custody.giveBack(arrival, batch.id);
