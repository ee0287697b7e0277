import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nkeyAuthenticator } from '@houzhai/auth';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackup, writeBackup } from './backup.ts';
import { smallServices } from './fixtures/small-services.ts';
import { isAlive } from './kept-process.ts';
import { startStack, type LocalStack } from './local-stack.ts';
import { startPostgres } from './postgres.ts';
import { stackFolder, type StackFolder } from './stack-folder.ts';
import { stackKeys } from './stack-keys.ts';
import { runningStack } from './stack-record.ts';

const temporary: string[] = [];

function newFolder(): StackFolder {
  const root = mkdtempSync(join(tmpdir(), 'hz-stack-'));
  temporary.push(root);
  chmodSync(root, 0o755);
  return stackFolder(root);
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const ready = (stack: LocalStack): Promise<number> =>
  fetch(`http://127.0.0.1:${String(stack.httpPort('errands'))}/readyz`).then(
    (reply) => reply.status,
    () => 0,
  );

afterAll(() => {
  for (const root of temporary) rmSync(root, { recursive: true, force: true });
});

describe('the local stack', () => {
  const folder = newFolder();
  let stack: LocalStack;
  beforeAll(async () => {
    stack = await startStack({ folder, services: smallServices, steps: [] });
  });
  afterAll(() => stack.stop());

  const killed = async (name: string): Promise<number> => {
    const before = stack.pid(name) ?? 0;
    process.kill(before, 'SIGKILL');
    await expect.poll(() => stack.pid(name) ?? before, { timeout: 15_000 }).not.toBe(before);
    return stack.pid(name) ?? 0;
  };

  it('gives a service its own settings and nothing of ours', async () => {
    const reply = await fetch(`http://127.0.0.1:${String(stack.httpPort('errands'))}/readyz`);
    expect(await reply.json()).toEqual([
      'HZ_DATABASE_URL',
      'HZ_HTTP_PORT',
      'HZ_INDEX_KEY',
      'HZ_MASTER_KEY',
      'HZ_NATS_SEED',
      'HZ_NATS_URL',
      'HZ_TOKEN_PUBLIC_KEY',
    ]);
  });

  it('writes with fsync, and lets a service see its schema only', async () => {
    const url = stack.databaseUrl('hz_errands');
    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await expect(query(url, 'create table errands.x ()')).rejects.toThrow('permission denied');
    await query(stack.databaseUrl('hz_migrate'), 'create table census_screening.secret (id int)');
    await expect(query(url, 'select * from census_screening.secret')).rejects.toThrow('permission denied');
    await expect(query(url.replace(/:[^:@/]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('keeps its secrets from other users', () => {
    expect(statSync(folder.keys).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder.keys)) expect(statSync(join(folder.keys, name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(folder.record).mode & 0o777).toBe(0o600);
  });

  it('starts a killed service again', async () => {
    await killed('errands');
    await expect.poll(() => ready(stack)).toBe(200);
    expect(stack.restarts('errands')).toBe(1);
    expect(stack.restarts('census-screening')).toBe(0);
  });

  it('starts a killed PostgreSQL and a killed nats-server again, at the same place', async () => {
    await query(stack.databaseUrl('hz_migrate'), 'create table errands.kept as select 7 as n');
    await killed('postgres');
    expect(await query(stack.databaseUrl('hz_migrate'), 'select n from errands.kept')).toEqual([{ n: 7 }]);
    await killed('nats');
    const connection = await connect({ servers: stack.natsUrl, authenticator: nkeyAuthenticator(stackKeys(folder).nats('errands').seed) });
    await connection.close();
  });

  it('records what runs, and refuses to start twice', async () => {
    await expect.poll(() => runningStack(folder.record)?.nats?.pid).toBe(stack.pid('nats'));
    await expect(startStack({ folder, services: smallServices, steps: [] })).rejects.toThrow('npm run console');
  });

  it('is backed up while it runs, and comes back elsewhere with its data and keys', async () => {
    const file = join(folder.root, 'backup.tar.gz');
    await writeBackup(folder, file, runningStack(folder.record)?.postgres?.port);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const other = newFolder();
    expect(await readBackup(other, file)).toBeUndefined();
    const restored = await startStack({ folder: other, services: smallServices, steps: [] });
    try {
      expect(await query(restored.databaseUrl('hz_migrate'), 'select n from errands.kept')).toEqual([{ n: 7 }]);
      expect(stackKeys(other)).toMatchObject({ master: stackKeys(folder).master, token: stackKeys(folder).token });
    } finally {
      await restored.stop();
    }
    const stopped = join(other.root, 'stopped.tar.gz');
    await writeBackup(other, stopped);
    expect(await readBackup(other, stopped)).toContain('before-restore');
    const again = await startStack({ folder: other, services: smallServices, steps: [] });
    expect(again.natsUrl).toBe(restored.natsUrl);
    const kept = await query(again.databaseUrl('hz_migrate'), 'select n from errands.kept');
    await again.stop();
    expect(kept).toEqual([{ n: 7 }]);
  });
});

describe('when the process that started everything is killed', () => {
  it('nothing is left, and the next start recovers', async () => {
    const folder = newFolder();
    const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
    const child = spawn(process.execPath, ['--import', file('register-ts.mjs'), file('fixtures/stack-process.ts'), folder.root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids = await new Promise<number[]>((done) =>
      child.stdout.once('data', (data) => {
        done(JSON.parse(String(data)) as number[]);
      }),
    );
    expect(pids.every(isAlive)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 15_000 }).toEqual([]);
    expect(runningStack(folder.record)).toBeUndefined();
    const stack = await startStack({ folder, services: smallServices, steps: [] });
    await stack.stop();
  }, 60_000);
});

describe('PostgreSQL', () => {
  it('starts over a lock file whose process id now belongs to something else', async () => {
    const folder = newFolder();
    const options = { kind: 'persistent', dataDir: folder.postgres, passwordFile: folder.key('postgres-superuser') } as const;
    await (await startPostgres(options)).stop();
    writeFileSync(join(folder.postgres, 'postmaster.pid'), `${String(process.pid)}\n${folder.postgres}\n`);
    const again = await startPostgres(options);
    expect(again.pid).not.toBe(process.pid);
    await again.stop();
  });

  it('leaves no folder behind after a throwaway server was killed', async () => {
    const server = await startPostgres({ kind: 'throwaway' });
    const [row] = await query(server.url, 'show data_directory');
    const folder = String(row?.['data_directory']);
    expect(statSync(folder).isDirectory()).toBe(true);
    process.kill(server.pid ?? 0, 'SIGKILL');
    expect(await server.exited).toEqual({ code: 137 });
    expect(statSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });
});
