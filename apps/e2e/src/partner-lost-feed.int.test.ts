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
});
afterAll(async () => {
  for (const { nc } of open) await nc.close();
  await platform.stop();
});

const add = async (partner: string) =>
  valueOf(await admin.client.command(AddPartner, { partner, events: ['errand', 'service-module'], purpose: '自动测试用数据流' }));
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
  const lag = async (partner: string) => valueOf(await admin.client.query(PartnerLag, { partner })).rows[0];
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
