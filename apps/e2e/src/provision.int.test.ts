import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { nkeyAuthenticator } from '@houzhai/auth';
import { connectNats, durablesOf, provisionStreams } from '@houzhai/messaging';
import { startTestNats } from '@houzhai/testing';
import { platformNatsConfig } from '@houzhai/dev/platform-nats-config.ts';
import { stackKeys } from '@houzhai/dev/stack-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'hz-provision-'));
let nats: Awaited<ReturnType<typeof startTestNats>>;
let platform: NatsConnection;
let census: NatsConnection;
let center: NatsConnection;

beforeAll(async () => {
  const keys = stackKeys({ key: (name: string) => join(folder, name) });
  nats = await startTestNats(platformNatsConfig(keys));
  [platform, census, center] = await Promise.all(
    ['platform', 'census-screening', 'command-center'].map((user) =>
      connectNats({ servers: nats.url, name: user, authenticator: nkeyAuthenticator(keys.nats(user).seed), inboxPrefix: `_INBOX.${user}` }),
    ) as [Promise<NatsConnection>, Promise<NatsConnection>, Promise<NatsConnection>],
  );
});
afterAll(async () => {
  for (const nc of [platform, census, center]) await nc.close();
  await nats.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a durable of a version that read fewer entities is widened where it stands: nothing is read again, what is new is', async () => {
  await provisionStreams(platform);
  const manager = await jetstreamManager(platform);
  const board = durablesOf('census-screening').find(({ name }) => name === 'command-center--board');
  if (!board) throw new Error('The wall chart reads nothing');
  // As the version before left it: it read one entity, and everything of it.
  const [first = '', second = ''] = board.subjects.map((subject) => subject.replace(/>$/, '1'));
  await manager.consumers.update(board.stream, board.name, { filter_subjects: board.subjects.slice(0, 1) });
  await jetstream(census).publish(first, 'old');
  const before = await jetstream(center).consumers.get(board.stream, board.name);
  const read = await before.next({ expires: 5_000 });
  expect(read?.string()).toBe('old');
  await read?.ackAck();

  await provisionStreams(platform);
  expect((await manager.consumers.info(board.stream, board.name)).config.filter_subjects).toEqual([...board.subjects]);
  await jetstream(census).publish(second, 'new');
  const after = await jetstream(center).consumers.get(board.stream, board.name);
  const next = await after.next({ expires: 5_000 });
  expect(next?.string()).toBe('new');
});
