import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { LEDGERS } from '@houzhai/contracts';
import { Unavailable, type Call } from '@houzhai/messaging';
import { freshDatabase } from '@houzhai/testing';
import { ledgerOperation } from './ledger.queries.ts';

/** Two commands at once: the one with the lower number commits last. */
let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: pg.Pool;
let entity: string;
const writers: pg.PoolClient[] = [];

beforeAll(async () => {
  database = await freshDatabase('tpl_platform');
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
});
beforeEach(() => {
  entity = `kind-${randomUUID().slice(0, 8)}`;
});
afterEach(async () => {
  for (const writer of writers.splice(0)) {
    await writer.query('rollback');
    writer.release();
  }
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** An event is written; who writes it has not committed. */
async function writing(version: number): Promise<{ commit(): Promise<void>; rollback(): Promise<void> }> {
  const writer = await pool.connect();
  writers.push(writer);
  await writer.query('begin');
  await writer.query(
    `insert into "errands"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at") values ($1, $2, $3, $4, 'a07', 's', $5, now())`,
    [randomUUID(), entity, randomUUID(), version, JSON.stringify({ aggregateversion: version })],
  );
  const end = (how: string) => async () => {
    await writer.query(how);
  };
  return { commit: end('commit'), rollback: end('rollback') };
}

async function page(settled: boolean): Promise<{ readonly events: readonly number[]; readonly end: boolean }> {
  const { invoke } = ledgerOperation('errands', 'errands', pool);
  const answer = await invoke(LEDGERS.errands.input.parse({ entities: [entity], settled }), {} as Call);
  const { value } = answer as unknown as { value: { events: { aggregateversion: number }[]; end: boolean } };
  return { events: value.events.map(({ aggregateversion }) => aggregateversion), end: value.end };
}

test('a page shows a number although a lower one may still come; a settled page waits for it', async () => {
  const slow = await writing(1);
  await (await writing(2)).commit();
  expect(await page(false)).toEqual({ events: [2], end: true });
  const settled = page(true);
  expect(await Promise.race([settled, sleep(200).then(() => 'waits')])).toBe('waits');
  await slow.commit();
  expect(await settled).toEqual({ events: [1, 2], end: true });
});

test('it waits neither for a number that never comes nor for whoever began after it', async () => {
  const slow = await writing(1);
  await (await writing(2)).commit();
  const settled = page(true);
  await sleep(100);
  await writing(3);
  await slow.rollback();
  expect(await settled).toEqual({ events: [2], end: true });
});

test('who never ends keeps no page waiting for ever', async () => {
  await writing(1);
  await (await writing(2)).commit();
  await expect(page(true)).rejects.toBeInstanceOf(Unavailable);
}, 20_000);

test('nothing written is an empty page, at once', async () => {
  expect(await page(true)).toEqual({ events: [], end: true });
});
