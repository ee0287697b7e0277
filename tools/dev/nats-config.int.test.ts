import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, createInbox, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  CALLOUT_SUBJECT,
  decodeCalloutRequest,
  encodeCalloutRefusal,
  encodeCalloutResponse,
  newNkey,
  nkeyAuthenticator,
} from '@houzhai/auth';
import { SERVICES } from '@houzhai/contracts';
import { FEED_NEXT, PLATFORM_PERMISSIONS, natsConfig, partnerPermissions, servicePermissions } from '@houzhai/messaging';
import { startNatsServer, type NatsServer } from './nats-server.ts';

const keys = {
  errands: newNkey('user'),
  'census-screening': newNkey('user'),
  'command-center': newNkey('user'),
  platform: newNkey('user'),
  callout: newNkey('user'),
  system: newNkey('user'),
  partner: newNkey('user'),
  issuer: newNkey('account'),
};
const SIGN_IN = 'cmd.command-center.session.sign-in.v1';
const ACCEPT = 'cmd.errands.errand.accept.v1';

const config = natsConfig({
  services: [
    ...SERVICES.map((name) => ({ name, publicKeys: [keys[name].publicKey], permissions: servicePermissions(name) })),
    { name: 'platform', publicKeys: [keys.platform.publicKey], permissions: PLATFORM_PERMISSIONS },
  ],
  calloutPublicKeys: [keys.callout.publicKey],
  systemPublicKeys: [keys.system.publicKey],
  issuerPublicKey: keys.issuer.publicKey,
});

type CalloutRequest = NonNullable<ReturnType<typeof decodeCalloutRequest>>;
let server: NatsServer;
const open: NatsConnection[] = [];
const asked: CalloutRequest[] = [];
const revoked = new Set<string>();

const login = async (options: Parameters<typeof connect>[0]): Promise<NatsConnection> => {
  const connection = await connect({ servers: server.url, reconnect: false, ...options });
  open.push(connection);
  return connection;
};
const service = (name: (typeof SERVICES)[number] | 'platform'): Promise<NatsConnection> =>
  login({ authenticator: nkeyAuthenticator(keys[name].seed), inboxPrefix: `_INBOX.${name}` });
const guest = (nonce: string): Promise<NatsConnection> => login({ user: 'guest', pass: nonce, inboxPrefix: `_INBOX.${nonce}` });
const operator = (session: string): Promise<NatsConnection> => login({ token: `token-${session}`, inboxPrefix: `_INBOX.${session}` });

/** What the server answers when a subscription is refused; undefined when it is accepted. */
async function refusal(connection: NatsConnection, subject: string): Promise<string | undefined> {
  let refused: string | undefined;
  connection.subscribe(subject, { callback: (error) => void (refused = error?.message) });
  await connection.flush();
  return refused;
}

/** The first error the server reports about this connection. */
async function publishRefusal(connection: NatsConnection, subject: string): Promise<string> {
  const status = connection.status();
  connection.publish(subject, 'x');
  for await (const event of status) if (event.type === 'error') return event.error.message;
  return 'closed';
}

/** Answers as command-center does: guests get sign-in and their own inbox, operators what their role lists, the partner its feed. */
function answerCallouts(connection: NatsConnection): void {
  connection.subscribe(CALLOUT_SUBJECT, {
    callback: (_error, message) => {
      const request = decodeCalloutRequest(message.string());
      if (!request) return;
      asked.push(request);
      const now = Math.floor(Date.now() / 1000);
      if (request.provenKey === keys.partner.publicKey) {
        const grant = { account: 'P_DEMO', name: 'partner.demo', permissions: partnerPermissions('demo') };
        message.respond(encodeCalloutResponse(request, grant, keys.issuer, now));
        return;
      }
      const session = /^token-(\w+)$/.exec(request.token ?? '')?.[1];
      if (request.user === 'guest' && /^\w{16,}$/.test(request.password ?? '')) {
        const permissions = { publish: [SIGN_IN], subscribe: [`_INBOX.${request.password ?? ''}.>`] };
        message.respond(
          encodeCalloutResponse(request, { account: 'TERM', name: 'guest', permissions, expires: now + 60 }, keys.issuer, now),
        );
      } else if (session !== undefined && !revoked.has(session)) {
        const permissions = { publish: [ACCEPT], subscribe: ['view.errands.board.a07.v1', `_INBOX.${session}.>`] };
        message.respond(
          encodeCalloutResponse(
            request,
            { account: 'TERM', name: session, permissions, expires: now + (session === 'short' ? 2 : 600) },
            keys.issuer,
            now,
          ),
        );
      } else message.respond(encodeCalloutRefusal(request, 'no session', keys.issuer, now));
    },
  });
}

