import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AcceptErrand,
  AssignErrand,
  DELIVERY,
  RequestErrand,
  StartErrand,
  SERVICES,
  VerifyProjection,
  WallChart,
  streamOf,
  type DeliveryState,
  type Service,
} from '@houzhai/contracts';
import { ReceivedRetention } from '@houzhai/persistence';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { together } from './second-person.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** What an operator sees and can do when events do not travel by themselves. */
let platform: Platform;
let admin: TestOperator;
let second: TestOperator;
let desk: TestOperator;
let agent: TestOperator;
let manager: JetStreamManager;
let personId: string;

beforeAll(async () => {
  platform = await startPlatform();
  await platform.partner('demo');
  ({ admin, desk, agent } = await seedVillage(platform));
  second = await platform.operator(['PLATFORM_ADMIN']);
  personId = await seedPerson(desk, 'a07');
  manager = await jetstreamManager(await platform.staticUser('platform'));
});
afterAll(() => platform.stop());

const request = async (): Promise<string> =>
  valueOf(
    await desk.client.command(RequestErrand, {
      beneficiaryId: personId,
      moduleCode: 'standing-1',
      kind: 'PURCHASE',
      items: [{ name: '大米' }],
      despiteDuplicate: true,
    }),
  ).errandId;

const stateOf = async (service: Service): Promise<DeliveryState> => valueOf(await admin.client.query(DELIVERY[service].state, {}));
/** Types of a record's events in the stream, in their order. */
const inStream = async (errandId: string): Promise<readonly string[]> => {
  const subjects = `evt.errands.errand.${errandId}.>`;
  const info = await manager.streams.info(streamOf('errands'), { subjects_filter: subjects });
  return Object.keys(info.state.subjects ?? {}).map((subject) => subject.split('.')[4] ?? '');
};
const appliedTo = async (errandId: string): Promise<number> =>
  (
    await platform.db.query<{ version: number }>(
      `select "version" from "command_center"."reader_version" where "durable" = 'command-center--board' and "record_id" = $1`,
      [errandId],
    )
  ).rows[0]?.version ?? 0;
/** No event is larger than so many bytes any more. */
const allow = (bytes: number) => manager.streams.update(streamOf('errands'), { max_msg_size: bytes });

test('nothing waits, nothing is parked, every reader has its durable', async () => {
  for (const service of SERVICES) {
    const state = await eventually(
      () => stateOf(service),
      ({ pending, readers }) => pending === 0 && readers.every(({ lag, unconfirmed }) => lag + unconfirmed === 0),
    );
    expect(state).toMatchObject({
      service,
      oldestSeconds: 0,
      parked: [],
      deadLetters: [],
      stream: { name: streamOf(service), exists: true },
    });
    expect(state.readers.every(({ exists }) => exists)).toBe(true);
  }
  expect((await stateOf('command-center')).readers.map(({ durable }) => durable)).toContain('command-center--board');
});

test('an event the stream will not have is parked, with those behind it; it goes on once it can', async () => {
  await allow(200);
  const errandId = await request();
  const state = await eventually(
    () => stateOf('errands'),
    ({ parked }) => parked.length === 1,
  );
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  const other = await seedPerson(desk, 'a07', '测试乙');
  const [parked] = (await stateOf('errands')).parked;
  expect(parked).toMatchObject({
    entity: 'errand',
    recordId: errandId,
    version: 1,
    waiting: 1,
    eventType: 'evt.errands.errand.requested.v1',
  });
  expect(parked?.reason).toMatch(/size/);
  expect(await inStream(errandId)).toEqual([]);
  // only this record waits
  await eventually(
    async () =>
      (await platform.db.query(`select 1 from "census_screening"."outbox" where "record_id" = $1 and "published_at" is not null`, [other]))
        .rows.length,
    (rows) => rows === 1,
  );
  await allow(64 * 1024);
  const retried = valueOf(await admin.client.command(DELIVERY.errands.retryParked, { position: parked?.position ?? '' }));
  expect(retried.waiting).toBe(1);
  await eventually(
    () => appliedTo(errandId),
    (version) => version === 2,
  );
  expect(await inStream(errandId)).toEqual(expect.arrayContaining(['requested', 'accepted']));
  expect(await admin.client.command(DELIVERY.errands.retryParked, { position: state.parked[0]?.position ?? '' })).toMatchObject({
    refusal: { code: 'delivery.not-parked' },
  });
});

