import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ChangePassword,
  DisableOperator,
  EndSession,
  FindPersons,
  ListSessions,
  ResetOperator,
  SignOut,
  WallChart,
  WhoAmI,
  WorklistPage,
} from '@houzhai/contracts';
import { openSession, signIn, type OperatorSession, type SessionEnding } from '@houzhai/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, inBatches, rawCall } from './raw-call.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const reason = '会话测试的理由';
let platform: Platform;
let admin: HeldOperator;
/** Inside CORE no connection is closed: what is refused there is refused by the services themselves. */
let inside: { readonly errands: NatsConnection; readonly center: NatsConnection };
let accounts = 0;

beforeAll(async () => {
  platform = await startPlatform();
  for (const service of ['command-center', 'errands', 'census-screening'] as const) await platform.replica(service);
  admin = await platform.operator(['PLATFORM_ADMIN']);
  inside = { errands: await platform.staticUser('errands'), center: await platform.staticUser('command-center') };
});
afterAll(() => platform.stop());

interface Entered {
  readonly operatorId: string;
  readonly account: string;
  readonly session: OperatorSession;
}

/** Somebody who signed in as people do. */
async function enter(scope = ['houzhai/a07']): Promise<Entered> {
  const account = `worker-${String(++accounts)}`;
  const operatorId = await platform.account(account, `工作人员${String(accounts)}`, ['COMMUNITY_WORKER'], scope, PASSWORD);
  return { operatorId, account, session: await again(account) };
}
async function again(account: string): Promise<OperatorSession> {
  const held = valueOf(await signIn({ server: platform.natsUrl, account, password: PASSWORD, client: 'hz' }));
  return openSession(platform.natsUrl, held, { name: 'test' });
}

/** What every replica of every service says to a token, many times over. */
async function saidTo(token: string): Promise<ReadonlySet<string>> {
  const calls = Array.from({ length: 10 }, () => [
    [inside.errands, WallChart.subject],
    [inside.errands, FindPersons.subject],
    [inside.center, WorklistPage.subject],
  ]).flat() as [NatsConnection, string][];
  return new Set(await inBatches(calls, 30, async ([nc, subject]) => codeOf((await rawCall(nc, subject, '{}', { token })).reply)));
}

const within = async <T>(ms: number, promise: Promise<T>): Promise<T> =>
  Promise.race([promise, new Promise<never>((_, fail) => setTimeout(() => fail(new Error(`not within ${String(ms)} ms`)), ms))]);

