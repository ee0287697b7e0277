import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcceptErrand, AssignErrand, RequestErrand, findEvent } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const SCHEMAS = join(REPOSITORY, 'libs/contracts/generated/schemas');
const ACK_WAIT_NANOS = 500_000_000;
const RESIDENT = '测试丙';
const MEDICINE = '降压药';

/** A CloudEvent as a partner reads it. */
interface Received {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly area: string;
  readonly aggregateversion: number;
  readonly data: { readonly standing?: { readonly beneficiaryId: string; readonly agentId?: string; readonly no: string } };
}

let platform: Platform;
let desk: TestOperator;
let agent: TestOperator;
let manager: JetStreamManager;
let folder: string;
let seedFile: string;
const children: ChildProcess[] = [];
const ajv = new Ajv2020({ strict: true });
addFormatsModule.default(ajv);

/** Whether a CloudEvent is what the published schema of its type says. */
function faultsOf(event: { readonly type: string }, reader: 'service' | 'partner'): unknown {
  const contract = findEvent(event.type.replace(/^pub\./, 'evt.'));
  const file = `${contract?.name ?? 'none'}.v${contract?.version ?? 0}.json`;
  const path = join(SCHEMAS, reader === 'partner' ? 'partner' : '', file);
  const validate = ajv.getSchema(`urn:houzhai:${event.type}`) ?? ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  void validate(event);
  return validate.errors;
}

/** Runs the client of deploy/partner as a partner runs it, and keeps what it prints. */
function receive(): { readonly events: Received[]; stop(): Promise<void> } {
  const child = spawn(process.execPath, [join(REPOSITORY, 'deploy/partner/receive.mjs'), seedFile, platform.natsUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  children.push(child);
  const events: Received[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line) as Received));
  return {
    events,
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        child.kill('SIGKILL');
      }),
  };
}

/** Takes events without confirming them. */
async function take(partner: NatsConnection, batch: number): Promise<Msg[]> {
  const request = JSON.stringify({ batch, expires: 1_000_000_000 });
  const messages: Msg[] = [];
  for await (const message of await partner.requestMany('feed.next', request, {
    strategy: 'count',
    maxMessages: batch,
    maxWait: 2_000,
    noMux: true,
  })) {
    if (message.headers?.code) break;
    messages.push(message);
  }
  return messages;
}

const request = async (personId: string): Promise<string> => {
  const need = { beneficiaryId: personId, moduleCode: 'standing-2', kind: 'MEDICINE' as const, items: [{ name: MEDICINE }] };
  return valueOf(await desk.client.command(RequestErrand, { ...need, despiteDuplicate: true })).errandId;
};

/** Events a partner has and has not confirmed. */
const unconfirmed = async (): Promise<number> => (await manager.consumers.info('PUB_DEMO', 'feed')).num_ack_pending;

beforeAll(async () => {
  platform = await startPlatform();
  await platform.partner('demo');
  ({ desk, agent } = await seedVillage(platform));
  folder = mkdtempSync(join(tmpdir(), 'hz-partner-'));
  seedFile = join(folder, 'partner.seed');
  writeFileSync(seedFile, platform.keys.nats('partner-demo').seed, { mode: 0o600 });
  manager = await jetstreamManager(await platform.staticUser('platform'));
  await manager.consumers.update('PUB_DEMO', 'feed', { ack_wait: ACK_WAIT_NANOS });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a plain client receives what happens to an errand, under pseudonyms and without personal data', async () => {
  const personId = await seedPerson(desk, 'a07', RESIDENT);
  const client = receive();
  const errandId = await request(personId);
  valueOf(await desk.client.command(AssignErrand, { errandId, agentId: agent.operatorId }));
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  const errandEvents = (): Received[] => client.events.filter(({ type }) => type.startsWith('pub.errands.errand.'));
  await eventually(
    async () => errandEvents().length,
    (count) => count === 3,
  );
  await eventually(unconfirmed, (count) => count === 0);
  await client.stop();

  const seen = errandEvents();
  expect(seen.map(({ type, aggregateversion }) => [type, aggregateversion])).toEqual([
    ['pub.errands.errand.requested.v1', 1],
    ['pub.errands.errand.assigned.v1', 2],
    ['pub.errands.errand.accepted.v1', 3],
  ]);
  for (const event of client.events) expect(faultsOf(event, 'partner'), event.type).toBeNull();
  expect(new Set(seen.map(({ subject }) => subject)).size).toBe(1);
  expect(new Set(seen.map(({ data }) => data.standing?.beneficiaryId)).size).toBe(1);

  const { rows } = await platform.db.query<{ envelope: Received }>(
    `select "envelope" from "errands"."outbox" where "record_id" = $1 order by "version"`,
    [errandId],
  );
  const inside = rows.map(({ envelope }) => envelope);
  for (const event of inside) expect(faultsOf(event, 'service'), event.type).toBeNull();
  const text = JSON.stringify(client.events);
  for (const id of [errandId, personId, agent.operatorId, desk.operatorId, ...inside.map(({ id: own }) => own)])
    expect(text).not.toContain(id);
  for (const word of [RESIDENT, MEDICINE, 'houzhai/a07', 'correlationid', 'causationid', '"actor"']) expect(text).not.toContain(word);
});

test('what was not confirmed comes again, the same event under the same id', async () => {
  const partner = await platform.staticUser('partner-demo', '_INBOX');
  await request(await seedPerson(desk, 'a07', RESIDENT));
  const [first, ...others] = await eventually(
    () => take(partner, 1),
    (messages) => messages.length === 1,
  );
  expect(others).toEqual([]);
  const client = receive();
  await eventually(
    async () => client.events.length,
    (count) => count === 1,
  );
  expect(client.events[0]).toEqual(first!.json());
  await eventually(unconfirmed, (count) => count === 0);
  await client.stop();
  expect(await take(partner, 1)).toEqual([]);
});

test('a partner reaches its feed and nothing else', async () => {
  const partner = await platform.staticUser('partner-demo', '_INBOX');
  const refusals: string[] = [];
  void (async () => {
    for await (const status of partner.status()) if (status.type === 'error') refusals.push(status.error.message);
  })();
  const refused = async (act: () => void, subject: string): Promise<void> => {
    const before = refusals.length;
    act();
    await partner.flush();
    await eventually(
      async () => refusals.slice(before).join(' '),
      (text) => text.includes('Permissions Violation') && text.includes(subject),
    );
  };
  for (const subject of ['>', 'evt.>', 'evt.errands.errand.>', 'pub.>', 'pub.demo.>', 'view.>', 'cmd.>', '$JS.API.>', '$SYS.>'])
    await refused(() => partner.subscribe(subject, { callback: () => undefined }), subject);
  for (const subject of [
    'pub.demo.errands.errand.accepted.v1.a07',
    'evt.errands.errand.x.accepted.v1.a07',
    AcceptErrand.subject,
    '$JS.API.STREAM.INFO.PUB_DEMO',
    '$JS.API.STREAM.MSG.GET.EVT_ERRANDS',
    '$JS.API.CONSUMER.MSG.NEXT.EVT_ERRANDS.command-center--board',
    '$JS.API.CONSUMER.CREATE.EVT_ERRANDS',
    '$JS.API.CONSUMER.DELETE.PUB_DEMO.feed',
    '$JS.ACK.EVT_ERRANDS.command-center--board.1.1.1.1.1',
  ])
    await refused(() => partner.publish(subject, '{}', { reply: '_INBOX.x' }), subject);
});
