import {
  CareContactRecorded,
  CareDoorDue,
  CareGapExplained,
  CareGivenBack,
  CareHouseholdChanged,
  CareLinkEnded,
  CareLinkSetUp,
  CareTierSet,
  CarerSubstituted,
  CarersAssigned,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { CareLink } from './care-link.ts';

const FACTS = {
  'set-up': CareLinkSetUp,
  changed: CareHouseholdChanged,
  'tier-set': CareTierSet,
  assigned: CarersAssigned,
  substituted: CarerSubstituted,
  'given-back': CareGivenBack,
  contacted: CareContactRecorded,
  'gap-explained': CareGapExplained,
  'door-due': CareDoorDue,
  ended: CareLinkEnded,
} as const;

/** A fact about a household: which, and what is particular to it. */
export type CareFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'no' | 'status' | 'path'>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishCare(
  { no, status, path }: Pick<CareLink, 'no' | 'status' | 'path'>,
  fact: CareFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { no, status, path, ...own } };
}
