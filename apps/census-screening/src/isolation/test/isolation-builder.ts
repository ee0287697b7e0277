import type { Half, IsolationAction, IsolationStatus, Outcome } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/isolation.1.json' with { type: 'json' };
import type { Actor } from '../../decision.ts';
import * as decide from '../isolation.decide.ts';
import type { DecidedIsolation, FollowUp, IsolationWorld, Order } from '../isolation.decide.ts';
import * as end from '../isolation.end.decide.ts';
import type { Signer } from '../isolation.end.decide.ts';
import { IsolationPolicyValues, type IsolationPolicy } from '../isolation-policy.ts';
import type { IsolationCase, Slot } from '../isolation.ts';

/** The policy that ships. */
export const POLICY: IsolationPolicy & { readonly version: string } = {
  ...IsolationPolicyValues.parse(values.values),
  version: values.version,
};
/** An instant of 2020 by the clock of Asia/Shanghai: `01-24T20:00`. */
export const on = (time: string): Temporal.Instant => Temporal.Instant.from(`2020-${time}:00+08:00`);
/** The evening of day 0; the last day is 7 February. */
export const START = on('01-24T20:00');
/** The fifth half-day runs; the third and the fourth were missed. */
export const MID = on('01-27T08:00');
/** The morning after the last day. */
export const OVER = on('02-08T08:00');

export const id = (tail: string): string => `01912f4e-8c3a-7b5e-9d21-${tail.padStart(12, '0')}`;
export const CADRE: Actor = { id: id('e1'), roles: ['COMMUNITY_WORKER'] };
export const OTHER_CADRE: Actor = { id: id('e2'), roles: ['COMMUNITY_WORKER'] };
export const DOCTOR: Actor = { id: id('e3'), roles: ['COMMUNITY_DOCTOR'] };
export const OTHER_DOCTOR: Actor = { id: id('e4'), roles: ['COMMUNITY_DOCTOR'] };
export const BOTH: Actor = { id: id('e5'), roles: ['COMMUNITY_DOCTOR', 'COMMUNITY_WORKER'] };

export const worldAt = (now: Temporal.Instant, actor: Actor = CADRE, policy: Partial<IsolationPolicy> = {}): IsolationWorld => ({
  actor,
  now,
  policy: { ...POLICY, ...policy },
});

/** What a decision gave; a refusal fails the test with its code. */
export function given<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}
export const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });
/** A copy for comparison that shares nothing with the case. */
export const snapshot = (isolation: IsolationCase): string => JSON.stringify(isolation);

/** Ids of half-days that can be read. */
export const slotId =
  (isolationId: string) =>
  (date: string, half: Half): string =>
    `${isolationId} ${date} ${half}`;

export const order = (more: Partial<Order> = {}): Order => ({
  id: id('b1'),
  no: 'IC-20200124-0001-1',
  personId: id('d1'),
  area: 'a07',
  path: 'houzhai/a07/c1',
  kind: 'HOME',
  reason: 'ENTRY_FROM_RISK_AREA',
  dayZero: '2020-01-24',
  arrivalId: id('a1'),
  homePossible: true,
  ...more,
});
export const ordered = (more: Partial<Order> = {}): IsolationCase =>
  given(decide.orderIsolation(order(more), START, worldAt(START))).isolation;

type StartInput = Parameters<typeof decide.startIsolation>[1];
export const start = (
  isolation: IsolationCase,
  more: Partial<StartInput> = {},
  at: Temporal.Instant = START,
  world: IsolationWorld = worldAt(at),
): Outcome<DecidedIsolation> =>
  decide.startIsolation(
    isolation,
    {
      noticeNo: 'GL-0137',
      notice: 'SIGNED',
      witnesses: [],
      careTeam: { streetCadreId: CADRE.id, doctorId: DOCTOR.id },
      household: 'LIVES_ALONE',
      supplyEnsured: true,
      ...more,
    },
    at,
    slotId(isolation.id),
    world,
  );
export const active = (): IsolationCase => given(start(ordered())).isolation;

/** Records a half-day of the case an hour after it began, unless another moment is named. */
export const record = (
  isolation: IsolationCase,
  slot: Pick<Slot, 'date' | 'half' | 'beginsAt'>,
  more: Partial<FollowUp> = {},
  at: Temporal.Instant = slot.beginsAt.add({ hours: 1 }),
  world: IsolationWorld = worldAt(at),
): Outcome<DecidedIsolation> =>
  decide.recordFollowUp(
    isolation,
    { date: slot.date, half: slot.half, temperature: 36.5, symptoms: [], method: 'PHONE', ...more },
    at,
    world,
  );
