import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@houzhai/messaging';
import type { Pool } from 'pg';

const LOOK_MS = 10;
const MOST_MS = 3_000;

/**
 * Waits until every transaction that is writing to a table now has ended: numbers drawn before can then be seen, or never will be.
 * It holds nobody up. @param table with its schema, quoted. @throws Unavailable when one of them takes longer than three seconds.
 */
export async function writersDone(pool: Pool, table: string): Promise<void> {
  const writers = async (): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ writer: string }>({
      name: 'writers',
      text: `select "pid" || ' ' || "virtualtransaction" as writer from "pg_locks" where "locktype" = 'relation' and "mode" = 'RowExclusiveLock' and "granted"
         and "relation" = $1::regclass and "database" = (select "oid" from "pg_database" where "datname" = current_database())`,
      values: [table],
    });
    return rows.map(({ writer }) => writer);
  };
  const began = performance.now();
  for (let left = await writers(); left.length > 0;) {
    if (performance.now() - began > MOST_MS) throw new Unavailable(`a transaction keeps ${table} from being read`);
    await sleep(LOOK_MS);
    const now = new Set(await writers());
    left = left.filter((writer) => now.has(writer));
  }
}
