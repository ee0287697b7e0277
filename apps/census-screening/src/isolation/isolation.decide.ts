import { dayOf } from '@houzhai/calendar';
import {
  ok,
  refuse,
  type CareTeam,
  type FollowUpMethod,
  type Half,
  type HouseholdDecision,
  type IsolationAction,
  type IsolationKind,
  type IsolationReason,
  type Outcome,
  type RefusalCode,
  type Symptom,
} from '@houzhai/contracts';
import type { World } from '../decision.ts';
import { tenths } from '../temperature.ts';
import type { IsolationPolicy } from './isolation-policy.ts';
import { countSlots, isLegal, isOpenFinding, missedAt, teamOf, type IsolationCase, type Slot } from './isolation.ts';
import type { IsolationFact } from './isolation.publish.ts';
import { schedule, scheduleUntil, type SlotId } from './slots.ts';

export type IsolationWorld = World<IsolationPolicy>;

/** The case after a decision, what happened, and which half-days changed. */
export interface DecidedIsolation {
  readonly isolation: IsolationCase;
  readonly facts: readonly IsolationFact[];
  readonly changed: readonly Slot[];
}
export type IsolationDecision<R extends RefusalCode = never> = Outcome<DecidedIsolation, R | 'isolation.not-allowed-now'>;

export const illegal = (isolation: IsolationCase, action: IsolationAction): ReturnType<typeof refuse<'isolation.not-allowed-now'>> =>
  refuse('isolation.not-allowed-now', { action, status: isolation.status });

/** The case with some half-days as they are now, and which those are. */
export function withSlots(
  isolation: IsolationCase,
  change: (slot: Slot) => Slot,
): { readonly isolation: IsolationCase; readonly changed: readonly Slot[] } {
  const slots = isolation.slots.map(change);
  return { isolation: { ...isolation, slots }, changed: slots.filter((slot, index) => slot !== isolation.slots[index]) };
}

/** Half-days nobody has performed fall away. */
export const withoutRemaining = (isolation: IsolationCase): { readonly isolation: IsolationCase; readonly changed: readonly Slot[] } =>
  withSlots(isolation, (slot) => (slot.status === 'NOT_PERFORMED' ? { ...slot, status: 'CANCELED' } : slot));

/** What an order is made of. */
export interface Order {
  readonly id: string;
  readonly no: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
  readonly kind: IsolationKind;
  readonly site?: NonNullable<IsolationCase['site']>;
  readonly reason: IsolationReason;
  readonly dayZero: string;
  readonly arrivalId?: string | undefined;
  readonly homePossible: boolean;
}

/** Orders an isolation: day 0 is the day of arrival, the last day follows from the policy's days. */
export function orderIsolation(
  order: Order,
  at: Temporal.Instant,
  world: IsolationWorld,
): Outcome<DecidedIsolation, 'isolation.home-impossible'> {
  if (order.kind === 'HOME' && !order.homePossible) return refuse('isolation.home-impossible', {});
  const { homePossible: _, arrivalId, ...rest } = order;
  const isolation: IsolationCase = {
    ...rest,
    ...(arrivalId === undefined ? {} : { arrivalId }),
    status: 'ORDERED',
    lastDay: Temporal.PlainDate.from(order.dayZero).add({ days: world.policy.days }).toString(),
    orderedAt: at,
    careTeam: {},
    signatures: [],
    missedAfterMinutes: world.policy.missedAfterMinutes,
    policyVersion: world.policy.version,
    slots: [],
  };
  return ok({
    isolation,
    changed: [],
    facts: [{ fact: 'ordered', ground: order.reason, ...(arrivalId === undefined ? {} : { arrivalId }) }],
  });
}

