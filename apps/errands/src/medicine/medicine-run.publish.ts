import {
  MedicineRunArrived,
  MedicineRunBegun,
  MedicineRunCancelled,
  MedicineRunHandedOver,
  MedicineRunLeft,
  MedicineRunPlanned,
  MedicineRunReconciled,
  MedicineRunSetOut,
  PrescriptionMoved,
  PrescriptionRecorded,
  RunCardMoved,
  RunLineMoved,
  RunLinePostponed,
  RunLineSplit,
  RunLinesDelivered,
  RunLinesFetched,
  RunOfferWithdrawn,
  RunStopDropped,
  RunStopsOffered,
  RunStopsOrdered,
  RunStopsTakenOver,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import { countRun, type MedicineRun } from './medicine-run.ts';
import { countLines, type Prescription, type PrescriptionFact } from './prescription.ts';

const FACTS = {
  planned: MedicineRunPlanned,
  begun: MedicineRunBegun,
  'stops-ordered': RunStopsOrdered,
  'set-out': MedicineRunSetOut,
  'card-moved': RunCardMoved,
  'stop-dropped': RunStopDropped,
  arrived: MedicineRunArrived,
  'lines-fetched': RunLinesFetched,
  'line-split': RunLineSplit,
  'line-moved': RunLineMoved,
  'line-postponed': RunLinePostponed,
  left: MedicineRunLeft,
  'lines-delivered': RunLinesDelivered,
  'stops-offered': RunStopsOffered,
  'offer-withdrawn': RunOfferWithdrawn,
  'stops-taken-over': RunStopsTakenOver,
  'handed-over': MedicineRunHandedOver,
  reconciled: MedicineRunReconciled,
  cancelled: MedicineRunCancelled,
} as const;

type Standing = keyof DataOf<typeof MedicineRunSetOut>;
/** A fact about a run: which, and what is particular to it. */
export type RunFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishRun(run: MedicineRun, fact: RunFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, hospital, agentId, status } = run;
  return { contract: FACTS[kind], data: { no, hospital, agentId, status, ...countRun(run), ...own } };
}

/** The same for a prescription. */
export function publishPrescription(
  { errandId, personId, hospital, lines }: Prescription,
  { fact, ...own }: PrescriptionFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const contract = fact === 'recorded' ? PrescriptionRecorded : PrescriptionMoved;
  return { contract, data: { errandId, personId, hospital, ...countLines(lines), ...own } };
}
