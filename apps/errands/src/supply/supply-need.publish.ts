import {
  SupplyNeedDropped,
  SupplyNeedMet,
  SupplyNeedTaken,
  SupplyNeedUnmet,
  type ErrandStatus,
  type EventContract,
} from '@houzhai/contracts';
import type { SupplyNeed } from './supply-need.ts';

/** What can happen to a supply need. */
export type SupplyFact = { readonly fact: 'taken' | 'met' | 'dropped' } | { readonly fact: 'unmet'; readonly outcome: ErrandStatus };

const FACTS = { taken: SupplyNeedTaken, met: SupplyNeedMet, unmet: SupplyNeedUnmet, dropped: SupplyNeedDropped };

/** The event of a fact. */
export function publishSupplyNeed(
  { status, errandId, errandNo }: SupplyNeed,
  { fact, ...own }: SupplyFact,
): { readonly contract: EventContract; readonly data: unknown } {
  return { contract: FACTS[fact], data: fact === 'dropped' ? { status } : { status, errandId, errandNo, ...own } };
}
