import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@houzhai/messaging';
import type { Pool } from 'pg';

const LOOK_MS = 10;
const MOST_MS = 3_000;

/**
 * Transactions that write to a table now; a prepared one is named by its number. An insert locks the table before it takes its number and
 * lets go once it can be seen: the numbers up to the highest seen are decided when everybody who held the table then has let go.
 * @param table with its schema, quoted.
 */
export async function writersOf(pool: Pool, table: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ writer: string }>({
    name: 'writers',
    text: `select "virtualtransaction" || ' ' || coalesce("pid", 0)::text as writer from pg_locks
      where "locktype" = 'relation' and "relation" = $1::regclass and "mode" = 'RowExclusiveLock'
        and "database" = (select "oid" from pg_database where "datname" = current_database())`,
    values: [table],
  });
  return rows.map(({ writer }) => writer);
}

/** Waits until everybody who writes to a table now has let go; holds nobody up. @throws Unavailable when one takes longer than three seconds. */
export async function writersDone(pool: Pool, table: string): Promise<void> {
  const began = performance.now();
  for (let left = await writersOf(pool, table); left.length > 0;) {
    if (performance.now() - began > MOST_MS) throw new Unavailable(`a transaction keeps ${table} from being read`);
    await sleep(LOOK_MS);
    const now = new Set(await writersOf(pool, table));
    left = left.filter((writer) => now.has(writer));
  }
}
