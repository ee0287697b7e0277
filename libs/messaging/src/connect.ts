import { connect, type Authenticator, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { Log } from '@houzhai/telemetry';

/** Oldest nats-server we run on: 2.10 loses events after a stream roll-back and ignores the fence's subject header. */
export const NATS_FLOOR = [2, 14] as const;

/** Connects, waiting for the server if it is not there yet, and stays connected for as long as the process lives. */
export async function connectNats(options: {
  readonly servers: string;
  readonly name: string;
  readonly authenticator?: Authenticator;
  readonly token?: string;
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
  readonly log?: Log;
  readonly waitOnFirstConnect?: boolean;
  readonly extra?: Partial<ConnectionOptions>;
}): Promise<NatsConnection> {
  const { servers, log, waitOnFirstConnect, extra, ...identity } = options;
  const nc = await connect({
    servers: servers.split(',').map((server) => server.trim()),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250,
    waitOnFirstConnect: waitOnFirstConnect ?? true,
    pingInterval: 5_000,
    maxPingOut: 2,
    // Else every request makes two errors with their stacks beforehand: a fifth of a client's work.
    noAsyncTraces: true,
    ...identity,
    ...extra,
  });
  const version = nc.info?.version ?? '0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < NATS_FLOOR[0] || (major === NATS_FLOOR[0] && minor < NATS_FLOOR[1])) {
    await nc.close();
    throw new Error(`nats-server ${version} is too old: install ${NATS_FLOOR.join('.')} or newer (2.15 recommended) and start again`);
  }
  if (log) void watch(nc, log);
  return nc;
}

async function watch(nc: NatsConnection, log: Log): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'disconnect' || status.type === 'reconnect' || status.type === 'error')
      log.warn({ state: status.type, ...('error' in status ? { err: status.error } : {}) }, 'nats');
  }
}
