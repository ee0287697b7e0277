import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { newNkey, nkeyAuthenticator } from '@houzhai/auth';
import {
  AddPartner,
  ChangePartner,
  ListPartners,
  PartnerLag,
  ReplayPartner,
  RevokePartner,
  RotatePartner,
  grantSubjects,
} from '@houzhai/contracts';
import { FEED_DURABLE, feedStream } from '@houzhai/messaging';
import { acceptedErrand, enterAs, take, type PartnerProgram } from './partner-program.ts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedVillage, valueOf } from './seed.ts';

const DAY_AND_MORE = { hours: 25 };

const clock = new TestClock();
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let agent: TestOperator;
const open: NatsConnection[] = [];

/** Connects as whoever holds a seed. */
const enter = async (seed: string): Promise<PartnerProgram> => {
  const program = await enterAs(platform.natsUrl, seed);
  open.push(program.nc);
  return program;
};

const all = { events: ['errand', 'service-module'], purpose: '自动测试用数据流' };
const add = async (partner: string, grant: { events?: string[]; areas?: string[] } = {}) =>
  valueOf(await admin.client.command(AddPartner, { partner, ...all, ...grant }));

const errand = (): Promise<void> => acceptedErrand({ desk, agent });

/** Whether a seed opens a connection now. */
const letIn = async (seed: string): Promise<boolean> => {
  try {
    const nc = await connect({ servers: platform.natsUrl, authenticator: nkeyAuthenticator(seed), reconnect: false });
    await nc.close();
    return true;
  } catch {
    return false;
  }
};

beforeAll(async () => {
  platform = await startPlatform({ clock });
  ({ admin, desk, agent } = await seedVillage(platform));
});
afterAll(async () => {
  await Promise.all(open.map((nc) => nc.close()));
  await platform.stop();
});

describe('adding a partner', () => {
  test('gives its seed once more when the command is repeated, and keeps it nowhere', async () => {
    const commandId = randomUUID();
    const asked = { partner: 'rescue', ...all };
    const first = valueOf(await admin.client.command(AddPartner, asked, { commandId }));
    expect(valueOf(await admin.client.command(AddPartner, asked, { commandId }))).toEqual(first);
    expect(first).toMatchObject({ partner: 'rescue', account: expect.stringMatching(/^P_P\d\d$/) as string });
    const seed = first.seed ?? '';
    expect(seed).toMatch(/^SU[A-Z2-7]{56}$/);
    const { rows } = await platform.db.query<{ text: string }>(
      `select coalesce(string_agg(x::text, ''), '') as text from (
         select to_jsonb(p) x from "command_center"."partner" p union all select to_jsonb(o) from "command_center"."outbox" o
         union all select to_jsonb(a) from "command_center"."audit" a union all select to_jsonb(c) from "command_center"."command_log" c) all_rows`,
    );
    expect(rows[0]?.text).toContain('rescue');
    expect(rows[0]?.text).not.toContain(seed);
    await errand();
    const { nc } = await enter(seed);
    await eventually(
      () => take(nc),
      (events) => events.some(({ type }) => type === 'pub.errands.errand.accepted.v1'),
    );
  });

  test('is refused for a name or key that is known, an event that is none, and everybody but the platform administrator', async () => {
    const { publicKey } = newNkey('user');
    valueOf(await admin.client.command(AddPartner, { partner: 'owner', ...all, publicKey }));
    const refused = async (input: object): Promise<unknown> => {
      const outcome = await admin.client.command(AddPartner, { partner: 'other', ...all, ...input });
      return outcome.ok ? outcome.value : outcome.refusal.code;
    };
    expect(await refused({ partner: 'owner' })).toBe('partner.name-taken');
    expect(await refused({ publicKey })).toBe('partner.key-taken');
    expect(await refused({ events: ['PersonRegistered'] })).toBe('request.invalid');
    expect(await refused({ events: ['errand', 'operator'] })).toBe('request.invalid');
    await expect(desk.client.command(AddPartner, { partner: 'other', ...all })).rejects.toThrow(/permission/i);
  });

  test('of several at once gives each a place of its own, with what it may have', async () => {
    const twins = ['a01', 'a02', 'a03', 'a04'].map((area) => ({ partner: `twin-${area}`, areas: [area] }));
    await Promise.all(
      twins.map(async (twin) => {
        for (;;) {
          const outcome = await admin.client.command(AddPartner, { ...all, ...twin });
          if (outcome.ok || outcome.refusal.code !== 'record.conflict') return;
        }
      }),
    );
    const { rows } = await platform.db.query<{ name: string; place: string }>(
      `select "name", "place" from "command_center"."partner" where "name" like 'twin-%'`,
    );
    expect(new Set(rows.map(({ place }) => place)).size).toBe(twins.length);
    const manager = await jetstreamManager(await platform.staticUser('platform'));
    for (const { name, place } of rows) {
      const { config } = await manager.consumers.info(feedStream(place), FEED_DURABLE);
      const own = grantSubjects(place, { events: all.events, areas: [name.slice(5)] });
      expect([name, config.filter_subjects?.toSorted()]).toEqual([name, own.toSorted()]);
    }
  });
});

