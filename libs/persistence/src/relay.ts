import { setTimeout as sleep } from 'node:timers/promises';
import { JetStreamApiError, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { recordSubjects, streamOf, type Service } from '@houzhai/contracts';
import { WORTH_TOGETHER, publishTogether } from '@houzhai/messaging';
import type { Log, Metrics } from '@houzhai/telemetry';
import type { Pool } from 'pg';
import { LeaderLock } from './advisory-lock.ts';

const BATCH = 500;
const LANES = 128;
const POLL_MS = 250;
/** Batches begin no closer than this, so that each carries more than one event; when many come, wide enough for one atomic publish. */
const PACE_MS = { few: 25, many: 60 };
const MANY = 8;
const VERIFY_MS = 30_000;
const MAX_ATTEMPTS = 8;
const WRONG_LAST_SEQUENCE = 10071;
const NO_MESSAGE = 10037;
/** Answers of the server that no retry mends: bad request, message too large for the stream. */
const HOPELESS = new Set([10003, 10054]);

interface Row {
  readonly seq: string;
  readonly event_id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly version: number;
  readonly area: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
  readonly previous: string | null;
}

/** An event of the outbox and where it is in the stream. */
interface Marked {
  readonly seq: string;
  readonly streamSeq: number;
}

/** Events of one record that go one after the other, and the sequence of the one before them. */
interface Lane {
  readonly lane: readonly Row[];
  readonly previous: number;
}

/** An event that has reached the stream. */
export interface Relayed {
  readonly entity: string;
  readonly recordId: string;
  readonly version: number;
  readonly area: string;
}

interface Parts {
  readonly service: Service;
  readonly schema: string;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly nc: NatsConnection;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told of every event once it is in the stream; live views hang here. */
  readonly relayed: (event: Relayed) => void;
}

/**
 * Brings events from the outbox into JetStream: in order per record, each once. JetStream itself refuses a stale,
 * repeated or early publish (the fence: expected last sequence over the record's subjects). One active relay per service.
 */
export class Relay {
  private readonly parts: Parts;
  private readonly js: JetStreamClient;
  private readonly stream: string;
  private readonly lock: LeaderLock;
  private leading = false;
  private stopped = false;
  private verifiedAt = Number.NEGATIVE_INFINITY;
  private firstSeq = 1;
  private wake: (() => void) | undefined;
  private pinged = false;
  private loop: Promise<void> | undefined;
  private pings: Subscription | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.js = jetstream(parts.nc);
    this.stream = streamOf(parts.service);
    this.lock = new LeaderLock(parts.databaseUrl, `relay ${parts.schema}`);
  }

  start(): void {
    this.pings = this.parts.nc.subscribe(this.pingSubject(), { callback: () => this.wake?.() });
    this.loop = this.run();
  }

  /** Says that something was committed; cheap, coalesced over 10 ms for the other replicas. */
  committed(): void {
    this.wake?.();
    if (this.pinged || this.leading) return;
    this.pinged = true;
    setTimeout(() => {
      this.pinged = false;
      if (!this.parts.nc.isClosed()) this.parts.nc.publish(this.pingSubject());
    }, 10).unref();
  }

  /** Finishes the batch at hand and stops. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.loop;
    this.pings?.unsubscribe();
    await this.lock.release();
  }

  private pingSubject(): string {
    return `int.${this.parts.service}.outbox`;
  }

  private async run(): Promise<void> {
    const { log } = this.parts;
    while (!this.stopped) {
      try {
        if (!this.leading) {
          this.leading = await this.lock.tryAcquire(() => {
            this.leading = false;
            this.verifiedAt = Number.NEGATIVE_INFINITY;
          });
          if (!this.leading) {
            await this.pause(1_000);
            continue;
          }
        }
        if (performance.now() - this.verifiedAt > VERIFY_MS) await this.verify();
        const began = performance.now();
        const moved = await this.relayBatch();
        if (moved === 0) await this.pause(POLL_MS);
        else if (moved < BATCH) await sleep(Math.max(0, PACE_MS[moved < MANY ? 'few' : 'many'] - (performance.now() - began)));
      } catch (error) {
        log.warn({ err: error, stream: this.stream }, 'relay waits');
        this.verifiedAt = Number.NEGATIVE_INFINITY;
        await this.pause(POLL_MS * 2);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(finish, ms);
      this.wake = finish;
      function finish(): void {
        clearTimeout(timer);
        done();
      }
    });
  }

  /** A stream that lost its tail gets it again: everything marked beyond its last sequence is queued anew. */
  private async verify(): Promise<void> {
    const { pool, schema, metrics, log } = this.parts;
    const manager = await this.manager();
    const { state } = await manager.streams.info(this.stream);
    this.firstSeq = state.first_seq;
    const { rowCount } = await pool.query(
      `update "${schema}"."outbox" set "published_at" = null, "stream_seq" = null where "stream_seq" > $1`,
      [state.last_seq],
    );
    if (rowCount) log.warn({ stream: this.stream, count: rowCount }, 'the stream lost its tail; publishing again');
    const { rows } = await pool.query<{ pending: number; oldest: number; parked: number }>(
      `select count(*)::int as pending, coalesce(extract(epoch from now() - min("recorded_at")), 0)::float as oldest,
        (select count(distinct "record_id")::int from "${schema}"."outbox" where "parked_at" is not null) as parked
       from "${schema}"."outbox" where "published_at" is null and "parked_at" is null`,
    );
    const [row] = rows;
    if (row) {
      metrics.outboxPending.set(row.pending);
      metrics.outboxOldestSeconds.set(row.oldest);
      metrics.parked.set(row.parked);
    }
    this.verifiedAt = performance.now();
  }

  private manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.parts.nc, { checkAPI: false });
  }

  private async relayBatch(): Promise<number> {
    const { pool, schema } = this.parts;
    const { rows } = await pool.query<Row>({
      name: 'relay-batch',
      text: `select o."seq", o."event_id", o."entity", o."record_id", o."version", o."area", o."subject", o."envelope"::text as body, o."attempts",
          b."stream_seq" as previous
        from "${schema}"."outbox" o
        left join "${schema}"."outbox" b on b."entity" = o."entity" and b."record_id" = o."record_id" and b."version" = o."version" - 1
        where o."published_at" is null and o."parked_at" is null
          and not exists (select 1 from "${schema}"."outbox" x where x."parked_at" is not null and x."entity" = o."entity" and x."record_id" = o."record_id")
        order by o."seq" limit ${String(BATCH)}`,
    });
    if (rows.length === 0) return 0;
    const lanes = new Map<string, Row[]>();
    for (const row of rows) {
      const lane = lanes.get(row.record_id);
      if (lane) lane.push(row);
      else lanes.set(row.record_id, [row]);
    }
    const done: Marked[] = [];
    let failure: unknown;
    let queue: Lane[] = [...lanes.values()].map((lane) => ({ lane, previous: Number(lane[0]?.previous ?? 0) }));
    try {
      for (let rest: Lane[] | undefined = queue; rest && queue.length >= WORTH_TOGETHER; queue = rest ?? queue)
        rest = await this.relayHeads(queue, done);
    } catch (error) {
      failure = error;
    }
    const worker = async (): Promise<void> => {
      for (let lane = queue.shift(); lane && failure === undefined; lane = queue.shift()) {
        try {
          await this.relayLane(lane.lane, lane.previous, done);
        } catch (error) {
          failure = error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(LANES, queue.length) }, worker));
    if (done.length > 0) {
      await pool.query({
        name: 'relay-mark',
        text: `update "${schema}"."outbox" o set "published_at" = now(), "stream_seq" = d.s, "attempts" = o."attempts" + 1
          from unnest($1::bigint[], $2::bigint[]) as d(seq, s) where o."seq" = d.seq`,
        values: [done.map((d) => d.seq), done.map((d) => d.streamSeq)],
      });
      this.parts.metrics.relayed.inc(done.length);
      const published = new Set(done.map((d) => d.seq));
      for (const row of rows) {
        if (published.has(row.seq))
          this.parts.relayed({ entity: row.entity, recordId: row.record_id, version: row.version, area: row.area });
      }
    }
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('The relay failed', { cause: failure });
    return done.length;
  }

  /**
   * The first event of every lane in one atomic publish.
   * @returns what is left of the lanes; undefined where the server refused and nothing was published.
   */
  private async relayHeads(lanes: readonly Lane[], done: Marked[]): Promise<Lane[] | undefined> {
    const heads = lanes.flatMap(({ lane: [row], previous }) => (row ? [{ row, previous }] : []));
    const first = await publishTogether(
      this.parts.nc,
      heads.map(({ row, previous }) => ({ subject: row.subject, body: row.body, id: row.event_id, fence: this.fenceOf(row, previous) })),
    );
    if (first === undefined) return undefined;
    for (const [index, { row }] of heads.entries()) done.push({ seq: row.seq, streamSeq: first + index });
    return lanes.flatMap(({ lane }, index) => (lane.length > 1 ? [{ lane: lane.slice(1), previous: first + index }] : []));
  }

  /** JetStream refuses the event unless the record's last one in the stream is the one before it. */
  private fenceOf(row: Row, previous: number): { readonly stream: string; readonly previous: number; readonly subjects: string } {
    const subjects = recordSubjects(this.parts.service, row.entity, row.record_id);
    return { stream: this.stream, previous: previous < this.firstSeq ? 0 : previous, subjects };
  }

  /** One record's events, one in flight, each fenced by the sequence of the one before. */
  private async relayLane(lane: readonly Row[], before: number, done: Marked[]): Promise<void> {
    let previous = before;
    for (const row of lane) {
      const fence = this.fenceOf(row, previous);
      try {
        const ack = await this.js.publish(row.subject, row.body, {
          msgID: row.event_id,
          timeout: 5_000,
          expect: {
            streamName: fence.stream,
            lastSubjectSequence: fence.previous,
            lastSubjectSequenceSubject: fence.subjects,
          },
        });
        previous = ack.seq;
      } catch (error) {
        if (!(error instanceof JetStreamApiError)) throw error;
        if (error.code === WRONG_LAST_SEQUENCE) {
          const adopted = await this.resolve(row, fence.subjects);
          if (adopted === undefined) return;
          previous = adopted;
        } else if (HOPELESS.has(error.code) || row.attempts + 1 >= MAX_ATTEMPTS) {
          await this.park(row, error);
          return;
        } else {
          await this.parts.pool.query(`update "${this.parts.schema}"."outbox" set "attempts" = "attempts" + 1 where "seq" = $1`, [row.seq]);
          throw error;
        }
      }
      done.push({ seq: row.seq, streamSeq: previous });
    }
  }

  /** The fence refused: look at what the stream has of this record. */
  private async resolve(row: Row, filter: string): Promise<number | undefined> {
    const { pool, schema, metrics, log } = this.parts;
    const manager = await this.manager();
    const info = await manager.streams.info(this.stream);
    this.firstSeq = info.state.first_seq;
    const last = await manager.streams.getMessage(this.stream, { last_by_subj: filter }).catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return null;
      throw error;
    });
    if (last?.header.get('Nats-Msg-Id') === row.event_id) {
      metrics.adopted.inc();
      return last.seq;
    }
    const have = last ? ((JSON.parse(last.string()) as { aggregateversion?: number }).aggregateversion ?? 0) : 0;
    if (have >= row.version) {
      metrics.adopted.inc();
      return last?.seq;
    }
    // The stream is behind what we had marked: publish again from there.
    log.warn(
      { stream: this.stream, entity: row.entity, id: row.record_id, expected: row.version - 1, found: have },
      'the stream lost events of a record; publishing again',
    );
    await pool.query(
      `update "${schema}"."outbox" set "published_at" = null, "stream_seq" = null where "entity" = $1 and "record_id" = $2 and "version" > $3 and "stream_seq" >= $4`,
      [row.entity, row.record_id, have, this.firstSeq],
    );
    if (last) {
      await pool.query(`update "${schema}"."outbox" set "stream_seq" = $4 where "entity" = $1 and "record_id" = $2 and "version" = $3`, [
        row.entity,
        row.record_id,
        have,
        last.seq,
      ]);
    }
    return undefined;
  }

  private async park(row: Row, error: Error): Promise<void> {
    const { pool, schema, log } = this.parts;
    log.error({ err: error, entity: row.entity, id: row.record_id, version: row.version }, 'record parked: its event cannot be published');
    await pool.query(`update "${schema}"."outbox" set "parked_at" = now(), "parked_reason" = $2 where "seq" = $1`, [
      row.seq,
      error.message.slice(0, 300),
    ]);
  }
}
