import type { NatsConnection } from '@nats-io/transport-node';
import type { Envelope } from '@houzhai/contracts';
import { FEED_NEXT } from '@houzhai/messaging';
import { followView } from '@houzhai/messaging';
import type pg from 'pg';
import type { BenchOperator } from '../bench/throwaway-stack.ts';

const BATCH = 50;
const EXPIRES_MS = 2_000;

/** A screen that follows the list of errands as a console does: told of rows, and reading everything again after a gap. */
export class ViewFollower {
  readonly versions = new Map<string, number>();
  gaps = 0;
  private readonly db: pg.Pool;
  private readonly stopFollowing: () => void;

  constructor(operator: BenchOperator, db: pg.Pool) {
    this.db = db;
    this.stopFollowing = followView(operator.nc, 'errands', 'worklist', ['*'], {
      changed: (id, version) => this.saw(id, version),
      gap: () => {
        this.gaps += 1;
        void this.readAgain();
      },
    });
  }

  stop(): void {
    this.stopFollowing();
  }

  /** Errands whose version it does not know. */
  async missing(): Promise<readonly string[]> {
    const { rows } = await this.db.query<{ id: string; version: number }>(`select "id", "version" from "errands"."errand"`);
    return rows.filter(({ id, version }) => this.versions.get(id) !== version).map(({ id }) => id);
  }

  private saw(id: string, version: number): void {
    if ((this.versions.get(id) ?? 0) < version) this.versions.set(id, version);
  }

  private async readAgain(): Promise<void> {
    try {
      const { rows } = await this.db.query<{ id: string; version: number }>(`select "id", "version" from "errands"."errand"`);
      for (const { id, version } of rows) this.saw(id, version);
    } catch {
      setTimeout(() => void this.readAgain(), 500);
    }
  }
}

/** An event as a partner may have it. */
export type PartnerEvent = Pick<Envelope, 'id' | 'type' | 'aggregateversion' | 'occurredat'>;

/** A partner's program, as in deploy/partner: asks, keeps what arrived, confirms. */
export class PartnerFollower {
  readonly events: PartnerEvent[] = [];
  private isStopped = false;
  private readonly loop: Promise<void>;

  constructor(nc: NatsConnection) {
    this.loop = this.follow(nc);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.loop;
  }

  private async follow(nc: NatsConnection): Promise<void> {
    const next = JSON.stringify({ batch: BATCH, expires: EXPIRES_MS * 1_000_000 });
    while (!this.isStopped) {
      try {
        const batch = await nc.requestMany(FEED_NEXT, next, {
          strategy: 'count',
          maxMessages: BATCH,
          maxWait: EXPIRES_MS + 1_000,
          noMux: true,
        });
        for await (const message of batch) {
          if (message.headers?.code) break;
          this.events.push(message.json<PartnerEvent>());
          message.respond();
        }
      } catch {
        await new Promise((done) => setTimeout(done, 500));
      }
    }
  }
}
