import { ok, refuse, type DutyOutcome, type Outcome } from '@houzhai/contracts';
import { isOpenDuty, type Arrival } from './arrival.ts';
import type { ArrivalFact } from './arrival.publish.ts';

/** The arrival after a decision about who answers for the head, and what happened. */
export interface DecidedArrival {
  readonly arrival: Arrival;
  readonly fact: ArrivalFact;
}
type NoDuty = Outcome<DecidedArrival, 'arrival.no-open-duty'>;

const noDuty = (arrival: Arrival): ReturnType<typeof refuse<'arrival.no-open-duty'>> =>
  refuse('arrival.no-open-duty', { custody: arrival.custody });

/** Nobody owes anything for the head any more. */
const quiet = ({ escalateAt: _, escalated: __, answersFor: ___, ...rest }: Arrival): Arrival => rest;

/** A batch takes the head: its lead answers from now on. */
export const entrust = (arrival: Arrival, batchId: string, leadId: string): DecidedArrival => ({
  arrival: { ...quiet(arrival), custody: 'IN_BATCH', batchId, answersFor: leadId },
  fact: { fact: 'entrusted', batchId },
});

/** The head left its batch before it set out, and waits again. */
export const giveBack = (arrival: Arrival, batchId: string): DecidedArrival => {
  const { batchId: _, ...rest } = quiet(arrival);
  return { arrival: { ...rest, custody: 'WAITING' }, fact: { fact: 'returned', batchId } };
};

/** A named receiver has the head now. */
export const accept = (arrival: Arrival, receiverId: string): DecidedArrival => ({
  arrival: { ...quiet(arrival), custody: 'ACCEPTED', answersFor: receiverId },
  fact: { fact: 'accepted', receiverId, ...(arrival.batchId === undefined ? {} : { batchId: arrival.batchId }) },
});

/** The head was refused or is missing: an owner answers for it at once, and the police officer from `escalateAt`. */
export const openDuty = (
  arrival: Arrival,
  custody: 'REFUSED' | 'MISSING',
  batchId: string,
  ownerId: string,
  escalateAt: Temporal.Instant,
): DecidedArrival => ({
  arrival: { ...quiet(arrival), custody, answersFor: ownerId, escalateAt },
  fact: { fact: custody === 'REFUSED' ? 'refused' : 'reported-missing', batchId, ownerId },
});

/** Somebody else answers from now on; the clock goes on. */
export const passOn = (arrival: Arrival, ownerId: string): NoDuty =>
  isOpenDuty(arrival)
    ? ok({ arrival: { ...arrival, answersFor: ownerId }, fact: { fact: 'passed-on', ownerId, escalated: false } })
    : noDuty(arrival);

/** It ended elsewhere than with a receiver. */
export const settle = (arrival: Arrival, outcome: DutyOutcome): NoDuty =>
  isOpenDuty(arrival)
    ? ok({ arrival: { ...quiet(arrival), custody: 'SETTLED', outcome }, fact: { fact: 'settled', outcome } })
    : noDuty(arrival);

/** Taken over after all. */
export const acceptLate = (arrival: Arrival, receiverId: string): NoDuty =>
  isOpenDuty(arrival) ? ok(accept(arrival, receiverId)) : noDuty(arrival);

/** What time alone does: the duty passes on to the police officer, once. */
export function tickDuty(arrival: Arrival, policeId: string | undefined, now: Temporal.Instant): DecidedArrival | undefined {
  const { escalateAt, escalated } = arrival;
  if (!escalateAt || escalated || !isOpenDuty(arrival) || Temporal.Instant.compare(escalateAt, now) > 0) return undefined;
  const ownerId = policeId ?? arrival.answersFor ?? '';
  return { arrival: { ...arrival, escalated: true, answersFor: ownerId }, fact: { fact: 'passed-on', ownerId, escalated: true } };
}

/** When the clock has to look at the arrival by itself. */
export const wakeAt = (arrival: Arrival): Temporal.Instant | undefined =>
  isOpenDuty(arrival) && arrival.escalated !== true ? arrival.escalateAt : undefined;