beforeAll(async () => {
  server = await startNatsServer({ config, fsync: false });
  answerCallouts(await login({ authenticator: nkeyAuthenticator(keys.callout.seed) }));
  const platform = await service('platform');
  const manager = await jetstreamManager(platform);
  await manager.streams.add({ name: 'PUB_DEMO', subjects: ['pub.demo.>'] });
  await manager.consumers.add('PUB_DEMO', {
    durable_name: 'feed',
    ack_policy: AckPolicy.Explicit,
    filter_subject: 'pub.demo.>',
    ack_wait: 1_000_000_000,
  });
  const errands = await service('errands');
  errands.subscribe(ACCEPT, {
    queue: 'errands',
    callback: (_error, message) => {
      message.respond(
        JSON.stringify({
          info: message.headers?.get('Nats-Request-Info'),
          session: message.headers?.get('Hz-Session'),
          body: message.string(),
        }),
      );
    },
  });
  const center = await service('command-center');
  center.subscribe(SIGN_IN, { callback: (_error, message) => void message.respond('token') });
  await Promise.all(open.map((connection) => connection.flush()));
});

afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await server.stop();
});

describe('operators', () => {
  it('are asked about, and call a service with their headers; the server says who is connected', async () => {
    const connection = await operator('s1');
    const header = headers();
    header.set('Hz-Session', 'token-s1');
    header.set('Nats-Request-Info', JSON.stringify({ acc: 'CORE', user: 'forged' }));
    const answer = (await connection.request(ACCEPT, 'body', { timeout: 2_000, headers: header })).json<{
      info: string;
      session: string;
      body: string;
    }>();
    expect(answer).toMatchObject({ session: 'token-s1', body: 'body' });
    expect(JSON.parse(answer.info)).toMatchObject({ acc: 'TERM', user: 's1' });
    expect(asked.at(-1)).toMatchObject({ token: 'token-s1', host: '127.0.0.1' });
  });

  it('see live patches of their area and of no other', async () => {
    const connection = await operator('s2');
    const seen: string[] = [];
    connection.subscribe('view.errands.board.a07.v1', { callback: (_error, message) => void seen.push(message.string()) });
    expect(await refusal(connection, 'view.>')).toMatch(/permissions violation/i);
    await connection.flush();
    const errands = await service('errands');
    errands.publish('view.errands.board.a08.v1', 'other');
    errands.publish('view.errands.board.a07.v1', 'patch');
    await errands.flush();
    await expect.poll(() => seen).toEqual(['patch']);
  });

  it('cannot read the inbox of another, an event, or a stream', async () => {
    const connection = await operator('s3');
    for (const subject of ['_INBOX.s1.>', '_INBOX.>', 'evt.>', '>', '$JS.>'])
      expect(await refusal(connection, subject), subject).toMatch(/permissions violation/i);
    for (const subject of ['evt.errands.errand.1.accepted.v1.a07', '$JS.API.STREAM.LIST', SIGN_IN])
      expect(await publishRefusal(connection, subject), subject).toMatch(/permissions violation/i);
  });

  it('are kept out without a valid session', async () => {
    revoked.add('gone');
    await expect(operator('gone')).rejects.toThrow(/authorization violation/i);
    await expect(login({})).rejects.toThrow(/authorization violation/i);
    await expect(login({ user: 'errands', pass: 'x' })).rejects.toThrow(/authorization violation/i);
    await expect(login({ authenticator: nkeyAuthenticator(newNkey('user').seed) })).rejects.toThrow(/authorization violation/i);
  });

  it('are cut off when their grant ends', async () => {
    const connection = await operator('short');
    const reason = await connection.closed();
    expect(String(reason)).toMatch(/authentication expired/i);
  });
});

describe('guests', () => {
  it('may sign in and nothing else', async () => {
    const connection = await guest('abcdefghijklmnopqr');
    expect((await connection.request(SIGN_IN, '{}', { timeout: 2_000 })).string()).toBe('token');
    expect(await publishRefusal(connection, ACCEPT)).toMatch(/permissions violation/i);
  });

  it('cannot listen to the answers other guests get', async () => {
    const connection = await guest('bbbbbbbbbbbbbbbbbb');
    for (const subject of ['_INBOX.>', '_INBOX.*.*', '_INBOX.abcdefghijklmnopqr.>'])
      expect(await refusal(connection, subject), subject).toMatch(/permissions violation/i);
  });
});

