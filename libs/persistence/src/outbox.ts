import type { Pool } from 'pg';
import { tombstoneOf, tombstoneSubject, type Envelope } from '@houzhai/contracts';
import { toInstant } from './instants.ts';

/** An event on its way, and where the one before it of the same record is in the stream. */
export interface Waiting {
  readonly seq: string;
  readonly eventId: string;
  readonly entity: string;
  readonly recordId: string;
  readonly version: number;
  readonly area: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
  /** Stream sequence of the event before it; 0 where there is none. */
  readonly previous: number;
}

/** An event of the outbox and its sequence in the stream. */
export interface Placed {
  readonly seq: string;
  readonly streamSeq: number;
}

/** An event that could not be published. */
export interface Parked {
  readonly position: string;
  readonly entity: string;
  readonly recordId: string;
  readonly version: number;
  readonly eventType: string;
  readonly reason: string;
  readonly attempts: number;
  readonly waiting: number;
  readonly parkedAt: string;
}

interface WaitingRow {
  readonly seq: string;
  readonly event_id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly version: number;
  readonly area: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
  readonly skipped: boolean;
  readonly previous: string | null;
}

/** The ledger of one service's events: what happened, and whether the stream has it. */
export class Outbox {
  private readonly pool: Pool;
  private readonly table: string;
  /** Events `o` that are neither in the stream, nor parked, nor behind a parked one of their record. */
  private readonly onTheirWay: string;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.table = `"${schema}"."outbox"`;
    this.onTheirWay = `o."published_at" is null and o."parked_at" is null
      and not exists (select 1 from ${this.table} x where x."parked_at" is not null and x."entity" = o."entity" and x."record_id" = o."record_id")`;
  }

  /** The oldest events not yet in the stream, without those of parked records. */
  async waiting(limit: number): Promise<readonly Waiting[]> {
    const { rows } = await this.pool.query<WaitingRow>({
      name: 'outbox-waiting',
      text: `select o."seq", o."event_id", o."entity", o."record_id", o."version", o."area", o."subject", o."envelope"::text as body, o."attempts",
          o."skipped_at" is not null as skipped, b."stream_seq" as previous
        from ${this.table} o
        left join ${this.table} b on b."entity" = o."entity" and b."record_id" = o."record_id" and b."version" = o."version" - 1
        where ${this.onTheirWay}
        order by o."seq" limit ${String(limit)}`,
    });
    return rows.map(toWaiting);
  }

  /** Marks events as being in the stream. */
  async place(placed: readonly Placed[]): Promise<void> {
    await this.pool.query({
      name: 'outbox-place',
      text: `update ${this.table} o set "published_at" = now(), "stream_seq" = d.s, "attempts" = o."attempts" + 1
        from unnest($1::bigint[], $2::bigint[]) as d(seq, s) where o."seq" = d.seq`,
      values: [placed.map(({ seq }) => seq), placed.map(({ streamSeq }) => streamSeq)],
    });
  }

  async countAttempt(seq: string): Promise<void> {
    await this.pool.query(`update ${this.table} set "attempts" = "attempts" + 1 where "seq" = $1`, [seq]);
  }

  /**
   * Everything marked beyond the stream's last sequence waits again; what the stream would have let go by age does not.
   * @param keptSince the stream keeps events from then on. @returns how many wait again.
   */
  async requeueBeyond(lastSequence: number, keptSince: Temporal.Instant): Promise<number> {
    const { rows } = await this.pool.query<{ again: number }>(
      `with gone as (update ${this.table} set "published_at" = case when "recorded_at" < $2 then "published_at" end,
           "stream_seq" = case when "recorded_at" < $2 then 0 end where "stream_seq" > $1 returning "published_at")
       select count(*) filter (where "published_at" is null)::int as again from gone`,
      [lastSequence, keptSince.toString()],
    );
    return rows[0]?.again ?? 0;
  }

  /** Sequences that more than one event is marked with, from a sequence on: the stream lost its tail and gave them out again. */
  async claimedTwice(fromSequence: number): Promise<readonly { readonly streamSeq: number; readonly eventIds: readonly string[] }[]> {
    const { rows } = await this.pool.query<{ stream_seq: string; ids: string[] }>(
      `select "stream_seq", array_agg("event_id"::text) as ids from ${this.table} where "stream_seq" >= $1 group by 1 having count(*) > 1`,
      [Math.max(1, fromSequence)],
    );
    return rows.map((row) => ({ streamSeq: Number(row.stream_seq), eventIds: row.ids }));
  }

  /** One claim on a sequence was wrong: the event waits again. */
  async requeueClaim(streamSeq: number, eventId: string): Promise<void> {
    await this.pool.query(
      `update ${this.table} set "published_at" = null, "stream_seq" = null where "stream_seq" = $1 and "event_id" = $2::uuid`,
      [streamSeq, eventId],
    );
  }

  /** The events of a record after `have` wait again; `at` is where the stream has event `have`. */
  async requeueRecord(
    record: { readonly entity: string; readonly recordId: string },
    have: number,
    at: number | undefined,
    firstSequence: number,
  ): Promise<void> {
    await this.pool.query(
      `update ${this.table} set "published_at" = null, "stream_seq" = null
       where "entity" = $1 and "record_id" = $2 and "version" > $3 and "stream_seq" >= $4`,
      [record.entity, record.recordId, have, firstSequence],
    );
    if (at === undefined) return;
    await this.pool.query(`update ${this.table} set "stream_seq" = $4 where "entity" = $1 and "record_id" = $2 and "version" = $3`, [
      record.entity,
      record.recordId,
      have,
      at,
    ]);
  }

  async park(seq: string, reason: string): Promise<void> {
    await this.pool.query(
      `update ${this.table} set "parked_at" = now(), "parked_reason" = $2, "attempts" = "attempts" + 1 where "seq" = $1`,
      [seq, reason.slice(0, 300)],
    );
  }

  /** The oldest parked events. */
  async parked(limit: number): Promise<readonly Parked[]> {
    const { rows } = await this.pool.query<Omit<Parked, 'recordId' | 'eventType' | 'parkedAt'> & ParkedRow>(
      `select o."seq"::text as position, o."entity", o."record_id", o."version", o."envelope" ->> 'type' as event_type,
         o."parked_reason" as reason, o."attempts", o."parked_at",
         (select count(*)::int from ${this.table} w where w."entity" = o."entity" and w."record_id" = o."record_id" and w."version" > o."version") as waiting
       from ${this.table} o where o."parked_at" is not null order by o."seq" limit $1`,
      [limit],
    );
    return rows.map(({ record_id: recordId, event_type: eventType, parked_at: at, ...row }) => ({
      ...row,
      recordId,
      eventType,
      parkedAt: toInstant(at).toString(),
    }));
  }

  /** How much is on its way, since when, and how many records are parked; what waits behind a parked event is not on its way. */
  async figures(): Promise<{ readonly pending: number; readonly oldestSeconds: number; readonly parked: number }> {
    const { rows } = await this.pool.query<{ pending: number; oldest: number; parked: number }>(
      `select count(*)::int as pending, coalesce(extract(epoch from now() - min(o."recorded_at")), 0)::float as oldest,
        (select count(distinct ("entity", "record_id"))::int from ${this.table} where "parked_at" is not null) as parked
       from ${this.table} o where ${this.onTheirWay}`,
    );
    const [row] = rows;
    return { pending: row?.pending ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0), parked: row?.parked ?? 0 };
  }
}

