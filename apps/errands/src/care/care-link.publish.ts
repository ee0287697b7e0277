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
  ContactCardIssued,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import { dailyOf, type CareLink } from './care-link.ts';

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
  'card-issued': ContactCardIssued,
  ended: CareLinkEnded,
} as const;

/** A fact about a household: which, and what is particular to it. */
export type CareFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'no' | 'status' | 'path' | 'daily' | 'reachedOn'>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishCare(link: CareLink, fact: CareFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, status, path, lastReached } = link;
  const daily = dailyOf(link);
  const standing = { ...(daily ? { daily } : {}), ...(lastReached === undefined ? {} : { reachedOn: lastReached }) };
  return { contract: FACTS[kind], data: { no, status, path, ...standing, ...own } };
}
