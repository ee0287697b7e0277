import { BATCH_ACTIONS, OPEN_BATCH_STATUSES, type BatchAction, type DutyOutcome, type Outcome } from '@houzhai/contracts';
import type { Arrival } from '../../arrival/arrival.ts';
import { publishArrival } from '../../arrival/arrival.publish.ts';
import * as custody from '../../arrival/custody.ts';
import type { Actor } from '../../decision.ts';
import * as decide from '../escort-batch.decide.ts';
import { publishBatch } from '../escort-batch.publish.ts';
import { BATCH_TABLE, type EscortBatch } from '../escort-batch.ts';
import {
  CHECKPOINT,
  LEAD,
  OTHER_CHECKPOINT,
  OTHER_WORKER,
  OWNER,
  POLICE,
  POLICY,
  WORKER,
  fresh,
  id,
  operatorFacts,
  waiting,
  worldAt,
} from './escort-builder.ts';

/** One move: what is tried, on whom, by whom, and how long after the one before; the numbers choose among what there is. */
export interface Move {
  readonly what: 'register' | 'assemble' | 'batch' | 'duty' | 'time';
  readonly pick: number;
  readonly on: number;
  readonly who: number;
  readonly some: readonly number[];
  readonly minutes: number;
}
/** What was told, by the past verb of its contract, of which record. */
export interface Told {
  readonly of: string;
  readonly past: string;
  readonly escalated: boolean;
}

const OUTCOMES: readonly DutyOutcome[] = ['TURNED_BACK', 'TO_CLINIC', 'TO_POLICE', 'LEFT_JURISDICTION', 'STAYS_ELSEWHERE'];
const ACTORS: readonly Actor[] = [WORKER, OTHER_WORKER, LEAD];
const RECEIVERS: readonly Actor[] = [WORKER, OTHER_WORKER, WORKER, LEAD, WORKER, POLICE, OTHER_WORKER];
const one = <T>(list: readonly T[], index: number): T | undefined => (list.length === 0 ? undefined : list[index % list.length]);
const isOpen = ({ status }: EscortBatch): boolean => (OPEN_BATCH_STATUSES as readonly string[]).includes(status);

/** Arrivals and batches in memory, moved by the decisions in the way the commands put them together. */
export class EscortWorld {
  readonly arrivals = new Map<string, Arrival>();
  readonly batches = new Map<string, EscortBatch>();
  readonly told: Told[] = [];
  /** Heads that were registered and need an escort. */
  needed = 0;
  private clock = 0;

  get now(): Temporal.Instant {
    return worldAt(this.clock).now;
  }

  get open(): readonly EscortBatch[] {
    return [...this.batches.values()].filter(isOpen);
  }

  /** Tries a move; true where something came of it. */
  play({ what, pick, on, who, some, minutes }: Move): boolean {
    this.clock += minutes;
    switch (what) {
      case 'register':
        return this.register(pick);
      case 'assemble':
        return this.assemble(pick, some);
      case 'batch':
        return this.onBatch({ pick, on, who, some });
      case 'duty':
        return this.onDuty(pick, on);
      default:
        return this.tick();
    }
  }

  private register(pick: number): boolean {
    const free = pick % 6 === 0;
    const place = pick % 9 === 0 ? OTHER_CHECKPOINT : CHECKPOINT;
    const arrival = waiting(this.arrivals.size + 1, {
      checkpointId: place.id,
      checkpointCode: place.code,
      ...(free ? { disposition: 'RELEASED', custody: 'NONE' } : {}),
    });
    this.arrivals.set(arrival.id, arrival);
    if (!free) this.needed += 1;
    return true;
  }

  /** Some arrivals, mostly such as wait, sometimes any and the same one twice. */
  private some(pick: number, numbers: readonly number[]): readonly Arrival[] {
    const every = [...this.arrivals.values()];
    const from =
      pick % 4 === 0 ? every : every.filter((arrival) => arrival.custody === 'WAITING' && arrival.checkpointId === CHECKPOINT.id);
    return numbers.flatMap((number) => one(from, number) ?? []);
  }

  private assemble(pick: number, numbers: readonly number[]): boolean {
    const arrivals = this.some(pick, numbers);
    if (arrivals.length === 0) return false;
    const own = { id: id(`b${String(this.batches.size + 1)}`), no: `EB-20200124-${String(this.batches.size + 1).padStart(4, '0')}-1` };
    const carry = pick % 3 === 0 ? { mode: 'CARRY' as const, seats: 1 + (pick % 4) } : {};
    const world = worldAt(this.clock);
    return this.kept(decide.assembleBatch(fresh({ ...own, ...carry }), arrivals, world.now, world), (arrival, batch) =>
      custody.entrust(arrival, batch.id, batch.leadId),
    );
  }

