import {
  ok,
  refuse,
  type CallAction,
  type CallBackResult,
  type Channel,
  type ErrandStatus,
  type Outcome,
  type RefusalCode,
} from '@houzhai/contracts';
import type { Actor } from '../errand/agent.ts';
import type { CallPolicy } from './call-policy.ts';
import { isAnonymous, isLegal, isOverdue, registered, type Call, type CallFact, type DecidedCall, type Promised } from './call.ts';

/** What a decision about a call is told about the world. */
export interface CallWorld {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  /** When they phoned: now, or earlier where it is entered later. */
  readonly at: Temporal.Instant;
  readonly policy: CallPolicy;
}

type Fresh = Pick<Call, 'id' | 'no'> & { readonly channel: Channel; readonly callerId?: string };

/** States of an errand that is not what somebody asks for again: it came to nothing, or is another's double. */
const OVER: readonly ErrandStatus[] = ['CANCELLED', 'DECLINED', 'DUPLICATE', 'CLOSED'];

/** A call about an errand that is there already: asked for again, or asked about. */
export function addCall(
  fresh: Fresh,
  outcome: 'SAME' | 'ASKED',
  errand: { readonly id: string; readonly no: string; readonly status: ErrandStatus; readonly beneficiaryId: string } & Pick<
    Call,
    'area' | 'path'
  >,
  world: CallWorld,
): Outcome<DecidedCall, 'call.errand-over'> {
  if (outcome === 'SAME' && OVER.includes(errand.status)) return refuse('call.errand-over', { no: errand.no, status: errand.status });
  const { area, path, beneficiaryId, id: errandId, no: errandNo } = errand;
  return ok(registered({ ...fresh, area, path, at: world.at, outcome, beneficiaryId, errandId, errandNo, by: world.actor.id }));
}

/** A promise to call somebody back, by the policy's term where none is said. */
export function promiseCallBack(
  fresh: Fresh & { readonly dueAt?: Temporal.Instant },
  facts: { readonly place: Pick<Call, 'area' | 'path'> | undefined; readonly hasPhone: boolean },
  world: CallWorld,
): Outcome<DecidedCall, 'call.nobody-to-call' | 'call.area-missing' | 'call.due-in-past'> {
  const { dueAt: wanted, ...call } = fresh;
  if (call.callerId === undefined && !facts.hasPhone) return refuse('call.nobody-to-call', {});
  if (!facts.place) return refuse('call.area-missing', {});
  if (wanted && !isLater(wanted, world.now)) return refuse('call.due-in-past', {});
  const dueAt = wanted ?? world.now.add({ minutes: world.policy.callBackMinutes });
  const promised: Promised = { status: 'WAITING', dueAt };
  return ok(registered({ ...call, ...facts.place, at: world.at, outcome: 'CALLBACK', by: world.actor.id, promised }));
}

type Decision<R extends RefusalCode = never> = Outcome<
  DecidedCall,
  R | 'call.not-allowed-now' | 'call.taken-by-other' | 'call.no-call-back'
>;
type World = Pick<CallWorld, 'actor' | 'now'>;

/** Somebody of the desk calls them back. */
export function takeCallBack(call: Call, { actor }: World): Decision {
  const standing = promisedOf(call, 'take', actor);
  return standing.ok
    ? moved(call, { status: 'TAKEN', dueAt: standing.value.dueAt, takenBy: actor.id }, { fact: 'taken', takenBy: actor.id })
    : standing;
}

/** Whoever took it does not get to it. */
export function giveCallBackBack(call: Call, { actor }: World): Decision {
  const standing = promisedOf(call, 'give-back', actor);
  if (!standing.ok) return standing;
  const { dueAt } = standing.value;
  return moved(call, { status: 'WAITING', dueAt }, { fact: 'given-back', takenBy: takerOf(standing.value) ?? actor.id });
}

/** Promised for later; whoever took it keeps it. */
export function postponeCallBack(call: Call, dueAt: Temporal.Instant, { actor, now }: World): Decision<'call.due-in-past'> {
  const standing = promisedOf(call, 'postpone', actor);
  if (!standing.ok) return standing;
  if (!isLater(dueAt, now)) return refuse('call.due-in-past', {});
  return moved(call, { ...standing.value, dueAt }, { fact: 'postponed', dueAt: dueAt.toString() });
}

/** They were called, or are not to be reached. Of somebody the register does not know nothing is kept from then on. */
export function closeCallBack(call: Call, result: CallBackResult, { actor, now }: World): Decision {
  const standing = promisedOf(call, 'close', actor);
  if (!standing.ok) return standing;
  const { dueAt } = standing.value;
  const takenBy = takerOf(standing.value) ?? actor.id;
  const closed = moved(
    call,
    { status: 'DONE', dueAt, takenBy, closedAt: now, result },
    { fact: 'closed', result, late: isOverdue(call, now) },
  );
  return isAnonymous(call) ? ok({ ...closed.value, forget: true }) : closed;
}

const isLater = (at: Temporal.Instant, now: Temporal.Instant): boolean => Temporal.Instant.compare(at, now) > 0;
const takerOf = (promised: Promised): string | undefined => ('takenBy' in promised ? promised.takenBy : undefined);

const moved = (call: Call, promised: Promised, fact: CallFact): { readonly ok: true; readonly value: DecidedCall } =>
  ok({ call: { ...call, promised }, fact });

/** Those above the desk may act on what somebody else has taken. */
const ABOVE = ['COMMANDER', 'DUTY_OFFICER'] as const;

/** The promise, where the table allows the action and it is not somebody else's. */
function promisedOf(
  { promised }: Call,
  action: CallAction,
  actor: Actor,
): Outcome<Promised, 'call.not-allowed-now' | 'call.taken-by-other' | 'call.no-call-back'> {
  if (!promised) return refuse('call.no-call-back', {});
  const by = takerOf(promised);
  if (promised.status === 'TAKEN' && action === 'take' && by !== undefined && by !== actor.id) return refuse('call.taken-by-other', { by });
  if (!isLegal(promised.status, action)) return refuse('call.not-allowed-now', { action, status: promised.status });
  const isOwn = by === undefined || by === actor.id || ABOVE.some((role) => actor.roles.includes(role));
  return isOwn ? ok(promised) : refuse('call.taken-by-other', { by });
}
