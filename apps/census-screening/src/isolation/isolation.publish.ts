import {
  BedAssigned,
  BedChanged,
  FindingResolved,
  FollowUpMissed,
  FollowUpRecorded,
  IsolationCanceled,
  IsolationConverted,
  IsolationExtended,
  IsolationLost,
  IsolationOrdered,
  IsolationReduced,
  IsolationReleased,
  IsolationStarted,
  IsolationTransferred,
  MissedSlotExcused,
  ReductionRefused,
  ReductionRequested,
  ReleaseRefused,
  ReleaseRequested,
  ReleaseSigned,
  IsolationSupplyEnsured,
  SupplyNeedRaised,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import { countSlots, type IsolationCase } from './isolation.ts';

const FACTS = {
  ordered: IsolationOrdered,
  started: IsolationStarted,
  'supply-need-raised': SupplyNeedRaised,
  'supply-ensured': IsolationSupplyEnsured,
  'follow-up-recorded': FollowUpRecorded,
  'follow-up-missed': FollowUpMissed,
  'missed-excused': MissedSlotExcused,
  'finding-resolved': FindingResolved,
  extended: IsolationExtended,
  'reduction-requested': ReductionRequested,
  reduced: IsolationReduced,
  'reduction-refused': ReductionRefused,
  'release-requested': ReleaseRequested,
  'release-refused': ReleaseRefused,
  'release-signed': ReleaseSigned,
  released: IsolationReleased,
  'bed-assigned': BedAssigned,
  'bed-changed': BedChanged,
  converted: IsolationConverted,
  transferred: IsolationTransferred,
  lost: IsolationLost,
  canceled: IsolationCanceled,
} as const;

type Standing = 'no' | 'personId' | 'kind' | 'status' | 'path' | 'lastDay' | 'unexplained';
/** A fact about a case: which, and what is particular to it. */
export type IsolationFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishIsolation(
  isolation: IsolationCase,
  fact: IsolationFact,
  now: Temporal.Instant,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, personId, status, path, lastDay } = isolation;
  const { unexplained } = countSlots(isolation.slots, now);
  return {
    contract: FACTS[kind],
    data: { no, personId, kind: isolation.kind, status, path, lastDay, unexplained, ...own },
  };
}
