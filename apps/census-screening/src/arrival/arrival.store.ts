import { covers, type Caller } from '@houzhai/auth';
import { refuse, type ArrivalDutyReceipt, type Instrument, type Outcome, type RiskLevel, type Symptom } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { Arrival } from './arrival.ts';
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
