import type { Pool } from 'pg';
import { z } from 'zod';
import { PolicyReader } from './policies.ts';

/** Streams keep events for fourteen days; an id must be remembered for longer. */
const DeliveryPolicy = z.strictObject({ receivedDays: z.int().min(15).max(3_650) });

const AT_ONCE = 5_000;

/** Forgets the ids of events that no stream can deliver again; the version gate goes on keeping repeats out. */
export class ReceivedRetention {
  private readonly pool: Pool;
  private readonly table: string;
  private readonly policy: PolicyReader<typeof DeliveryPolicy>;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.table = `"${schema}"."received"`;
    this.policy = new PolicyReader({ pool, schema, policy: 'delivery', shape: DeliveryPolicy });
  }

  /** @returns how many were forgotten. */
  async forget(now: Temporal.Instant): Promise<number> {
    const { receivedDays } = await this.policy.inForce(now);
    const before = now.subtract({ hours: receivedDays * 24 }).toString();
    for (let all = 0; ;) {
      const { rowCount } = await this.pool.query(
        `delete from ${this.table} where ctid = any(array(select ctid from ${this.table} where "at" < $1 limit ${String(AT_ONCE)}))`,
        [before],
      );
      all += rowCount ?? 0;
      if ((rowCount ?? 0) < AT_ONCE) return all;
    }
  }
}
