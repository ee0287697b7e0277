import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newNkey, nkeyAuthenticator } from '@houzhai/auth';
import { AddPartner, ChangePassword, ErrandDetail, RequestErrand, WorklistPage } from '@houzhai/contracts';
import { freePort } from '@houzhai/dev/free-port.ts';
import { FEED_NEXT } from '@houzhai/messaging';
import { OutcomeUnknown, Unavailable, openSession, signIn, type HeldSession, type OperatorSession } from '@houzhai/messaging';
import { SETTINGS } from '@houzhai/telemetry';
import { connect, createInbox } from '@nats-io/transport-node';
import { eventually, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SERVICES = ['errands', 'census-screening', 'command-center'] as const;
const PASSWORD = 'compose-journey-2020';
const BURST = 20;

const project = `houzhai-test-${randomBytes(4).toString('hex')}`;
const state = mkdtempSync(join(tmpdir(), 'hz-compose-'));
const natsPort = await freePort();
const server = `nats://127.0.0.1:${String(natsPort)}`;
const environment = {
  ...process.env,
  HOUZHAI_STATE: state,
  HOUZHAI_NATS_PORT: String(natsPort),
  HOUZHAI_VERSION: project,
  // The classic builder needs no image of its own; an engine without a registry cannot fetch BuildKit's.
  DOCKER_BUILDKIT: process.env['DOCKER_BUILDKIT'] ?? '0',
};
const partner = newNkey('user');
let session: OperatorSession | undefined;
let admin: TestOperator;

/** Runs a program to its end. @returns its standard output. @throws with all it said when it fails. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail).once('close', done);
  });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${(said.stdout + said.stderr).slice(-4_000)}`);
  return said.stdout;
}

const compose = (...args: readonly string[]): Promise<string> =>
  run('docker', ['compose', '-p', project, '-f', 'deploy/compose/compose.yaml', ...args]);

/** What a program for Node prints inside a service's container. */
const inside = (service: string, program: string): Promise<string> =>
  compose('exec', '-T', service, 'node', '--input-type=module', '-e', program);

async function startOf(service: string): Promise<{ container: string; startedAt: string }> {
  const container = (await compose('ps', '-q', service)).trim();
  return { container, startedAt: await run('docker', ['inspect', '--format', '{{.State.StartedAt}}', container]) };
}

/** Signs in; a busy machine may need several tries for a password to be checked. */
async function grantOf(account: string, password: string): Promise<HeldSession> {
  for (let tries = 5; ; tries--) {
    try {
      return valueOf(await signIn({ server, account, password, client: 'program' }));
    } catch (error) {
      if (tries === 0 || !(error instanceof OutcomeUnknown || error instanceof Unavailable)) throw error;
    }
  }
}

/** Everything in the partner's feed, confirmed as it is read. */
async function partnerReads(): Promise<{ id: string; subject: string; type: string }[]> {
  const { seed } = partner;
  const nc = await connect({ servers: server, authenticator: nkeyAuthenticator(seed) });
  try {
    const inbox = createInbox();
    const messages = nc.subscribe(inbox);
    nc.publish(FEED_NEXT, JSON.stringify({ batch: 200, expires: 2_000_000_000 }), { reply: inbox });
    const read: { id: string; subject: string; type: string }[] = [];
    for await (const message of messages) {
      if (message.headers?.code === 408 || message.headers?.code === 404) break;
      read.push(message.json());
      message.respond();
    }
    await nc.flush();
    return read;
  } finally {
    await nc.close();
  }
}

const requestFor = (beneficiaryId: string) => ({
  beneficiaryId,
  moduleCode: 'standing-2',
  kind: 'MEDICINE' as const,
  items: [{ name: '降压药', quantity: '2 盒' }],
  despiteDuplicate: true,
});

beforeAll(async () => {
  await run(process.execPath, ['deploy/compose/prepare.mjs', state]);
  await compose('build');
  await compose('up', '-d', '--wait');
});

afterAll(async () => {
  await session?.close();
  try {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '10');
    await run('docker', ['image', 'rm', ...['migrate', ...SERVICES].map((name) => `houzhai/${name}:${project}`)]);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});

test('each service is ready in a container that may change nothing and is not root', async () => {
  for (const service of SERVICES) {
    const seen = await inside(
      service,
      `const { writeFileSync } = await import('node:fs');
       const statuses = [];
       for (const path of ['livez', 'readyz', 'metrics']) statuses.push((await fetch('http://127.0.0.1:8080/' + path)).status);
       let written = 'written';
       try { writeFileSync('/app/x', ''); } catch (error) { written = error.code; }
       console.log(JSON.stringify({ statuses, written, user: process.getuid(), secrets: Object.keys(process.env).filter((key) => /SEED|KEY|DATABASE/.test(key)) }));`,
    );
    expect(JSON.parse(seen), service).toEqual({ statuses: [200, 200, 200], written: 'EROFS', user: 1000, secrets: [] });
  }
});

test('the first operator comes in with the one-time password of the migrate job', async () => {
  const oneTime = /one-time password (\S+)/.exec(await compose('logs', '--no-log-prefix', 'migrate'))?.[1] ?? '';
  const first = await openSession(server, await grantOf('admin', oneTime), { name: 'compose journey' });
  valueOf(await first.client.command(ChangePassword, { oldPassword: oneTime, newPassword: PASSWORD }, { deadlineMs: 60_000 }));
  await first.close();
  const grant = await grantOf('admin', PASSWORD);
  const own = await openSession(server, grant, { name: 'compose journey' });
  admin = { operatorId: grant.operator.operatorId, token: grant.token, nc: own.nc, client: own.client };
  session = own;
  await seedAreas(admin);
  await seedModules(admin);
});

test('errands requested while their service restarts are all there, each once, and the partner hears of each once', async () => {
  const { client } = admin;
  const { publicKey } = partner;
  const feed = { partner: 'compose', purpose: '自动测试用数据流', events: ['errand'], areas: ['a00'], publicKey };
  valueOf(await client.command(AddPartner, feed));
  const personId = await seedPerson(admin, 'a07');
  const asked = [valueOf(await client.command(RequestErrand, requestFor(personId))).errandId];
  const before = await startOf('errands');
  const restarted = compose('restart', 'errands');
  const burst = Array.from({ length: BURST }, async (_, index) => {
    await new Promise((done) => {
      setTimeout(done, index * 100);
    });
    return valueOf(await client.command(RequestErrand, requestFor(personId), { deadlineMs: 60_000 })).errandId;
  });
  asked.push(...(await Promise.all(burst)));
  await restarted;
  const after = await startOf('errands');
  expect(after.container).toBe(before.container);
  expect(after.startedAt).not.toBe(before.startedAt);

  expect(new Set(asked).size).toBe(BURST + 1);
  const listed = valueOf(await client.query(WorklistPage, { beneficiaryId: personId, limit: 100 }));
  expect(listed.rows.map((row) => row.errandId).sort()).toEqual([...asked].sort());
  const detail = valueOf(await client.query(ErrandDetail, { errandId: asked[0]! }));
  expect(detail.sensitive?.items).toEqual([{ name: '降压药', quantity: '2 盒' }]);

  const heard: { id: string; subject: string; type: string }[] = [];
  const requested = () => heard.filter(({ type }) => type.includes('errand.requested'));
  await eventually(
    async () => {
      heard.push(...(await partnerReads()));
      return requested().length;
    },
    (seen) => seen >= BURST + 1,
    30_000,
  );
  heard.push(...(await partnerReads()));
  expect(requested()).toHaveLength(BURST + 1);
  expect(new Set(requested().map(({ id }) => id)).size).toBe(BURST + 1);
  expect(new Set(requested().map(({ subject }) => subject)).size).toBe(BURST + 1);
  expect(JSON.stringify(heard)).not.toContain(personId);
});

test('the deployment page names every setting', () => {
  const page = readFileSync(join(ROOT, 'deploy/README.md'), 'utf8');
  expect(Object.keys(SETTINGS).filter((name) => !page.includes(name))).toEqual([]);
});