interface ParkedRow {
  readonly record_id: string;
  readonly event_type: string;
  readonly parked_at: string | Date;
}

const toWaiting = (row: WaitingRow): Waiting => ({
  seq: row.seq,
  eventId: row.event_id,
  entity: row.entity,
  recordId: row.record_id,
  version: row.version,
  area: row.area,
  subject: row.skipped ? tombstoneSubject(row.subject) : row.subject,
  body: row.skipped ? JSON.stringify(tombstoneOf(JSON.parse(row.body) as Envelope)) : row.body,
  attempts: row.attempts,
  previous: Number(row.previous ?? 0),
});

/** Lets a parked event go again, as it is or as a tombstone. @returns what waits behind it; undefined when it is not parked. */
export async function unpark(
  client: Pick<Pool, 'query'>,
  schema: string,
  position: string,
  as: 'event' | 'tombstone',
): Promise<{ readonly recordId: string; readonly version: number; readonly area: string; readonly waiting: number } | undefined> {
  const table = `"${schema}"."outbox"`;
  const { rows } = await client.query<{ record_id: string; version: number; area: string; waiting: number }>(
    `update ${table} o set "parked_at" = null, "parked_reason" = null, "attempts" = 0, "skipped_at" = case when $2 then now() end
     where o."seq" = $1 and o."parked_at" is not null
     returning o."record_id", o."version", o."area",
       (select count(*)::int from ${table} w where w."entity" = o."entity" and w."record_id" = o."record_id" and w."version" > o."version") as waiting`,
    [position, as === 'tombstone'],
  );
  const [row] = rows;
  return row && { recordId: row.record_id, version: row.version, area: row.area, waiting: row.waiting };
}
