import { dayOf } from '@houzhai/calendar';
import { ok, refuse, type IsolationAction, type Outcome } from '@houzhai/contracts';
import { tenths } from '../temperature.ts';
import {
  illegal,
  unaccounted,
  withSlots,
  withoutRemaining,
  type DecidedIsolation,
  type IsolationDecision,
  type IsolationWorld,
} from './isolation.decide.ts';
import { isLegal, type IsolationCase, type Signature, type Slot } from './isolation.ts';
import type { IsolationFact } from './isolation.publish.ts';

/** Somebody asks that the last days fall away. */
export function requestReduction(
  isolation: IsolationCase,
  days: number,
  at: Temporal.Instant,
  world: IsolationWorld,
): IsolationDecision<'isolation.too-many-days'> {
  if (!isLegal(isolation.status, 'request-reduction')) return illegal(isolation, 'request-reduction');
  const most = dayOf(at).until(Temporal.PlainDate.from(isolation.lastDay), { largestUnit: 'day' }).days;
  if (days > most) return refuse('isolation.too-many-days', { days: Math.max(0, most) });
  return ok({
    isolation: { ...isolation, status: 'REDUCTION_REQUESTED', reduction: { days, by: world.actor.id } },
    changed: [],
    facts: [{ fact: 'reduction-requested', days }],
  });
}

const withoutReduction = ({ reduction: _, ...rest }: IsolationCase): IsolationCase => rest;

/** Somebody else agrees: as many half-days fall away from the end as an extension by these days would add, except what was seen or missed by now. */
export function approveReduction(isolation: IsolationCase, world: IsolationWorld): IsolationDecision<'isolation.own-request'> {
  if (!isLegal(isolation.status, 'approve-reduction') || !isolation.reduction) return illegal(isolation, 'approve-reduction');
  const { days, by } = isolation.reduction;
  if (by === world.actor.id) return refuse('isolation.own-request', {});
  const lastDay = Temporal.PlainDate.from(isolation.lastDay).subtract({ days });
  const standing = isolation.slots.filter(({ status }) => status !== 'CANCELED');
  const last = new Set(standing.slice(-days * world.policy.halves.length));
  const next = withSlots(withoutReduction(isolation), (slot) =>
    slot.status === 'NOT_PERFORMED' && last.has(slot) ? { ...slot, status: 'CANCELED' } : slot,
  );
  return ok({
    ...next,
    isolation: { ...next.isolation, status: 'ACTIVE', lastDay: lastDay.toString() },
    facts: [{ fact: 'reduced', days }],
  });
}

export function refuseReduction(isolation: IsolationCase): IsolationDecision {
  if (!isLegal(isolation.status, 'refuse-reduction')) return illegal(isolation, 'refuse-reduction');
  return ok({ isolation: { ...withoutReduction(isolation), status: 'ACTIVE' }, changed: [], facts: [{ fact: 'reduction-refused' }] });
}

/** After the last day, when every half-day is accounted for and the last two were well. */
export function requestRelease(
  isolation: IsolationCase,
  at: Temporal.Instant,
): IsolationDecision<
  'isolation.not-over' | 'isolation.slots-open' | 'isolation.missed-unexplained' | 'isolation.finding-open' | 'isolation.last-two-not-ok'
> {
  if (!isLegal(isolation.status, 'request-release')) return illegal(isolation, 'request-release');
  if (Temporal.PlainDate.compare(dayOf(at), Temporal.PlainDate.from(isolation.lastDay)) <= 0)
    return refuse('isolation.not-over', { lastDay: isolation.lastDay });
  const { open, unexplained, findings } = unaccounted(isolation, at);
  if (open > 0) return refuse('isolation.slots-open', { slots: open });
  if (unexplained > 0) return refuse('isolation.missed-unexplained', { slots: unexplained });
  if (findings > 0) return refuse('isolation.finding-open', { slots: findings });
  const lastTwo = isolation.slots.filter(({ status }) => status !== 'CANCELED').slice(-2);
  if (lastTwo.some(({ status }) => status !== 'SEEN_OK')) return refuse('isolation.last-two-not-ok', {});
  return ok({
    isolation: { ...isolation, status: 'PENDING_RELEASE', signatures: [] },
    changed: [],
    facts: [{ fact: 'release-requested' }],
  });
}

export function refuseRelease(isolation: IsolationCase): IsolationDecision {
  if (!isLegal(isolation.status, 'refuse-release')) return illegal(isolation, 'refuse-release');
  return ok({ isolation: { ...isolation, status: 'ACTIVE', signatures: [] }, changed: [], facts: [{ fact: 'release-refused' }] });
}

/** Who signs, and in which way. */
export interface Signer {
  readonly operatorId: string;
  readonly roles: readonly string[];
  readonly method: Signature['method'];
  readonly scanNo?: string;
  readonly checkedBy?: string;
}

/** The part of the two that this signer can still be. */
const partOf = (isolation: IsolationCase, { roles }: Signer): Signature['as'] | undefined => {
  const parts = [
    ...(roles.includes('COMMUNITY_DOCTOR') ? (['DOCTOR'] as const) : []),
    ...(roles.includes('COMMUNITY_WORKER') ? (['COMMUNITY'] as const) : []),
  ];
  return parts.find((as) => isolation.signatures.every((signature) => signature.as !== as)) ?? parts[0];
};

