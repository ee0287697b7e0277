import { saveStatement, type Entry } from '@houzhai/persistence';
import type pg from 'pg';

/** Tables an accepted command writes. */
const TABLES = ['errand', 'command_log', 'outbox', 'audit'] as const;
type Row = Record<string, unknown>;

/** Everything one accepted command wrote. */
export interface Written {
  readonly errand: Row;
  readonly log: Row;
  readonly outbox: Row;
  readonly audit: Row;
}

/** The service's tables once more, with the same columns, indexes and contents, for writing without the service. */
export interface BareTables {
  /** Keeps what the service's tables hold now. */
  remember(): Promise<void>;
  /** Gives the copies what was kept. */
  reset(): Promise<void>;
  /** What the service wrote when these errands were accepted. */
  rowsOf(ids: readonly string[]): Promise<readonly Written[]>;
  /** In one transaction, a statement per table. */
  writeByStatements(parameters: Written): Promise<void>;
  /** The service's own statement, which writes all tables at once. */
  writeAtOnce(entry: Entry): Promise<void>;
}

/** Makes the copies in a schema of their own. */
export async function bareTables(db: pg.Pool): Promise<BareTables> {
  await db.query('create schema bare');
  for (const table of TABLES) {
    await db.query(`create table bare."${table}" (like "errands"."${table}" including all)`);
    await db.query(`create table bare."before_${table}" (like "errands"."${table}")`);
  }
  const copy = async (from: string, to: string): Promise<void> => {
    for (const table of TABLES) {
      await db.query(`truncate bare."${to}${table}"`);
      await db.query(`insert into bare."${to}${table}" select * from ${from.replace('*', table)}`);
    }
    for (const table of TABLES) await db.query(`vacuum analyze bare."${to}${table}"`);
  };
  return {
    remember: () => copy('"errands"."*"', 'before_'),
    reset: () => copy('bare."before_*"', ''),
    rowsOf: (ids) => rowsOf(db, ids),
    writeByStatements: (written) => writeByStatements(db, written),
    writeAtOnce: async (entry) => {
      const { rowCount } = await db.query(saveStatement('bare', [[entry]]));
      if (rowCount !== 1) throw new Error('nothing was written');
    },
  };
}

async function rowsOf(db: pg.Pool, ids: readonly string[]): Promise<readonly Written[]> {
  const { rows } = await db.query<{ errand: Row; log: Row; outbox: Row; audit: Row }>(
    `select to_jsonb(e) as errand, to_jsonb(l) as log, to_jsonb(o) as outbox, to_jsonb(a) as audit
     from "errands"."errand" e
     join "errands"."outbox" o on o."entity" = 'errand' and o."record_id" = e."id" and o."version" = e."version"
     join "errands"."audit" a on a."entity" = 'errand' and a."record_id" = e."id" and a."version" = e."version"
     join "errands"."command_log" l on l."actor" = a."actor" and l."command_id" = o."envelope" ->> 'causationid'
     where e."id" = any($1::uuid[])`,
    [ids],
  );
  if (rows.length !== ids.length) throw new Error(`${rows.length} of ${ids.length} commands left what they should`);
  return rows;
}

/** A command's rows as pg sends them statement by statement: documents as text, bytes as bytes. */
export const parametersOf = ({ errand, log, outbox, audit }: Written): Written => ({
  errand: values(errand),
  log: values(log),
  outbox: values(outbox),
  audit: values(audit),
});

const values = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value === 'string' && value.startsWith('\\x')) return [column, Buffer.from(value.slice(2), 'hex')];
      return [column, typeof value === 'object' && value !== null ? JSON.stringify(value) : value];
    }),
  );

async function writeByStatements(db: pg.Pool, { errand, log, outbox, audit }: Written): Promise<void> {
  const client = await db.connect();
  try {
    await client.query('begin');
    const { id, version, ...columns } = errand;
    const sets = Object.keys(columns).map((column, index) => `"${column}" = $${index + 4}`);
    await client.query({
      name: 'bare-errand',
      text: `update bare."errand" set "version" = $3, ${sets.join(', ')} where "id" = $1 and "version" = $2`,
      values: [id, Number(version) - 1, version, ...Object.values(columns)],
    });
    await insert(client, 'command_log', log, ['actor', 'command_id', 'payload_hash', 'reply', 'recorded_at']);
    await insert(client, 'outbox', outbox, ['event_id', 'entity', 'record_id', 'version', 'area', 'subject', 'envelope', 'recorded_at']);
    await insert(client, 'audit', audit, ['at', 'actor', 'operation', 'entity', 'record_id', 'version', 'area', 'trace_id', 'details']);
    await client.query('commit');
  } finally {
    client.release();
  }
}

const insert = (client: pg.PoolClient, table: string, row: Row, columns: readonly string[]): Promise<unknown> =>
  client.query({
    name: `bare-${table}`,
    text: `insert into bare."${table}" (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    values: columns.map((column) => row[column]),
  });

/** A command's rows as the service saves them. */
export function entryOf({ errand, log, outbox, audit }: Written): Entry {
  const { id, version, ...columns } = errand;
  return {
    change: {
      table: 'errand',
      entity: 'errand',
      id: String(id),
      area: String(errand['area']),
      from: Number(version) - 1,
      columns,
      // The statement counts events only to number the new version.
      events: [{} as never],
      auditDetails: audit['details'],
    },
    book: {
      actor: String(log['actor']),
      commandId: String(log['command_id']),
      payloadHash: Buffer.from(String(log['payload_hash']).slice(2), 'hex'),
      reply: log['reply'],
      operation: String(audit['operation']),
      traceId: String(audit['trace_id']),
      now: String(log['recorded_at']),
      events: [{ id: String(outbox['event_id']), subject: String(outbox['subject']), envelope: outbox['envelope'] }],
    },
  };
}
