import {
  FeverJoined,
  FeverJudged,
  FeverOverdue,
  FeverRechecked,
  FeverResolved,
  FeverSent,
  FeverSuspected,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { Fever } from './fever.ts';

const FACTS = {
  suspected: FeverSuspected,
  joined: FeverJoined,
  rechecked: FeverRechecked,
  judged: FeverJudged,
  sent: FeverSent,
  overdue: FeverOverdue,
  resolved: FeverResolved,
} as const;

type Standing = keyof DataOf<typeof FeverSuspected>;
/** A fact about a fever: which, and what is particular to it. */
export type FeverFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event: what it belongs to, never how warm or what came of it. */
export function publishFever(fever: Fever, fact: FeverFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, personId, place, onTheWay, path, atPath, status, arrivalId, partyId, batchId, isolationId } = fever;
  return {
    contract: FACTS[kind],
    data: { no, personId, place, onTheWay, path, atPath, status, arrivalId, partyId, batchId, isolationId, ...own },
  };
}
