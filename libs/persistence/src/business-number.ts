import type { Pool, PoolClient } from 'pg';

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
