import {
  BedFreed,
  BedTaken,
  DietSet,
  IsolationSiteClosed,
  IsolationSiteOpened,
  SiteRoomsAdded,
  SiteRoomsWithdrawn,
  SiteStaffSet,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { IsolationSite } from './isolation-site.ts';

const FACTS = {
  opened: IsolationSiteOpened,
  'rooms-added': SiteRoomsAdded,
  'rooms-withdrawn': SiteRoomsWithdrawn,
  'staff-set': SiteStaffSet,
  'bed-taken': BedTaken,
  'bed-freed': BedFreed,
  'diet-set': DietSet,
  closed: IsolationSiteClosed,
} as const;

/** A fact about a site: which, and what is particular to it. */
export type SiteFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'code' | 'status' | 'path'>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishSite(
  { code, status, path }: Pick<IsolationSite, 'code' | 'status' | 'path'>,
  fact: SiteFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { code, status, path, ...own } };
}
