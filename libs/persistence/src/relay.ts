import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { recordSubjects, streamOf, type Service } from '@houzhai/contracts';
import { EventStream, WORTH_TOGETHER, publishTogether, type StreamState } from '@houzhai/messaging';
import type { Log, Metrics } from '@houzhai/telemetry';
import type { Pool } from 'pg';
import { LeaderLock } from './advisory-lock.ts';
import { Outbox, type Placed, type Waiting } from './outbox.ts';

const BATCH = 500;
const LANES = 128;
const POLL_MS = 250;
/** Batches begin no closer than this, so that each carries more than one event; when many come, wide enough for one atomic publish. */
const PACE_MS = { few: 25, many: 60 };
const MANY = 8;
const VERIFY_MS = 30_000;
/** Behind the end of the stream so many sequences are looked at for claims of more than one event: more than are published between two looks. */
const LOOK_BACK = 200_000;
const MAX_ATTEMPTS = 8;

/** Events of one record that go one after the other, and the sequence of the one before them. */
interface Lane {
  readonly lane: readonly Waiting[];
  readonly previous: number;
}

/** An event that has reached the stream. */
export type Relayed = Pick<Waiting, 'entity' | 'recordId' | 'version' | 'area'>;

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
  /** Told when events may have reached the stream without `relayed` knowing: the lead has changed, or a batch has failed. */
  readonly unsure: () => void;
}

/**
 * Brings events from the outbox into JetStream: in order per record, each once. JetStream itself refuses a stale,
 * repeated or early publish (the fence: expected last sequence over the record's subjects). One active relay per service.
 */
