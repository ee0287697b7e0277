import {
  AddendumGrown,
  CampaignClosed,
  CampaignOpened,
  CampaignStarted,
  CampaignWoundUp,
  DenominatorFrozen,
  RemainingOwned,
  UnitsAssigned,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { Campaign } from './campaign.ts';

const FACTS = {
  opened: CampaignOpened,
  frozen: DenominatorFrozen,
  started: CampaignStarted,
  'addendum-grown': AddendumGrown,
  'units-assigned': UnitsAssigned,
  'remaining-owned': RemainingOwned,
  'wound-up': CampaignWoundUp,
  closed: CampaignClosed,
} as const;

/** A fact about a round: which, and what is particular to it. */
export type CampaignFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'no' | 'round' | 'status'>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishCampaign(
  { no, round, status }: Campaign,
  fact: CampaignFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { no, round, status, ...own } };
}