/** Doctor and community sign, two different people; the doctor with two readings of the same visit, the second with the notice. */
export function signRelease(
  isolation: IsolationCase,
  signer: Signer,
  given: { readonly readings: readonly number[]; readonly noticeNo?: string | undefined },
  at: Temporal.Instant,
  world: IsolationWorld,
): IsolationDecision<
  | 'isolation.signed-already'
  | 'isolation.same-signer'
  | 'isolation.readings-missing'
  | 'isolation.fever'
  | 'isolation.notice-missing'
  | 'isolation.not-a-signer'
  | 'arrival.temperature-not-measured'
> {
  if (!isLegal(isolation.status, 'sign-release')) return illegal(isolation, 'sign-release');
  const as = partOf(isolation, signer);
  if (!as) return refuse('isolation.not-a-signer', {});
  if (isolation.signatures.some((signature) => signature.as === as)) return refuse('isolation.signed-already', { as });
  if (isolation.signatures.some(({ by }) => by === signer.operatorId)) return refuse('isolation.same-signer', {});
  const { releaseReadings, feverTenths, lowestMeasuredTenths } = world.policy;
  if (as === 'DOCTOR') {
    if (given.readings.length < releaseReadings) return refuse('isolation.readings-missing', { readings: releaseReadings });
    if (given.readings.some((celsius) => tenths(celsius) < lowestMeasuredTenths))
      return refuse('arrival.temperature-not-measured', { lowest: lowestMeasuredTenths });
    if (given.readings.some((celsius) => tenths(celsius) >= feverTenths)) return refuse('isolation.fever', {});
  }
  const second = isolation.signatures.length === 1;
  if (second && given.noticeNo === undefined) return refuse('isolation.notice-missing', {});
  const { operatorId: by, method, scanNo, checkedBy } = signer;
  const signature: Signature = {
    as,
    by,
    method,
    at,
    ...(scanNo === undefined ? {} : { scanNo }),
    ...(checkedBy === undefined ? {} : { checkedBy }),
  };
  const signed: IsolationFact = { fact: 'release-signed', as };
  const signatures = [...isolation.signatures, signature];
  if (!second || given.noticeNo === undefined) return ok({ isolation: { ...isolation, signatures }, changed: [], facts: [signed] });
  return ok({
    isolation: { ...isolation, signatures, status: 'RELEASED', releaseNoticeNo: given.noticeNo },
    changed: [],
    facts: [signed, { fact: 'released' }],
  });
}

const ended = (
  isolation: IsolationCase,
  action: IsolationAction,
  status: 'CONVERTED' | 'LOST' | 'CANCELED',
  fact: IsolationFact,
): IsolationDecision => {
  if (!isLegal(isolation.status, action)) return illegal(isolation, action);
  const next = withoutRemaining(withoutReduction(isolation));
  return ok({ ...next, isolation: { ...next.isolation, status }, facts: [fact] });
};

export const convertIsolation = (isolation: IsolationCase): IsolationDecision =>
  ended(isolation, 'convert', 'CONVERTED', { fact: 'converted' });
export const cancelIsolation = (isolation: IsolationCase): IsolationDecision =>
  ended(isolation, 'cancel', 'CANCELED', { fact: 'canceled' });

/** Nobody is called lost without proofs: half-days missed by the policy's number, and an attempt at the door. */
export function reportLost(isolation: IsolationCase, world: IsolationWorld): IsolationDecision<'isolation.proofs-missing'> {
  const missed = isolation.slots.filter(({ status }) => status === 'MISSED').length;
  if (isLegal(isolation.status, 'report-lost') && isolation.status !== 'ORDERED' && missed < world.policy.lostMissedSlots)
    return refuse('isolation.proofs-missing', { missed: world.policy.lostMissedSlots });
  return ended(isolation, 'report-lost', 'LOST', { fact: 'lost' });
}

/** It goes on elsewhere as a case of its own that takes over what remains of the days. */
export function transferIsolation(
  isolation: IsolationCase,
  to: Pick<IsolationCase, 'id' | 'no' | 'kind' | 'area' | 'path' | 'site'>,
  at: Temporal.Instant,
): Outcome<
  { readonly left: DecidedIsolation; readonly successor: DecidedIsolation },
  'isolation.not-allowed-now' | 'isolation.same-place'
> {
  if (!isLegal(isolation.status, 'transfer')) return illegal(isolation, 'transfer');
  if (to.path === isolation.path && to.kind === isolation.kind && to.site?.id === isolation.site?.id)
    return refuse('isolation.same-place', {});
  const next = withoutRemaining(isolation);
  const {
    startedAt: _,
    noticeNo: __,
    household: ___,
    supplyEnsured: ____,
    successorId: _____,
    site: ______,
    inBed: _______,
    ...kept
  } = isolation;
  const successor: IsolationCase = {
    ...kept,
    ...to,
    continues: isolation.id,
    status: 'ORDERED',
    orderedAt: at,
    careTeam: {},
    signatures: [],
    slots: [],
  };
  return ok({
    left: {
      ...next,
      isolation: { ...next.isolation, status: 'TRANSFERRED', successorId: to.id },
      facts: [{ fact: 'transferred', successorId: to.id }],
    },
    successor: { isolation: successor, changed: [], facts: [{ fact: 'ordered', ground: isolation.reason, continues: isolation.id }] },
  });
}

/** Half-days that were performed or are still to be; for the proof sheet and the account. */
export const standingSlots = (isolation: IsolationCase): readonly Slot[] => isolation.slots.filter(({ status }) => status !== 'CANCELED');
