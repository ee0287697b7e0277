import type { DiscrepancySource } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';
import type { DoorSays, SourceSays } from './contradiction.ts';

/** What a visit found, and which dwelling and time that is about. */
export interface Sighting extends DoorSays {
  readonly unitId: string;
  readonly path: string;
  readonly at: Temporal.Instant;
}

/**
 * Whose word is compared with what was found at the door. A landlord or a bus joins by being one more of these; it says what it has
 * about each dwelling, and never learns what became of it.
 */
export interface ContradictionSource {
  readonly source: DiscrepancySource;
  /** By unit; a unit that is left out is one it says nothing about. */
  says(db: Pool | PoolClient, sightings: readonly Sighting[], arrivalDays: number): Promise<ReadonlyMap<string, SourceSays>>;
}

interface Line {
  readonly unit_id: string;
  readonly here: readonly string[];
  readonly elsewhere: readonly string[];
}
const asked = (sightings: readonly Sighting[]): string =>
  JSON.stringify(sightings.map(({ unitId, path, at, foundIds }) => ({ unit_id: unitId, path, at: at.toString(), found: foundIds })));
const SEEN = `json_to_recordset($1::json) as s("unit_id" uuid, "path" text, "at" timestamptz, "found" uuid[])`;
const said = (rows: readonly Line[]): ReadonlyMap<string, SourceSays> =>
  new Map(rows.map(({ unit_id, here, elsewhere }) => [unit_id, { hereIds: here, elsewhereIds: elsewhere }]));

/** The register of persons, as it is now. */
const REGISTER: ContradictionSource = {
  source: 'REGISTER',
  says: async (db, sightings) => {
    const { rows } = await db.query<Line>(
      `select s."unit_id",
         array(select p."id" from "census_screening"."person" p where p."path" = s."path" and p."erased_at" is null and p."merged_into" is null order by 1) as here,
         array(select p."id" from "census_screening"."person" p where p."id" = any(s."found") and p."path" <> s."path" and p."erased_at" is null and p."merged_into" is null order by 1) as elsewhere
       from ${SEEN}`,
      [asked(sightings)],
    );
    return said(rows);
  },
};

/** Where people who came through a checkpoint went, by their last arrival before the visit. */
const ARRIVED = `select distinct on (a."person_id") a."person_id", a."path" from "census_screening"."arrival" a
  where a."arrived_at" <= s."at" and a."arrived_at" > s."at" - make_interval(days => $2)
    and (a."disposition" in ('RELEASED', 'SELF_MONITORING') or a."disposition" = 'HOME_ISOLATION' and a."custody" = 'ACCEPTED')`;
const CHECKPOINT: ContradictionSource = {
  source: 'CHECKPOINT',
  says: async (db, sightings, arrivalDays) => {
    const { rows } = await db.query<Line>(
      `select s."unit_id",
         array(select l."person_id" from (${ARRIVED} and a."person_id" in
             (select b."person_id" from "census_screening"."arrival" b where b."path" = s."path")
           order by a."person_id", a."arrived_at" desc) l where l."path" = s."path" order by 1) as here,
         array(select l."person_id" from (${ARRIVED} and a."person_id" = any(s."found") order by a."person_id", a."arrived_at" desc) l
           where l."path" <> s."path" order by 1) as elsewhere
       from ${SEEN}`,
      [asked(sightings), arrivalDays],
    );
    return said(rows);
  },
};

/** Every source there is. */
export const SOURCES: readonly ContradictionSource[] = [REGISTER, CHECKPOINT];
