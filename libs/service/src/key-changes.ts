import { setTimeout as sleep } from 'node:timers/promises';
import type { Sealer } from '@houzhai/auth';
import { KEY_STATES, ok, type OutputOf, type Service } from '@houzhai/contracts';
import type { Clock, FoundOperation } from '@houzhai/messaging';
import { LeaderLock, keyPolicies, reaching, rewrapKeys, wrappedBy, type Rotated } from '@houzhai/persistence';
import type { Log } from '@houzhai/telemetry';
import type { Pool } from 'pg';

/** How a service brings its blind indexes to the newest index key. */
export interface Reindexing {
  readonly batch: (size: number, after: string | undefined) => Promise<Rotated>;
  /** Rows by the name of the index key they were made with. */
  readonly uses: () => Promise<ReadonlyMap<string, number>>;
}

interface Parts {
  readonly service: Service;
  readonly schema: string;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
  readonly reindexing: Reindexing | undefined;
}

const LEAD_RETRY_MS = 1_000;

/**
 * Once after every start: makes hashes that rows have not got yet, as after a new one was added. While the settings name more than
 * one key: brings every row to the newest, in batches, beside everything else. One process of a service does it; a row that changes
 * meanwhile is left to the next round.
 */
export class KeyChanges {
  private readonly parts: Parts;
  private readonly lock: LeaderLock;
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.lock = new LeaderLock(parts.databaseUrl, `keys ${parts.schema}`);
  }

  start(): void {
    const { sealer, reindexing } = this.parts;
    const changing = sealer.masterKeyIds.length > 1 || sealer.indexKeyIds.length > 1;
    if (changing || reindexing) this.loop = this.run(changing);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.lock.release();
  }

  private async run(changing: boolean): Promise<void> {
    const { pool, schema, sealer, clock, log, reindexing } = this.parts;
    const policies = keyPolicies(pool, schema);
    while (!this.stopping.signal.aborted) {
      let pauseMs = LEAD_RETRY_MS;
      try {
        if (await this.lock.tryAcquire(() => undefined)) {
          const { againSeconds } = await policies.inForce(clock.now());
          if (changing) await this.round((size, after) => rewrapKeys(pool, schema, sealer, size, after));
          if (reindexing) await this.round((size, after) => reindexing.batch(size, after));
          if (!changing) return await this.lock.release();
          pauseMs = againSeconds * 1_000;
        }
      } catch (error) {
        log.warn({ err: error }, 'change of keys waits');
      }
      await this.pause(pauseMs);
    }
  }

  private async round(batch: Reindexing['batch']): Promise<void> {
    const policies = keyPolicies(this.parts.pool, this.parts.schema);
    let count = 0;
    for (let after: string | undefined; !this.stopping.signal.aborted;) {
      const { batch: size, pauseMilliseconds } = await policies.inForce(this.parts.clock.now());
      const { changed, next } = await batch(size, after);
      count += changed;
      if (next === undefined) break;
      after = next;
      if (changed > 0) await this.pause(pauseMilliseconds);
    }
    if (count > 0) this.parts.log.info({ count }, 'rows brought to the newest key');
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

type State = OutputOf<(typeof KEY_STATES)['errands']>;

const usesOf = (known: readonly string[], rows: ReadonlyMap<string, number>): State['masters'] => [
  ...known.map((key, index) => ({ key, rows: rows.get(key) ?? 0, known: true, newest: index === 0 })),
  ...[...rows].filter(([key]) => !known.includes(key)).map(([key, count]) => ({ key, rows: count, known: key === '', newest: false })),
];

/** Says which keys the rows of a service still need. */
export const keyStateOperation = ({
  service,
  schema,
  pool,
  sealer,
  reindexing,
}: Omit<Parts, 'databaseUrl' | 'clock' | 'log'>): FoundOperation => ({
  contract: KEY_STATES[service],
  invoke: () =>
    reaching(async () =>
      ok({
        service,
        masters: usesOf(sealer.masterKeyIds, await wrappedBy(pool, schema)),
        indexes: reindexing ? usesOf(sealer.indexKeyIds, await reindexing.uses()) : [],
      }),
    ),
});