/** The notice is served and a care team named; half-days are scheduled from the first that begins after the start. */
export function startIsolation(
  isolation: IsolationCase,
  input: {
    readonly noticeNo: string;
    readonly notice: 'SIGNED' | 'REFUSED';
    readonly witnesses: readonly string[];
    readonly careTeam: CareTeam;
    readonly household: HouseholdDecision;
    readonly supplyEnsured: boolean;
  },
  at: Temporal.Instant,
  slotId: SlotId,
  world: IsolationWorld,
): IsolationDecision<'isolation.witnesses-missing' | 'isolation.care-team-too-small'> {
  if (!isLegal(isolation.status, 'start')) return illegal(isolation, 'start');
  const { policy } = world;
  if (input.notice === 'REFUSED' && new Set(input.witnesses).size < policy.witnesses) return refuse('isolation.witnesses-missing', {});
  if (teamOf(input).length < policy.leastCareTeam) return refuse('isolation.care-team-too-small', { people: policy.leastCareTeam });
  const from = dayOf(at);
  const slots =
    isolation.continues === undefined
      ? schedule(at, from, policy.days * policy.halves.length, policy, slotId)
      : scheduleUntil(at, from, Temporal.PlainDate.from(isolation.lastDay), policy, slotId);
  // What begins later than the day it counts from ends with its last half-day.
  const lastDay = [isolation.lastDay, slots.at(-1)?.date ?? ''].toSorted().at(-1) ?? isolation.lastDay;
  const { careTeam, household, noticeNo, supplyEnsured } = input;
  return ok({
    isolation: { ...isolation, status: 'ACTIVE', startedAt: at, lastDay, careTeam, household, noticeNo, supplyEnsured, slots },
    changed: slots,
    facts: [{ fact: 'started', slots: slots.length }, ...(supplyEnsured ? [] : [{ fact: 'supply-need-raised' } as const])],
  });
}

const slotOf = (isolation: IsolationCase, key: { readonly date: string; readonly half: Half }): Slot | undefined =>
  isolation.slots.find(({ date, half, status }) => date === key.date && half === key.half && status !== 'CANCELED');

/** What was told or measured in a half-day. */
export interface FollowUp {
  readonly date: string;
  readonly half: Half;
  readonly temperature?: number | undefined;
  readonly symptoms: readonly Symptom[];
  readonly method: FollowUpMethod;
  readonly sheetNo?: string | undefined;
  readonly collectedBy?: string | undefined;
}

/** Whether what was told or measured is a fever under a policy. */
export const isFeverish = (
  { temperature, symptoms }: Pick<FollowUp, 'temperature' | 'symptoms'>,
  { feverTenths }: Pick<IsolationPolicy, 'feverTenths'>,
): boolean => symptoms.includes('FEVER') || (temperature !== undefined && tenths(temperature) >= feverTenths);

/** Records a half-day by when it happened, which has to lie in it; one that counted as missed may be keyed from paper later. */
export function recordFollowUp(
  isolation: IsolationCase,
  told: FollowUp,
  at: Temporal.Instant,
  world: IsolationWorld,
): IsolationDecision<
  | 'isolation.no-such-slot'
  | 'isolation.slot-not-begun'
  | 'isolation.slot-recorded'
  | 'isolation.outside-slot'
  | 'arrival.temperature-not-measured'
> {
  if (!isLegal(isolation.status, 'record-follow-up')) return illegal(isolation, 'record-follow-up');
  const slot = slotOf(isolation, told);
  if (!slot) return refuse('isolation.no-such-slot', {});
  if (Temporal.Instant.compare(slot.beginsAt, world.now) > 0) return refuse('isolation.slot-not-begun', { at: slot.beginsAt.toString() });
  if (slot.status !== 'NOT_PERFORMED' && slot.status !== 'MISSED') return refuse('isolation.slot-recorded', {});
  if (Temporal.Instant.compare(at, slot.beginsAt) < 0 || Temporal.Instant.compare(at, slot.dueAt) >= 0)
    return refuse('isolation.outside-slot', {});
  const { lowestMeasuredTenths } = world.policy;
  if (told.temperature !== undefined && tenths(told.temperature) < lowestMeasuredTenths)
    return refuse('arrival.temperature-not-measured', { lowest: lowestMeasuredTenths });
  const finding = told.symptoms.length > 0 || isFeverish(told, world.policy);
  const { hasReason: _, ...rest } = slot;
  const after: Slot = {
    ...rest,
    hasReason: false,
    status: finding ? 'SEEN_NOT_OK' : 'SEEN_OK',
    method: told.method,
    occurredAt: at,
    recordedAt: world.now,
    recordedBy: world.actor.id,
    ...(told.sheetNo === undefined ? {} : { sheetNo: told.sheetNo }),
    ...(told.collectedBy === undefined ? {} : { collected: true }),
  };
  const next = withSlots(isolation, (one) => (one === slot ? after : one));
  const late = Temporal.Instant.compare(world.now, slot.dueAt) >= 0;
  return ok({ ...next, facts: [{ fact: 'follow-up-recorded', date: slot.date, half: slot.half, method: told.method, finding, late }] });
}

