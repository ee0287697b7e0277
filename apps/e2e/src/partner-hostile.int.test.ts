import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { newNkey } from '@houzhai/auth';
import { AddPartner, ListPartners, RequestErrand, RevokePartner } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { RawPartner } from './raw-partner.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let manager: JetStreamManager;
let own: string;
let foreign: string;
let seed: string;
let otherSeed: string;
const open: RawPartner[] = [];

const enter = async (by = seed): Promise<RawPartner> => {
  const raw = await RawPartner.enter(platform.natsUrl, by);
  open.push(raw);
  return raw;
};
const request = async (): Promise<void> => {
  const need = {
    beneficiaryId: await seedPerson(desk, 'a07'),
    moduleCode: 'standing-2',
    kind: 'MEDICINE' as const,
    items: [{ name: '药' }],
  };
  valueOf(await desk.client.command(RequestErrand, { ...need, despiteDuplicate: true }));
};
const VIOLATION = /^-ERR 'Permissions Violation for (Publish|Subscription) to "/;

/** What the feeds and the durables of the platform are at this moment, to compare. */
const state = async (): Promise<unknown> => {
  const streams = [];
  for await (const { config, state: at } of manager.streams.list()) {
    const consumers = [];
    for await (const { name, config: of, ack_floor: floor } of manager.consumers.list(config.name))
      consumers.push([name, of, floor.stream_seq]);
    streams.push([config.name, config.subjects, at.messages, at.first_seq, consumers]);
  }
  return streams.sort();
};

beforeAll(async () => {
  platform = await startPlatform();
  ({ admin, desk } = await seedVillage(platform));
  const add = async (partner: string) =>
    valueOf(await admin.client.command(AddPartner, { partner, purpose: '自动测试用数据流', events: ['errand', 'service-module'] }));
  const [mine, other] = [await add('mine'), await add('other')];
  [seed = '', otherSeed = ''] = [mine.seed, other.seed];
  [own, foreign] = [mine.account, other.account].map((account) => account.replace('P_', 'PUB_')) as [string, string];
  manager = await jetstreamManager(await platform.staticUser('platform'));
  await request();
  await eventually(
    async () => (await manager.consumers.info(own, 'feed')).num_pending,
    (pending) => pending > 0,
  );
});
afterAll(async () => {
  for (const raw of open) raw.close();
  await platform.stop();
});

