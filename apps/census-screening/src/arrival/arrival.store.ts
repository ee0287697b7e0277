import { covers, type Caller } from '@houzhai/auth';
import { refuse, type ArrivalDutyReceipt, type Instrument, type Outcome, type RiskLevel, type Symptom } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { Arrival } from './arrival.ts';
import { familyOf } from '../person/person-identity.store.ts';
import { publishArrival } from './arrival.publish.ts';
import { ArrivalRow, arrivalColumns, toArrival } from './arrival.row.ts';
import type { DecidedArrival } from './custody.ts';

/** What is sealed of an arrival. */
export interface Origin {
  readonly stays: readonly { readonly region: string; readonly from: string; readonly to: string; readonly risk: RiskLevel }[];
  readonly temperature?: number;
  readonly instrument: Instrument;
  readonly symptoms: readonly Symptom[];
  readonly plate?: string;
}

/** Under which purpose the key of a person seals their arrival, and words about who answers for them. */
export const ORIGIN = 'arrival-origin';
export const WORDS = 'arrival-words';

/** An arrival as loaded. */
export interface LoadedArrival {
  readonly arrival: Arrival;
  readonly version: number;
  readonly sealed: Buffer;
}

/** An arrival concerns those at the checkpoint and those at the destination. */
export const seesArrival = (caller: Caller, arrival: Pick<Arrival, 'checkpointPath' | 'destination'>): boolean =>
  covers(caller, arrival.checkpointPath) || covers(caller, arrival.destination);

/** Arrivals by id, whoever asks, in the order asked; undefined where one is not there. */
export async function findArrivals(work: Pick<Work, 'load'>, ids: readonly string[]): Promise<readonly (LoadedArrival | undefined)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const row = await work.load(ArrivalRow, id, ['version', 'facts', 'sealed']);
      return row && { arrival: toArrival(row), version: row.version, sealed: Buffer.from(row.sealed) };
    }),
  );
}

/** Arrivals by id, all of them within the caller's sight. */
export async function getArrivals(
  work: Pick<Work, 'load'>,
  ids: readonly string[],
  caller: Caller,
): Promise<Outcome<readonly LoadedArrival[], 'record.not-found'>> {
  const found = (await findArrivals(work, [...new Set(ids)])).filter((one) => one !== undefined);
  if (found.length !== new Set(ids).size || found.some(({ arrival }) => !seesArrival(caller, arrival)))
    return refuse('record.not-found', { entity: 'arrival' });
  return { ok: true, value: found };
}

/** What a decision writes. */
export const arrivalChange = (
  decided: DecidedArrival,
  from: { readonly version: number; readonly sealed: Buffer },
  at: Temporal.Instant,
): Change => ({
  table: 'arrival',
  entity: 'arrival',
  id: decided.arrival.id,
  area: decided.arrival.area,
  from: from.version,
  columns: { ...arrivalColumns(decided.arrival), sealed: from.sealed },
  events: [{ ...publishArrival(decided.arrival, decided.fact), occurredAt: at }],
  auditDetails: { no: decided.arrival.no, custody: decided.arrival.custody },
});

export const dutyReceipt = ({ arrival }: DecidedArrival, from: number): ArrivalDutyReceipt => ({
  arrivalId: arrival.id,
  no: arrival.no,
  custody: arrival.custody,
  ...(arrival.answersFor === undefined ? {} : { answersFor: arrival.answersFor }),
  ...(arrival.isolationId === undefined ? {} : { isolationId: arrival.isolationId }),
  version: from + 1,
  area: arrival.area,
});

/** A party of the same checkpoint. */
export async function partyExists(pool: Pool, partyId: string, checkpointId: string): Promise<boolean> {
  const { rows } = await pool.query(`select 1 from "census_screening"."arrival" where "party_id" = $1 and "checkpoint_id" = $2 limit 1`, [
    partyId,
    checkpointId,
  ]);
  return rows.length > 0;
}

/**
 * Number of an arrival of this person, entries merged into theirs along, that is not older than an instant, or still open; one whose fever
 * a recheck excluded may be registered anew.
 */
export async function recentArrival(
  pool: Pool,
  personId: string,
  since: Temporal.Instant,
  until: Temporal.Instant,
): Promise<string | undefined> {
  const { rows } = await pool.query<{ no: string }>(
    `select a."no" from "census_screening"."arrival" a where a."person_id" in (${familyOf('$1')})
     and (a."custody" = any (array['WAITING','IN_BATCH']) or (a."arrived_at" between $2 and $3 and not exists (
       select 1 from "census_screening"."fever" f where f."person_id" = a."person_id" and f."facts" ->> 'arrivalId' = a."id"::text
       and f."facts" ->> 'ending' = 'EXCLUDED_AT_RECHECK'))) order by a."arrived_at" desc limit 1`,
    [personId, since.toString(), until.toString()],
  );
  return rows[0]?.no;
}