  private onBatch({ pick, on, who, some: numbers }: Omit<Move, 'what' | 'minutes'>): boolean {
    const from = pick % 5 === 0 || this.open.length === 0 ? [...this.batches.values()] : this.open;
    const batch = one(from, on);
    if (!batch) return false;
    const legal: readonly BatchAction[] = BATCH_TABLE[batch.status];
    const action = one(pick % 7 === 0 || legal.length === 0 ? BATCH_ACTIONS : legal, pick) ?? 'depart';
    const world = worldAt(this.clock, one(ACTORS, who));
    const aboard = batch.heads.filter(({ status }) => status === 'ABOARD');
    const heads = numbers.flatMap((number) => one(pick % 6 === 0 || aboard.length === 0 ? batch.heads : aboard, number)?.arrivalId ?? []);
    const head = heads[0] ?? '';
    if (pick % 11 === 0) return this.kept(decide.measureHead(batch, head));
    const duty = (as: 'REFUSED' | 'MISSING') => (arrival: Arrival) =>
      custody.openDuty(arrival, as, batch.id, OWNER.id, world.now.add({ minutes: POLICY.policeAfterMinutes }));
    const giveBack = (arrival: Arrival): custody.DecidedArrival => custody.giveBack(arrival, batch.id);
    switch (action) {
      case 'add-heads':
        return this.kept(decide.addHeads(batch, this.some(pick, numbers), world), (arrival) =>
          custody.entrust(arrival, batch.id, batch.leadId),
        );
      case 'remove-head':
        return this.kept(decide.removeHead(batch, head), giveBack);
      case 'depart':
        return this.kept(decide.departBatch(batch, world.now));
      case 'divert':
        return this.kept(decide.divertBatch(batch, pick % 2 === 0));
      case 'arrive':
        return this.kept(decide.arriveBatch(batch, world.now, world));
      case 'accept': {
        const receiver = one(RECEIVERS, on) ?? WORKER;
        const method = who % 2 === 0 ? 'READ_BACK' : 'IN_PERSON';
        return this.kept(decide.acceptHeads(batch, heads, operatorFacts(receiver, 'houzhai/a07'), method, world.now, world), (arrival) =>
          custody.accept(arrival, receiver.id),
        );
      }
      case 'refuse':
        return this.kept(decide.refuseHead(batch, head, OWNER.id, world.now), duty('REFUSED'));
      case 'report-missing':
        return this.kept(decide.reportMissing(batch, head, OWNER.id, world.now), duty('MISSING'));
      case 'confirm-read-back':
        return this.kept(decide.confirmReadBack(batch, world));
      case 'close':
        return this.kept(decide.closeBatch(batch, pick % 2 === 0));
      default:
        return this.kept(decide.cancelBatch(batch), giveBack);
    }
  }

  private onDuty(pick: number, on: number): boolean {
    const every = [...this.arrivals.values()];
    const lost = every.filter((arrival) => arrival.custody === 'REFUSED' || arrival.custody === 'MISSING');
    const arrival = one(pick % 4 === 0 || lost.length === 0 ? every : lost, on);
    if (!arrival) return false;
    const outcome =
      pick % 3 === 0
        ? custody.passOn(arrival, POLICE.id)
        : pick % 3 === 1
          ? custody.settle(arrival, one(OUTCOMES, pick) ?? 'TO_POLICE')
          : custody.acceptLate(arrival, WORKER.id);
    if (outcome.ok) this.keepArrival(outcome.value);
    return outcome.ok;
  }

  private tick(): boolean {
    const { now } = worldAt(this.clock);
    const before = this.told.length;
    for (const { id: batchId } of this.batches.values())
      for (let due = this.dueAt(batchId, now); due; due = this.dueAt(batchId, now)) this.kept({ ok: true, value: due });
    const passed = [...this.arrivals.values()].flatMap((arrival) => custody.tickDuty(arrival, POLICE.id, now) ?? []);
    for (const decided of passed) this.keepArrival(decided);
    return this.told.length > before;
  }

  /** What time has to say of a batch; asked again until it has nothing more. */
  private dueAt(batchId: string, now: Temporal.Instant): decide.DecidedBatch | undefined {
    const batch = this.batches.get(batchId);
    return batch && decide.tickBatch(batch, now);
  }

  /** Keeps the batch and what became of the arrivals of the heads that changed, and tells it in the words of the contracts. */
  private kept(outcome: Outcome<decide.DecidedBatch>, also?: (arrival: Arrival, batch: EscortBatch) => custody.DecidedArrival): boolean {
    if (!outcome.ok) return false;
    const { batch, facts, heads } = outcome.value;
    this.batches.set(batch.id, batch);
    for (const fact of facts) {
      const { contract, data } = publishBatch(batch, fact);
      contract.data.parse(data);
      this.told.push({ of: batch.id, past: `${contract.entity}.${contract.past}`, escalated: false });
    }
    for (const head of heads) {
      const arrival = this.arrivals.get(head.arrivalId);
      if (!arrival || !also) throw new Error(`a head changed that nobody asked about: ${head.no}`);
      this.keepArrival(also(arrival, batch));
    }
    return true;
  }

  private keepArrival({ arrival, fact }: custody.DecidedArrival): void {
    this.arrivals.set(arrival.id, arrival);
    const { contract, data } = publishArrival(arrival, fact);
    contract.data.parse(data);
    this.told.push({ of: arrival.id, past: `${contract.entity}.${contract.past}`, escalated: fact.fact === 'passed-on' && fact.escalated });
  }
}
