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
    const groups = [...Map.groupBy(asked, ({ prefix, day }) => `${prefix} ${day}`)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const { rows } = await this.pool.query<{ key: string; last: number }>({
      name: 'next-numbers',
      text: `insert into "${this.schema}"."business_number" as n ("prefix", "day", "last")
        select a.prefix, a.day, a.many from unnest($1::text[], $2::text[], $3::int[]) as a(prefix, day, many)
        on conflict ("prefix", "day") do update set "last" = n."last" + excluded."last" returning "prefix" || ' ' || "day" as key, "last"`,
      values: [groups.map(([, [one]]) => one?.prefix), groups.map(([, [one]]) => one?.day), groups.map(([, same]) => same.length)],
    });
    const last = new Map(rows.map((row) => [row.key, row.last]));
    const next = new Map(groups.map(([key, same]) => [key, (last.get(key) ?? Number.NaN) - same.length + 1]));
    return asked.map(({ prefix, day }) => {
      const key = `${prefix} ${day}`;
      const value = next.get(key) ?? Number.NaN;
      next.set(key, value + 1);
      return { ok: true, value };
    });
  }
}
