import type { Caller } from '@houzhai/auth';
import type { DataOf, Envelope, TaskForceFormed, TaskForceStatus } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';

/** A team as screening knows it. */
export interface KnownTeam {
  readonly id: string;
  readonly no: number;
  readonly status: TaskForceStatus;
  readonly home_area: string;
  readonly at: string;
  readonly leader_id: string;
  readonly people: readonly string[];
  readonly strength: number;
}

/** Writes teams as their last events have them. */
export function writeTeams(events: readonly Envelope<DataOf<typeof TaskForceFormed>>[]): {
  readonly text: string;
  readonly values: readonly unknown[];
} {
  const last = [...new Map(events.map((event) => [event.subject, event])).values()];
  return {
    text: `insert into "census_screening"."screening_team" as t ("id", "version", "no", "status", "home_area", "at", "leader_id", "people", "strength")
      select * from json_to_recordset($1::json) as r("id" uuid, "version" int, "no" int, "status" text, "home_area" text, "at" text, "leader_id" uuid, "people" uuid[], "strength" int)
      on conflict ("id") do update set "version" = excluded."version", "no" = excluded."no", "status" = excluded."status", "home_area" = excluded."home_area",
        "at" = excluded."at", "leader_id" = excluded."leader_id", "people" = excluded."people", "strength" = excluded."strength"
      where t."version" < excluded."version"`,
    values: [
      JSON.stringify(
        last.map(({ subject: id, aggregateversion: version, data }) => ({
          id,
          version,
          no: data.no,
          status: data.status,
          home_area: data.homeArea,
          at: data.at,
          leader_id: data.leaderId,
          people: [...new Set([data.leaderId, ...data.memberIds])],
          strength: data.strength,
        })),
      ),
    ],
  };
}

/** Every team, by its number. */
export async function allTeams(db: Pool | PoolClient): Promise<readonly KnownTeam[]> {
  const { rows } = await db.query<KnownTeam>(
    `select "id", "no", "status", "home_area", "at", "leader_id", "people", "strength" from "census_screening"."screening_team" order by "no", "id"`,
  );
  return rows;
}

export async function teamById(db: Pool | PoolClient, id: string | undefined): Promise<KnownTeam | undefined> {
  if (id === undefined) return undefined;
  const { rows } = await db.query<KnownTeam>(
    `select "id", "no", "status", "home_area", "at", "leader_id", "people", "strength" from "census_screening"."screening_team" where "id" = $1`,
    [id],
  );
  return rows[0];
}

/** Teams the caller is of, as leader or member; none once a team was disbanded. */
export async function teamsOf(db: Pool | PoolClient, caller: Caller): Promise<readonly string[]> {
  if (caller.kind !== 'operator') return [];
  const { rows } = await db.query<{ id: string }>({
    name: 'teams-of',
    text: `select "id" from "census_screening"."screening_team" where "people" @> array[$1::uuid] and "status" <> 'DISBANDED'`,
    values: [caller.operatorId],
  });
  return rows.map(({ id }) => id);
}
