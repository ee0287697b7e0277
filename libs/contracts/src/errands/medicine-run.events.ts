import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { ErrandId, OperatorId, PersonId, Uuid } from '../fields.ts';
import { ProofKind } from './errand.values.ts';
import { CardId } from './insurance-card.values.ts';
import { LineId, PlaceCode, RunId, RunNo, RunStatus, StopCard } from './medicine-run.values.ts';

/** An event of a run: how it stands after this fact, in numbers. */
const runEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'medicine-run',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: RunNo,
      hospital: PlaceCode,
      agentId: OperatorId,
      status: RunStatus.describe('After this fact'),
      stops: z.int(),
      cardsOut: z.int().describe('Cards that are neither with their household nor written off to an owner'),
      toFetch: z.int(),
      toDeliver: z.int(),
      delivered: z.int(),
      ...own,
    }),
  });
const policyVersion = z.string();

export const MedicineRunPlanned = runEvent('MedicineRunPlanned', 'planned', 'Prescriptions for one hospital were put together.', {
  policyVersion,
});
export const RunStopsOrdered = runEvent('RunStopsOrdered', 'stops-ordered', 'Its stops are visited in another order.', {});
export const MedicineRunSetOut = runEvent('MedicineRunSetOut', 'set-out', 'The agent set out to collect cards.', {});
export const RunCardMoved = runEvent('RunCardMoved', 'card-moved', 'A card of it was collected, returned or lost.', {
  cardId: CardId,
  card: StopCard,
});
export const RunStopDropped = runEvent('RunStopDropped', 'stop-dropped', 'A household does not come along this time.', { cardId: CardId });
export const MedicineRunArrived = runEvent('MedicineRunArrived', 'arrived', 'It is at the hospital.', {});
export const RunLinesFetched = runEvent('RunLinesFetched', 'lines-fetched', 'Medicine was handed out.', { lines: z.int() });
export const RunLineSplit = runEvent('RunLineSplit', 'line-split', 'Part of a line now, the rest elsewhere or later.', {
  lineId: LineId,
  restId: LineId,
  later: z.boolean().describe('The rest waits for a next run'),
});
export const RunLineMoved = runEvent('RunLineMoved', 'line-moved', 'A line goes to another pharmacy.', {
  lineId: LineId,
  pharmacy: PlaceCode,
});
export const RunLinePostponed = runEvent('RunLinePostponed', 'line-postponed', 'A line waits for a next run.', { lineId: LineId });
export const MedicineRunLeft = runEvent('MedicineRunLeft', 'left', 'It left the hospital with what was handed out.', {});
export const RunLinesDelivered = runEvent('RunLinesDelivered', 'lines-delivered', 'Medicine reached a household, with proof.', {
  lines: z.int(),
  proof: ProofKind,
});
export const RunStopsOffered = runEvent('RunStopsOffered', 'stops-offered', 'Stops wait for a colleague to take them over.', {
  toAgentId: OperatorId,
  offered: z.int(),
});
export const RunOfferWithdrawn = runEvent('RunOfferWithdrawn', 'offer-withdrawn', 'The colleague does not take them over.', {});
export const RunStopsTakenOver = runEvent('RunStopsTakenOver', 'stops-taken-over', 'A colleague took stops over as a run of their own.', {
  toAgentId: OperatorId,
  toRunId: RunId,
  taken: z.int(),
});
export const MedicineRunBegun = runEvent('MedicineRunBegun', 'begun', 'A colleague goes on with stops of another run.', {
  fromRunId: RunId,
  fromAgentId: OperatorId,
});
export const MedicineRunHandedOver = runEvent('MedicineRunHandedOver', 'handed-over', 'A colleague goes on with all of it.', {
  fromAgentId: OperatorId,
});
export const MedicineRunReconciled = runEvent(
  'MedicineRunReconciled',
  'reconciled',
  'Medicine and cards are where they belong, or somebody answers for what is not.',
  { lost: z.int().describe('Cards that are lost and somebody’s to see to') },
);
export const MedicineRunCancelled = runEvent('MedicineRunCancelled', 'cancelled', 'Given up before a card was taken along.', {});

const prescriptionEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'prescription',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      errandId: ErrandId,
      personId: PersonId,
      hospital: PlaceCode,
      waiting: z.int(),
      inRun: z.int(),
      delivered: z.int(),
      referred: z.int(),
      ...own,
    }),
  });
export const PrescriptionRecorded = prescriptionEvent('PrescriptionRecorded', 'recorded', 'What an errand has to fetch was written down.', {
  policyVersion,
});
export const PrescriptionMoved = prescriptionEvent('PrescriptionMoved', 'moved', 'Lines of it joined or left a run, or were delivered.', {
  runId: Uuid.optional(),
});
