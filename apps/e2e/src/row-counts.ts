import type pg from 'pg';

/** What readers of events and the sealing of audit rows fill in their own time, after the fact. */
const PROJECTIONS = /^command_center\.(board_|audit_anchor$|received$|reader_version$)|\.audit_(leaf|seal)$/;
const SEALS = `where "entity" <> 'audit'`;

/** Tables of all services with how many rows each has; `except` says which a test changes on purpose. */
export async function rowCounts(db: pg.Pool, except: RegExp = PROJECTIONS): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('errands', 'census_screening', 'command_center') and table_type = 'BASE TABLE' order by 1`,
  );
  const names = rows.map(({ name }) => name).filter((name) => !except.test(name) && !PROJECTIONS.test(name));
  const counts = await db.query<Record<string, number>>(
    `select ${names.map((name, index) => `(select count(*)::int from ${name} ${name.endsWith('.outbox') ? SEALS : ''}) as "${String(index)}"`).join(', ')}`,
  );
  return Object.fromEntries(names.map((name, index) => [name, counts.rows[0]?.[String(index)] ?? -1]));
}
