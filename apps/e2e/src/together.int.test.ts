import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcceptErrand, ErrandDetail, HoldErrand, RegisterPerson, RequestErrand, StartErrand, streamOf } from '@houzhai/contracts';
import { syntheticId } from './bad-files.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** Commands that arrive at the same moment share statements: nobody is refused, answered or written for a neighbour. */
let platform: Platform;
let desk: TestOperator;
let agent: TestOperator;
let personId: string;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk, agent } = await seedVillage(platform));
  personId = await seedPerson(desk, 'a07');
});
afterAll(() => platform.stop());

const request = async (): Promise<string> =>
  valueOf(
    await desk.client.command(RequestErrand, {
      beneficiaryId: personId,
      moduleCode: 'standing-1',
      kind: 'PURCHASE',
      items: [{ name: `大米 ${randomUUID()}` }],
      note: '放门口',
    }),
  ).errandId;

const count = async (sql: string, values: readonly unknown[]): Promise<number> =>
  (await platform.db.query<{ n: number }>(sql, [...values])).rows[0]?.n ?? -1;

test('each has its row, its answer, its event, its line in the audit, once', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, request));
  expect(new Set(ids).size).toBe(40);
  const accepted = await Promise.all(ids.map((errandId) => agent.client.command(AcceptErrand, { errandId })));
  expect(accepted.map((outcome) => valueOf(outcome).errandId)).toEqual(ids);
  await Promise.all(ids.map(async (errandId) => valueOf(await agent.client.command(StartErrand, { errandId }))));
  const held = await Promise.all(
    ids.map((errandId, nth) => agent.client.command(HoldErrand, { errandId, cause: 'OTHER', reason: `店里缺货 ${String(nth)}` })),
  );
  expect(held.every((outcome) => valueOf(outcome).status === 'ON_HOLD')).toBe(true);
  expect(await count(`select count(*)::int as n from "errands"."errand" where "id" = any($1) and "version" = 4`, [ids])).toBe(40);
  for (const table of ['outbox', 'audit'])
    expect(
      await count(`select count(distinct ("record_id", "version"))::int as n from "errands"."${table}" where "record_id" = any($1)`, [ids]),
    ).toBe(160);
  const details = await Promise.all(ids.map(async (errandId) => valueOf(await desk.client.query(ErrandDetail, { errandId }))));
  expect(details.every(({ history }, nth) => history.at(-1)?.words?.includes(`店里缺货 ${String(nth)}`))).toBe(true);
  await eventually(
    () =>
      count(
        `select count(*)::int as n from "command_center"."received" r join "errands"."outbox" o using ("event_id") where o."record_id" = any($1) and r."durable" = 'command-center--board'`,
        [ids],
      ),
    (n) => n === 160,
  );
});

test('their events are in the stream where the outbox says, also when they are published again', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, request));
  const left = () => count(`select count(*)::int as n from "errands"."outbox" where "record_id" = any($1) and "stream_seq" is null`, [ids]);
  await eventually(left, (n) => n === 0);
  const manager = await jetstreamManager(await platform.staticUser('errands', '_INBOX.errands'));
  const stream = streamOf('errands');
  const inStream = async (): Promise<Map<number, string>> => {
    const { rows } = await platform.db.query<{ seq: number; event_id: string }>(
      `select "stream_seq"::int as seq, "event_id" from "errands"."outbox" where "record_id" = any($1)`,
      [ids],
    );
    for (const { seq, event_id } of rows)
      expect((await manager.streams.getMessage(stream, { seq }))?.header.get('Nats-Msg-Id')).toBe(event_id);
    return new Map(rows.map(({ seq, event_id }) => [seq, event_id]));
  };
  const before = await inStream();
  expect(before.size).toBe(40);
  const { messages } = (await manager.streams.info(stream)).state;
  await platform.db.query(`update "errands"."outbox" set "published_at" = null, "stream_seq" = null where "record_id" = any($1)`, [ids]);
  await eventually(left, (n) => n === 0);
  expect(await inStream()).toEqual(before);
  expect((await manager.streams.info(stream)).state.messages).toBe(messages);
});

test('many on one errand: one has the effect, the others hear why not', async () => {
  const errandId = await request();
  const agents = await Promise.all(Array.from({ length: 8 }, () => platform.operator(['AGENT'], ['houzhai/a07'])));
  const outcomes = await Promise.all(agents.map(({ client }) => client.command(AcceptErrand, { errandId })));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  for (const outcome of outcomes) if (!outcome.ok) expect(['errand.already-accepted', 'record.conflict']).toContain(outcome.refusal.code);
  expect(await count(`select count(*)::int as n from "errands"."outbox" where "record_id" = $1`, [errandId])).toBe(2);
});

test('the same command many times at once, among others: one effect, the same answer', async () => {
  const errandId = await request();
  const others = await Promise.all(Array.from({ length: 6 }, request));
  const commandId = randomUUID();
  const [same, rest] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => agent.client.command(AcceptErrand, { errandId }, { commandId }))),
    Promise.all(others.map((id) => agent.client.command(AcceptErrand, { errandId: id }))),
  ]);
  expect(rest.every(({ ok }) => ok)).toBe(true);
  for (const outcome of same) expect(outcome).toEqual(same[0]);
  expect(valueOf(same[0] ?? { ok: false, refusal: { code: 'record.not-found', params: {} } as never })).toMatchObject({ version: 2 });
  expect(await count(`select count(*)::int as n from "errands"."outbox" where "record_id" = $1`, [errandId])).toBe(2);
});

test('one that breaks a constraint falls alone', async () => {
  const people = Array.from({ length: 16 }, (_, nth) => ({
    name: `测试${'甲乙丙丁戊己庚辛壬癸'.charAt(nth % 10)}`,
    path: 'houzhai/a07',
    documentKind: 'RESIDENT_ID' as const,
    documentNo: syntheticId('19470823', nth === 15 ? 100 : 100 + nth),
  }));
  const outcomes = await Promise.all(people.map((person) => desk.client.command(RegisterPerson, person)));
  expect(outcomes.slice(1, 15).every(({ ok }) => ok)).toBe(true);
  const twins = [outcomes[0], outcomes[15]];
  expect(twins.filter((outcome) => outcome?.ok)).toHaveLength(1);
  expect(twins.find((outcome) => outcome && !outcome.ok)).toMatchObject({ refusal: { code: 'person.document-exists' } });
});