export class Relay {
  private readonly parts: Parts;
  private readonly outbox: Outbox;
  private readonly stream: EventStream;
  private readonly lock: LeaderLock;
  private leading = false;
  private stopped = false;
  private verifiedAt = Number.NEGATIVE_INFINITY;
  private firstSeq = 1;
  private unsure = false;
  private wake: (() => void) | undefined;
  private pinged = false;
  private loop: Promise<void> | undefined;
  private pings: Subscription | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.outbox = new Outbox(parts.pool, parts.schema);
    this.stream = new EventStream(parts.nc, parts.service);
    this.lock = new LeaderLock(parts.databaseUrl, `relay ${parts.schema}`);
  }

  start(): void {
    this.pings = this.parts.nc.subscribe(this.pingSubject(), { callback: () => this.wake?.() });
    void this.doubtAfterReconnect();
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

  /**
   * Compares the stream with what is marked: makes it anew where it is gone, and lets everything wait again that it has lost.
   * @param doubt whether it may have lost its end and been written to since.
   * @returns what was done. Safe at any time and in any replica.
   */
  async verify(doubt = true): Promise<{ readonly made: boolean; readonly again: number }> {
    const { log } = this.parts;
    const state = await this.stream.ensure();
    this.firstSeq = state.firstSequence;
    const again = (await this.outbox.requeueBeyond(state.lastSequence, state.keptSince)) + (doubt ? await this.settleClaims(state) : 0);
    if (again > 0 || state.made)
      log.warn({ stream: state.name, made: state.made, count: again }, 'the stream has lost events; publishing them again');
    if (again > 0) this.committed();
    return { made: state.made, again };
  }

  private pingSubject(): string {
    return `int.${this.parts.service}.outbox`;
  }

  /** A server that comes back may have lost the end of a stream. */
  private async doubtAfterReconnect(): Promise<void> {
    for await (const { type } of this.parts.nc.status()) if (type === 'reconnect') this.verifiedAt = Number.NEGATIVE_INFINITY;
  }

  private async run(): Promise<void> {
    const { log } = this.parts;
    while (!this.stopped) {
      try {
        if (!this.leading) {
          this.leading = await this.lock.tryAcquire(() => {
            this.leading = false;
          });
          if (!this.leading) {
            await this.pause(1_000);
            continue;
          }
          this.verifiedAt = Number.NEGATIVE_INFINITY;
          this.unsure = true;
        }
        if (performance.now() - this.verifiedAt > VERIFY_MS) {
          const doubt = this.verifiedAt === Number.NEGATIVE_INFINITY;
          // Before, since a doubt that comes meanwhile must not be taken for settled.
          this.verifiedAt = performance.now();
          await this.verify(doubt);
        }
        const began = performance.now();
        const moved = await this.relayBatch();
        if (this.unsure) this.parts.unsure();
        this.unsure = false;
        if (moved === 0) await this.pause(POLL_MS);
        else if (moved < BATCH) await sleep(Math.max(0, PACE_MS[moved < MANY ? 'few' : 'many'] - (performance.now() - began)));
      } catch (error) {
        log.warn({ err: error, stream: streamOf(this.parts.service) }, 'relay waits');
        this.verifiedAt = Number.NEGATIVE_INFINITY;
        this.unsure = true;
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

  /** A stream that lost its tail gives the same sequences out again: of the events that claim one, the stream knows which has it. */
  private async settleClaims({ lastSequence }: StreamState): Promise<number> {
    let again = 0;
    for (const { streamSeq, eventIds } of await this.outbox.claimedTwice(lastSequence - LOOK_BACK)) {
      const there = await this.stream.idAt(streamSeq);
      for (const eventId of eventIds.filter((id) => id !== there)) {
        await this.outbox.requeueClaim(streamSeq, eventId);
        again += 1;
      }
    }
    return again;
  }

  private async relayBatch(): Promise<number> {
    const waiting = await this.outbox.waiting(BATCH);
    if (waiting.length === 0) return 0;
    const placed: Placed[] = [];
    const failure = await this.publish(waiting, placed);
    if (placed.length > 0) {
      await this.outbox.place(placed);
      this.parts.metrics.relayed.inc(placed.length);
      const published = new Set(placed.map(({ seq }) => seq));
      for (const event of waiting) if (published.has(event.seq)) this.parts.relayed(event);
    }
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('The relay failed', { cause: failure });
    return placed.length;
  }

  /** Many records together, the rest in lanes side by side. @returns what stopped it; what reached the stream is in `placed`. */
  private async publish(waiting: readonly Waiting[], placed: Placed[]): Promise<unknown> {
    let failure: unknown;
    let queue: Lane[] = [...Map.groupBy(waiting, ({ recordId }) => recordId).values()].map((lane) => ({
      lane,
      previous: lane[0]?.previous ?? 0,
    }));
    try {
      for (let rest: Lane[] | undefined = queue; rest && queue.length >= WORTH_TOGETHER; queue = rest ?? queue)
        rest = await this.relayHeads(queue, placed);
    } catch (error) {
      return error;
    }
    const worker = async (): Promise<void> => {
      for (let lane = queue.shift(); lane && failure === undefined; lane = queue.shift()) {
        try {
          await this.relayLane(lane.lane, lane.previous, placed);
        } catch (error) {
          failure = error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(LANES, queue.length) }, worker));
    return failure;
  }

  /**
   * The first event of every lane in one atomic publish.
   * @returns what is left of the lanes; undefined where the server refused and nothing was published.
   */
  private async relayHeads(lanes: readonly Lane[], placed: Placed[]): Promise<Lane[] | undefined> {
    const heads = lanes.flatMap(({ lane: [event], previous }) => (event ? [{ event, previous }] : []));
    const first = await publishTogether(
      this.parts.nc,
      heads.map(({ event, previous }) => ({
        subject: event.subject,
        body: event.body,
        id: event.eventId,
        fence: this.fenceOf(event, previous),
      })),
    );
    if (first === undefined) return undefined;
    for (const [index, { event }] of heads.entries()) placed.push({ seq: event.seq, streamSeq: first + index });
    return lanes.flatMap(({ lane }, index) => (lane.length > 1 ? [{ lane: lane.slice(1), previous: first + index }] : []));
  }

  /** JetStream refuses the event unless the record's last one in the stream is the one before it; one that has aged out counts as none. */
  private fenceOf(
    { entity, recordId }: Waiting,
    previous: number,
  ): { readonly stream: string; readonly previous: number; readonly subjects: string } {
    const { service } = this.parts;
    return {
      stream: streamOf(service),
      previous: previous < this.firstSeq ? 0 : previous,
      subjects: recordSubjects(service, entity, recordId),
    };
  }

  /** One record's events, one in flight, each fenced by the sequence of the one before. */
  private async relayLane(lane: readonly Waiting[], before: number, placed: Placed[]): Promise<void> {
    let previous = before;
    for (const event of lane) {
      const fence = this.fenceOf(event, previous);
      const answer = await this.stream.publish({ subject: event.subject, body: event.body, id: event.eventId, fence });
      if (answer.is === 'stored') previous = answer.sequence;
      else if (answer.is === 'fenced') {
        const found = await this.resolve(event, fence.subjects);
        if (found === undefined) return;
        previous = found;
      } else if (answer.hopeless || event.attempts + 1 >= MAX_ATTEMPTS) {
        const { entity, recordId, version } = event;
        this.parts.log.error({ reason: answer.reason, entity, id: recordId, version }, 'record parked: its event cannot be published');
        await this.outbox.park(event.seq, answer.reason);
        return;
      } else {
        await this.outbox.countAttempt(event.seq);
        throw new Error(answer.reason);
      }
      placed.push({ seq: event.seq, streamSeq: previous });
    }
  }

  /** The fence refused: look at what the stream has of this record. @returns where the event is, or that nothing can be said yet. */
  private async resolve(event: Waiting, subjects: string): Promise<number | undefined> {
    const { metrics, log } = this.parts;
    this.firstSeq = (await this.stream.state()).firstSequence;
    const last = await this.stream.lastOf(subjects);
    const have = last?.version ?? 0;
    if (last && have >= event.version) {
      // Its own place, not that of the record's last one: with that the fence would let the event after this one in once more.
      const place = last.id === event.eventId ? last.sequence : await this.stream.placeOf(event.eventId, subjects, this.firstSeq);
      if (place === undefined) {
        const reason = `the stream has event ${String(have)} of the record and not this one`;
        log.error({ reason, entity: event.entity, id: event.recordId, version: event.version }, 'record parked');
        await this.outbox.park(event.seq, reason);
        return undefined;
      }
      metrics.adopted.inc();
      return place;
    }
    log.warn(
      { entity: event.entity, id: event.recordId, expected: event.version - 1, found: have },
      'the stream lost events of a record; publishing again',
    );
    await this.outbox.requeueRecord(event, have, last?.sequence, this.firstSeq);
    return undefined;
  }
}
