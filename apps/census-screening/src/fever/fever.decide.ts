import {
  ok,
  refuse,
  type FeverAction,
  type FeverEnding,
  type FeverJudgement,
  type FeverMeans,
  type Half,
  type Outcome,
  type RefusalCode,
} from '@houzhai/contracts';
import type { World } from '../decision.ts';
import { tenths } from '../temperature.ts';
import type { FeverPolicy } from './fever-policy.ts';
import { isLegal, wakeAt, type Fever } from './fever.ts';
import type { FeverFact } from './fever.publish.ts';

export type FeverWorld = Pick<World<FeverPolicy>, 'now' | 'policy'>;

/** The fever after a decision, and what happened. */
export interface DecidedFever {
  readonly fever: Fever;
  readonly facts: readonly FeverFact[];
}
export type FeverDecision<R extends RefusalCode = never> = Outcome<DecidedFever, R | 'fever.not-allowed-now' | 'fever.before-last-step'>;

/** What was noticed, and where. */
export type Suspicion = Pick<Fever, 'place' | 'onTheWay' | 'atPath' | 'arrivalId' | 'partyId' | 'batchId' | 'isolationId'> & {
  readonly slot?: { readonly date: string; readonly half: Half };
  readonly readingId?: string;
};

/** Somebody is warmer than the policy of the place allows: the loop begins. Its time runs from when we know of it. */
export function suspectFever(
  who: Pick<Fever, 'id' | 'no' | 'personId' | 'area' | 'path'>,
  { slot, readingId, ...noticed }: Suspicion,
  at: Temporal.Instant,
  { now, policy }: FeverWorld,
): DecidedFever {
  const fever: Fever = {
    ...who,
    ...noticed,
    slots: slot ? [slot] : [],
    readingIds: readingId === undefined ? [] : [readingId],
    status: 'SUSPECTED',
    since: at,
    steppedAt: at,
    dueAt: now.add({ minutes: policy.minutes.recheck }),
    late: false,
    policyVersion: policy.version,
  };
  return { fever, facts: [{ fact: 'suspected' }] };
}

/** The same person is noticed once more while a fever is open: it is the same fever, and belongs to what is new besides. */
export function joinFever(fever: Fever, { slot, readingId, place: _, onTheWay: __, atPath: ___, ...belongs }: Suspicion): DecidedFever {
  // Half-days are those of the isolation it belongs to now: one may have gone on as another.
  const slots = belongs.isolationId === undefined || belongs.isolationId === fever.isolationId ? fever.slots : [];
  return {
    fever: {
      ...fever,
      ...belongs,
      slots: slot ? [...slots, slot] : slots,
      readingIds: readingId === undefined ? fever.readingIds : [...fever.readingIds, readingId],
    },
    facts: [{ fact: 'joined' }],
  };
}

/** The axillary thermometer: below the limit the suspicion ends. */
export function recheckFever(
  fever: Fever,
  taken: { readonly temperature: number; readonly readingId: string },
  at: Temporal.Instant,
  world: FeverWorld,
): FeverDecision<'arrival.temperature-not-measured'> {
  const unfit = whyNot(fever, 'recheck', at);
  if (unfit) return unfit;
  const { limitTenths, lowestMeasuredTenths, minutes } = world.policy;
  const measured = tenths(taken.temperature);
  if (measured < lowestMeasuredTenths) return refuse('arrival.temperature-not-measured', { lowest: lowestMeasuredTenths });
  const after = { ...fever, readingIds: [...fever.readingIds, taken.readingId] };
  return ok(
    measured < limitTenths
      ? ended(after, at, 'EXCLUDED_AT_RECHECK', [{ fact: 'rechecked' }])
      : { fever: stepped({ ...after, status: 'RECHECKED' }, at, minutes.judge, world), facts: [{ fact: 'rechecked' }] },
  );
}

/** A doctor judges, and again as long as nobody was sent. */
export function judgeFever(fever: Fever, judgement: FeverJudgement, at: Temporal.Instant, world: FeverWorld): FeverDecision {
  const unfit = whyNot(fever, 'judge', at);
  if (unfit) return unfit;
  const { send, observe } = world.policy.minutes;
  const judged = stepped({ ...fever, status: 'JUDGED', judgement }, at, judgement === 'SEND' ? send : observe, world);
  return ok({ fever: judged, facts: [{ fact: 'judged' }] });
}

/** On the way to the clinic. @param own plates of the cars they came in, and of whoever escorted them. */
export function sendFever(
  fever: Fever,
  by: { readonly means: FeverMeans; readonly plate?: string | undefined },
  own: readonly string[],
  at: Temporal.Instant,
  world: FeverWorld,
): FeverDecision<'fever.plate-missing' | 'fever.own-car'> {
  const unfit = whyNot(fever, 'send', at);
  if (unfit) return unfit;
  if (by.means === 'DESIGNATED_CAR' && by.plate === undefined) return refuse('fever.plate-missing', {});
  if (by.plate !== undefined && own.includes(by.plate)) return refuse('fever.own-car', {});
  const sent = stepped({ ...fever, status: 'SENT', means: by.means }, at, world.policy.minutes.result, world);
  return ok({ fever: sent, facts: [{ fact: 'sent' }] });
}

/** What it was. */
export const recordResult = (fever: Fever, at: Temporal.Instant): FeverDecision =>
  whyNot(fever, 'record-result', at) ?? ok(ended(fever, at, 'RESULT'));

/** Ends without a result. */
export const closeFever = (fever: Fever, at: Temporal.Instant): FeverDecision =>
  whyNot(fever, 'close', at) ?? ok(ended(fever, at, 'WITHOUT_RESULT'));

/** Time alone: a step that is late is said to be, once. */
export function tickFever(fever: Fever, now: Temporal.Instant): DecidedFever | undefined {
  const due = wakeAt(fever);
  if (!due || Temporal.Instant.compare(due, now) > 0) return undefined;
  return { fever: { ...fever, late: true }, facts: [{ fact: 'overdue' }] };
}

/** Why a step cannot be taken: it does not fit where the fever stands, or comes before the last. */
function whyNot(fever: Fever, action: FeverAction, at: Temporal.Instant) {
  if (!isLegal(fever, action)) return refuse('fever.not-allowed-now', { action, status: fever.status });
  return Temporal.Instant.compare(at, fever.steppedAt) < 0
    ? refuse('fever.before-last-step', { at: fever.steppedAt.toString() })
    : undefined;
}

const stepped = (fever: Fever, at: Temporal.Instant, minutes: number, { now }: FeverWorld): Fever => ({
  ...fever,
  steppedAt: at,
  dueAt: now.add({ minutes }),
  late: false,
});

function ended({ dueAt: _, ...fever }: Fever, at: Temporal.Instant, ending: FeverEnding, facts: readonly FeverFact[] = []): DecidedFever {
  return {
    fever: { ...fever, status: 'RESOLVED', ending, steppedAt: at, late: false },
    facts: [...facts, { fact: 'resolved', closed: true }],
  };
}
