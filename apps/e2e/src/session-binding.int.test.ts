import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newNkey, nkeyOfSeed, signNonce } from '@houzhai/auth';
import { FindPersons, RenewSession, RequestErrand, SessionState, SignIn, WallChart, WhoAmI, WorklistPage } from '@houzhai/contracts';
import { openSession, sessionAuthenticator, signIn, type HeldSession } from '@houzhai/messaging';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, freshId, rawCall } from './raw-call.ts';
import { openRaw, type RawNats } from './raw-nats.ts';
import { rowCounts } from './row-counts.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let alice: HeldOperator;
let bob: HeldOperator;
let guest: NatsConnection;
const open: (NatsConnection | RawNats)[] = [];

const guestNonce = randomBytes(16).toString('hex');
const login = async (options: ConnectionOptions): Promise<NatsConnection> => {
  const nc = await connect({ servers: platform.natsUrl, reconnect: false, timeout: 5_000, ...options });
  open.push(nc);
  return nc;
};

beforeAll(async () => {
  platform = await startPlatform();
  alice = await platform.operator(['DUTY_OFFICER']);
  bob = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  await platform.account('carol', '丙', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  guest = await login({ user: 'guest', pass: guestNonce, inboxPrefix: `_INBOX.${guestNonce}` });
});
afterAll(async () => {
  for (const one of open) await one.close();
  await platform.stop();
});

describe('a stolen access token', () => {
  const whoAmI = (nc: NatsConnection, token: string, extra: Record<string, string> = {}) =>
    rawCall(nc, WhoAmI.subject, '{}', { token, extra }).then(({ reply }) => codeOf(reply));

  test('is good on its own connection and on a second one of the session', async () => {
    expect(await whoAmI(alice.nc, alice.token)).toBe('ok');
    const second = await login({ authenticator: sessionAuthenticator(alice.held), inboxPrefix: `_INBOX.${alice.sessionId}` });
    expect(await whoAmI(second, alice.token)).toBe('ok');
  });

  test('is nobody’s on the connection of another operator, whatever headers are written there', async () => {
    const info = JSON.stringify({ acc: 'TERM', user: `${alice.operatorId}.${alice.sessionId}` });
    for (const extra of [{}, { 'Nats-Request-Info': info }, { 'nats-request-info': info }, { 'Hz-Service': 'errands' }])
      expect(await whoAmI(bob.nc, alice.token, extra)).toBe('access.unauthenticated');
  });

  test('cannot be sent by a guest', async () => {
    await expect(whoAmI(guest, alice.token)).rejects.toThrow(/Permissions? Violation/i);
    const { reply } = await rawCall(guest, SessionState.subject, JSON.stringify({ refreshToken: alice.held.refreshToken }), {
      token: alice.token,
    });
    expect(codeOf(reply)).toBe('access.unauthenticated');
  });

  test('is handed on inside CORE, from service to service', async () => {
    const errands = await platform.staticUser('errands');
    expect(codeOf((await rawCall(errands, WallChart.subject, '{}', { token: alice.token })).reply)).toBe('ok');
    expect(codeOf((await rawCall(errands, WallChart.subject, '{}')).reply)).toBe('access.unauthenticated');
    // and nothing but what services may ask of each other
    await expect(whoAmI(errands, alice.token)).rejects.toThrow(/Permissions? Violation/i);
  });
});

describe('headers written by hand', () => {
  const connected = async (): Promise<RawNats> => {
    const raw = await openRaw(platform.natsUrl);
    open.push(raw);
    const key = nkeyOfSeed(bob.held.clientSeed);
    const login = { auth_token: bob.held.refreshToken, nkey: key.publicKey, sig: signNonce(key, raw.nonce) };
    raw.write(
      `CONNECT ${JSON.stringify({ verbose: false, headers: true, no_responders: true, lang: 'raw', version: '1', protocol: 1, ...login })}\r\n`,
    );
    raw.write(`SUB _INBOX.${bob.sessionId}.> 1\r\nPING\r\n`);
    await raw.receives('PONG');
    return raw;
  };

  test.each([
    ['two Nats-Request-Info', (info: string) => `Nats-Request-Info: ${info}\r\nNats-Request-Info: ${info}\r\n`],
    ['one after a bare line feed', (info: string) => `X: 1\nNats-Request-Info: ${info}\r\n`],
    ['one with a blank before the colon', (info: string) => `Nats-Request-Info : ${info}\r\n`],
    ['one folded into another', (info: string) => `X: 1\r\n Nats-Request-Info: ${info}\r\n`],
    ['one after the end of the headers', (info: string) => `\r\nNats-Request-Info: ${info}\r\n`],
    ['one in small letters', (info: string) => `nats-request-info: ${info}\r\n`],
    ['no name', (info: string) => `: ${info}\r\n`],
    ['no colon', () => 'nonsense\r\n'],
    ['control characters', () => 'X\u0001Y: 1\r\n'],
    ['64 KB', () => `X: ${'x'.repeat(65_536)}\r\n`],
  ])('with %s make nobody of a foreign token, and stop no service', async (what, lines) => {
    const raw = await connected();
    const info = JSON.stringify({ acc: 'TERM', user: `${alice.operatorId}.${alice.sessionId}` });
    const inbox = `_INBOX.${bob.sessionId}.x`;
    raw.publish(WhoAmI.subject, inbox, `Hz-Session: ${alice.token}\r\n${lines(info)}`, '{}');
    const came = await raw.receives(/"ok":|-ERR/);
    expect([what, came.includes('"ok":true')]).toEqual([what, false]);
    raw.close();
    for (let turn = 0; turn < 3; turn++) expect(valueOf(await bob.client.query(WhoAmI, {})).sessionId).toBe(bob.sessionId);
  });

  test('that cannot be read are refused by every service, also a guest’s', async () => {
    const raw = await openRaw(platform.natsUrl);
    open.push(raw);
    const nonce = randomBytes(16).toString('hex');
    raw.write(
      `CONNECT ${JSON.stringify({ verbose: false, headers: true, no_responders: true, lang: 'raw', version: '1', user: 'guest', pass: nonce })}\r\n`,
    );
    raw.write(`SUB _INBOX.${nonce}.> 1\r\nPING\r\n`);
    await raw.receives('PONG');
    raw.publish(SignIn.subject, `_INBOX.${nonce}.x`, 'A B: c\r\n', '{}');
    expect(await raw.receives('"ok":')).toContain('"rule":"headers"');
    const inside = await platform.staticUser('command-center');
    for (const { subject } of [WorklistPage, FindPersons])
      expect(codeOf((await rawCall(inside, subject, '{}')).reply)).toBe('access.unauthenticated');
  });
});

describe('a connection', () => {
  const refused = /Authorization Violation/i;

  test.each<[string, () => ConnectionOptions]>([
    ['the access token', () => ({ token: alice.token })],
    ['the refresh token', () => ({ token: alice.held.refreshToken })],
    ['the refresh token and a key of one’s own', () => ({ authenticator: sessionAuthenticator({ ...alice.held, clientSeed: newNkey('user').seed }) })],
    ['the refresh token and the key of another session', () => ({ authenticator: sessionAuthenticator({ ...alice.held, clientSeed: bob.held.clientSeed }) })],
    ['the key without the token', () => ({ authenticator: sessionAuthenticator({ ...alice.held, refreshToken: '' }) })],
    ['the access token and the key', () => ({ authenticator: sessionAuthenticator({ ...alice.held, refreshToken: alice.token }) })],
    ['the public key and a signature of another connection', () => {
      const key = nkeyOfSeed(alice.held.clientSeed);
      return { authenticator: () => ({ auth_token: alice.held.refreshToken, nkey: key.publicKey, sig: signNonce(key, 'the nonce of yesterday') }) };
    }],
    ['the public key and no signature', () => {
      const { publicKey } = nkeyOfSeed(alice.held.clientSeed);
      return { authenticator: () => ({ auth_token: alice.held.refreshToken, nkey: publicKey, sig: '' }) };
    }],
  ])('is not opened with %s', async (_, options) => {
    await expect(login(options())).rejects.toThrow(refused);
  }); // prettier-ignore

  test('of a guest may sign in, ask for the state of a session it knows the token of, and nothing else', async () => {
    const before = await rowCounts(platform.db);
    for (const { subject } of [RequestErrand, WorklistPage, FindPersons, RenewSession])
      await expect(guest.request(subject, '{}', { timeout: 2_000 })).rejects.toThrow(/Permissions? Violation/i);
    const state = (refreshToken: string) =>
      rawCall(guest, SessionState.subject, JSON.stringify({ refreshToken })).then(({ reply }) => reply);
    expect(await state(alice.held.refreshToken)).toEqual({ ok: true, value: { live: true } });
    expect(await state(`rt_${'x'.repeat(40)}`)).toEqual({ ok: true, value: { live: false, why: 'EXPIRED' } });
    expect(await rowCounts(platform.db)).toEqual(before);
    const input = { account: 'nobody-here', password: PASSWORD, clientKey: newNkey('user').publicKey };
    const { reply } = await rawCall(guest, SignIn.subject, JSON.stringify(input), { commandId: freshId() });
    expect(reply).toEqual({ ok: false, refusal: { code: 'session.wrong-credentials', params: { triesLeft: 4 } } });
  });
});

describe('a session', () => {
  const entered = async (): Promise<HeldSession> =>
    valueOf(await signIn({ server: platform.natsUrl, account: 'carol', password: PASSWORD, client: 'program' }));

  test('cannot be opened by a client that made no key', async () => {
    const { reply } = await rawCall(guest, SignIn.subject, JSON.stringify({ account: 'carol', password: PASSWORD }), {
      commandId: freshId(),
    });
    expect(reply).toMatchObject({ refusal: { code: 'request.invalid', params: { path: 'clientKey' } } });
  });

  test('is renewed on its own connections only, as often as its holder likes', async () => {
    const held = await entered();
    const session = await openSession(platform.natsUrl, held, { name: 'test' });
    open.push(session.nc);
    const renewal = (nc: NatsConnection) =>
      rawCall(nc, RenewSession.subject, JSON.stringify({ refreshToken: held.refreshToken }), { commandId: freshId() }).then(
        ({ reply }) => reply,
      );
    expect(codeOf(await renewal(bob.nc))).toBe('session.ended');
    const twice = [await renewal(session.nc), await renewal(session.nc)];
    for (const reply of twice)
      expect(reply).toMatchObject({ ok: true, value: { sessionId: held.sessionId, refreshToken: held.refreshToken } });
    expect(valueOf(await session.client.query(WhoAmI, {})).sessionId).toBe(held.sessionId);
  });
});
