import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type Outcome, type SiteAction, type SiteReceipt } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { SITE_TABLE, keeps, type Bed, type IsolationSite } from './isolation-site.ts';
import type { DecidedSite } from './isolation-site.decide.ts';
import { publishSite } from './isolation-site.publish.ts';
import { IsolationSiteRow, siteColumns, storeBed, toBed, toSite, type StoredBed, type StoredSite } from './isolation-site.row.ts';

/** A site as loaded. */
export interface LoadedSite {
  readonly site: IsolationSite;
  readonly version: number;
}

/** Open lines of the ledger, by site. */
export async function bedsOf(pool: Pool, siteIds: readonly string[]): Promise<ReadonlyMap<string, readonly Bed[]>> {
  const { rows } = await pool.query<{ facts: StoredBed }>({
    name: 'beds-of-sites',
    text: `select "facts" from "census_screening"."bed" where "site_id" = any($1::uuid[]) and "until" is null order by "site_id", "room", "since"`,
    values: [siteIds],
  });
  return Map.groupBy(
    rows.map(({ facts }) => toBed(facts)),
    ({ siteId }) => siteId,
  );
}

/** The site, whoever asks. Beds read after the row may be newer than it: the save finds that out. */
export async function findSite(work: Pick<Work, 'load' | 'pool'>, id: string): Promise<LoadedSite | undefined> {
  const row = await work.load(IsolationSiteRow, id, ['version', 'facts']);
  return row && { site: toSite(row, (await bedsOf(work.pool, [id])).get(id) ?? []), version: row.version };
}

/** The site, if it stands in the caller's jurisdiction. */
export async function getSite(
  work: Pick<Work, 'load' | 'pool'>,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedSite, 'record.not-found'>> {
  const loaded = await findSite(work, id);
  return loaded && covers(caller, loaded.site.path)
    ? { ok: true, value: loaded }
    : refuse('record.not-found', { entity: 'isolation-site' });
}

/** The site of an id or a code, for whoever asks about it and may see the place. */
export async function askedSite(
  pool: Pool,
  { siteId, code = '' }: { readonly siteId?: string | undefined; readonly code?: string | undefined },
  caller: Caller,
): Promise<Outcome<LoadedSite, 'record.not-found'>> {
  const { rows } = await pool.query<{ version: number; facts: StoredSite }>(
    `select "version", "facts" from "census_screening"."isolation_site" where ${siteId === undefined ? '"code"' : '"id"'} = $1`,
    [siteId ?? code.toLowerCase()],
  );
  const [row] = rows;
  if (!row || !covers(caller, row.facts.path)) return refuse('record.not-found', { entity: 'isolation-site' });
  const { id } = row.facts;
  return { ok: true, value: { site: toSite(row, (await bedsOf(pool, [id])).get(id) ?? []), version: row.version } };
}

/** Every open site with whoever is there. */
export async function openSites(pool: Pool): Promise<readonly IsolationSite[]> {
  const { rows } = await pool.query<{ facts: StoredSite }>(
    `select "facts" from "census_screening"."isolation_site" where "status" = 'OPEN' order by "code"`,
  );
  const beds = await bedsOf(
    pool,
    rows.map(({ facts }) => facts.id),
  );
  return rows.map((row) => toSite(row, beds.get(row.facts.id) ?? []));
}

/** When a person left their last bed; undefined who never had one. */
export async function lastLeft(pool: Pool, personId: string): Promise<Temporal.Instant | undefined> {
  const { rows } = await pool.query<{ facts: StoredBed }>(
    `select "facts" from "census_screening"."bed" where "person_id" = $1 and "until" is not null order by "until" desc limit 1`,
    [personId],
  );
  return rows[0] && toBed(rows[0].facts).until;
}

/** What a decision writes of the site itself; lines of the ledger go along with `writeBeds`. */
export const siteChange = ({ site, facts }: DecidedSite, from: number, at: Temporal.Instant): Change => ({
  table: 'isolation_site',
  entity: 'isolation-site',
  id: site.id,
  area: site.area,
  from,
  columns: siteColumns(site),
  meets: ['bed_person_open'],
  events: facts.map((fact) => ({ ...publishSite(site, fact), occurredAt: at })),
  auditDetails: { code: site.code, status: site.status },
});

/** Writes lines of the ledger as they are now. */
export async function writeBeds(client: PoolClient, beds: readonly Bed[]): Promise<void> {
  // Who leaves a bed leaves it before they have the next one.
  for (const bed of beds.toSorted((a, b) => Number(a.until === undefined) - Number(b.until === undefined))) {
    const { since, until = null } = storeBed(bed);
    await client.query({
      name: 'write-bed',
      text: `insert into "census_screening"."bed" ("id", "site_id", "room", "isolation_id", "person_id", "since", "until", "facts") values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict ("id") do update set "until" = excluded."until", "facts" = excluded."facts"`,
      values: [bed.id, bed.siteId, bed.room, bed.isolationId, bed.personId, since, until, JSON.stringify(storeBed(bed))],
    });
  }
}

/** Numbers of cases by their ids. */
export async function numbersOf(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; no: string }>(
    `select "id", "no" from "census_screening"."isolation" where "id" = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, no }) => [id, no]));
}

/** Whether a caller sees and changes who is in which room. */
export const mayKeep = (site: Pick<IsolationSite, 'staffIds' | 'doctorId'>, caller: Caller): boolean =>
  caller.kind === 'operator' && keeps(site, { id: caller.operatorId, roles: caller.roles });

const ACCESS = new Map(
  [C.AssignBed, C.MoveBed, C.SetDiet, C.WithdrawSiteRooms, C.AddSiteRooms, C.SetSiteStaff, C.CloseIsolationSite].map(({ verb, access }) => [verb, access]),
); // prettier-ignore
/** What the command centre does, whoever works there. */
const OF_THE_COMMAND: readonly SiteAction[] = ['set-staff', 'close'];

/** What an operator may do at a site now. */
export function siteActions(site: IsolationSite, caller: Caller): SiteAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return SITE_TABLE[site.status].filter((action) => {
    const access = ACCESS.get(action);
    return access !== undefined && mayCall(access, caller.roles) && (OF_THE_COMMAND.includes(action) || mayKeep(site, caller));
  });
}

export const siteReceipt = ({ site, facts }: DecidedSite, from: number, caller: Caller): SiteReceipt => ({
  siteId: site.id,
  code: site.code,
  status: site.status,
  version: from + facts.length,
  area: site.area,
  allowedActions: siteActions(site, caller),
});
