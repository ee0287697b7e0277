import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { nkeyAuthenticator } from '@houzhai/auth';
import { connectNats, provisionStreams } from '@houzhai/messaging';
import { createLog, readSettings } from '@houzhai/telemetry';
import { writeNatsConfig } from '@houzhai/dev/nats-config-file.ts';
import { machineSection, startNatsServer, type NatsServer } from '@houzhai/dev/nats-server.ts';
import { platformNatsConfig } from '@houzhai/dev/platform-nats-config.ts';
import { SERVICES } from '@houzhai/dev/services.ts';
import { stackKeys, type StackKeys } from '@houzhai/dev/stack-keys.ts';
import { NatsConfiguration } from '../../command-center/src/system/nats-configuration.partner.ts';
import { NatsSystem } from '../../command-center/src/system/nats-system.partner.ts';
import { eventually } from './platform.ts';

let folder: string;
let file: string;
let keys: StackKeys;
let server: NatsServer;
let system: NatsSystem;
const open: { close(): Promise<unknown> }[] = [];
const log = createLog('command-center', 'error');

/** As an older version of the contracts would have it: errands may not publish what this version says, under another name. */
const older = (config: string): string =>
  config.replace(/contracts: "[^"]+"/, 'contracts: "0123456789abcdef"').replaceAll('evt.errands.>', 'evt.errands.errand.>');
const put = (config: string): Promise<void> =>
  writeNatsConfig(file, machineSection({ port: server.port, monitorPort: server.monitorPort, storeDir: folder, fsync: false }) + config);
const user = async (name: string, seed = keys.nats(name).seed): Promise<NatsConnection> => {
  const nc = await connect({
    servers: server.url,
    authenticator: nkeyAuthenticator(seed),
    inboxPrefix: `_INBOX.${name}`,
    reconnect: false,
  });
  open.push(nc);
  return nc;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hz-nats-configuration-'));
  file = join(folder, 'nats-server.conf');
  keys = stackKeys({ key: (name) => join(folder, name) });
  server = await startNatsServer({ config: older(platformNatsConfig(keys)), storeDir: folder, fsync: false });
  const env = { HZ_NATS_URL: server.url, HZ_SYSTEM_SEED: keys.nats('system').seed };
  system = new NatsSystem({ log, settings: (names) => readSettings(names, env) });
  system.start();
  await eventually(
    () => system.servers(),
    (servers) => servers.length === 1,
  );
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  await system.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a configuration that was replaced is read while streams, durables and connections of services stay', async () => {
  const platform = await connectNats({
    servers: server.url,
    name: 'platform',
    authenticator: nkeyAuthenticator(keys.nats('platform').seed),
    inboxPrefix: '_INBOX.platform',
  });
  open.push(platform);
  await provisionStreams(platform);
  const services = await Promise.all(SERVICES.map(({ name }) => user(name)));
  const [errands] = services;
  if (!errands) throw new Error('no service');
  await jetstream(errands).publish('evt.errands.errand.x.accepted.v1.a07', 'one');
  const refused = jetstream(errands).publish('evt.errands.service-module.x.published.v1.a00', 'two', { timeout: 1_000 });
  await expect(refused).rejects.toThrow(/permissions violation/i);
  let asked = 0;
  errands.subscribe('cmd.errands.x', { callback: (_error, message) => void message.respond(String(++asked)) });

  await put(platformNatsConfig(keys));
  const configuration = new NatsConfiguration({ log }, system);
  configuration.start();
  await eventually(
    () => system.servers(),
    (servers) => servers[0]?.contracts !== '0123456789abcdef',
  );
  configuration.stop();
  await jetstream(errands).publish('evt.errands.service-module.x.published.v1.a00', 'two');
  const manager = await jetstreamManager(platform);
  expect((await manager.streams.info('EVT_ERRANDS')).state.messages).toBe(2);
  expect((await manager.consumers.info('EVT_ERRANDS', 'command-center--board')).num_pending).toBe(1);
  expect(services.map((nc) => nc.isClosed())).toEqual(services.map(() => false));
});

test('a file that is not replaced is read once and then told; one with an error is never put in place', async () => {
  const [before] = await system.servers();
  expect(await system.reload(before?.id ?? '')).toBeUndefined();
  expect((await system.servers())[0]?.contracts).toBe('0123456789abcdef');
  await expect(put('accounts { CORE {')).rejects.toThrow();
  expect(await system.reload(before?.id ?? '')).toBeUndefined();
  expect((await system.servers())[0]?.contracts).toBe('0123456789abcdef');
});

test('a service changes its key without a break: the next one is known before it is wanted', async () => {
  await put(platformNatsConfig(keys));
  const [running] = await system.servers();
  expect(await system.reload(running?.id ?? '')).toBeUndefined();
  const old = await user('errands');
  const next = stackKeys({ key: (name) => join(folder, name.replace('nats-errands.seed', 'nats-errands-next.seed')) }).nats('errands').seed;
  expect(next).not.toBe(keys.nats('errands').seed);
  const other = await user('errands', next);
  await jetstreamManager(await user('platform')).then((manager) =>
    manager.streams.add({ name: 'EVT_ERRANDS', subjects: ['evt.errands.>'] }),
  );
  for (const nc of [old, other]) await jetstream(nc).publish('evt.errands.errand.x.accepted.v1.a07', 'x');
  // A key that nobody knew at its start is not taken while it runs; the server then goes on as it was.
  const more = platformNatsConfig(keys).replace(/(auth_users: \["[^"]+")/, `$1, "${keys.nats('stranger').publicKey}"`);
  await put(more);
  expect(await system.reload(running?.id ?? '')).toMatch(/not supported/);
  await jetstream(old).publish('evt.errands.errand.x.accepted.v1.a07', 'y');
});