test('a partner gets the events and areas it may have, other ones after a change, and no others', async () => {
  const near = await add('near', { events: ['ErrandAccepted'], areas: ['a07'] });
  const far = await add('far', { areas: ['a08'] });
  await errand();
  const [{ nc }, { nc: other }] = [await enter(near.seed ?? ''), await enter(far.seed ?? '')];
  const heard = await eventually(
    () => take(nc),
    (events) => events.length > 0,
  );
  expect(heard.map(({ type, area }) => [type, area])).toEqual([['pub.errands.errand.accepted.v1', 'a07']]);
  expect(await take(other)).toEqual([]);
  valueOf(await admin.client.command(ChangePartner, { partner: 'far', events: ['ErrandRequested'], areas: ['a07', 'a08'] }));
  const nothing = await admin.client.command(ChangePartner, { partner: 'far', areas: ['a08', 'a07'] });
  expect(!nothing.ok && nothing.refusal.code).toBe('partner.nothing-changed');
  await errand();
  const after = await eventually(
    () => take(other),
    (events) => events.length > 0,
  );
  expect(after.map(({ type, area }) => [type, area])).toEqual([['pub.errands.errand.requested.v1', 'a07']]);
  expect(after[0]?.subject).not.toBe(heard[0]?.subject);
});

describe('keys', () => {
  test('overlap: the old one works on without a break until its time is over, and then its connections are closed', async () => {
    const old = (await add('turner')).seed ?? '';
    const before = await enter(old);
    const rotated = valueOf(await admin.client.command(RotatePartner, { partner: 'turner' }));
    const after = await enter(rotated.seed ?? '');
    await errand();
    let heard = 0;
    await eventually(
      async () => (heard += (await take(before.nc)).length + (await take(after.nc)).length),
      (count) => count === 3,
    );
    expect(await letIn(old)).toBe(true);
    expect(before.cuts()).toBe(0);
    clock.advance(DAY_AND_MORE);
    await eventually(
      async () => before.cuts(),
      (cuts) => cuts > 0,
    );
    expect(await letIn(old)).toBe(false);
    expect(await letIn(rotated.seed ?? '')).toBe(true);
    expect(after.cuts()).toBe(0);
    admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  });

  test('that others may know end at once', async () => {
    const old = (await add('leaky')).seed ?? '';
    const { cuts } = await enter(old);
    const began = performance.now();
    valueOf(await admin.client.command(RotatePartner, { partner: 'leaky', atOnce: true }));
    await eventually(
      async () => cuts(),
      (count) => count > 0,
    );
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await letIn(old)).toBe(false);
  });
});

test('a revoked partner is cut off within a second and finds nothing, nobody else notices', async () => {
  const [gone, stays] = [await add('gone'), await add('stays')];
  await errand();
  const revoked = await enter(gone.seed ?? '');
  const other = await enter(stays.seed ?? '');
  let operatorCuts = 0;
  void (async () => {
    for await (const { type } of desk.nc.status()) if (type === 'disconnect') operatorCuts++;
  })();
  const began = performance.now();
  valueOf(await admin.client.command(RevokePartner, { partner: 'gone' }));
  await eventually(
    async () => revoked.cuts(),
    (cuts) => cuts > 0,
  );
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(await letIn(gone.seed ?? '')).toBe(false);
  const manager = await jetstreamManager(await platform.staticUser('platform'));
  await eventually(
    () => manager.streams.names().next(),
    (names) => !names.includes(gone.account.replace('P_', 'PUB_')),
  );
  const heard: unknown[] = [];
  await eventually(
    async () => heard.push(...(await take(other.nc))),
    (count) => count === 3,
  );
  expect([other.cuts(), operatorCuts]).toEqual([0, 0]);
  const again = await admin.client.command(AddPartner, { partner: 'gone', ...all });
  expect(!again.ok && again.refusal.code).toBe('partner.name-taken');
  expect((await add('heir')).account).not.toBe(gone.account);
  for (const command of [RevokePartner, RotatePartner] as const) {
    const outcome = await admin.client.command(command, { partner: 'gone' });
    expect(!outcome.ok && outcome.refusal.code).toBe('partner.revoked');
  }
});

