import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Log } from '@houzhai/telemetry';

/** One delivered message with the ways to answer it. */
export type Delivery = JsMsg;

const BATCH = 200;
const RETRY_MS = 1_000;
/** Under a steady stream of events batches begin no closer than this, so that each carries more than one. */
const PACE_MS = 100;

/**
 * Reads a durable of one stream in batches, in order, until stopped. The callback answers each message
 * (ack, nak, term) itself; when it throws, the batch comes again after the server's ack wait.
 */
export class DurableReader {
  private readonly parts: {
    nc: NatsConnection;
    stream: string;
    durable: string;
    log: Log;
    take(batch: readonly Delivery[]): Promise<void>;
  };
  private readonly waiting: Delivery[] = [];
  private source: ConsumerMessages | undefined;
  private wake: (() => void) | undefined;
  private stopped = false;
  private loop: Promise<void> | undefined;

  constructor(parts: { nc: NatsConnection; stream: string; durable: string; log: Log; take(batch: readonly Delivery[]): Promise<void> }) {
    this.parts = parts;
  }

  start(): void {
    void this.pull();
    this.loop = this.work();
  }

  /** Stops pulling, finishes the batch at hand and gives the rest back, so that another replica has it at once. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.source?.stop();
    this.wake?.();
    await this.loop;
    for (const message of this.waiting.splice(0)) message.nak();
  }

  private async pull(): Promise<void> {
    const { nc, stream, durable, log } = this.parts;
    while (!this.stopped && !nc.isClosed()) {
      try {
        const consumer = await jetstream(nc).consumers.get(stream, durable);
        this.source = await consumer.consume({
          max_messages: BATCH * 2,
          abort_on_missing_resource: true,
          callback: (message) => {
            this.waiting.push(message);
            this.wake?.();
          },
        });
        await this.source.closed();
      } catch (error) {
        log.warn({ err: error, stream, durable }, 'durable not readable');
      }
      if (!this.isStopped()) {
        await new Promise((done) => {
          setTimeout(done, RETRY_MS);
        });
      }
    }
  }

  private isStopped(): boolean {
    return this.stopped;
  }

  private async work(): Promise<void> {
    const { log, stream, durable, take } = this.parts;
    while (!this.stopped) {
      if (this.waiting.length === 0) {
        await new Promise<void>((done) => {
          this.wake = done;
        });
        this.wake = undefined;
        continue;
      }
      const began = performance.now();
      const batch = this.waiting.splice(0, BATCH);
      try {
        await take(batch);
      } catch (error) {
        log.error({ err: error, stream, durable, count: batch.length }, 'batch failed');
        for (const message of batch) message.nak(RETRY_MS);
      }
      if (this.waiting.length < BATCH) await sleep(Math.max(0, PACE_MS - (performance.now() - began)));
    }
  }
}
