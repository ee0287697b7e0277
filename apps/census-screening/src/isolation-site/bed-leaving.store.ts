import { OPEN_ISOLATION_STATUSES, type BedEnd, type IsolationStatus, type Role } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { DecidedIsolation } from '../isolation/isolation.decide.ts';
import type { IsolationCase } from '../isolation/isolation.ts';
import { freeBed } from './bed.decide.ts';
import type { Bed } from './isolation-site.ts';
import type { SitePolicies } from './isolation-site-policy.store.ts';
import { findSite, siteChange } from './isolation-site.store.ts';

/** What the end of a case changes besides the case. */
export interface Leaving {
  readonly decided: DecidedIsolation;
  readonly changes: readonly Change[];
  readonly beds: readonly Bed[];
}

const isOpen = ({ status }: Pick<IsolationCase, 'status'>): boolean =>
  (OPEN_ISOLATION_STATUSES as readonly IsolationStatus[]).includes(status);

/**
 * With the end of their case somebody leaves their bed, in the transaction of that end: nothing can come in between, and who gives or
 * changes a bed meanwhile changes the case or the site, so that one of the two decides again.
 */
export async function leavingBed(
  decided: DecidedIsolation,
  at: Temporal.Instant,
  work: Work,
  actor: { readonly id: string; readonly roles: readonly Role[] },
  policies: SitePolicies,
): Promise<Leaving> {
  const { isolation } = decided;
  const staying: Leaving = { decided, changes: [], beds: [] };
  if (!isolation.inBed || !isolation.site || isOpen(isolation)) return staying;
  const loaded = await findSite(work, isolation.site.id);
  if (!loaded) return staying;
  const world = { actor, now: work.now, policy: await policies.inForce(at) };
  const left = freeBed(loaded.site, isolation.id, isolation.status as BedEnd, at, world);
  const { inBed: _, ...rest } = isolation;
  const after = { ...decided, isolation: rest };
  // The line is closed already only where somebody else closed it: the case has another version by now.
  if (left.facts.length === 0) return { ...staying, decided: after };
  return { decided: after, changes: [siteChange(left, loaded.version, at)], beds: left.changed };
}