describe('services', () => {
  it('publish an event, read back the newest of a record, and take it from the durable that is theirs', async () => {
    const manager = await jetstreamManager(await service('platform'));
    await manager.streams.add({ name: 'EVT_ERRANDS', subjects: ['evt.errands.>'] });
    await manager.consumers.add('EVT_ERRANDS', { durable_name: 'command-center--board', ack_policy: AckPolicy.Explicit });
    const errands = await service('errands');
    const subject = 'evt.errands.errand.1.accepted.v1.a07';
    await jetstream(errands).publish(subject, 'event', { expect: { streamName: 'EVT_ERRANDS', lastSubjectSequence: 0 } });
    const own = await jetstreamManager(errands, { checkAPI: false });
    expect((await own.streams.info('EVT_ERRANDS')).state.last_seq).toBe(1);
    expect((await own.streams.getMessage('EVT_ERRANDS', { last_by_subj: 'evt.errands.errand.1.>' }))?.string()).toBe('event');
    const center = await service('command-center');
    const consumer = await jetstream(center).consumers.get('EVT_ERRANDS', 'command-center--board');
    const message = await consumer.next({ expires: 2_000 });
    expect(message?.string()).toBe('event');
    expect(await message?.ackAck()).toBe(true);
    await expect(jetstream(errands).consumers.get('EVT_ERRANDS', 'command-center--board')).rejects.toThrow(/permissions violation/i);
  });

  it('publish their own events and nobody else’s', async () => {
    const errands = await service('errands');
    expect(await publishRefusal(errands, 'evt.census-screening.person.1.added.v1.a07')).toMatch(/permissions violation/i);
    expect(await refusal(errands, '_INBOX.command-center.>')).toMatch(/permissions violation/i);
  });
});

describe('a partner with nothing but a plain NATS client', () => {
  const take = async (connection: NatsConnection, batch: number): Promise<Msg[]> => {
    const inbox = createInbox();
    const messages: Msg[] = [];
    const replies = connection.subscribe(inbox);
    connection.publish(FEED_NEXT, JSON.stringify({ batch, expires: 500_000_000 }), { reply: inbox });
    for await (const message of replies) {
      if (message.headers?.code) break;
      messages.push(message);
      if (messages.length === batch) break;
    }
    replies.unsubscribe();
    return messages;
  };

  it('pulls batches and confirms them', async () => {
    const platform = await service('platform');
    const publisher = jetstream(await service('command-center'));
    for (let n = 1; n <= 5; n++) await publisher.publish('pub.demo.errands.errand.accepted.v1.a07', String(n));
    const partner = await login({ authenticator: nkeyAuthenticator(keys.partner.seed) });
    const first = await take(partner, 3);
    expect(first.map((message) => message.string())).toEqual(['1', '2', '3']);
    for (const message of first) message.respond();
    await partner.flush();
    const rest = await take(partner, 10);
    expect(rest.map((message) => message.string())).toEqual(['4', '5']);
    for (const message of rest) message.respond();
    await partner.flush();
    const manager = await jetstreamManager(platform);
    await expect.poll(async () => (await manager.consumers.info('PUB_DEMO', 'feed')).ack_floor.stream_seq).toBe(5);
    expect(await take(partner, 1)).toEqual([]);
  });

  it('gets again what it did not confirm', async () => {
    const publisher = jetstream(await service('command-center'));
    await publisher.publish('pub.demo.errands.errand.accepted.v1.a07', 'again');
    const partner = await login({ authenticator: nkeyAuthenticator(keys.partner.seed) });
    expect((await take(partner, 1)).map((message) => message.string())).toEqual(['again']);
    await expect
      .poll(async () => (await take(partner, 1)).map((message) => message.respond() && message.string()), { timeout: 5_000 })
      .toEqual(['again']);
  });

  it('can do nothing else', async () => {
    const partner = await login({ authenticator: nkeyAuthenticator(keys.partner.seed) });
    for (const subject of [
      'pub.demo.x',
      'cmd.errands.errand.accept.v1',
      '$JS.API.STREAM.LIST',
      '$JS.API.CONSUMER.MSG.NEXT.PUB_DEMO.other',
      '$JS.API.CONSUMER.CREATE.PUB_DEMO',
      '$JS.ACK.EVT_ERRANDS.x.1.1.1.1.1',
    ])
      expect(await publishRefusal(partner, subject), subject).toMatch(/permissions violation/i);
    for (const subject of ['>', 'pub.>', 'evt.>', 'view.>', '$JS.>'])
      expect(await refusal(partner, subject), subject).toMatch(/permissions violation/i);
  });
});
