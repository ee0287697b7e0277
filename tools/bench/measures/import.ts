import type pg from 'pg';
import { BeginImport, CheckImport, CommitImport, StageImportRows } from '@houzhai/contracts';
import { readRows, writeRows } from '@houzhai/documents';
import { generateAreas, generateDwellings, type DemoPlace } from '../../../seeds/demo/dwellings.ts';
import { batches } from '../batches.ts';
import { valueOf } from '../filled-tables.ts';
import { millisecondsOf, rounded, told, until, type Measure } from '../measure.ts';
import type { BenchOperator } from '../throwaway-stack.ts';

const SEED = 2020;
const ROOMS = 36_210;
/** Bytes of a chunk of an import, under the 64 KB of one call. */
const CHUNK_BYTES = 48_000;
/** Rows of one insert, as many as the service writes at once. */
const BULK = 1_000;
const PATIENT = { deadlineMs: 300_000 };

/** 36,210 rooms of one workbook through begin, chunks, check and commit, from its bytes to the last row, against the same rows inserted by pg alone. */
export const importRooms: Measure = {
  name: 'import',
  goals: [{ figure: 'seconds', atMost: 60 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const admin = await stack.operator(['PLATFORM_ADMIN']);
    const dwellings = [...generateDwellings(SEED)];
    await bringIn(admin, await workbook([...generateAreas(), ...dwellings.filter(({ level }) => level === 'house')]));
    await settled(db);
    const bytes = await workbook(dwellings.filter(({ level }) => level === 'room'));
    const began = performance.now();
    const entered = await bringIn(admin, bytes);
    const ours = (performance.now() - began) / 1000;
    if (entered !== ROOMS) throw new Error(`${entered} rooms entered`);
    await settled(db);
    const bare = await secondsOfInserts(db);
    return { figures: { seconds: rounded(ours, 1), bare: rounded(bare, 2), ratio: rounded(ours / bare, 1) }, unit: 's' };
  },
};

/** A workbook of places as people fill it in. */
async function workbook(places: readonly DemoPlace[]): Promise<Uint8Array> {
  const columns = (['path', 'level', 'zh', 'en', 'placeholder', 'rental'] as const).map((header) => ({
    header,
    value: (place: DemoPlace) => String(place[header]),
  }));
  const parts: Uint8Array[] = [];
  for await (const part of writeRows(places, { format: 'xlsx', columns })) parts.push(part);
  return Buffer.concat(parts);
}

/** Imports a file as `hz import` does; gives the rows entered and says which step took how long. */
async function bringIn({ client }: BenchOperator, bytes: Uint8Array): Promise<number> {
  const { importId } = valueOf(await client.command(BeginImport, { kind: 'PLACES', fileName: 'rooms.xlsx' }));
  const rows: { line: number; cells: Record<string, string> }[] = [];
  const read = await millisecondsOf(async () => {
    for await (const { line, cells } of readRows(bytes)) rows.push({ line, cells: { ...cells } });
  });
  let chunk = 0;
  const staged = await millisecondsOf(async () => {
    for (const part of batches(rows, CHUNK_BYTES, (row) => Buffer.byteLength(JSON.stringify(row)) + 1))
      valueOf(await client.command(StageImportRows, { importId, chunk: chunk++, rows: part }, PATIENT));
  });
  const checked = await millisecondsOf(async () => {
    const { faultCount, faults } = valueOf(await client.command(CheckImport, { importId }, PATIENT));
    if (faultCount > 0) throw new Error(JSON.stringify(faults.slice(0, 5)));
  });
  let entered = 0;
  const committed = await millisecondsOf(async () => ({ entered } = valueOf(await client.command(CommitImport, { importId }, PATIENT))));
  const seconds = (ms: number): number => rounded(ms / 1000, 2);
  told(
    `${rows.length} rows, s: read ${seconds(read)}, ${chunk} chunks ${seconds(staged)}, check ${seconds(checked)}, commit ${seconds(committed)}`,
  );
  return entered;
}

/** Waits until every event is published, so that one run does not pay for another. */
const settled = (db: pg.Pool): Promise<void> =>
  until(async () => {
    const pending = `select 1 from "census_screening"."outbox" where "published_at" is null and "parked_at" is null limit 1`;
    return (await db.query(pending)).rowCount === 0;
  }, 200);

/** Seconds to insert the rooms once more into a table with the same indexes, in one transaction. */
async function secondsOfInserts(db: pg.Pool): Promise<number> {
  await db.query('create schema bare');
  await db.query('create table bare.place (like "census_screening"."place" including all)');
  await db.query('insert into bare.place select * from "census_screening"."place" where "level" <> \'room\'');
  const { rows, fields } = await db.query<Record<string, unknown>>(`select * from "census_screening"."place" where "level" = 'room'`);
  const { rows: types } = await db.query<{ name: string; type: string }>(
    `select "attname" as name, format_type("atttypid", "atttypmod") as type from pg_attribute where "attrelid" = 'bare.place'::regclass and "attnum" > 0`,
  );
  const typeOf = new Map(types.map(({ name, type }) => [name, type]));
  const columns = fields.map(({ name }) => name);
  const list = columns.map((name) => `"${name}"`).join(', ');
  const arrays = columns.map((name, index) => `$${index + 1}::${typeOf.get(name) ?? 'text'}[]`).join(', ');
  const bulks = [...batches(rows, BULK)].map((bulk) => columns.map((name) => bulk.map((row) => row[name])));
  const client = await db.connect();
  try {
    const ms = await millisecondsOf(async () => {
      await client.query('begin');
      for (const values of bulks) await client.query(`insert into bare.place (${list}) select * from unnest(${arrays})`, values);
      await client.query('commit');
    });
    return ms / 1000;
  } finally {
    client.release();
  }
}
