import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findNatsServer } from './find-nats-server.ts';
import { freePort } from './free-port.ts';
import { startKept, type Ended, type KeptProcess } from './kept-process.ts';

export { findNatsServer, NATS_FLOOR } from './find-nats-server.ts';

/** A nats-server that takes clients. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly pid: number;
  /** Resolves when the server ends, wanted or not. */
  readonly exited: Promise<Ended>;
  stop(): Promise<void>;
}

export interface NatsServerOptions {
  /** Accounts, users, limits: everything but ports and storage. Empty: an open server. */
  readonly config?: string;
  /** Holds the written configuration and the streams; without one both are temporary. */
  readonly storeDir?: string;
  readonly port?: number;
  readonly monitorPort?: number;
  /** Every acknowledged message is on the disk. On unless it is a test. */
  readonly fsync: boolean;
  readonly logFile?: string;
  readonly log?: (line: string) => void;
  /** The program, where it is not to be looked for. */
  readonly program?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Bytes all streams together may take on the disk; as much as there is when absent. */
  readonly maxFileStore?: number;
}

/** The part of the configuration that depends on the machine. */
export const machineSection = (at: {
  readonly port: number;
  readonly monitorPort: number;
  readonly storeDir: string;
  readonly fsync: boolean;
  readonly maxFileStore?: number | undefined;
}): string =>
  [
    'server_name: houzhai',
    `listen: "127.0.0.1:${String(at.port)}"`,
    `http: "127.0.0.1:${String(at.monitorPort)}"`,
    `jetstream { store_dir: ${JSON.stringify(at.storeDir)}${at.fsync ? ', sync_interval: always' : ''}${at.maxFileStore === undefined ? '' : `, max_file_store: ${String(at.maxFileStore)}`} }`,
    '',
  ].join('\n');

/** Starts nats-server with JetStream and waits until clients and streams are served. */
export async function startNatsServer(options: NatsServerOptions): Promise<NatsServer> {
  const program = options.program ?? (await findNatsServer(options.log ? { log: options.log } : {}));
  const folder = options.storeDir ?? mkdtempSync(join(tmpdir(), 'hz-nats-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    const file = join(folder, 'nats-server.conf');
    const port = options.port ?? (await freePort(attempt === 1 ? portOf(file) : 0));
    const monitorPort = options.monitorPort ?? (await freePort());
    const { fsync, maxFileStore, user } = options;
    writeFileSync(file, machineSection({ port, monitorPort, storeDir: folder, fsync, maxFileStore }) + (options.config ?? ''), {
      mode: 0o600,
    });
    if (user) for (const path of [folder, file]) chownSync(path, user.uid, user.gid);
    const kept = await startKept({
      command: program,
      args: ['-c', file],
      // Its heap is small, so Go would collect it many times a second.
      env: { PATH: process.env['PATH'], TZ: 'UTC', GOGC: '400' },
      cwd: '/',
      endSignal: 'TERM',
      graceSeconds: 10,
      ...(user ? { user } : {}),
      ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
      ...(options.storeDir === undefined ? { removeAfter: folder } : {}),
    });
    if (await becomesReady(kept, port, monitorPort)) {
      const url = `nats://127.0.0.1:${String(port)}`;
      return { url, port, monitorPort, pid: kept.pid, exited: kept.exited, stop: kept.stop };
    }
    const output = kept.lastOutput();
    await kept.stop();
    const portTaken = output.includes('address already in use');
    if (!portTaken || attempt === 20) throw new Error(`nats-server 无法启动 / nats-server did not start: ${output}`);
    await pause(100);
  }
}

/** Port of the last run, which sessions of consoles and `hz` are remembered with. */
const portOf = (file: string): number =>
  existsSync(file) ? Number(/^listen: "127\.0\.0\.1:(\d+)"$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;

async function becomesReady(kept: KeptProcess, port: number, monitorPort: number): Promise<boolean> {
  for (const end = Date.now() + 30_000; Date.now() < end && !kept.ended(); await pause(15)) {
    if ((await greets(port)) && (await isHealthy(monitorPort))) return !kept.ended();
  }
  return false;
}

/** Whether the server sends its INFO line to a client. */
const greets = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (greeted: boolean): void => {
      socket.destroy();
      done(greeted);
    };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('data', (data) => answer(data.toString().startsWith('INFO ')));
  });

const isHealthy = (monitorPort: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${String(monitorPort)}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
    async (reply) => {
      await reply.body?.cancel();
      return reply.ok;
    },
    () => false,
  );
