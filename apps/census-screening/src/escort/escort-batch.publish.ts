import {
  EscortBatchArrived,
  EscortBatchAssembled,
  EscortBatchCancelled,
  EscortBatchChanged,
  EscortBatchClosed,
  EscortBatchDeparted,
  EscortBatchDiverted,
  EscortHandOverLate,
  EscortHeadLookedAt,
  EscortHeadsDecided,
  EscortReadBackConfirmed,
  EscortReadBackOverdue,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import { countHeads, type EscortBatch } from './escort-batch.ts';

const FACTS = {
  assembled: EscortBatchAssembled,
  changed: EscortBatchChanged,
  departed: EscortBatchDeparted,
  diverted: EscortBatchDiverted,
  'head-looked-at': EscortHeadLookedAt,
  arrived: EscortBatchArrived,
  'heads-decided': EscortHeadsDecided,
  'read-back-confirmed': EscortReadBackConfirmed,
  closed: EscortBatchClosed,
  cancelled: EscortBatchCancelled,
  'hand-over-late': EscortHandOverLate,
  'read-back-overdue': EscortReadBackOverdue,
} as const;

type Standing = 'no' | 'checkpointId' | 'leadId' | 'status' | 'heads' | 'accepted' | 'refused' | 'missing';
/** A fact about a batch: which, and what is particular to it. */
export type BatchFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishBatch(batch: EscortBatch, fact: BatchFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, checkpointId, leadId, status } = batch;
  return { contract: FACTS[kind], data: { no, checkpointId, leadId, status, ...countHeads(batch.heads), ...own } };
}
