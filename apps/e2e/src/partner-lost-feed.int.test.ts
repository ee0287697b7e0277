import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AddPartner, PartnerLag } from '@houzhai/contracts';
import { acceptedErrand, enterAs, take, type PartnerProgram } from './partner-program.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedVillage, valueOf } from './seed.ts';

/** The streams are lost while partners have not read everything. */
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let agent: TestOperator;
const open: PartnerProgram[] = [];

beforeAll(async () => {
  platform = await startPlatform();
  admin = await platform.operator(['PLATFORM_ADMIN']);
  ({ desk, agent } = await seedVillage(platform));
  // What the village came with is behind whoever fills feeds.
  await eventually(
    () =>
      platform.db.query<{ left: number }>(
        `select ((select count(*) from "errands"."outbox" where "entity" in ('errand', 'service-module'))
           - (select count(*) from "command_center"."received" where "durable" = 'command-center--partner-feed'))::int as left`,
      ),
    ({ rows }) => rows[0]?.left === 0,
    30_000,
  );
});
afterAll(async () => {
  for (const { nc } of open) await nc.close();
  await platform.stop();
});

const add = async (partner: string) =>
  valueOf(await admin.client.command(AddPartner, { partner, events: ['errand', 'service-module'], purpose: '自动测试用数据流' }));
const lag = async (partner: string) => valueOf(await admin.client.query(PartnerLag, { partner })).rows[0];
const enter = async (seed: string): Promise<PartnerProgram> => {
  const program = await enterAs(platform.natsUrl, seed);
  open.push(program);
  return program;
};

const errand = (): Promise<void> => acceptedErrand({ desk, agent });

test('what a lost feed held is given again, in order and once, and what comes meanwhile follows it', async () => {
  const { seed = '' } = await add('keeper');
  const { seed: slow = '' } = await add('slow-keeper');
  await errand();
  await errand();
  for (const partner of ['keeper', 'slow-keeper']) await eventually(() => lag(partner), (row) => row?.waiting === 6); // prettier-ignore
  // One had everything and confirmed it, the other nothing.
  const had = await take((await enter(seed)).nc);
  expect(had).toHaveLength(6);
  await platform.killNats();
  await platform.startNats('lost');
  await eventually(
    () => errand().then(() => true, () => false), // prettier-ignore
    Boolean,
    30_000,
  );
  for (const partner of ['keeper', 'slow-keeper'])
    await eventually(() => lag(partner), (row) => row?.replay?.ended === true && row.waiting >= 9, 60_000); // prettier-ignore
  for (const key of [seed, slow]) {
    // The ledger is read from a little before a partner was added.
    const events = (await take((await enter(key)).nc)).filter(({ type }) => type.startsWith('pub.errands.errand.'));
    expect(new Set(events.map(({ id }) => id)).size).toBe(9);
    const versions = Map.groupBy(events, ({ subject }) => subject).values();
    expect([...versions].map((one) => one.map(({ aggregateversion }) => aggregateversion))).toEqual([[1, 2, 3], [1, 2, 3], [1, 2, 3]]); // prettier-ignore
    if (key === seed) expect(had.every((one) => events.some(({ id }) => id === one.id))).toBe(true);
  }
}, 120_000);

test('lost while nothing happens, and once more while it is being restored, a feed comes back by itself', async () => {
  const { account, seed = '' } = await add('late-keeper');
  await errand();
  await eventually(() => lag('late-keeper'), (row) => row?.waiting === 3); // prettier-ignore
  // Restoring waits for whoever is writing.
  const writer = await platform.db.connect();
  try {
    await writer.query('begin');
    await writer.query(
      `insert into "errands"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at") values ($1, 'errand', $1, 1, 'a07', 's', '{}', now())`,
      [randomUUID()],
    );
    await platform.killNats();
    await platform.startNats('lost');
    const restoring = async (): Promise<readonly string[]> => {
      const { rows } = await platform.db.query<{ id: string }>(
        `select r."id" from "command_center"."partner_replay" r join "command_center"."partner" p on p."id" = r."partner_id"
         where p."name" = 'late-keeper' and r."restores" and r."ended_at" is null`,
      );
      return rows.map(({ id }) => id);
    };
    const [first] = await eventually(restoring, (ids) => ids.length === 1, 45_000);
    const center = await jetstreamManager(await platform.staticUser('command-center'), { checkAPI: false });
    await eventually(() => center.streams.delete(account.replace('P_', 'PUB_')).catch(() => false), Boolean, 30_000);
    await eventually(restoring, (ids) => ids.length === 1 && ids[0] !== first, 45_000);
  } finally {
    await writer.query('rollback');
    writer.release();
  }
  await eventually(() => lag('late-keeper'), (row) => row?.replay?.ended === true && row.waiting >= 3, 60_000); // prettier-ignore
  const events = (await take((await enter(seed)).nc)).filter(({ type }) => type.startsWith('pub.errands.errand.'));
  for (const [, one] of Map.groupBy(events, ({ subject }) => subject))
    expect(one.map(({ aggregateversion }) => aggregateversion)).toEqual([1, 2, 3]);
}, 120_000);
