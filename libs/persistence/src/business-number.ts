import type { Pool, PoolClient } from 'pg';
import { Gathering, type Settled } from './gathering.ts';

/** Takes the next `count` numbers of a prefix and day; returns the first. A number taken is never given again. */
export async function nextNumbers(db: Pool | PoolClient, schema: string, prefix: string, day: string, count = 1): Promise<number> {
  const { rows } = await db.query<{ last: number }>({
    name: 'next-number',
    text: `insert into "${schema}"."business_number" as n ("prefix", "day", "last") values ($1, $2, $3)
           on conflict ("prefix", "day") do update set "last" = n."last" + $3 returning "last"`,
    values: [prefix, day, count],
  });
  const last = rows[0]?.last;
  if (last === undefined) throw new Error('No number was given');
  return last - count + 1;
}

/** Gives out numbers one by one; those asked for at the same moment are taken together, as everybody waits for the same row. */
export class BusinessNumbers {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly asked: Gathering<{ readonly prefix: string; readonly day: string }, number>;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
    this.asked = new Gathering((asked) => this.take(asked), { lanes: 1, most: 256 });
  }

  /** The next number of a prefix and day. A number taken is never given again. */
  next(prefix: string, day: string): Promise<number> {
    return this.asked.ask({ prefix, day });
  }

  private async take(asked: readonly { readonly prefix: string; readonly day: string }[]): Promise<readonly Settled<number>[]> {
    const next = new Map<string, number>();
    for (const [key, same] of Map.groupBy(asked, ({ prefix, day }) => `${prefix} ${day}`)) {
      const [{ prefix, day } = { prefix: '', day: '' }] = same;
      next.set(key, await nextNumbers(this.pool, this.schema, prefix, day, same.length));
    }
    return asked.map(({ prefix, day }) => {
      const key = `${prefix} ${day}`;
      const value = next.get(key) ?? 0;
      next.set(key, value + 1);
      return { ok: true, value };
    });
  }
}