describe('a partner that sends what its library would not', () => {
  test('hears nothing but its inbox', async () => {
    const raw = await enter();
    const place = own.slice(4).toLowerCase();
    const subjects = ['>', '*', '*.>', '$JS.>', '$JS.API.>', '$JS.ACK.>', '$SYS.>', '$SYS.REQ.USER.AUTH', '_R_.>', '$JSC.>']
      .concat(['evt.>', 'evt.errands.errand.>', 'view.>', 'cmd.>', 'qry.>', 'int.>', 'pub.>', `pub.${place}.>`, 'feed.>', 'feed.next'])
      .concat([`pub.${foreign.slice(4).toLowerCase()}.>`]);
    for (const [index, subject] of subjects.entries()) {
      expect(await raw.answer(() => raw.send(`SUB ${subject} ${String(index + 1)}`)), subject).toContainEqual(
        expect.stringMatching(VIOLATION),
      );
      expect(await raw.answer(() => raw.send(`SUB ${subject} queue ${String(index + 500)}`)), subject).toContainEqual(
        expect.stringMatching(VIOLATION),
      );
    }
  });

  test('publishes nothing: no event, no command, no call to the streams', async () => {
    const before = await state();
    const raw = await enter();
    const place = own.slice(4).toLowerCase();
    const consumer = JSON.stringify({
      stream_name: own,
      config: { durable_name: 'feed', filter_subject: '>', ack_policy: 'explicit' },
      action: 'update',
    });
    const calls: readonly (readonly [string, string?])[] = [
      [`pub.${place}.errands.errand.accepted.v1.a07`, '{}'],
      ['evt.errands.errand.x.accepted.v1.a07', '{}'],
      ['cmd.errands.errand.accept.v1', '{}'],
      ['qry.command-center.partner.list.v1', '{}'],
      ['view.errands.worklist.a07.v1', '{}'],
      ['int.command-center.sessions-ended.v1', '{}'],
      ['$SYS.REQ.USER.AUTH', '{}'],
      ['$SYS.REQ.SERVER.PING', '{}'],
      ['$JS.API.INFO'],
      ...['LIST', 'NAMES'].map((call) => [`$JS.API.STREAM.${call}`] as const),
      ...['INFO', 'CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].map(
        (call) => [`$JS.API.STREAM.${call}.${own}`, '{}'] as const,
      ),
      ...[own, foreign, 'EVT_ERRANDS'].map((stream) => [`$JS.API.DIRECT.GET.${stream}`, '{"seq":1}'] as const),
      [`$JS.API.DIRECT.GET.${own}.pub.${place}.>`],
      ...['CREATE', 'DURABLE.CREATE', 'DELETE', 'INFO', 'PAUSE', 'RESET', 'UNPIN'].map(
        (call) => [`$JS.API.CONSUMER.${call}.${own}.feed`, consumer] as const,
      ),
      [`$JS.API.CONSUMER.CREATE.${own}.mine.evt.>`, consumer],
      [`$JS.API.CONSUMER.CREATE.${own}`, consumer],
      [`$JS.API.CONSUMER.LIST.${own}`],
      [`$JS.API.CONSUMER.MSG.NEXT.${own}.feed`, '1'],
      [`$JS.API.CONSUMER.MSG.NEXT.${foreign}.feed`, '1'],
      ['$JS.API.CONSUMER.MSG.NEXT.EVT_ERRANDS.command-center--board', '1'],
      [`$JS.ACK.${foreign}.feed.1.1.1.1.0`],
      ['$JS.ACK.EVT_ERRANDS.command-center--board.1.1.1.1.0'],
      [`$JS.ACK._.x.${foreign}.feed.1.1.1.1.0.r`],
      ['feed'],
      ['feed.next.more'],
    ];
    for (const [subject, body] of calls)
      expect(await raw.answer(() => raw.publish(subject, body, '_INBOX.x')), subject).toContainEqual(expect.stringMatching(VIOLATION));
    expect(await state()).toEqual(before);
  });

  test('cannot have the answer to its own request sent where it may not speak', async () => {
    const before = await state();
    const raw = await enter();
    const place = own.slice(4).toLowerCase();
    const watcher = await platform.staticUser('errands');
    const seen: string[] = [];
    for (const subject of ['cmd.errands.>', 'qry.errands.>', 'int.errands.>', 'view.errands.>', '_INBOX.errands.>'])
      watcher.subscribe(subject, { callback: (_error, message) => void seen.push(message.subject) });
    await watcher.flush();
    const replies = [
      'cmd.errands.errand.accept.v1',
      `pub.${place}.errands.errand.accepted.v1.a07`,
      '_INBOX.errands.x',
      '$JS.API.STREAM.PURGE.EVT_ERRANDS',
      `$JS.ACK.${foreign}.feed.1.1.1.1.0`,
      'feed.next',
    ];
    for (const reply of replies) {
      raw.publish('feed.next', '{"batch":1,"no_wait":true}', reply);
      raw.publish(`$JS.ACK.${own}.feed.1.1.1.1.0`, '+NXT {"batch":1,"no_wait":true}', reply);
    }
    for (const header of ['NATS/1.0\r\nNats-Msg-Id: x\r\nNats-Rollup: all\r\nNats-Request-Info: {"acc":"TERM","user":"x.y"}\r\n\r\n'])
      raw.send(`HPUB feed.next _INBOX.h ${String(header.length)} ${String(header.length)}`, header);
    await raw.answer(() => undefined);
    await pause(300);
    expect(seen).toEqual([]);
    const streams = (shape: unknown): unknown =>
      (shape as [string, unknown, number, number][]).map(([name, subjects, messages, first]) => [name, subjects, messages, first]);
    expect(streams(await state())).toEqual(streams(before));
  });

  test('does not confirm or take what is another’s, and hears nothing of it', async () => {
    await request();
    const [raw, other] = [await enter(), await enter(otherSeed)];
    expect(await raw.answer(() => raw.send('SUB _INBOX.> 1'))).toEqual([]);
    expect(await other.answer(() => other.send('SUB _INBOX.o 1'))).toEqual([]);
    other.publish('feed.next', '{"batch":10,"expires":500000000}', '_INBOX.o');
    await other.line(/^H?MSG .*\$JS\.ACK\./);
    const ack = /\$JS\.ACK\.\S+/.exec(other.lines.find((line) => /^H?MSG/.test(line)) ?? '')?.[0] ?? '';
    expect(ack).toContain(foreign);
    for (const payload of ['', '+ACK', '-NAK', '+TERM', '+WPI'])
      expect(await raw.answer(() => raw.publish(ack, payload))).toContainEqual(expect.stringMatching(VIOLATION));
    expect((await manager.consumers.info(foreign, 'feed')).num_ack_pending).toBeGreaterThan(0);
    expect(raw.lines.filter((line) => /^H?MSG/.test(line))).toEqual([]);
  });

  test('with a key nobody knows, another’s name, a signature that is not its own, or none comes in nowhere', async () => {
    await expect(RawPartner.enter(platform.natsUrl, newNkey('user').seed)).rejects.toThrow(/Authorization Violation/);
    const { rows } = valueOf(await admin.client.query(ListPartners, {}));
    const publicKey = rows.find(({ partner }) => partner === 'other')?.keys[0]?.publicKey ?? '';
    await expect(RawPartner.enter(platform.natsUrl, seed, { nkey: publicKey })).rejects.toThrow(/Authorization Violation/);
    await expect(RawPartner.enter(platform.natsUrl, seed, { sig: '' })).rejects.toThrow(/Authorization Violation/);
    const said = { nkey: undefined, sig: undefined, auth_token: publicKey };
    await expect(RawPartner.enter(platform.natsUrl, seed, said)).rejects.toThrow(/Authorization Violation/);
  });

  test('opens no more connections and subscriptions than its account may have', async () => {
    const many = await Promise.allSettled(Array.from({ length: 20 }, () => enter(otherSeed)));
    expect(many.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(16);
    const raw = await enter();
    const said = await raw
      .answer(() => raw.send(...Array.from({ length: 300 }, (_, index) => `SUB _INBOX.s${String(index)} ${String(index + 1)}`)))
      .catch(() => raw.lines);
    expect(said.join('\n')).toMatch(/maximum subscriptions exceeded/i);
  });
});

test('one that is revoked in the middle of a batch is cut within a second and hears nothing after', async () => {
  const raw = await enter();
  raw.send('SUB _INBOX.m 1');
  raw.publish('feed.next', '{"batch":1000,"expires":20000000000}', '_INBOX.m');
  await raw.line(/^H?MSG /);
  const began = performance.now();
  valueOf(await admin.client.command(RevokePartner, { partner: 'mine' }));
  await eventually(
    async () => raw.closedAt,
    (at) => at !== undefined,
  );
  expect((raw.closedAt ?? Infinity) - began).toBeLessThan(1_000);
  const heard = raw.lines.length;
  await request();
  await expect(RawPartner.enter(platform.natsUrl, seed)).rejects.toThrow(/Authorization Violation/);
  expect(raw.lines.length).toBe(heard);
});