test('one that is given up leaves a tombstone, so that the record goes on', async () => {
  await allow(200);
  const errandId = await request();
  const { parked } = await eventually(
    () => stateOf('errands'),
    (state) => state.parked.length === 1,
  );
  await allow(64 * 1024);
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  // nats-server itself knows that the desk may not
  await expect(desk.client.command(DELIVERY.errands.skipParked, { position: parked[0]?.position ?? '' })).rejects.toThrow(
    /Permissions Violation/,
  );
  valueOf(await together(admin, second, DELIVERY.errands.skipParked, { position: parked[0]?.position ?? '' }));
  await eventually(
    () => appliedTo(errandId),
    (version) => version === 2,
  );
  expect((await inStream(errandId)).toSorted()).toEqual(['accepted', 'skipped']);
  // the ledger says the same as the stream, so that a rebuild comes out equal
  expect(valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 })).equal).toBe(true);
  const { rows } = await platform.db.query(`select 1 from "errands"."audit" where "operation" = 'SkipParked-errands'`);
  expect(rows).toHaveLength(1);
});

test('a message nobody understands is set aside and can be given up', async () => {
  const asErrands = await platform.staticUser('errands', '_INBOX.errands');
  asErrands.publish('evt.errands.errand.01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99.requested.v1.a07', 'not JSON');
  await asErrands.flush();
  const { deadLetters } = await eventually(
    () => stateOf('command-center'),
    (state) => state.deadLetters.length === 2,
  );
  expect(deadLetters.map(({ durable, cause }) => [durable, cause]).toSorted()).toEqual([
    ['command-center--board', 'not JSON'],
    ['command-center--partner-feed', 'not JSON'],
  ]);
  const contracts = DELIVERY['command-center'];
  const id = deadLetters[0]?.id ?? '';
  expect(await admin.client.command(contracts.retryDeadLetter, { id })).toMatchObject({
    refusal: { code: 'delivery.still-failing', params: { cause: 'not JSON', applied: 0 } },
  });
  for (const { id: each } of deadLetters) valueOf(await together(admin, second, contracts.giveUpDeadLetter, { id: each }));
  expect((await stateOf('command-center')).deadLetters).toEqual([]);
  expect(await together(admin, second, contracts.giveUpDeadLetter, { id })).toMatchObject({ refusal: { code: 'delivery.no-dead-letter' } });
});

test('what a reader could not apply waits aside with its followers and is applied in order', async () => {
  // the reader's own table breaks: an error of the reaction, not of the connection
  await platform.db.query(`alter table "command_center"."board_errand" rename column "status" to "broken"`);
  const errandId = await request();
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  const { deadLetters } = await eventually(
    () => stateOf('command-center'),
    (state) => state.deadLetters.length === 2,
    60_000,
  );
  expect(deadLetters.map(({ recordId, version, durable }) => ({ recordId, version, durable }))).toEqual([
    { recordId: errandId, version: 1, durable: 'command-center--board' },
    { recordId: errandId, version: 2, durable: 'command-center--board' },
  ]);
  expect(deadLetters[0]).toMatchObject({ entity: 'errand', eventType: 'evt.errands.errand.requested.v1' });
  await platform.db.query(`alter table "command_center"."board_errand" rename column "broken" to "status"`);
  const retried = valueOf(await admin.client.command(DELIVERY['command-center'].retryDeadLetter, { id: deadLetters[0]?.id ?? '' }));
  expect(retried).toEqual({ applied: 2 });
  expect(await appliedTo(errandId)).toBe(2);
  expect(valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 })).equal).toBe(true);
});

test('a lost store of streams is made anew from the ledgers, and readers end equal', async () => {
  const before = valueOf(await admin.client.query(WallChart, {}));
  const eventsOf = async (service: Service): Promise<number> =>
    Number((await platform.db.query<{ n: string }>(`select count(*) as n from "${service.replaceAll('-', '_')}"."outbox"`)).rows[0]?.n);
  const inStreamOf = async (service: Service): Promise<number> =>
    manager.streams.info(streamOf(service)).then(
      (info) => info.state.messages,
      () => 0,
    );
  await platform.killNats();
  await platform.startNats('lost');
  for (const service of ['errands', 'census-screening'] as const) {
    const all = await eventsOf(service);
    await eventually(
      () => inStreamOf(service),
      (messages) => messages === all,
      30_000,
    );
  }
  const restored = await admin.client.command(DELIVERY.errands.restoreStream, {}, { deadlineMs: 30_000 });
  expect(valueOf(restored)).toEqual({ stream: streamOf('errands'), made: false, again: 0 });
  const errandId = await request();
  await eventually(
    () => appliedTo(errandId),
    (version) => version === 1,
    20_000,
  );
  expect(valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 })).equal).toBe(true);
  const after = valueOf(await admin.client.query(WallChart, {}));
  expect(after.totals).toEqual({ ...before.totals, errandsOpen: (before.totals['errandsOpen'] ?? 0) + 1 });
  await eventually(
    async () => (await stateOf('command-center')).readers.filter(({ exists }) => !exists),
    (gone) => gone.length === 0,
    35_000,
  );
  // nobody hears twice what it had applied: the partner's feed alone begins anew with its stream
  expect((await stateOf('command-center')).deadLetters).toEqual([]);
}, 90_000);

