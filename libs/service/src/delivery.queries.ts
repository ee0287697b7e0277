import { DELIVERY, DURABLES, ok, streamOf, type DeliveryState, type Service } from '@houzhai/contracts';
import { EventStream, type FoundOperation } from '@houzhai/messaging';
import { DeadLetters, Outbox, reaching } from '@houzhai/persistence';
import type { NatsConnection } from '@nats-io/transport-node';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { Metrics } from '@houzhai/telemetry';
import type { Pool } from 'pg';

const SHOWN = 100;

/** How far the events of one service have travelled. */
export class DeliveryFigures {
  private readonly service: Service;
  private readonly nc: NatsConnection;
  private readonly outbox: Outbox;
  private readonly letters: DeadLetters;

  constructor(parts: { readonly service: Service; readonly schema: string; readonly pool: Pool; readonly nc: NatsConnection }) {
    this.service = parts.service;
    this.nc = parts.nc;
    this.outbox = new Outbox(parts.pool, parts.schema);
    this.letters = new DeadLetters(parts.pool, parts.schema);
  }

  /** Answers every operator who may watch, at any time: what cannot be asked of the stream is said to be missing. */
  operation(): FoundOperation {
    return { contract: DELIVERY[this.service].state, invoke: (_input, call) => reaching(async () => ok(await this.state(call.now))) };
  }

  /** Puts the figures into the metrics. */
  async measure(metrics: Metrics): Promise<void> {
    const { pending, oldestSeconds, parked } = await this.outbox.figures();
    metrics.outboxPending.set(pending);
    metrics.outboxOldestSeconds.set(oldestSeconds);
    metrics.parked.set(parked);
    metrics.deadLetters.reset();
    for (const [durable, count] of await this.letters.count()) metrics.deadLetters.set({ durable }, count);
    for (const { durable, stream, lag, unconfirmed } of await this.readers())
      metrics.consumerLag.set({ durable, stream }, lag + unconfirmed);
  }

  private async state(now: Temporal.Instant): Promise<DeliveryState> {
    const [{ pending, oldestSeconds }, parked, deadLetters, stream, readers] = await Promise.all([
      this.outbox.figures(),
      this.outbox.parked(SHOWN),
      this.letters.open(SHOWN),
      this.stream(),
      this.readers(),
    ]);
    return {
      service: this.service,
      pending,
      oldestSeconds: Math.round(oldestSeconds),
      parked: [...parked],
      deadLetters: [...deadLetters],
      stream,
      readers: [...readers],
      asOf: now.toString(),
    };
  }

  private async stream(): Promise<DeliveryState['stream']> {
    const state = await known(new EventStream(this.nc, this.service).state());
    return {
      name: streamOf(this.service),
      exists: state !== undefined,
      events: state?.events ?? 0,
      firstSequence: state?.firstSequence ?? 0,
      lastSequence: state?.lastSequence ?? 0,
      bytes: state?.bytes ?? 0,
    };
  }

  private async readers(): Promise<DeliveryState['readers']> {
    const manager = await jetstreamManager(this.nc, { checkAPI: false });
    const own = DURABLES.filter(({ reader }) => reader === this.service);
    return Promise.all(
      own.flatMap(({ name: durable, reads }) =>
        reads.map(async ({ service }) => {
          const stream = streamOf(service);
          const info = await known(manager.consumers.info(stream, durable));
          return { durable, stream, exists: info !== undefined, lag: info?.num_pending ?? 0, unconfirmed: info?.num_ack_pending ?? 0 };
        }),
      ),
    );
  }
}

/** What the server says of a stream or durable; undefined where it has none. */
async function known<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError) return undefined;
    throw error;
  }
}
