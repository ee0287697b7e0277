import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { fetchNatsServer } from './fetch-nats-server.ts';

/** Older servers lose events for consumers after a stream roll-back and ignore the fence's subject header. */
export const NATS_FLOOR = '2.14.0';

export interface FindNatsOptions {
  /** Told what takes long. */
  readonly log?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Path of a nats-server that is new enough: HZ_NATS_SERVER, PATH, the cache, else fetched from Debian. @throws with what to do. */
export async function findNatsServer({ log = () => undefined, env = process.env }: FindNatsOptions = {}): Promise<string> {
  const chosen = env['HZ_NATS_SERVER'];
  if (chosen !== undefined && chosen !== '') {
    const version = await versionOf(chosen);
    if (isAtLeast(version, NATS_FLOOR)) return chosen;
    throw new Error(`HZ_NATS_SERVER=${chosen}: ${version ?? '无法运行 / cannot be run'};需要 / needs >= ${NATS_FLOOR}`);
  }
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, 'nats-server');
    if (folder !== '' && isExecutable(candidate) && isAtLeast(await versionOf(candidate), NATS_FLOOR)) return candidate;
  }
  const cached = join(cacheFolder(env), `nats-server-${process.arch}`);
  if (isExecutable(cached) && isAtLeast(await versionOf(cached), NATS_FLOOR)) return cached;
  log('正在从 Debian 获取 nats-server / fetching nats-server from Debian');
  try {
    await fetchNatsServer(cached);
  } catch (cause) {
    throw new Error(whatToDo((cause as { stderr?: string }).stderr?.trim() ?? (cause as Error).message), { cause });
  }
  const version = await versionOf(cached);
  if (!isAtLeast(version, NATS_FLOOR)) throw new Error(whatToDo(`nats-server ${version ?? '?'}`));
  return cached;
}

/** Whether a dotted version is at least the floor; an unknown one is not. */
export function isAtLeast(version: string | undefined, floor: string): boolean {
  if (version === undefined) return false;
  const [have, want] = [version, floor].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const [at, part] of want.entries()) if ((have[at] ?? 0) !== part) return (have[at] ?? 0) > part;
  return true;
}

const whatToDo = (reason: string): string =>
  `找不到 nats-server >= ${NATS_FLOOR}(${reason})。macOS: brew install nats-server;其他系统:安装后设置 HZ_NATS_SERVER=<路径>,或用 Docker 运行(deploy/)。\n` +
  `No nats-server >= ${NATS_FLOOR} (${reason}). macOS: brew install nats-server; elsewhere install it and set HZ_NATS_SERVER=<path>, or run everything with Docker (deploy/).`;

async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 5_000 });
    return /v?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
