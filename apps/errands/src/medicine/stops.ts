import { ok, refuse, type Outcome, type StopCard } from '@houzhai/contracts';
import { isOpen, type MedicineRun } from './medicine-run.ts';
import type { LineMove } from './prescription.ts';
import type { DecidedRun } from './run-decision.ts';

/** Lines of a stop that can still be put off. */
export const unfetched = (run: MedicineRun, cardId: string): readonly LineMove[] =>
  run.lines.flatMap(({ lineId, errandId, status, cardId: own }) =>
    own === cardId && status === 'TO_FETCH' ? [{ errandId, lineId, to: 'WAITING' as const }] : [],
  );
/** The run with one stop fewer on offer. */
export const withoutOffered = ({ offer, ...run }: MedicineRun, cardId: string): MedicineRun => {
  const cardIds = offer?.cardIds.filter((one) => one !== cardId) ?? [];
  return { ...run, ...(offer && cardIds.length > 0 ? { offer: { ...offer, cardIds } } : {}) };
};

/** How a card of the run stands after it was collected, returned or lost; with a card that is back nothing more is fetched. */
export function moveCard(run: MedicineRun, cardId: string, card: StopCard): DecidedRun | undefined {
  if (!isOpen(run) || !run.stops.some((stop) => stop.cardId === cardId)) return undefined;
  const back = card === 'RETURNED' ? unfetched(run, cardId) : [];
  const postponed = new Set(back.map(({ lineId }) => lineId));
  return {
    run: {
      ...(card === 'OUT' ? run : withoutOffered(run, cardId)),
      stops: run.stops.map((stop) => (stop.cardId === cardId ? { ...stop, card } : stop)),
      lines: run.lines.map((line) => (postponed.has(line.lineId) ? { ...line, status: 'POSTPONED' } : line)),
    },
    fact: { fact: 'card-moved', cardId, card },
    moves: back,
  };
}

/** Whether the card of a stop can be collected now. */
export function mayCollect(
  run: MedicineRun,
  cardId: string,
): Outcome<unknown, 'medicine-run.not-allowed-now' | 'medicine-run.stop-over' | 'card.not-in-a-run'> {
  const stop = run.stops.find((one) => one.cardId === cardId);
  if (!stop) return refuse('card.not-in-a-run', {});
  if (run.status !== 'COLLECTING') return refuse('medicine-run.not-allowed-now', { action: 'collect', status: run.status });
  return stop.card === 'WITH_OWNER' ? ok({}) : refuse('medicine-run.stop-over', { no: stop.cardNo });
}
