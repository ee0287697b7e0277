import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CancelErrand, RequestErrand, WallChart, WorklistPage } from '@houzhai/contracts';
import { readBackup, writeBackup } from '@houzhai/dev/backup.ts';
import { buildPrograms } from '@houzhai/dev/build-programs.ts';
import { freePort } from '@houzhai/dev/free-port.ts';
import { startStack, type LocalStack } from '@houzhai/dev/local-stack.ts';
import { SEEDER, SEED_STEPS } from '@houzhai/dev/seed-steps.ts';
import { SERVICES } from '@houzhai/dev/services.ts';
import { REPOSITORY, stackFolder } from '@houzhai/dev/stack-folder.ts';
import { runningStack } from '@houzhai/dev/stack-record.ts';
import { openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import { eventually, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

/** The bundles of `npm run build`, where there is nothing else: no node_modules, no repository around them. */
const shipped = mkdtempSync(join(tmpdir(), 'hz-shipped-'));
const root = mkdtempSync(join(tmpdir(), 'hz-state-'));
chmodSync(root, 0o755); // PostgreSQL of a test run as root is another user
const folder = stackFolder(root);
const names = ['migrate', ...SERVICES.map(({ name }) => name)];
const program = (name: string): string => join(shipped, `${name}.mjs`);

let stack: LocalStack;
let session: OperatorSession;
let admin: TestOperator;

async function start(): Promise<void> {
  stack = await startStack({
    folder,
    services: SERVICES.map((service) => ({ ...service, program: program(service.name) })),
    steps: SEED_STEPS.filter(({ name }) => name === 'migrate').map((step) => ({
      ...step,
      command: [relative(REPOSITORY, program('migrate'))],
    })),
  });
  const server = stack.natsUrl;
  const grant = valueOf(await signIn({ server, account: SEEDER, password: stack.keys.password('seeder'), client: 'program' }));
  session = await openSession(server, grant, { name: 'shipped' });
  admin = { operatorId: grant.operator.operatorId, token: grant.token, nc: session.nc, client: session.client };
}

async function stop(): Promise<void> {
  await session.close();
  await stack.stop();
}

/** Starts a program that sees nothing but these settings; tells how it ended and what it said. */
function run(name: string, settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [program(name)], {
    cwd: shipped,
    env: { PATH: process.env['PATH'], TZ: 'Asia/Shanghai', ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<{ code: number | null; said: string }>((done) => child.once('close', (code) => done({ code, said })));
  return { child, ended };
}

const statusOf = (port: number, path: string): Promise<number> =>
  fetch(`http://127.0.0.1:${String(port)}/${path}`).then(
    ({ status }) => status,
    () => 0,
  );

async function rows(role: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: stack.databaseUrl(role) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const openInA07 = async (): Promise<number | undefined> =>
  valueOf(await admin.client.query(WallChart, { areas: ['a07'] })).rows[0]?.cells['errandsOpen']?.value;

const request = async (beneficiaryId: string): Promise<string> =>
  valueOf(
    await admin.client.command(RequestErrand, {
      beneficiaryId,
      moduleCode: 'standing-2',
      kind: 'MEDICINE',
      items: [{ name: '降压药', quantity: '2 盒' }],
      despiteDuplicate: true,
    }),
  ).errandId;

beforeAll(async () => {
  await buildPrograms(names);
  for (const name of names) copyFileSync(join(REPOSITORY, 'dist', `${name}.mjs`), program(name));
  await start();
}, 180_000);

afterAll(async () => {
  await stop();
  for (const path of [shipped, root]) rmSync(path, { recursive: true, force: true });
});

test('every service runs from its one file', async () => {
  expect(readdirSync(shipped).sort()).toEqual(names.map((name) => `${name}.mjs`).sort());
  for (const { name } of SERVICES) {
    const port = stack.httpPort(name);
    expect([await statusOf(port, 'livez'), await statusOf(port, 'readyz'), await statusOf(port, 'metrics')], name).toEqual([200, 200, 200]);
  }
});

test('a setting nobody knows is refused with a sentence that names it', async () => {
  const { code, said } = await run('errands', { HZ_DATABSE_URL: 'postgresql://secret' }).ended;
  expect(code).not.toBe(0);
  expect(said).toContain('HZ_DATABSE_URL (unknown setting)');
  expect(said).not.toContain('secret');
  expect(said.trim().split('\n').length, said).toBeLessThan(3);
});

test('SIGTERM drains a service and it ends with 0', async () => {
  const port = await freePort();
  const second = run('errands', {
    HZ_DATABASE_URL: stack.databaseUrl('hz_errands'),
    HZ_NATS_URL: stack.natsUrl,
    HZ_NATS_SEED: stack.keys.nats('errands').seed,
    HZ_HTTP_PORT: String(port),
    HZ_MASTER_KEY: stack.keys.master,
    HZ_INDEX_KEY: stack.keys.index,
    HZ_TOKEN_PUBLIC_KEY: stack.keys.token.publicKey,
  });
  await eventually(
    () => statusOf(port, 'readyz'),
    (status) => status === 200,
    30_000,
  );
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
});

test('a backup brings back what was there; events flow again, none twice', async () => {
  await seedAreas(admin);
  await seedModules(admin);
  const person = await seedPerson(admin, 'a07');
  const errandId = await request(person);
  await eventually(openInA07, (open) => open === 1);
  const file = join(root, 'backup.tar.gz');
  await writeBackup(folder, file, runningStack(folder.record)?.postgres?.port);

  valueOf(await admin.client.command(CancelErrand, { errandId, reason: '备份之后的撤销' }));
  await request(person);
  await request(person);
  await eventually(openInA07, (open) => open === 2);
  await stop();
  await readBackup(folder, file);
  await start();

  expect(valueOf(await admin.client.query(WorklistPage, { beneficiaryId: person })).rows.map((row) => [row.errandId, row.status])).toEqual([
    [errandId, 'REQUESTED'],
  ]);
  expect(await openInA07()).toBe(1);
  await request(person);
  await eventually(openInA07, (open) => open === 2);
  const counts = `select count(*)::int as events, count("stream_seq")::int as published, count(distinct "stream_seq")::int as places from "errands"."outbox"`;
  const [outbox] = await eventually(
    () => rows('hz_errands', counts),
    ([row]) => row?.['events'] === row?.['published'],
  );
  expect(outbox).toMatchObject({ places: outbox?.['events'] });
  const streams = (await (
    await fetch(`http://127.0.0.1:${String(runningStack(folder.record)?.nats?.monitorPort)}/jsz?streams=true`)
  ).json()) as { account_details: { stream_detail: { name: string; state: { messages: number } }[] }[] };
  const errands = streams.account_details.flatMap((account) => account.stream_detail).find(({ name }) => name === 'EVT_ERRANDS');
  expect(errands?.state.messages).toBe(outbox?.['events']);
}, 90_000);

test('nats-server and the shipped services run by the same contracts: nobody was thrown out by a configuration read again', () => {
  expect(readFileSync(folder.log('nats'), 'utf8')).not.toContain('Reloaded server configuration');
});
