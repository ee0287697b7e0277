import { DiscrepancyRaised, DiscrepancyResolved, type DataOf, type EventContract } from '@houzhai/contracts';
import type { Discrepancy } from './discrepancy.ts';

const FACTS = { raised: DiscrepancyRaised, resolved: DiscrepancyResolved } as const;

type Standing = 'campaignId' | 'unitId' | 'source' | 'kind' | 'status' | 'personId';
/** A fact about a discrepancy: which, and what is particular to it. */
export type DiscrepancyFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishDiscrepancy(
  { campaignId, unitId, source, kind, status, personId }: Discrepancy,
  fact: DiscrepancyFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: what, ...own } = fact;
  return {
    contract: FACTS[what],
    data: { campaignId, unitId, source, kind, status, ...(personId === undefined ? {} : { personId }), ...own },
  };
}
