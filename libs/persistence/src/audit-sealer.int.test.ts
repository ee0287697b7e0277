import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@houzhai/messaging';
import { freshDatabase } from '@houzhai/testing';
import { GENESIS, SEALED_COLUMNS, sealHash } from './audit-hash.ts';
import { AuditSealer } from './audit-sealer.ts';
import { CHAIN_START, checkChain, checkNoneAdded, newestSeal, waitingRows, type Anchors } from './audit-verify.ts';

const schema = 'errands';
const service = 'errands';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const databases: { drop(): Promise<void> }[] = [];
const pools: pg.Pool[] = [];
let pool: pg.Pool;
let url: string;

beforeEach(async () => {
  const database = await freshDatabase('tpl_platform');
  databases.push(database);
  ({ url } = database);
  pool = new pg.Pool({ connectionString: url, max: 8 });
  pool.on('error', () => undefined);
  pools.push(pool);
});
afterEach(async () => {
  for (const one of pools.splice(0)) await one.end();
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const sealer = (): AuditSealer =>
  new AuditSealer({ service, schema, databaseUrl: url, pool, clock: systemClock(), log: silent, sealed: () => undefined });

const ROW = `insert into "errands"."audit" ("at", "actor", "operation", "entity", "area", "trace_id", "details") values (now(), 'a', 'Op', 'errand', 'a07', 't', '{"no": "1"}')`;
const add = async (count: number, client: pg.Pool | pg.PoolClient = pool): Promise<void> => {
  for (let at = 0; at < count; at++) await client.query(ROW);
};
const seqs = async (sql: string): Promise<string[]> => (await pool.query<{ seq: string }>(sql)).rows.map(({ seq }) => seq);
const unsealed = (): Promise<string[]> =>
  seqs(
    `select a."seq"::text as seq from "errands"."audit" a left join "errands"."audit_leaf" l using ("seq") where l."seq" is null order by a."seq"`,
  );

/** Everything there is to check, to the first finding. */
async function verified(anchors: Anchors = () => Promise.resolve([])): Promise<unknown> {
  let position = CHAIN_START;
  for (;;) {
    const part = await checkChain({ pool, schema, service, anchors }, position);
    if (part.finding) return part.finding;
    ({ position } = part);
    if (part.end) break;
  }
  for (let after = '0'; ;) {
    const { finding, next } = await checkNoneAdded(pool, schema, after, (await newestSeal(pool, schema))?.covered ?? 0n);
    if (finding) return finding;
    if (next === undefined) return undefined;
    after = next;
  }
}

describe('the audit table', () => {
  test('has no column that a leaf does not cover', async () => {
    const { rows } = await pool.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema = 'errands' and table_name = 'audit' order by ordinal_position`,
    );
    expect(rows.map((row) => row.column_name)).toEqual([...SEALED_COLUMNS]);
  });
});

describe('sealing', () => {
  test('covers every row once, in batches, each chained to the one before and published as an event', async () => {
    const one = sealer();
    await add(25);
    expect(await one.seal(10)).toBe(10);
    expect(await one.seal(10)).toBe(10);
    expect(await one.seal(10)).toBe(5);
    expect(await one.seal(10)).toBe(0);
    expect(await unsealed()).toEqual([]);
    const { rows } = await pool.query<{ no: string; count: number; previous: Buffer; hash: Buffer }>(
      `select "no"::text as no, "count", "previous", "hash" from "errands"."audit_seal" s order by s."no"`,
    );
    expect(rows.map(({ no, count }) => [no, count])).toEqual([['1', 10], ['2', 10], ['3', 5]]); // prettier-ignore
    expect(rows[0]!.previous).toEqual(GENESIS);
    expect(rows[1]!.previous).toEqual(rows[0]!.hash);
    expect(rows[2]!.previous).toEqual(rows[1]!.hash);
    const events = await pool.query<{ version: number; data: unknown }>(
      `select "version", "envelope" -> 'data' as data from "errands"."outbox" where "entity" = 'audit' order by "version"`,
    );
    expect(events.rows).toEqual(
      rows.map(({ no, count, hash }) => ({ version: Number(no), data: { no: Number(no), rows: count, hash: hash.toString('hex') } })),
    );
    expect(await verified()).toBeUndefined();
  });

  test('takes in a row that was given an early number and committed late, however late', async () => {
    const one = sealer();
    const late = await pool.connect();
    await late.query('begin');
    await add(1, late);
    await add(3);
    for (let round = 0; round < 3; round++) {
      await one.seal(100);
      await add(1);
    }
    expect(await verified()).toBeUndefined();
    await late.query('commit');
    late.release();
    await one.seal(100);
    expect(await unsealed()).toEqual([]);
    expect(await verified()).toBeUndefined();
  });

  test('moves on past numbers that were taken back, and does not look at what is behind again', async () => {
    const one = sealer();
    const taken = await pool.connect();
    await taken.query('begin');
    await add(2, taken);
    await add(1);
    await one.seal(100);
    expect((await newestSeal(pool, schema))!.covered).toBe(0n);
    await taken.query('rollback');
    taken.release();
    for (let round = 0; round < 3; round++) {
      await add(1);
      await one.seal(100);
    }
    expect((await newestSeal(pool, schema))!.covered).toBeGreaterThanOrEqual(4n);
    expect(await verified()).toBeUndefined();
  });

  test('loses no row while many write at once, some slowly, some taken back, and two sealers work', async () => {
    const pair = [sealer(), sealer()];
    let writing = true;
    let kept = 0;
    const writers = Array.from({ length: 5 }, async (_, index) => {
      for (let round = 0; round < 40; round++) {
        const client = await pool.connect();
        await client.query('begin');
        await add(1 + (round % 3), client);
        if (round % 7 === index) await new Promise((done) => setTimeout(done, 30));
        const back = round % 5 === 0;
        await client.query(back ? 'rollback' : 'commit');
        if (!back) kept += 1 + (round % 3);
        client.release();
      }
    });
    const sealing = pair.map(async (one) => {
      while (writing) await one.seal(7).catch((error: unknown) => expect(String(error)).toMatch(/duplicate key/));
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(sealing);
    while ((await pair[0]!.seal(50)) > 0);
    expect(await unsealed()).toEqual([]);
    const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from "errands"."audit_leaf"');
    expect(rows[0]!.count).toBe(kept);
    expect(await verified()).toBeUndefined();
  });

  test('goes on where a sealer that died left off, knowing nothing of it', async () => {
    await add(5);
    await sealer().seal(3);
    expect(await sealer().seal(100)).toBe(2);
    await add(2);
    expect(await sealer().seal(100)).toBe(2);
    expect(await verified()).toBeUndefined();
  });

  test('goes on in a database that was restored to an earlier time; copies from after that time say so', async () => {
    const one = sealer();
    await add(4);
    await one.seal(10);
    await pool.end();
    pools.splice(0);
    const earlier = await freshDatabase(new URL(url).pathname.slice(1));
    databases.push(earlier);
    const before = new pg.Pool({ connectionString: url, max: 4 });
    pools.push(before);
    await before.query(ROW);
    pool = before;
    await sealer().seal(10);
    const { rows } = await before.query<{ no: string; hash: string }>(
      `select "no"::text as no, encode("hash", 'hex') as hash from "errands"."audit_seal" s order by s."no"`,
    );
    const copies = rows.map(({ no, hash }) => ({ no: Number(no), hash }));

    ({ url } = earlier);
    pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    pools.push(pool);
    await add(2);
    expect(await sealer().seal(10)).toBe(2);
    expect(await verified()).toBeUndefined();
    expect(await verified((after) => Promise.resolve(copies.filter(({ no }) => no > after)))).toEqual({ fault: 'anchor-differs', seal: 2 });
  });

  test('says how many wait, and which of them too long', async () => {
    await add(3);
    await sealer().seal(2);
    const now = Temporal.Now.instant();
    expect(await waitingRows(pool, schema, now.subtract({ minutes: 5 }))).toEqual({ waiting: 1 });
    expect(await waitingRows(pool, schema, now.add({ minutes: 5 }))).toEqual({ waiting: 1, overdue: '3' });
  });
});

describe('verification', () => {
  /** Thirty rows in three seals. */
  const chain = async (): Promise<void> => {
    const one = sealer();
    for (let round = 0; round < 3; round++) {
      await add(10);
      await one.seal(10);
    }
    await one.seal(10);
  };
  const columns: [string, string][] = [
    ['at', `"at" + interval '1 microsecond'`],
    ['actor', `'b'`],
    ['operation', `'Op '`],
    ['entity', `'errands'`],
    ['record_id', `gen_random_uuid()`],
    ['version', '1'],
    ['area', `'a08'`],
    ['trace_id', `''`],
    ['details', `'{"no": "2"}'`],
  ];
  test.each(columns)('names the row whose %s was changed', async (column, value) => {
    await chain();
    expect(await verified()).toBeUndefined();
    await pool.query(`update "errands"."audit" set "${column}" = ${value} where "seq" in (17, 25)`);
    expect(await verified()).toEqual({ fault: 'content-changed', seq: '17', seal: 2 });
  });

  test('tells null from the text and an empty object', async () => {
    await chain();
    await pool.query(`update "errands"."audit" set "details" = 'null' where "seq" = 17`);
    expect(await verified()).toEqual({ fault: 'content-changed', seq: '17', seal: 2 });
  });

  test('names a row that is gone, and one that came in behind', async () => {
    await chain();
    const taken = (await seqs(`select nextval('"errands"."audit_seq_seq"')::text as seq`))[0]!;
    await add(1);
    const one = sealer();
    await one.seal(10);
    await add(1);
    await one.seal(10);
    expect(await verified()).toBeUndefined();
    await pool.query(
      `insert into "errands"."audit" ("seq", "at", "actor", "operation", "entity", "area", "trace_id") values (${taken}, now(), 'a', 'Op', 'errand', 'a07', 't')`,
    );
    expect(await verified()).toEqual({ fault: 'row-added', seq: taken });
    await pool.query('delete from "errands"."audit" where "seq" = 12');
    expect(await verified()).toEqual({ fault: 'row-missing', seq: '12', seal: 2 });
  });

  test.each([
    [`update "errands"."audit_leaf" set "hash" = sha256('x') where "seq" = 17`],
    [`delete from "errands"."audit_leaf" where "seq" = 17`],
    [`update "errands"."audit_leaf" set "position" = 11 where "seq" = 17`],
    [`update "errands"."audit_seal" set "root" = sha256('x') where "no" = 2`],
    [`update "errands"."audit_seal" set "hash" = sha256('x') where "no" = 2`],
    [`update "errands"."audit_seal" set "at" = "at" + interval '1 second' where "no" = 2`],
    [`update "errands"."audit_seal" set "covered" = 9999 where "no" = 2`],
    [`delete from "errands"."audit_seal" where "no" = 2`],
    [`delete from "errands"."audit_seal" where "no" = 2; delete from "errands"."audit_leaf" where "seal_no" = 2`],
  ])('names the seal that no longer holds: %s', async (statement) => {
    await chain();
    await pool.query(statement);
    expect(await verified()).toEqual({ fault: 'seal-broken', seal: 2 });
  });

  test('a chain rewritten without a fault is told from the copies outside, and so is one cut short', async () => {
    await chain();
    const { rows } = await pool.query<{ no: string; hash: Buffer }>(
      `select "no"::text as no, "hash" from "errands"."audit_seal" s order by s."no"`,
    );
    const copies = rows.map(({ no, hash }) => ({ no: Number(no), hash: hash.toString('hex') }));
    const anchors: Anchors = (after) => Promise.resolve(copies.filter(({ no }) => no > after));
    expect(await verified(anchors)).toBeUndefined();

    // who may do everything changes a row and makes the whole chain again
    await pool.query(`update "errands"."audit" set "actor" = 'nobody' where "seq" = 17`);
    await pool.query('delete from "errands"."audit_leaf"; delete from "errands"."audit_seal"; delete from "errands"."outbox"');
    const one = sealer();
    while ((await one.seal(10)) > 0);
    expect(await verified()).toBeUndefined();
    expect(await verified(anchors)).toEqual({ fault: 'anchor-differs', seal: 1 });

    copies.splice(0, 3, ...(await Promise.all([1, 2, 3].map(async (no) => ({ no, hash: (await pool.query<{ hash: string }>(`select encode("hash", 'hex') as hash from "errands"."audit_seal" where "no" = ${String(no)}`)).rows[0]!.hash }))))); // prettier-ignore
    expect(await verified(anchors)).toBeUndefined();
    await pool.query(
      'delete from "errands"."audit" where "seq" > 20; delete from "errands"."audit_leaf" where "seal_no" = 3; delete from "errands"."audit_seal" where "no" = 3',
    );
    expect(await verified()).toBeUndefined();
    expect(await verified(anchors)).toEqual({ fault: 'anchor-differs', seal: 3 });
  });

  test('a forged seal of another service does not fit', async () => {
    await chain();
    const seal = (await newestSeal(pool, schema))!;
    await pool.query(`update "errands"."audit_seal" set "hash" = $1 where "no" = 3`, [sealHash('command-center', seal)]);
    expect(await verified()).toEqual({ fault: 'seal-broken', seal: 3 });
  });
});
