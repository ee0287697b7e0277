import type { Sealer } from '@houzhai/auth';
import { instantText } from '@houzhai/contracts';
import { Gathering } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { toCheckpoint, type StoredCheckpoint } from '../checkpoint/checkpoint.row.ts';
import type { LoadedCheckpoint } from '../checkpoint/checkpoint.store.ts';
import { familyOf } from '../person/person-identity.store.ts';
import type { Known } from '../person/person.store.ts';

/** What a head at a checkpoint is looked up by. */
export interface Asked {
  readonly checkpointId: string;
  readonly destination: string;
  /** Exact number of a document, or the id of an entry of the register. */
  readonly documentNo?: string | undefined;
  readonly personId?: string | undefined;
  /** An arrival of theirs between these is the same one. */
  readonly since: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** Somebody of the register with what a registration needs of them. */
export interface KnownArriving extends Known {
  /** Undefined where the person was erased. */
  readonly wrapped: Buffer | undefined;
  /** Number of an arrival that is the same one, or still open, of any entry of the person; not one whose fever a recheck excluded. */
  readonly arrivedAs: string | undefined;
}

/** What the store knows before a head is registered. */
export interface Found {
  readonly checkpoint: LoadedCheckpoint | undefined;
  /** The destination is a place of the register. */
  readonly isPlace: boolean;
  readonly person: KnownArriving | undefined;
}

interface Row {
  readonly version: number | null;
  readonly facts: StoredCheckpoint | null;
  readonly is_place: boolean;
  readonly id: string | null;
  readonly no: string;
  readonly path: string;
  readonly person_version: number;
  readonly kept_no: string | null;
  readonly wrapped: Buffer | null;
  readonly arrived_as: string | null;
}

const ENTRY = '"id", "no", "path", "version", "merged_into"';

/**
 * Of a merged entry found by its document the one that is kept; of one asked for by id the entry itself, with the number of the kept one.
 * `offset 0` has their arrivals and fevers found by whose they are: PostgreSQL would look through all of the last hours besides.
 */
const STATEMENT = {
  name: 'registrations',
  text: `select c."version", c."facts", exists (select 1 from "census_screening"."place" l where l."path" = q."destination") as is_place,
      p."id", p."no", p."path", p."version" as person_version, k."no" as kept_no, s."wrapped",
      (select a."no" from (select "id", "no", "person_id", "custody", "arrived_at" from "census_screening"."arrival" where "person_id" in (${familyOf('p."id"')}) offset 0) a
         where a."custody" = any (array['WAITING','IN_BATCH']) or (a."arrived_at" between q."since" and q."until" and not exists (
           select 1 from "census_screening"."fever" f where f."person_id" = a."person_id" and f."facts" ->> 'arrivalId' = a."id"::text
             and f."facts" ->> 'ending' = 'EXCLUDED_AT_RECHECK' offset 0)) order by a."arrived_at" desc limit 1) as arrived_as
    from json_to_recordset($1::json) as q("nth" int, "checkpoint" uuid, "destination" text, "documents" bytea[], "person" uuid, "since" timestamptz, "until" timestamptz)
    left join "census_screening"."checkpoint" c on c."id" = q."checkpoint"
    left join lateral (
      (select ${ENTRY} from "census_screening"."person" where "id" = q."person")
      union all
      (select ${ENTRY} from "census_screening"."person" where "id" = (
        select coalesce(d."merged_into", d."id") from "census_screening"."person" d where d."document_index" = any(q."documents") and d."erased_at" is null limit 1))
      limit 1) p on true
    left join "census_screening"."person" k on k."id" = p."merged_into"
    left join "census_screening"."person_key" s on s."person_id" = p."id" and s."destroyed_at" is null
    order by q."nth"`,
};

/** Finds what registrations look at; those asked for at the same moment come by one query. */
export function findingRegistrations(pool: Pool, sealer: Sealer): (asked: Asked) => Promise<Found> {
  const found = new Gathering<Asked, Found>(
    async (asked) => {
      const questions = asked.map(({ checkpointId, destination, documentNo, personId, since, until }, nth) => ({
        nth,
        checkpoint: checkpointId,
        destination,
        documents:
          documentNo === undefined ? [] : sealer.blindIndexes('document', documentNo).map((index) => `\\x${index.toString('hex')}`),
        person: personId,
        since: instantText(since),
        until: instantText(until),
      }));
      const { rows } = await pool.query<Row>({ ...STATEMENT, values: [JSON.stringify(questions)] });
      return rows.map((row) => ({ ok: true, value: toFound(row) }));
    },
    { lanes: 1, most: 64, rushMs: 2 },
  );
  return (asked) => found.ask(asked);
}

const toFound = (row: Row): Found => ({
  checkpoint: row.facts && row.version !== null ? { checkpoint: toCheckpoint({ facts: row.facts }), version: row.version } : undefined,
  isPlace: row.is_place,
  person:
    row.id === null
      ? undefined
      : {
          id: row.id,
          no: row.no,
          path: row.path,
          version: row.person_version,
          keptNo: row.kept_no,
          wrapped: row.wrapped ?? undefined,
          arrivedAs: row.arrived_as ?? undefined,
        },
});