describe('a session that ends', () => {
  const ways: readonly (readonly [string, (who: Entered) => Promise<unknown>, SessionEnding])[] = [
    ['by an administrator', async ({ session }) => valueOf(await admin.client.command(EndSession, { sessionId: session.grant().sessionId })), { why: 'ENDED' }],
    ['with a disabled account', async ({ operatorId }) => valueOf(await admin.client.command(DisableOperator, { operatorId, reason })), { why: 'DISABLED' }],
    ['with a reset', async ({ operatorId }) => valueOf(await admin.client.command(ResetOperator, { operatorId, reason })), { why: 'RESET' }],
    ['by a changed password', async ({ account }) => {
      const other = await again(account);
      valueOf(await other.client.command(ChangePassword, { oldPassword: PASSWORD, newPassword: 'another-horse-battery' }));
      expect(valueOf(await other.client.query(WhoAmI, {})).operator.account).toBe(account);
      await other.close();
    }, { why: 'PASSWORD_CHANGED' }],
    ['by its owner elsewhere', async ({ account, session }) => {
      const other = await again(account);
      valueOf(await other.client.command(EndSession, { sessionId: session.grant().sessionId }));
      await other.close();
    }, { why: 'SIGNED_OUT' }],
    ['by signing out', async ({ session }) => {
      const second = await openSession(platform.natsUrl, session.grant(), { name: 'second' });
      valueOf(await second.client.command(SignOut, {}));
      await second.close();
    }, { why: 'SIGNED_OUT' }],
  ]; // prettier-ignore

  test.each(ways)('%s is refused everywhere within a second, its connection is closed and its client knows why', async (_, end, ending) => {
    const who = await enter();
    const { token } = who.session.grant();
    expect(await saidTo(token)).toEqual(new Set(['ok']));
    const closed = (async () => {
      for await (const { type } of who.session.nc.status()) if (type === 'disconnect') return;
    })();
    await end(who);
    await within(1_000, closed);
    expect(await saidTo(token)).toEqual(new Set(['access.unauthenticated']));
    const known = await within(5_000, who.session.ended);
    expect(known).toMatchObject(ending);
    if (ending.why === 'ENDED' || ending.why === 'DISABLED') expect(known.by).toMatch(/^t-/);
    await expect(openSession(platform.natsUrl, who.session.grant(), { name: 'test' })).rejects.toThrow('The session is over');
  });

  test('is found by those who were not told: at their start, and within seconds', async () => {
    const who = await enter();
    const { token, sessionId } = who.session.grant();
    const closed = who.session.ended;
    await platform.db.query(`update "command_center"."session" set "ended_at" = now(), "ended_why" = 'ENDED' where "id" = $1`, [sessionId]);
    await eventually(() => saidTo(token), (seen) => seen.size === 1 && seen.has('access.unauthenticated'), 8_000); // prettier-ignore
    await within(8_000, closed);
    await platform.restart('errands');
    await platform.restart('census-screening');
    // A service that has not read the list yet asks to be asked again.
    for (const code of await saidTo(token)) expect(code).toMatch(/^(?:access\.unauthenticated|fault:unavailable)$/);
    await eventually(
      () => saidTo(token),
      (seen) => seen.size === 1 && seen.has('access.unauthenticated'),
      2_000,
    );
  });

  test('leaves the other sessions of the account alone', async () => {
    const who = await enter();
    const other = await again(who.account);
    valueOf(await other.client.command(EndSession, { sessionId: who.session.grant().sessionId }));
    await within(5_000, who.session.ended);
    expect(await saidTo(other.grant().token)).toEqual(new Set(['ok']));
    await other.signOut();
  });
});

describe('the list of sessions', () => {
  test('is one’s own, with the one that asks marked; an administrator sees those of the jurisdiction', async () => {
    const who = await enter();
    const other = await again(who.account);
    const { rows } = valueOf(await who.session.client.query(ListSessions, {}));
    expect(rows.map(({ sessionId, current, client, account }) => ({ sessionId, current, client, account }))).toEqual(
      expect.arrayContaining([
        { sessionId: who.session.grant().sessionId, current: true, client: 'hz', account: who.account },
        { sessionId: other.grant().sessionId, current: false, client: 'hz', account: who.account },
      ]),
    );
    expect(rows).toHaveLength(2);
    expect(await who.session.client.query(ListSessions, { all: true })).toMatchObject({ refusal: { code: 'access.forbidden' } });
    const all = valueOf(await admin.client.query(ListSessions, { all: true })).rows.map(({ sessionId }) => sessionId);
    expect(all).toEqual(expect.arrayContaining([who.session.grant().sessionId, other.grant().sessionId, admin.sessionId]));
    const neighbour = await platform.operator(['PLATFORM_ADMIN'], ['houzhai/a08']);
    const theirs = valueOf(await neighbour.client.query(ListSessions, { all: true })).rows.map(({ sessionId }) => sessionId);
    expect(theirs).toEqual([neighbour.sessionId]);
    await other.signOut();
    await who.session.signOut();
    expect(valueOf(await admin.client.query(ListSessions, { all: true })).rows.some(({ account }) => account === who.account)).toBe(false);
  });

  test('holds nothing one may end that is not one’s own', async () => {
    const [who, stranger] = [await enter(), await enter(['houzhai/a08'])];
    const neighbour = await platform.operator(['PLATFORM_ADMIN'], ['houzhai/a08']);
    const { sessionId } = who.session.grant();
    for (const client of [stranger.session.client, neighbour.client])
      expect(await client.command(EndSession, { sessionId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    expect(await saidTo(who.session.grant().token)).toEqual(new Set(['ok']));
    await Promise.all([who.session.signOut(), stranger.session.signOut()]);
    expect(await admin.client.command(EndSession, { sessionId })).toMatchObject({ refusal: { code: 'record.not-found' } });
  });
});
