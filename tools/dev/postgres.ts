import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { startKept, type Ended, type KeptProcess } from './kept-process.ts';
import { clearStaleLock, createCluster, handOver, postgresBinaries, postgresEnvironment, saysReady } from './postgres-files.ts';
import { reachableDataFolder, unprivilegedUser } from './unprivileged.ts';

/** A PostgreSQL that can be connected to. */
export interface Postgres {
  /** Superuser, database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Undefined for a server that is not ours (HZ_DATABASE_URL). */
  readonly pid: number | undefined;
  /** Resolves when the server ends, wanted or not; never for a server that is not ours. */
  readonly exited: Promise<Ended>;
  stop(): Promise<void>;
}

export interface ThrowawayPostgres {
  readonly kind: 'throwaway';
  readonly settings?: Settings;
}

export interface PersistentPostgres {
  readonly kind: 'persistent';
  readonly dataDir: string;
  /** Superuser password, generated on first use (0600). */
  readonly passwordFile: string;
  readonly port?: number;
  readonly logFile?: string;
  readonly settings?: Settings;
}

export type Settings = Readonly<Record<string, string | number>>;

const COMMON: Settings = { max_connections: 200, shared_buffers: '128MB', listen_addresses: '127.0.0.1', timezone: 'UTC' };
const FAST: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_connections: 400, // several platforms at once
  autovacuum: 'off',
};
const DURABLE: Settings = { fsync: 'on', synchronous_commit: 'on', wal_keep_size: '512MB', log_line_prefix: '%m [%p] ' };

/** Starts PostgreSQL: `throwaway` for tests (no fsync, gone afterwards), `persistent` with its data in a folder (fsync on). */
export async function startPostgres(options: ThrowawayPostgres | PersistentPostgres): Promise<Postgres> {
  const given = process.env['HZ_DATABASE_URL'];
  if (given !== undefined && given !== '') return foreign(given);
  return options.kind === 'throwaway' ? startThrowaway(options) : startPersistent(options);
}

/** The same server, another database and, when given, another login. */
export function databaseUrl(server: string, database: string, login?: { readonly user: string; readonly password: string }): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  if (login) {
    url.username = login.user;
    url.password = login.password;
  }
  return url.href;
}

/** Reads a secret of 0600, making a random one of 32 bytes (base64url) when there is none. */
export function secretFile(path: string): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(dirname(path)), { recursive: true });
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}

const foreign = (url: string): Postgres => ({
  url,
  port: Number(new URL(url).port || 5432),
  pid: undefined,
  exited: new Promise(() => undefined),
  stop: () => Promise.resolve(),
});

async function startThrowaway({ settings }: ThrowawayPostgres): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'hz-pg-'));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  try {
    await createCluster({ data, durable: false });
    const port = await freePort();
    const kept = await launch(data, { ...COMMON, ...FAST, ...settings, unix_socket_directories: folder, port }, { removeAfter: folder });
    return { url: `postgresql://houzhai@127.0.0.1:${String(port)}/postgres`, port, pid: kept.pid, exited: kept.exited, stop: kept.stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startPersistent(options: PersistentPostgres): Promise<Postgres> {
  mkdirSync(dirname(options.dataDir), { recursive: true });
  const data = reachableDataFolder(options.dataDir);
  const exists = existsSync(join(data, 'PG_VERSION'));
  if (exists && !existsSync(options.passwordFile)) throw new Error(`缺少密码文件 / Password file missing: ${options.passwordFile}`);
  const password = secretFile(options.passwordFile);
  if (!exists) {
    mkdirSync(dirname(data), { recursive: true, mode: 0o755 });
    await createCluster({ data, password, durable: true });
  }
  handOver(data);
  const port = options.port ?? (await freePort());
  const settings = { ...COMMON, ...DURABLE, ...options.settings, unix_socket_directories: '', port };
  const kept = await launch(data, settings, options.logFile === undefined ? {} : { logFile: options.logFile });
  return {
    url: `postgresql://houzhai:${password}@127.0.0.1:${String(port)}/postgres`,
    port,
    pid: kept.pid,
    exited: kept.exited,
    stop: kept.stop,
  };
}

/** Starts the server; after a crash its orphans may hold the shared memory for a moment, so that is tried again. */
async function launch(data: string, settings: Settings, extra: { logFile?: string; removeAfter?: string }): Promise<KeptProcess> {
  const user = unprivilegedUser();
  for (const end = Date.now() + 30_000; ; await pause(250)) {
    await clearStaleLock(data);
    const kept = await startKept({
      command: join(postgresBinaries(), 'postgres'),
      args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${String(value)}`])],
      env: postgresEnvironment(),
      cwd: '/',
      endSignal: 'INT',
      graceSeconds: 30,
      ...(user ? { user } : {}),
      ...extra,
    });
    while (!kept.ended() && !saysReady(data, kept.pid) && Date.now() < end) await pause(10);
    if (!kept.ended() && saysReady(data, kept.pid)) return kept;
    const output = kept.lastOutput();
    await kept.stop();
    if (Date.now() > end || !output.includes('shared memory block'))
      throw new Error(`PostgreSQL 无法启动 / PostgreSQL did not start: ${output}`);
  }
}
