import { refuse } from '@houzhai/contracts';
import { countRun, placeOf, type MedicineRun } from './medicine-run.ts';
import type { MedicineWorld } from './medicine-world.ts';
import { barred, decided, type RunDecision } from './run-decision.ts';
import { unfetched, withoutOffered } from './stops.ts';

/** Numbers of cards, as many as a sentence bears. */
const MOST_NAMED = 5;
const named = (nos: readonly string[]): string => `${nos.slice(0, MOST_NAMED).join(', ')}${nos.length > MOST_NAMED ? ' …' : ''}`;

/** Visits these stops first, in this order; the others follow as they were. */
export function orderStops(run: MedicineRun, cardIds: readonly string[], world: MedicineWorld): RunDecision<'medicine-run.stop-unknown'> {
  const no = barred(run, 'order-stops', world);
  if (no) return no;
  const first = [...new Set(cardIds)].map((cardId) => run.stops.find((stop) => stop.cardId === cardId));
  const known = first.filter((stop) => stop !== undefined);
  if (known.length !== first.length) return refuse('medicine-run.stop-unknown', {});
  return decided({ ...run, stops: [...known, ...run.stops.filter((stop) => !known.includes(stop))] }, { fact: 'stops-ordered' });
}

export function setOut(run: MedicineRun, world: MedicineWorld): RunDecision {
  return barred(run, 'set-out', world) ?? decided({ ...run, status: 'COLLECTING', departedAt: world.at }, { fact: 'set-out' });
}

/** A household stays behind; its card never left it. */
export function dropStop(
  run: MedicineRun,
  cardId: string,
  world: MedicineWorld,
): RunDecision<'medicine-run.stop-unknown' | 'medicine-run.card-is-out' | 'medicine-run.last-stop'> {
  const no = barred(run, 'drop-stop', world);
  if (no) return no;
  const stop = run.stops.find((one) => one.cardId === cardId);
  if (!stop) return refuse('medicine-run.stop-unknown', {});
  if (stop.card !== 'WITH_OWNER') return refuse('medicine-run.card-is-out', { no: stop.cardNo });
  const stops = run.stops.filter((one) => one !== stop);
  if (stops.length === 0) return refuse('medicine-run.last-stop', {});
  const left = { ...withoutOffered(run, cardId), stops, lines: run.lines.filter((line) => line.cardId !== cardId), ...placeOf(stops) };
  return decided(left, { fact: 'stop-dropped', cardId }, unfetched(run, cardId));
}

/** At the hospital, with every card or without its household. */
export function arrive(run: MedicineRun, world: MedicineWorld): RunDecision<'medicine-run.cards-to-collect'> {
  const no = barred(run, 'arrive', world);
  if (no) return no;
  const open = run.stops.filter(({ card }) => card === 'WITH_OWNER').map(({ cardNo }) => cardNo);
  if (open.length > 0) return refuse('medicine-run.cards-to-collect', { cards: open.length, nos: named(open) });
  return decided({ ...run, status: 'AT_HOSPITAL', arrivedAt: world.at }, { fact: 'arrived' });
}

export function leave(run: MedicineRun, world: MedicineWorld): RunDecision<'medicine-run.lines-to-fetch'> {
  const no = barred(run, 'leave', world);
  if (no) return no;
  const { toFetch } = countRun(run);
  if (toFetch > 0) return refuse('medicine-run.lines-to-fetch', { lines: toFetch });
  return decided({ ...run, status: 'DELIVERING', leftAt: world.at }, { fact: 'left' });
}

/**
 * Everything is where it belongs: medicine delivered, every card back, and what is lost somebody's to see to (ER2).
 * @param owners who has to see to the lost cards, by card.
 */
export function reconcile(
  run: MedicineRun,
  owners: ReadonlyMap<string, string>,
  world: MedicineWorld,
): RunDecision<'medicine-run.lines-to-deliver' | 'medicine-run.cards-out' | 'medicine-run.offer-open'> {
  const no = barred(run, 'reconcile', world);
  if (no) return no;
  if (run.offer) return refuse('medicine-run.offer-open', { to: run.offer.toAgentId });
  const { toDeliver, toFetch } = countRun(run);
  if (toDeliver + toFetch > 0) return refuse('medicine-run.lines-to-deliver', { lines: toDeliver + toFetch });
  const lost = run.stops.filter(({ card }) => card === 'LOST');
  const unowned = run.stops.filter(({ card, cardId }) => card !== 'RETURNED' && !(card === 'LOST' && owners.has(cardId)));
  if (unowned.length > 0)
    return refuse('medicine-run.cards-out', { cards: unowned.length, nos: named(unowned.map(({ cardNo }) => cardNo)) });
  return decided({ ...run, status: 'RECONCILED', returnedAt: world.at }, { fact: 'reconciled', lost: lost.length });
}

/** Given up while nobody's card is out. */
export function cancel(run: MedicineRun, world: MedicineWorld): RunDecision<'medicine-run.cards-out'> {
  const no = barred(run, 'cancel', world);
  if (no) return no;
  const out = run.stops.filter(({ card }) => card === 'OUT' || card === 'LOST').map(({ cardNo }) => cardNo);
  if (out.length > 0) return refuse('medicine-run.cards-out', { cards: out.length, nos: named(out) });
  const { offer: _, ...rest } = run;
  return decided(
    { ...rest, status: 'CANCELLED', lines: run.lines.map((line) => ({ ...line, status: 'POSTPONED' })) },
    { fact: 'cancelled' },
    run.stops.flatMap(({ cardId }) => unfetched(run, cardId)),
  );
}