export function excuseMissed(
  isolation: IsolationCase,
  key: { readonly date: string; readonly half: Half },
): IsolationDecision<'isolation.no-such-slot' | 'isolation.slot-not-missed'> {
  if (!isLegal(isolation.status, 'excuse-missed')) return illegal(isolation, 'excuse-missed');
  const slot = slotOf(isolation, key);
  if (!slot) return refuse('isolation.no-such-slot', {});
  if (slot.status !== 'MISSED' || slot.hasReason) return refuse('isolation.slot-not-missed', {});
  const next = withSlots(isolation, (one) => (one === slot ? { ...one, hasReason: true } : one));
  return ok({ ...next, facts: [{ fact: 'missed-excused', date: slot.date, half: slot.half }] });
}

export function resolveFinding(
  isolation: IsolationCase,
  key: { readonly date: string; readonly half: Half },
): IsolationDecision<'isolation.no-such-slot' | 'isolation.nothing-found'> {
  if (!isLegal(isolation.status, 'resolve-finding')) return illegal(isolation, 'resolve-finding');
  const slot = slotOf(isolation, key);
  if (!slot) return refuse('isolation.no-such-slot', {});
  if (!isOpenFinding(slot)) return refuse('isolation.nothing-found', {});
  const next = withSlots(isolation, (one) => (one === slot ? { ...one, resolved: true } : one));
  return ok({ ...next, facts: [{ fact: 'finding-resolved', date: slot.date, half: slot.half }] });
}

/** Whether somebody follows the case up, and so its supplies. */
const isLookedAfter = ({ status }: IsolationCase): boolean => isLegal(status, 'record-follow-up');

/** Supplies reach the door: by the errand that was opened for them, or otherwise. */
export function ensureSupply(isolation: IsolationCase, by: 'ERRAND' | 'OTHERWISE'): IsolationDecision<'isolation.supply-ensured'> {
  if (!isLookedAfter(isolation)) return refuse('isolation.not-allowed-now', { action: 'ensure-supply', status: isolation.status });
  if (isolation.supplyEnsured !== false) return refuse('isolation.supply-ensured', {});
  return ok({ isolation: { ...isolation, supplyEnsured: true }, changed: [], facts: [{ fact: 'supply-ensured', by }] });
}

/** Supplies do not reach the door, or no longer do. */
export function raiseSupplyNeed(isolation: IsolationCase): IsolationDecision {
  if (!isLookedAfter(isolation)) return refuse('isolation.not-allowed-now', { action: 'raise-supply-need', status: isolation.status });
  return ok({ isolation: { ...isolation, supplyEnsured: false }, changed: [], facts: [{ fact: 'supply-need-raised' }] });
}

/** Days are added at the end, with the half-days that follow the last that stands; such as a reduction took away come back. */
export function extendIsolation(isolation: IsolationCase, days: number, slotId: SlotId, world: IsolationWorld): IsolationDecision {
  const stands = isolation.slots.findLastIndex(({ status }) => status !== 'CANCELED') + 1;
  const kept = isolation.slots.slice(0, stands);
  const after = kept.at(-1)?.beginsAt ?? isolation.startedAt;
  if (!isLegal(isolation.status, 'extend') || !after) return illegal(isolation, 'extend');
  const added = schedule(after, dayOf(after), days * world.policy.halves.length, world.policy, slotId).map((slot) => ({
    ...slot,
    nth: slot.nth + stands,
  }));
  const slots = [...kept, ...added, ...isolation.slots.slice(stands + added.length)];
  return ok({
    // What began after its own end goes on from where it began.
    isolation: { ...isolation, lastDay: added.at(-1)?.date ?? isolation.lastDay, slots },
    changed: added,
    facts: [{ fact: 'extended', days }],
  });
}

/** Time alone: half-days nobody recorded count as missed, each once. */
export function tickIsolation(isolation: IsolationCase, now: Temporal.Instant): DecidedIsolation | undefined {
  const gone = (slot: Slot): boolean =>
    slot.status === 'NOT_PERFORMED' && Temporal.Instant.compare(missedAt(slot, isolation.missedAfterMinutes), now) <= 0;
  if (!['ACTIVE', 'REDUCTION_REQUESTED'].includes(isolation.status)) return undefined;
  const next = withSlots(isolation, (slot) => (gone(slot) ? { ...slot, status: 'MISSED' } : slot));
  if (next.changed.length === 0) return undefined;
  return { ...next, facts: next.changed.map(({ date, half }) => ({ fact: 'follow-up-missed', date, half })) };
}

/** Half-days that are not accounted for. */
export const unaccounted = (isolation: IsolationCase, now: Temporal.Instant) => {
  const { unexplained, findings } = countSlots(isolation.slots, now);
  return { open: isolation.slots.filter(({ status }) => status === 'NOT_PERFORMED').length, unexplained, findings };
};
