import { GROWING_CAMPAIGNS, type Stratum } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import type { PoolClient } from 'pg';
import type { Counted, Standing } from './campaign.decide.ts';
import { CAMPAIGN_COLUMNS, loadedCampaign, writeCampaign, type StoredRow } from './campaign.store.ts';
import type { Campaign } from './campaign.ts';
import { ACCOUNTED_RANK } from './unit.ts';

/** Dwellings `p` of the register with their stratum `s.stratum` and house `h`; rooms and households are dwellings. */
const DWELLINGS = `"census_screening"."place" p
  cross join lateral (select case when p."rental" then 'RENTAL_ROOM' when p."level" = 'household' then 'OWN_HOUSEHOLD' else 'OWN_ROOM' end as stratum) s
  left join "census_screening"."place" h on h."path" = p."parent" and h."level" = 'house'`;
const COLUMNS = '"id", "version", "campaign_id", "path", "area", "house", "stratum", "addendum", "status", "rank"';
const values = (campaign: string, addendum: boolean): string =>
  `gen_random_uuid(), 0, ${campaign}, p."path", p."area", coalesce(h."path", p."path"), s.stratum, ${String(addendum)}, 'UNVISITED', 0`;

/** Nothing enters the register until the transaction ends: what is registered later finds the round as it is then. */
export async function holdRegister(client: PoolClient): Promise<void> {
  await client.query('lock table "census_screening"."place" in share mode');
}

/** Lists every dwelling that a round is for, and says what they are together. The register has to be held. */
export async function listDwellings(client: PoolClient, { id, strata, areas }: Campaign): Promise<Counted> {
  await client.query(
    `insert into "census_screening"."screening_unit" (${COLUMNS}) select ${values('$1::uuid', false)} from ${DWELLINGS}
     where p."level" in ('room', 'household') and s.stratum = any($2::text[]) and ($3::text[] = '{}' or p."area" = any($3::text[]))`,
    [id, strata, areas],
  );
  const { rows: hashed } = await client.query<{ hash: string }>(
    `select encode(sha256(convert_to(coalesce(string_agg("path", E'\\n' order by "path" collate "C"), ''), 'UTF8')), 'hex') as hash
     from "census_screening"."screening_unit" where "campaign_id" = $1 and not "addendum"`,
    [id],
  );
  const counted = async <K extends 'stratum' | 'area'>(by: K): Promise<{ key: string; units: number }[]> =>
    (
      await client.query<{ key: string; units: number }>(
        `select "${by}" as key, count(*)::int as units from "census_screening"."screening_unit" where "campaign_id" = $1 and not "addendum" group by 1 order by 1`,
        [id],
      )
    ).rows;
  return {
    hash: hashed[0]?.hash ?? '',
    strata: (await counted('stratum')).map(({ key, units }) => ({ stratum: key as Stratum, units })),
    byArea: (await counted('area')).map(({ key: area, units }) => ({ area, units })),
  };
}

/**
 * Dwellings that were just registered are added to every round that is frozen and not closed, in the transaction that registers them;
 * who has the house has them too.
 */
export async function growAddenda(client: PoolClient, call: Call, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const { rows } = await client.query<StoredRow>(
    `select ${CAMPAIGN_COLUMNS} from "census_screening"."screening_campaign" c where c."status" = any($1::text[]) order by c."id" for update`,
    [GROWING_CAMPAIGNS],
  );
  for (const row of rows) {
    const { campaign, version } = loadedCampaign(row);
    const { rows: added } = await client.query<{ area: string; units: number }>(
      `with added as (
         insert into "census_screening"."screening_unit" (${COLUMNS}, "team_id")
         select ${values('$1::uuid', true)}, (select n."team_id" from "census_screening"."screening_unit" n
           where n."campaign_id" = $1 and n."house" = h."path" and n."team_id" is not null limit 1)
         from ${DWELLINGS}
         where p."path" = any($4::text[]) and p."level" in ('room', 'household') and s.stratum = any($2::text[]) and ($3::text[] = '{}' or p."area" = any($3::text[]))
         on conflict do nothing returning "area")
       select "area", count(*)::int as units from added group by 1 order by 1`,
      [campaign.id, campaign.strata, campaign.areas, paths],
    );
    if (added.length > 0) await writeCampaign(client, call, { campaign, facts: [{ fact: 'addendum-grown', byArea: added }] }, version);
  }
}

/** How the units of a round stand. */
export async function standingOf(client: PoolClient, campaignId: string): Promise<Standing> {
  const { rows } = await client.query<{ area: string; units: number; accounted: number; owned: number; unowned: number }>(
    `select "area", count(*)::int as units, count(*) filter (where "rank" >= $2)::int as accounted,
       count(*) filter (where "rank" < $2 and "owner_id" is not null)::int as owned, count(*) filter (where "rank" < $2 and "owner_id" is null)::int as unowned
     from "census_screening"."screening_unit" where "campaign_id" = $1 group by 1 order by 5 desc, 1`,
    [campaignId, ACCOUNTED_RANK],
  );
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    units: sum((row) => row.units),
    accounted: sum((row) => row.accounted),
    owned: sum((row) => row.owned),
    unowned: rows.flatMap(({ area, unowned }) => (unowned > 0 ? [{ area, units: unowned }] : [])),
  };
}
