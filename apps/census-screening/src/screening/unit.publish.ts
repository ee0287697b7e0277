import { UnitAccounted, UnitEscalated, UnitOwned, UnitVisited, VisitCorrected, type DataOf, type EventContract } from '@houzhai/contracts';
import { isAccounted, type ScreeningUnit } from './unit.ts';

const FACTS = {
  visited: UnitVisited,
  accounted: UnitAccounted,
  escalated: UnitEscalated,
  owned: UnitOwned,
  'visit-corrected': VisitCorrected,
} as const;

type Standing = 'campaignId' | 'path' | 'stratum' | 'addendum' | 'status' | 'accounted' | 'teamId';
/** A fact about a unit: which, and what is particular to it. */
export type UnitFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, Standing>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishUnit(unit: ScreeningUnit, fact: UnitFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { campaignId, path, stratum, addendum, status, teamId } = unit;
  const team = teamId === undefined ? {} : { teamId };
  return { contract: FACTS[kind], data: { campaignId, path, stratum, addendum, status, accounted: isAccounted(status), ...team, ...own } };
}
