import {
  ArrivalEntrusted,
  ArrivalRegistered,
  ArrivalReturned,
  OpenDutyPassedOn,
  OpenDutySettled,
  PassengerAccepted,
  PassengerRefused,
  PassengerReportedMissing,
  instantText,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { Arrival } from './arrival.ts';

const FACTS = {
  registered: ArrivalRegistered,
  entrusted: ArrivalEntrusted,
  returned: ArrivalReturned,
  accepted: PassengerAccepted,
  refused: PassengerRefused,
  'reported-missing': PassengerReportedMissing,
  'passed-on': OpenDutyPassedOn,
  settled: OpenDutySettled,
} as const;

type Standing = 'no' | 'personId' | 'checkpointId' | 'arrivedAt' | 'disposition' | 'custody' | 'destination';
/** A fact about an arrival: which, and what is particular to it. */
export type ArrivalFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishArrival(arrival: Arrival, fact: ArrivalFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, personId, checkpointId, disposition, custody, destination } = arrival;
  return {
    contract: FACTS[kind],
    data: { no, personId, checkpointId, arrivedAt: instantText(arrival.arrivedAt), disposition, custody, destination, ...own },
  };
}
