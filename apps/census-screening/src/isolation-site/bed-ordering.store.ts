import { ok, refuse, type IsolationKind, type Outcome } from '@houzhai/contracts';
import type { Work } from '@houzhai/persistence';
import { freeRoom, illegalAt, sitesText } from './isolation-site.decide.ts';
import { isLegalAt } from './isolation-site.ts';
import { findSite, openSites } from './isolation-site.store.ts';

/** Where an isolation is to be: a path, and the site there, where one is named. */
export interface Place {
  readonly path?: string | undefined;
  readonly site?: { readonly id: string; readonly code: string };
}
type Refused = 'isolation-site.not-allowed-now' | 'isolation-site.not-for-home' | 'isolation-site.elsewhere' | 'isolation-site.no-bed';

/** Where an order or a transfer leads: to the site that is named, if that has a bed, or to the path. Where every bed is taken, the answer says which sites have some. */
export async function orderedPlace(
  { kind, siteId, path }: { readonly kind: IsolationKind; readonly siteId?: string | undefined; readonly path?: string | undefined },
  at: Temporal.Instant,
  work: Work,
): Promise<Outcome<Place, Refused>> {
  if (siteId === undefined) return ok({ path });
  if (kind !== 'CENTRALIZED') return refuse('isolation-site.not-for-home', {});
  const loaded = await findSite(work, siteId);
  if (!loaded) return refuse('record.not-found', { entity: 'isolation-site' });
  const { site } = loaded;
  if (!isLegalAt(site, 'assign-bed')) return illegalAt(site, 'assign-bed');
  if (path !== undefined && path !== site.path) return refuse('isolation-site.elsewhere', { path: site.path });
  if (!freeRoom(site, at)) return refuse('isolation-site.no-bed', sitesText(await openSites(work.pool), at));
  return ok({ path: site.path, site: { id: site.id, code: site.code } });
}
