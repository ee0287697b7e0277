import type { Sealer } from '@houzhai/auth';
import type { PersonKeys } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { indexColumns, openSecrets } from './person.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly sealed: Buffer;
}

/** Makes the hashes of a batch of persons anew by the newest index key, and those that are missing. Who was changed or erased meanwhile is left as they are. */
export async function reindexPersons(
  pool: Pool,
  keys: PersonKeys,
  sealer: Sealer,
  size: number,
  after = '00000000-0000-0000-0000-000000000000',
): Promise<{ readonly changed: number; readonly next?: string }> {
  const { rows } = await pool.query<Row>(
    `select "id", "version", "sealed" from "census_screening"."person"
     where "id" > $1 and "erased_at" is null and ("index_key" is distinct from $3 or ("phone_index" is not null and "phone_tail" is null)) order by "id" limit $2`,
    [after, size, sealer.indexKeyId],
  );
  const wrapped = await keys.find(rows.map(({ id }) => id));
  let changed = 0;
  for (const { id, version, sealed } of rows) {
    const key = wrapped.get(id);
    if (!key) continue;
    const columns = Object.entries(indexColumns(sealer, openSecrets(sealer, key, id, sealed)));
    const { rowCount } = await pool.query(
      `update "census_screening"."person" set ${columns.map(([name], index) => `"${name}" = $${String(index + 3)}`).join(', ')}
       where "id" = $1 and "version" = $2 and "erased_at" is null`,
      [id, version, ...columns.map(([, value]) => value)],
    );
    changed += rowCount ?? 0;
  }
  const last = rows.at(-1);
  return { changed, ...(rows.length === size && last ? { next: last.id } : {}) };
}

/** Persons by the index key their hashes were made with. */
export async function indexedBy(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ key: string; rows: number }>(
    `select coalesce("index_key", '') as key, count(*)::int as rows from "census_screening"."person" where "erased_at" is null group by 1`,
  );
  return new Map(rows.map(({ key, rows: count }) => [key, count]));
}

/** Whether a document number is somebody’s under a key that is being replaced; the unique index knows the newest only. */
export async function documentUnderOldKey(pool: Pool, sealer: Sealer, documentNo: string | undefined, exceptId: string): Promise<boolean> {
  const [, ...older] = documentNo === undefined ? [] : sealer.blindIndexes('document', documentNo);
  if (older.length === 0) return false;
  const { rows } = await pool.query(`select 1 from "census_screening"."person" where "document_index" = any($1::bytea[]) and "id" <> $2`, [
    older,
    exceptId,
  ]);
  return rows.length > 0;
}
