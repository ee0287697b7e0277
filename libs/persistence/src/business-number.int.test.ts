import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '@houzhai/testing';
import { BusinessNumbers } from './business-number.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase('tpl_platform');
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const replica = (): BusinessNumbers => new BusinessNumbers(pool, 'errands');
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Twenty who ask for one number after the other. */
async function rush(replicas: readonly BusinessNumbers[], day: string, each: number): Promise<readonly number[]> {
  const given: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, nth) => {
      for (let count = 0; count < each; count++) given.push((await replicas[nth % replicas.length]?.next('AR', day)) ?? 0);
    }),
  );
  return given;
}
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

test('in a rush everybody has another number, and none is left out while the service runs', async () => {
  const given = await rush([replica()], '2020-01-24', 30);
  expect(sorted(given)).toEqual(upTo(600));
});

test('two replicas never give the same', async () => {
  const given = await rush([replica(), replica()], '2020-01-25', 30);
  expect(new Set(given).size).toBe(600);
  expect(Math.max(...given)).toBeLessThan(600 + 2 * 32);
});

test('asked for now and then, one at a time, the next service goes on without a gap', async () => {
  const before = replica();
  expect(await before.next('PE', '2020-01-24')).toBe(1);
  await sleep(1_050);
  expect(await before.next('PE', '2020-01-24')).toBe(2);
  expect(await replica().next('PE', '2020-01-24')).toBe(3);
});

test('what was taken ahead is of its day and prefix alone', async () => {
  const numbers = replica();
  for (const expected of upTo(5)) expect(await numbers.next('ER', '2020-01-24')).toBe(expected);
  expect(await numbers.next('ER', '2020-01-25')).toBe(1);
  expect(await numbers.next('NR', '2020-01-24')).toBe(1);
});