/** The case with half-days recorded in time, well. */
export const seen = (isolation: IsolationCase, slots: readonly Slot[]): IsolationCase =>
  slots.reduce((before, slot) => given(record(before, slot)).isolation, isolation);
/** The case after the clock has looked at it. */
export const ticked = (isolation: IsolationCase, now: Temporal.Instant): IsolationCase =>
  decide.tickIsolation(isolation, now)?.isolation ?? isolation;
/** The half-day of a case by its number. */
export function nth(isolation: IsolationCase, number: number): Slot {
  const slot = isolation.slots.find((one) => one.nth === number);
  if (!slot) throw new Error(`no half-day ${String(number)}`);
  return slot;
}

/** A case in its third day: one half-day well, one with a finding, two missed, one that runs. */
export function midway(): IsolationCase {
  const isolation = seen(active(), active().slots.slice(0, 1));
  return ticked(given(record(isolation, nth(isolation, 2), { symptoms: ['COUGH'] })).isolation, MID);
}
/** A case whose half-days were all recorded, well. */
export const well = (): IsolationCase => seen(active(), active().slots);

export const signer = ({ id: operatorId, roles }: Actor, more: Partial<Signer> = {}): Signer => ({
  operatorId,
  roles,
  method: 'CONSOLE',
  ...more,
});
export const READINGS = [36.4, 36.5];
export const SITE = { id: id('b2'), no: 'IC-20200127-0001-1', kind: 'CENTRALIZED', area: 'a02', path: 'houzhai/a02/c3' } as const;

/** How to carry out each action in the ordinary case, on a case of `midway` or `well`. */
export const TAKE: Record<IsolationAction, (isolation: IsolationCase, world: IsolationWorld) => Outcome<DecidedIsolation>> = {
  start: (isolation, { now }) => start(isolation, {}, now),
  'record-follow-up': (isolation, { now }) => record(isolation, { date: '2020-01-27', half: 'AM', beginsAt: MID }, {}, now),
  'excuse-missed': (isolation) => decide.excuseMissed(isolation, { date: '2020-01-26', half: 'AM' }),
  'resolve-finding': (isolation) => decide.resolveFinding(isolation, { date: '2020-01-25', half: 'PM' }),
  extend: (isolation, world) => decide.extendIsolation(isolation, 7, slotId(isolation.id), world),
  'request-reduction': (isolation, world) => end.requestReduction(isolation, 2, world.now, world),
  'approve-reduction': (isolation, world) => end.approveReduction(isolation, { ...world, actor: OTHER_CADRE }),
  'refuse-reduction': end.refuseReduction,
  'request-release': (isolation, { now }) => end.requestRelease(isolation, now),
  'refuse-release': end.refuseRelease,
  'sign-release': (isolation, world) =>
    isolation.signatures.length === 0
      ? end.signRelease(isolation, signer(DOCTOR), { readings: READINGS }, world.now, world)
      : end.signRelease(isolation, signer(CADRE), { readings: [], noticeNo: 'JC-0137' }, world.now, world),
  convert: end.convertIsolation,
  transfer: (isolation, { now }) => {
    const outcome = end.transferIsolation(isolation, SITE, now);
    return outcome.ok ? { ok: true, value: outcome.value.left } : outcome;
  },
  'report-lost': (isolation, world) => end.reportLost(isolation, world),
  cancel: end.cancelIsolation,
};
/** Takes steps, one after the other at one moment. */
export const taken = (from: IsolationCase, now: Temporal.Instant, ...actions: readonly IsolationAction[]): IsolationCase =>
  actions.reduce((isolation, action) => given(TAKE[action](isolation, worldAt(now))).isolation, from);

/** A case in each state, from the shortest way there. */
export const IN_STATE: Record<IsolationStatus, () => IsolationCase> = {
  ORDERED: () => ordered(),
  ACTIVE: midway,
  REDUCTION_REQUESTED: () => taken(midway(), MID, 'request-reduction'),
  PENDING_RELEASE: () => taken(well(), OVER, 'request-release'),
  RELEASED: () => taken(well(), OVER, 'request-release', 'sign-release', 'sign-release'),
  CONVERTED: () => taken(midway(), MID, 'convert'),
  TRANSFERRED: () => taken(midway(), MID, 'transfer'),
  LOST: () => taken(midway(), MID, 'report-lost'),
  CANCELED: () => taken(midway(), MID, 'cancel'),
};
