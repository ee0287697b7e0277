import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcceptErrand, RebuildProjection, RequestErrand, StartErrand, VerifyProjection, WallChart, streamOf } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** A stream that lets events go after a minute: what it no longer has is still in the ledger. */
const MINUTE = 60;
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let agent: TestOperator;

beforeAll(async () => {
  platform = await startPlatform({ retention: { eventsSeconds: MINUTE } });
  ({ admin, desk, agent } = await seedVillage(platform));
});
afterAll(() => platform.stop());

const appliedTo = async (errandId: string): Promise<number> =>
  (
    await platform.db.query<{ version: number }>(
      `select "version" from "command_center"."reader_version" where "durable" = 'command-center--board' and "record_id" = $1`,
      [errandId],
    )
  ).rows[0]?.version ?? 0;

test('its record goes on, its reader catches up, and a rebuild reaches back to the first event', async () => {
  const personId = await seedPerson(desk, 'a07');
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
  const [read, unread] = [await request(), await request()];
  valueOf(await agent.client.command(AcceptErrand, { errandId: unread }));
  await eventually(
    async () => (await appliedTo(read)) + (await appliedTo(unread)),
    (applied) => applied === 3,
  );
  // as if its reader had been away: what it knew of one errand is gone
  await platform.db.query(
    `with r as (delete from "command_center"."reader_version" where "record_id" = $1)
     , x as (delete from "command_center"."received" where "event_id" in (select "event_id" from "errands"."outbox" where "record_id" = $1))
     delete from "command_center"."board_errand" where "id" = $1`,
    [unread],
  );
  const manager = await jetstreamManager(await platform.staticUser('platform'));
  await eventually(
    async () => (await manager.streams.info(streamOf('errands'))).state.messages,
    (messages) => messages === 0,
    (MINUTE + 30) * 1_000,
  );
  await pause(1_000);
  valueOf(await agent.client.command(AcceptErrand, { errandId: read }));
  valueOf(await agent.client.command(StartErrand, { errandId: unread }));
  await eventually(
    async () => [await appliedTo(read), await appliedTo(unread)],
    ([one, other]) => one === 2 && other === 3,
    20_000,
  );
  const verified = valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }));
  expect(verified).toMatchObject({ equal: true });
  expect(verified.events).toBeGreaterThanOrEqual(32 + 1 + 5);
  const { totals } = valueOf(await admin.client.query(WallChart, {}));
  const rebuilt = valueOf(await admin.client.command(RebuildProjection, { name: 'board' }, { deadlineMs: 30_000 }));
  expect(rebuilt).toMatchObject({ equal: true, hashAfter: verified.hashAfter });
  expect(valueOf(await admin.client.query(WallChart, {})).totals).toEqual(totals);
}, 180_000);
