import type { PoolClient } from 'pg';
import type { OpenUnit } from './assign.ts';
import { ACCOUNTED_RANK } from './unit.ts';

/** Units of a round that are not accounted for, and the team of each that has one. */
export async function openUnits(
  client: PoolClient,
  campaignId: string,
): Promise<{ readonly units: readonly OpenUnit[]; readonly before: ReadonlyMap<string, string> }> {
  const { rows } = await client.query<OpenUnit & { team_id: string | null }>(
    `select "id", "path", "area", "house", "team_id" from "census_screening"."screening_unit" where "campaign_id" = $1 and "rank" < $2`,
    [campaignId, ACCOUNTED_RANK],
  );
  return { units: rows, before: new Map(rows.flatMap(({ id, team_id }) => (team_id === null ? [] : [[id, team_id] as const]))) };
}

/** Gives units to teams; what was accounted for in the meantime stays. @returns how many came to each team */
export async function giveUnits(client: PoolClient, teamOf: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, number>> {
  const came = new Map<string, number>();
  for (const [teamId, units] of Map.groupBy(teamOf, ([, team]) => team)) {
    const { rowCount } = await client.query(
      `update "census_screening"."screening_unit" set "team_id" = $1 where "id" = any($2::uuid[]) and "rank" < $3`,
      [teamId, units.map(([id]) => id), ACCOUNTED_RANK],
    );
    came.set(teamId, rowCount ?? 0);
  }
  return came;
}

/** Lends open units of one team, or those without one, to another, in the order of their paths. @returns how many */
export async function lendUnits(
  client: PoolClient,
  campaignId: string,
  lent: {
    readonly fromTeamId?: string | undefined;
    readonly toTeamId: string;
    readonly area?: string | undefined;
    readonly units?: number | undefined;
  },
): Promise<number> {
  const { rowCount } = await client.query(
    `update "census_screening"."screening_unit" set "team_id" = $3 where "id" in (
       select "id" from "census_screening"."screening_unit"
       where "campaign_id" = $1 and "team_id" is not distinct from $2::uuid and "rank" < $6 and ($4::text is null or "area" = $4)
       order by "path" limit $5)`,
    [campaignId, lent.fromTeamId ?? null, lent.toTeamId, lent.area ?? null, lent.units ?? null, ACCOUNTED_RANK],
  );
  return rowCount ?? 0;
}

/** Open units of a team. */
export async function openUnitsOf(client: PoolClient, campaignId: string, teamId: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from "census_screening"."screening_unit" where "campaign_id" = $1 and "team_id" = $2 and "rank" < $3`,
    [campaignId, teamId, ACCOUNTED_RANK],
  );
  return rows[0]?.n ?? 0;
}

/** Open units that nobody answers for get an owner and a deadline. @returns how many */
export async function ownUnits(
  client: PoolClient,
  campaignId: string,
  owned: {
    readonly area?: string | undefined;
    readonly teamId?: string | undefined;
    readonly ownerId: string;
    readonly dueAt: string;
  },
): Promise<number> {
  const { rowCount } = await client.query(
    `update "census_screening"."screening_unit" set "owner_id" = $2, "due_at" = $3
     where "campaign_id" = $1 and "owner_id" is null and "rank" < $6 and ($4::text is null or "area" = $4) and ($5::uuid is null or "team_id" = $5)`,
    [campaignId, owned.ownerId, owned.dueAt, owned.area ?? null, owned.teamId ?? null, ACCOUNTED_RANK],
  );
  return rowCount ?? 0;
}

/** Areas in which units are that `ownUnits` would give somebody. */
export async function areasUnowned(
  client: PoolClient,
  campaignId: string,
  { area, teamId }: { readonly area?: string | undefined; readonly teamId?: string | undefined },
): Promise<readonly string[]> {
  const { rows } = await client.query<{ area: string }>(
    `select distinct "area" from "census_screening"."screening_unit"
     where "campaign_id" = $1 and "owner_id" is null and "rank" < $4 and ($2::text is null or "area" = $2) and ($3::uuid is null or "team_id" = $3)`,
    [campaignId, area ?? null, teamId ?? null, ACCOUNTED_RANK],
  );
  return rows.map((row) => row.area);
}
