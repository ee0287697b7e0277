import { dayOf, instantAt } from '@houzhai/calendar';
import {
  ok,
  refuse,
  type BatchAction,
  type EscortMode,
  type HandOverMethod,
  type HeadStatus,
  type Outcome,
  type RefusalCode,
} from '@houzhai/contracts';
import type { Arrival } from '../arrival/arrival.ts';
import type { OperatorFacts, World } from '../decision.ts';
import type { EscortPolicy } from './escort-policy.ts';
import { countHeads, isLegal, isOnTheWay, toConfirm, type EscortBatch, type Head } from './escort-batch.ts';
import type { BatchFact } from './escort-batch.publish.ts';

type EscortWorld = World<EscortPolicy>;

/** The batch after a decision, what happened to it, and which heads changed. */
export interface DecidedBatch {
  readonly batch: EscortBatch;
  readonly facts: readonly [BatchFact, ...BatchFact[]];
  readonly heads: readonly Head[];
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedBatch, R | 'escort.not-allowed-now'>;

const decided = (
  batch: EscortBatch,
  heads: readonly Head[],
  ...facts: [BatchFact, ...BatchFact[]]
): { readonly ok: true; readonly value: DecidedBatch } => ok({ batch, facts, heads });
const illegal = (batch: EscortBatch, action: BatchAction): ReturnType<typeof refuse<'escort.not-allowed-now'>> =>
  refuse('escort.not-allowed-now', { action, status: batch.status });

const headOf = (arrival: Arrival): Head => ({
  arrivalId: arrival.id,
  no: arrival.no,
  partyId: arrival.partyId,
  personId: arrival.personId,
  destination: arrival.destination,
  area: arrival.area,
  status: 'ABOARD',
});

type Joining = 'escort.head-unfit' | 'escort.head-elsewhere' | 'escort.too-many' | 'escort.seats-missing';

/** Whether these heads may ride together: waiting, at this checkpoint, and not more than there are seats. */
function join(
  already: readonly Head[],
  arrivals: readonly Arrival[],
  batch: { readonly checkpointId: string; readonly mode: EscortMode; readonly seats?: number | undefined },
  policy: EscortPolicy,
): Outcome<readonly Head[], Joining> {
  for (const arrival of arrivals) {
    if (arrival.checkpointId !== batch.checkpointId) return refuse('escort.head-elsewhere', { no: arrival.no });
    if (arrival.custody !== 'WAITING') return refuse('escort.head-unfit', { no: arrival.no, custody: arrival.custody });
  }
  if (batch.mode === 'CARRY' && batch.seats === undefined) return refuse('escort.seats-missing', {});
  const joining = new Map(arrivals.map((arrival) => [arrival.id, headOf(arrival)])); // named twice is one head
  const heads = [...already, ...joining.values()];
  const most = batch.mode === 'CARRY' ? Math.min(batch.seats ?? 0, policy.mostHeads) : policy.mostHeads;
  return heads.length > most ? refuse('escort.too-many', { heads: heads.length, most }) : ok(heads);
}

/** Puts waiting heads of one checkpoint into a new batch; the lead is never one of its passengers, who have no account. */
export function assembleBatch(
  fresh: {
    readonly id: string;
    readonly no: string;
    readonly checkpoint: { readonly id: string; readonly code: string; readonly path: string; readonly area: string };
    readonly leadId: string;
    readonly mode: EscortMode;
    readonly seats?: number | undefined;
  },
  arrivals: readonly Arrival[],
  at: Temporal.Instant,
  world: EscortWorld,
): Outcome<DecidedBatch, Joining> {
  const { checkpoint, seats, mode } = fresh;
  const heads = join([], arrivals, { checkpointId: checkpoint.id, mode, seats }, world.policy);
  if (!heads.ok) return heads;
  const batch: EscortBatch = {
    id: fresh.id,
    no: fresh.no,
    checkpointId: checkpoint.id,
    checkpointCode: checkpoint.code,
    checkpointPath: checkpoint.path,
    area: checkpoint.area,
    leadId: fresh.leadId,
    mode,
    ...(seats === undefined ? {} : { seats }),
    status: 'ASSEMBLING',
    heads: heads.value,
    assembledAt: at,
    late: false,
    policyVersion: world.policy.version,
  };
  return decided(batch, heads.value, { fact: 'assembled', mode });
}

export function addHeads(batch: EscortBatch, arrivals: readonly Arrival[], world: EscortWorld): Decision<Joining> {
  if (!isLegal(batch.status, 'add-heads')) return illegal(batch, 'add-heads');
  const heads = join(batch.heads, arrivals, batch, world.policy);
  if (!heads.ok) return heads;
  return decided({ ...batch, heads: heads.value }, heads.value.slice(batch.heads.length), { fact: 'changed' });
}

export function removeHead(batch: EscortBatch, arrivalId: string): Decision<'escort.head-unknown' | 'escort.last-head'> {
  if (!isLegal(batch.status, 'remove-head')) return illegal(batch, 'remove-head');
  const gone = batch.heads.find((head) => head.arrivalId === arrivalId);
  if (!gone) return refuse('escort.head-unknown', {});
  if (batch.heads.length === 1) return refuse('escort.last-head', {});
  return decided({ ...batch, heads: batch.heads.filter((head) => head !== gone) }, [gone], { fact: 'changed' });
}

export function departBatch(batch: EscortBatch, at: Temporal.Instant): Decision {
  if (!isLegal(batch.status, 'depart')) return illegal(batch, 'depart');
  return decided({ ...batch, status: 'DEPARTED', departedAt: at }, [], { fact: 'departed' });
}

/** It goes elsewhere: whoever is aboard stays aboard, and it has to arrive before anybody is handed over. */
export function divertBatch(batch: EscortBatch, incident: boolean): Decision {
  if (!isLegal(batch.status, 'divert')) return illegal(batch, 'divert');
  return decided({ ...batch, status: 'DIVERTED' }, [], { fact: 'diverted', incident });
}

/** A temperature is taken on the way, of somebody who is aboard. */
export function measureHead(batch: EscortBatch, arrivalId: string): Decision<Deciding> {
  if (!isOnTheWay(batch)) return refuse('escort.not-allowed-now', { action: 'measure', status: batch.status });
  const head = batch.heads.find((one) => one.arrivalId === arrivalId);
  if (!head) return refuse('escort.head-unknown', {});
  if (head.status !== 'ABOARD') return refuse('escort.head-decided', { no: head.no, as: head.status });
  return decided(batch, [], { fact: 'head-looked-at', arrivalId });
}

export function arriveBatch(batch: EscortBatch, at: Temporal.Instant, world: EscortWorld): Decision {
  if (!isLegal(batch.status, 'arrive')) return illegal(batch, 'arrive');
  const handOverBy = at.add({ minutes: world.policy.handOverMinutes });
  return decided(handedOver({ ...batch, status: 'ARRIVED', arrivedAt: at, handOverBy, late: false }), [], { fact: 'arrived' });
}

/** Nobody aboard any more. */
const handedOver = (batch: EscortBatch): EscortBatch =>
  batch.status === 'ARRIVED' && batch.heads.every(({ status }) => status !== 'ABOARD') ? { ...batch, status: 'HANDED_OVER' } : batch;

type Deciding = 'escort.head-unknown' | 'escort.head-decided';

function decideHeads(
  batch: EscortBatch,
  arrivalIds: readonly string[],
  after: Partial<Head> & { readonly status: Exclude<HeadStatus, 'ABOARD'> },
  method?: HandOverMethod,
): Outcome<DecidedBatch, Deciding> {
  const wanted = new Set(arrivalIds);
  const found = batch.heads.filter(({ arrivalId }) => wanted.has(arrivalId));
  if (found.length !== wanted.size) return refuse('escort.head-unknown', {});
  const before = found.find(({ status }) => status !== 'ABOARD');
  if (before) return refuse('escort.head-decided', { no: before.no, as: before.status });
  const heads = batch.heads.map((head) => (wanted.has(head.arrivalId) ? { ...head, ...after } : head));
  return decided(
    handedOver({ ...batch, heads }),
    heads.filter(({ arrivalId }) => wanted.has(arrivalId)),
    { fact: 'heads-decided', decided: found.length, as: after.status, ...(method === undefined ? {} : { method }) },
  );
}

/**
 * A named community worker of every head's destination takes them over. By telephone it counts at once and is confirmed later; what
 * the receiver enters in person needs no confirmation, and neither does what somebody else enters who stood beside them.
 */
export function acceptHeads(
  batch: EscortBatch,
  arrivalIds: readonly string[],
  receiver: OperatorFacts,
  method: HandOverMethod,
  at: Temporal.Instant,
  world: EscortWorld,
): Decision<Deciding | 'escort.receiver-unfit' | 'escort.receiver-is-lead'> {
  if (!isLegal(batch.status, 'accept')) return illegal(batch, 'accept');
  if (receiver.operatorId === batch.leadId) return refuse('escort.receiver-is-lead', {});
  const wanted = new Set(arrivalIds);
  const mayReceive = receiver.roles.some((role) => (world.policy.receiverRoles as readonly string[]).includes(role));
  const unfit = batch.heads.find((head) => wanted.has(head.arrivalId) && !(mayReceive && receiver.covers(head.destination)));
  if (unfit) return refuse('escort.receiver-unfit', { area: unfit.area });
  const confirmed = method === 'IN_PERSON' || world.actor.id === receiver.operatorId;
  return decideHeads(
    confirmed ? batch : { ...batch, confirmBy: confirmByOf(batch, nextMorning(at, world.policy.confirmBy)) },
    arrivalIds,
    { status: 'ACCEPTED', at, receiverId: receiver.operatorId, method, confirmed },
    method,
  );
}

export function refuseHead(batch: EscortBatch, arrivalId: string, ownerId: string, at: Temporal.Instant): Decision<Deciding> {
  if (!isLegal(batch.status, 'refuse')) return illegal(batch, 'refuse');
  return decideHeads(batch, [arrivalId], { status: 'REFUSED', at, ownerId });
}

export function reportMissing(batch: EscortBatch, arrivalId: string, ownerId: string, at: Temporal.Instant): Decision<Deciding> {
  if (!isLegal(batch.status, 'report-missing')) return illegal(batch, 'report-missing');
  return decideHeads(batch, [arrivalId], { status: 'MISSING', at, ownerId });
}

/** The receiver, and nobody else, confirms what they took over by telephone. */
export function confirmReadBack(batch: EscortBatch, world: EscortWorld): Decision<'escort.nothing-to-confirm' | 'escort.not-the-receiver'> {
  if (!isLegal(batch.status, 'confirm-read-back')) return illegal(batch, 'confirm-read-back');
  const open = toConfirm(batch);
  const [first] = open;
  if (!first) return refuse('escort.nothing-to-confirm', {});
  const own = open.filter(({ receiverId }) => receiverId === world.actor.id);
  if (own.length === 0) return refuse('escort.not-the-receiver', { receiver: first.receiverId ?? '' });
  const heads = batch.heads.map((head) => (own.includes(head) ? { ...head, confirmed: true } : head));
  const left = open.length - own.length;
  return decided({ ...batch, heads }, [], { fact: 'read-back-confirmed', receiverId: world.actor.id, confirmed: own.length, open: left });
}

/** Accepted + refused + missing = heads; each of the refused and missing has an owner, by how they are decided. */
export function closeBatch(batch: EscortBatch, disinfected: boolean): Decision<'escort.disinfection-missing'> {
  if (!isLegal(batch.status, 'close')) return illegal(batch, 'close');
  if (batch.mode === 'CARRY' && !disinfected) return refuse('escort.disinfection-missing', {});
  return decided({ ...batch, status: 'CLOSED' }, [], { fact: 'closed' });
}

export function cancelBatch(batch: EscortBatch): Decision {
  if (!isLegal(batch.status, 'cancel')) return illegal(batch, 'cancel');
  return decided({ ...batch, status: 'CANCELLED' }, batch.heads, { fact: 'cancelled' });
}

/** A time on the day after. */
const nextMorning = (at: Temporal.Instant, time: string): Temporal.Instant =>
  instantAt(dayOf(at).add({ days: 1 }), Temporal.PlainTime.from(time));

/** The morning of the earliest read-back that waits still: a further one does not put it off. */
const confirmByOf = (batch: EscortBatch, morning: Temporal.Instant): Temporal.Instant =>
  batch.confirmBy && toConfirm(batch).length > 0 && Temporal.Instant.compare(batch.confirmBy, morning) < 0 ? batch.confirmBy : morning;

const isPast = (at: Temporal.Instant | undefined, now: Temporal.Instant): at is Temporal.Instant =>
  at !== undefined && Temporal.Instant.compare(at, now) <= 0;

/** What time alone does: says once that heads were not handed over in time, and that a read-back was not confirmed by the morning. */
export function tickBatch(batch: EscortBatch, now: Temporal.Instant): DecidedBatch | undefined {
  const { handOverBy, arrivedAt } = batch;
  if (batch.status === 'ARRIVED' && !batch.late && arrivedAt && isPast(handOverBy, now)) {
    const minutes = Math.round(handOverBy.since(arrivedAt).total('minutes'));
    return { batch: { ...batch, late: true }, heads: [], facts: [{ fact: 'hand-over-late', minutes }] };
  }
  const open = toConfirm(batch).length;
  if (open === 0 || !isPast(batch.confirmBy, now)) return undefined;
  const { confirmBy: _, ...said } = batch;
  return { batch: said, heads: [], facts: [{ fact: 'read-back-overdue', open }] };
}

/** In all, whether every head of a batch is accounted for. */
export const isBalanced = (batch: EscortBatch): boolean => {
  const { heads, accepted, refused, missing } = countHeads(batch.heads);
  return heads === accepted + refused + missing;
};
