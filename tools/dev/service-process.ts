import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startKept, type KeptProcess } from './kept-process.ts';
import { bilingual } from './say.ts';
import type { StepEnvironment } from './seed-steps.ts';
import type { StackService } from './services.ts';
import { REPOSITORY } from './stack-folder.ts';

const PATIENCE_MS = 60_000;
/** A service that died this often while it should become ready will not. */
const GIVE_UP_AFTER_RESTARTS = 4;

/** The same as in deploy/docker/Dockerfile. Room for objects that die young: a quarter less processor time of a busy service. */
const NODE_FLAGS = ['--enable-source-maps', '--min-semi-space-size=16', '--max-semi-space-size=32'];

/** What sets one of several replicas apart; nothing for the only one. */
export interface ReplicaOptions {
  /** Name of its log. */
  readonly name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The user it runs as, with a Node that user can reach; it then begins in the root folder. */
  readonly as?: { readonly user: { readonly uid: number; readonly gid: number }; readonly node: string };
}

/** Starts a service. It sees nothing of our environment but what every program needs, and its own HZ_ settings. */
export function startService(
  service: StackService,
  at: StepEnvironment,
  httpPort: number,
  { name = service.name, environment = {}, as }: ReplicaOptions = {},
): Promise<KeptProcess> {
  const program = service.program ?? join(REPOSITORY, 'dist', `${service.name}.mjs`);
  if (!existsSync(program)) throw new Error(bilingual(`缺少 ${program}`, `${program} is missing`));
  return startKept({
    command: as?.node ?? process.execPath,
    args: [...NODE_FLAGS, program],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      NODE_ENV: 'production',
      TZ: 'Asia/Shanghai',
      HZ_DATABASE_URL: at.databaseUrl(service.role),
      HZ_NATS_URL: at.natsUrl,
      HZ_NATS_SEED: at.keys.nats(service.name).seed,
      HZ_HTTP_PORT: String(httpPort),
      HZ_MASTER_KEY: at.keys.master,
      HZ_INDEX_KEY: at.keys.index,
      HZ_TOKEN_PUBLIC_KEY: at.keys.token.publicKey,
      ...service.environment(at.keys),
      ...environment,
    },
    cwd: as ? '/' : REPOSITORY,
    endSignal: 'TERM',
    graceSeconds: 25,
    logFile: at.folder.log(name),
    ...(as ? { user: as.user } : {}),
  });
}

/** Waits until a service answers 200 on /readyz. @throws with the end of its log when it does not. */
export async function becomesReady(name: string, port: number, restarts: () => number, logFile: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && restarts() < GIVE_UP_AFTER_RESTARTS; await pause(30)) {
    if (await isReady(port)) return;
  }
  const what = bilingual(`服务 ${name} 未就绪,见 ${logFile}`, `service ${name} does not become ready, see ${logFile}`);
  throw new Error(`${what}\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${String(port)}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (reply) => {
      await reply.body?.cancel();
      return reply.status === 200;
    },
    () => false,
  );