test('what a command centre that died after its commit left undone is done by the next one', async () => {
  const [half, unmade] = [await add('half'), await add('unmade')];
  const { cuts } = await enter(half.seed ?? '');
  const manager = await jetstreamManager(await platform.staticUser('platform'));
  const streams = () => manager.streams.names().next();
  const [gone, missing] = [half, unmade].map(({ account }) => account.replace('P_', 'PUB_'));
  const center = await jetstreamManager(await platform.staticUser('command-center'), { checkAPI: false });
  await platform.services.get('command-center')?.stop();
  await center.streams.delete(missing ?? '');
  await platform.db.query(
    `update "command_center"."partner" set "state" = 'REVOKED', "revoked_at" = $1, "former_place" = "place", "place" = null where "name" = 'half'`,
    [clock.now().toString()],
  );
  await platform.restart('command-center');
  await eventually(
    async () => cuts(),
    (count) => count > 0,
  );
  await eventually(streams, (names) => !names.includes(gone ?? '') && names.includes(missing ?? ''));
  expect(await letIn(half.seed ?? '')).toBe(false);
  await platform.db.query(
    `insert into "command_center"."partner_replay" select $1, "id", $2, $3, '0', 0 from "command_center"."partner" where "name" = 'unmade'`,
    [randomUUID(), clock.now().subtract({ hours: 24 }).toString(), clock.now().toString()],
  );
  const { nc } = await enter(unmade.seed ?? '');
  await eventually(
    () => take(nc),
    (events) => events.length > 0,
  );
});

test('a replay gives the events again, the same ids; how far a partner is can be seen', async () => {
  const from = clock.now().toString();
  const { seed = '' } = await add('reader');
  await errand();
  const { nc } = await enter(seed);
  const lag = async () => valueOf(await admin.client.query(PartnerLag, { partner: 'reader' })).rows[0];
  const waiting = await eventually(lag, (row) => row?.waiting === 3);
  expect(waiting).toMatchObject({ connections: 1, unconfirmed: 0, oldest: expect.any(String) as string });
  const first = await take(nc);
  expect(first).toHaveLength(3);
  await eventually(lag, (row) => row?.waiting === 0 && row.unconfirmed === 0 && row.oldest === undefined && row.lastFetch !== undefined);
  valueOf(await admin.client.command(ReplayPartner, { partner: 'reader', from }));
  const second = await eventually(
    () => take(nc),
    (events) => events.length > 0,
  );
  expect(second).toEqual(first);
  await eventually(lag, (row) => row?.replay?.ended === true && row.replay.given === 3);
  const tooFar = await admin.client.command(ReplayPartner, {
    partner: 'reader',
    from: clock
      .now()
      .subtract({ hours: 31 * 24 })
      .toString(),
  });
  expect(!tooFar.ok && tooFar.refusal).toMatchObject({ code: 'partner.replay-too-far', params: { days: 30 } });
  // one that came later gets what was before it
  const { seed: late = '' } = await add('latecomer');
  valueOf(await admin.client.command(ReplayPartner, { partner: 'latecomer', from }));
  const { nc: other } = await enter(late);
  const heard = await eventually(
    () => take(other),
    (events) => events.length > 0,
  );
  expect(heard.map(({ type, aggregateversion }) => [type, aggregateversion])).toEqual(
    first.map(({ type, aggregateversion }) => [type, aggregateversion]),
  );
  expect(heard.some(({ id }) => first.some((event) => event.id === id))).toBe(false);
});

test('the demonstration of a stack from before partners were managed keeps its feed and where it was', async () => {
  const manager = await jetstreamManager(await platform.staticUser('platform'));
  await manager.streams.add({ name: 'PUB_DEMO', subjects: ['pub.demo.>'], max_age: 30 * 86_400_000_000_000 });
  await manager.consumers.add('PUB_DEMO', { durable_name: 'feed', filter_subjects: ['pub.demo.>'], ack_policy: AckPolicy.Explicit });
  const center = jetstream(await platform.staticUser('command-center'));
  for (const id of ['one', 'two']) await center.publish('pub.demo.errands.errand.accepted.v1.a07', JSON.stringify({ id }));
  const { seed = '' } = await add('demo');
  const { nc } = await enter(seed);
  await errand();
  const heard = await eventually(
    () => take(nc),
    (events) => events.length === 5,
  );
  expect(heard.slice(0, 2).map(({ id }) => id)).toEqual(['one', 'two']);
  expect((await manager.consumers.info('PUB_DEMO', 'feed')).config.filter_subjects).toEqual([
    'pub.demo.errands.errand.*.*.*',
    'pub.demo.errands.service-module.*.*.*',
  ]);
});

test('partners are listed with what they may have; the server runs by these contracts', async () => {
  const { rows, servers } = valueOf(await admin.client.query(ListPartners, {}));
  expect(rows.find(({ partner }) => partner === 'near')).toMatchObject({ state: 'ACTIVE', events: ['ErrandAccepted'], areas: ['a07'] });
  expect(rows.find(({ partner }) => partner === 'gone')).toMatchObject({ state: 'REVOKED' });
  expect(servers).toMatchObject([{ current: true }]);
});
