import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { bilingual } from './say.ts';
import type { StackFolder } from './stack-folder.ts';
import { reachableDataFolder, unprivilegedUser } from './unprivileged.ts';

const run = promisify(execFile);
/** What PostgreSQL makes anew at its start and must not come out of a backup. */
const NOT_COPIED = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_replslot',
]);
const EMPTY_FOLDERS = ['pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'pg_replslot'];

/**
 * Writes database and keys into one file (0600). Of a running platform (`port` given) it is a base backup with its WAL, taken
 * without a pause; streams are left out then, as they cannot be cut at the same moment: the outbox fills them again. Of a stopped
 * platform the streams come along.
 */
export async function writeBackup(folder: StackFolder, file: string, port?: number): Promise<void> {
  const data = reachableDataFolder(folder.postgres);
  if (!existsSync(join(data, 'PG_VERSION'))) throw new Error(bilingual('没有可备份的数据', 'There is nothing to back up'));
  const staging = mkdtempSync(join(folder.root, 'backup-'));
  const target = join(staging, 'data', 'postgres');
  try {
    mkdirSync(dirname(target), { recursive: true });
    if (port === undefined) {
      copyCluster(data, target);
      cpSync(join(data, 'pg_wal'), join(target, 'pg_wal'), { recursive: true });
      if (existsSync(folder.nats)) cpSync(folder.nats, join(staging, 'data', 'nats'), { recursive: true });
    } else
      await copyRunning(
        data,
        target,
        `postgresql://houzhai:${readFileSync(folder.key('postgres-superuser'), 'utf8').trim()}@127.0.0.1:${String(port)}/postgres`,
      );
    cpSync(folder.keys, join(staging, 'keys'), { recursive: true });
    const fresh = `${file}.part`;
    writeFileSync(fresh, '', { mode: 0o600 });
    await run('tar', ['-czf', fresh, '-C', staging, 'data', 'keys']);
    renameSync(fresh, file);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Puts a backup in the place of the state folder's data and keys. What was there is kept beside it.
 * @returns where the former state is, when there was one.
 */
export async function readBackup(folder: StackFolder, file: string): Promise<string | undefined> {
  const staging = mkdtempSync(join(folder.root, 'restore-'));
  try {
    await run('tar', ['-xzf', file, '-C', staging]);
    if (!existsSync(join(staging, 'data/postgres/PG_VERSION')) || !existsSync(join(staging, 'keys', 'postgres-superuser')))
      throw new Error(bilingual('不是备份文件', 'Not a backup'));
    const data = reachableDataFolder(folder.postgres);
    const aside = existsSync(data) ? mkdtempSync(join(folder.root, 'before-restore-')) : undefined;
    for (const [was, name] of [
      [data, 'postgres'],
      [folder.nats, 'nats'],
      [folder.keys, 'keys'],
    ] as const) {
      if (aside !== undefined && existsSync(was)) await move(was, join(aside, name));
      else rmSync(was, { recursive: true, force: true });
    }
    mkdirSync(dirname(data), { recursive: true });
    await move(join(staging, 'data/postgres'), data);
    if (existsSync(join(staging, 'data/nats'))) await move(join(staging, 'data/nats'), folder.nats);
    await move(join(staging, 'keys'), folder.keys);
    chmodSync(folder.keys, 0o700);
    const user = unprivilegedUser();
    if (user) await run('chown', ['-R', `${String(user.uid)}:${String(user.gid)}`, data]);
    return aside;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** A base backup as PostgreSQL defines it: start, copy the files, stop, then the WAL written meanwhile. */
async function copyRunning(data: string, target: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`select pg_backup_start('houzhai', true)`);
    copyCluster(data, target);
    const { rows } = await client.query<{ labelfile: string; spcmapfile: string }>(
      'select labelfile, spcmapfile from pg_backup_stop(false)',
    );
    writeFileSync(join(target, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
    cpSync(join(data, 'pg_wal'), join(target, 'pg_wal'), { recursive: true });
  } finally {
    await client.end();
  }
}

/** Copies a cluster's files without its WAL; `global` with the control file comes last, as recovery wants the newest one. */
function copyCluster(data: string, target: string): void {
  mkdirSync(target, { mode: 0o700 });
  const names = readdirSync(data).filter((name) => !NOT_COPIED.has(name) && name !== 'pg_wal' && name !== 'global');
  for (const name of [...names, 'global']) copyTree(join(data, name), join(target, name));
  for (const name of EMPTY_FOLDERS) mkdirSync(join(target, name), { mode: 0o700 });
}

/** Copies what is there; a table dropped meanwhile is skipped, the WAL knows about it. */
function copyTree(from: string, to: string): void {
  try {
    if (statSync(from).isDirectory()) {
      mkdirSync(to, { mode: 0o700 });
      for (const name of readdirSync(from)) if (!name.startsWith('pgsql_tmp')) copyTree(join(from, name), join(to, name));
    } else copyFileSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const move = async (from: string, to: string): Promise<void> => {
  await run('mv', [from, to]);
};
