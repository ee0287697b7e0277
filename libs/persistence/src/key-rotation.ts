import type { Sealer } from '@houzhai/auth';
import type { Pool } from 'pg';

/** One batch of rows brought to the newest key; from a position to the next, undefined at the end. */
export interface Rotated {
  readonly changed: number;
  readonly next?: string;
}

const START = '00000000-0000-0000-0000-000000000000';

/** Wraps a batch of persons' keys by the newest master key. A key that was destroyed or wrapped anew meanwhile stays as it is. */
export async function rewrapKeys(pool: Pool, schema: string, sealer: Sealer, batch: number, after = START): Promise<Rotated> {
  const { rows } = await pool.query<{ person_id: string; wrapped: Buffer }>(
    `select "person_id", "wrapped" from "${schema}"."person_key" where "person_id" > $1 and "destroyed_at" is null order by "person_id" limit $2`,
    [after, batch],
  );
  const changes = rows.flatMap(({ person_id: id, wrapped }) => {
    const again = sealer.rewrapped(wrapped, id);
    return again ? [{ id, wrapped, again }] : [];
  });
  let changed = 0;
  if (changes.length > 0) {
    const { rowCount } = await pool.query(
      `update "${schema}"."person_key" k set "wrapped" = n.again from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as n(id, was, again)
       where k."person_id" = n.id and k."wrapped" = n.was`,
      [changes.map(({ id }) => id), changes.map(({ wrapped }) => wrapped), changes.map(({ again }) => again)],
    );
    changed = rowCount ?? 0;
  }
  const last = rows.at(-1);
  return { changed, ...(rows.length === batch && last ? { next: last.person_id } : {}) };
}

/** How many keys of persons each master key wraps; an empty name for those that name none. */
export async function wrappedBy(pool: Pool, schema: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ key: string; rows: number }>(
    `select case when length("wrapped") > 60 then encode(substring("wrapped" from 1 for 4), 'hex') else '' end as key, count(*)::int as rows
     from "${schema}"."person_key" where "destroyed_at" is null group by 1`,
  );
  return new Map(rows.map(({ key, rows: count }) => [key, count]));
}