test('a second claim on a sequence, left by a stream that lost its tail between two looks, is found and published again', async () => {
  const errandId = await request();
  const other = await request();
  await eventually(
    async () => (await inStream(errandId)).length + (await inStream(other)).length,
    (events) => events === 2,
  );
  // as if `errandId`'s event had been lost and its sequence given to the other's
  const rows = await eventually(
    async () =>
      (
        await platform.db.query<{ id: string; s: string }>(
          `select "record_id" as id, "stream_seq"::text as s from "errands"."outbox" where "record_id" = any($1) and "stream_seq" is not null`,
          [[errandId, other]],
        )
      ).rows,
    (placedRows) => placedRows.length === 2,
  );
  const placed = rows.find(({ id }) => id === other)?.s;
  await platform.db.query(`update "errands"."outbox" set "stream_seq" = $2 where "record_id" = $1`, [errandId, placed]);
  const { again } = valueOf(await admin.client.command(DELIVERY.errands.restoreStream, {}));
  expect(again).toBe(1);
  // it was there after all: the relay finds it by its id and adopts its place
  await eventually(
    async () =>
      (await platform.db.query(`select 1 from "errands"."outbox" where "record_id" = $1 and "stream_seq" < $2`, [errandId, placed])).rows
        .length,
    (rows) => rows === 1,
  );
});

test('events that are in the stream and not marked, longer than it knows their ids, are found there and not published again', async () => {
  const errandId = await request();
  const act = { errandId, agentId: agent.operatorId };
  valueOf(await desk.client.command(AssignErrand, act));
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  valueOf(await agent.client.command(StartErrand, { errandId }));
  const marks = async () =>
    (await platform.db.query<{ version: number; s: string | null }>(`select "version", "stream_seq"::text as s from "errands"."outbox" where "record_id" = $1 order by "version"`, [errandId])).rows; // prettier-ignore
  const before = await eventually(marks, (rows) => rows.length === 4 && rows.every(({ s }) => s !== null));
  const { duplicate_window } = (await manager.streams.info(streamOf('errands'))).config;
  await manager.streams.update(streamOf('errands'), { duplicate_window: 100_000_000 });
  await new Promise((done) => setTimeout(done, 300));
  await platform.db.query(`update "errands"."outbox" set "published_at" = null, "stream_seq" = null where "record_id" = $1 and "version" in (2, 3)`, [errandId]); // prettier-ignore
  await eventually(marks, (rows) => rows.every(({ s }) => s !== null));
  expect(await marks()).toEqual(before);
  expect(await inStream(errandId)).toHaveLength(4);
  await manager.streams.update(streamOf('errands'), { duplicate_window });
});

test('ids of old events are forgotten, and still none takes effect twice', async () => {
  const errandId = await request();
  await eventually(
    () => appliedTo(errandId),
    (version) => version === 1,
  );
  const retention = new ReceivedRetention(platform.db, 'command_center');
  const now = Temporal.Now.instant();
  expect(await retention.forget(now)).toBe(0);
  const known = await platform.db.query<{ n: number }>(`select count(*)::int as n from "command_center"."received"`);
  // A seal of the audit may come in between.
  expect(await retention.forget(now.add({ hours: 36 * 24 }))).toBeGreaterThanOrEqual(known.rows[0]?.n ?? Number.NaN);
  const board = valueOf(await admin.client.query(WallChart, {})).totals;
  // everything is delivered once more: ids are unknown now, numbers are not
  await platform.killNats();
  await platform.startNats('lost');
  await eventually(
    async () => (await stateOf('errands').catch(() => undefined))?.pending,
    (pending) => pending === 0,
    20_000,
  );
  await eventually(
    async () => (await stateOf('command-center')).readers.filter(({ lag, unconfirmed, exists }) => !exists || lag + unconfirmed > 0),
    (behind) => behind.length === 0,
    20_000,
  );
  expect(valueOf(await admin.client.query(WallChart, {})).totals).toEqual(board);
  expect(valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 })).equal).toBe(true);
  expect((await stateOf('command-center')).deadLetters).toEqual([]);
}, 60_000);
