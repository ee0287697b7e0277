import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AssignErrand, ListCheckpoints, CorrectPerson, ErrandDetail, HEADERS, RequestErrand } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { codeOf, rawCall } from './raw-call.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** One command delivered more than once, while the world changes between the deliveries. */
let platform: Platform;
let desk: TestOperator;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  await platform.replica('errands');
});
afterAll(() => platform.stop());

async function requested(): Promise<string> {
  const beneficiaryId = await seedPerson(desk, 'a07');
  const need = { beneficiaryId, moduleCode: 'standing-2', kind: 'MEDICINE' as const, items: [{ name: '药' }] };
  return valueOf(await desk.client.command(RequestErrand, need)).errandId;
}
const statusOf = async (errandId: string): Promise<string> => valueOf(await desk.client.query(ErrandDetail, { errandId })).row.status;
/** They stop being an agent. */
const leaves = (agent: TestOperator): Promise<unknown> =>
  platform.db.query(`update "command_center"."operator" set "active" = false where "id" = $1`, [agent.operatorId]);

test('what was accepted is answered as it was, although it would be refused by now', async () => {
  const errandId = await requested();
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  const body = JSON.stringify({ errandId, agentId: agent.operatorId });
  const head = { token: desk.token, commandId: randomUUID() };
  const first = await rawCall(desk.nc, AssignErrand.subject, body, head);
  expect(codeOf(first.reply)).toBe('ok');
  // Refused before the errand is looked at: the neighbour knows nobody.
  await platform.db.query(`delete from "command_center"."session" where "operator_id" = $1`, [agent.operatorId]);
  await platform.db.query(`delete from "command_center"."operator" where "id" = $1`, [agent.operatorId]);
  expect(codeOf((await rawCall(desk.nc, AssignErrand.subject, body, { ...head, commandId: randomUUID() })).reply)).not.toBe('ok');
  expect((await rawCall(desk.nc, AssignErrand.subject, body, head)).reply).toEqual(first.reply);
});

test('what was refused when it was sent again is not carried out by the delivery that was on its way', async () => {
  const errandId = await requested();
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  const body = JSON.stringify({ errandId, agentId: agent.operatorId });
  const head = { token: desk.token, commandId: randomUUID() };
  const again = { ...head, extra: { [HEADERS.again]: '1' } };
  // The first delivery has decided and waits to be written.
  const holder = await platform.db.connect();
  try {
    await holder.query('begin');
    await holder.query(`select 1 from "errands"."errand" where "id" = $1 for update`, [errandId]);
    const first = rawCall(desk.nc, AssignErrand.subject, body, head);
    await eventually(
      () => platform.db.query(`select 1 from pg_stat_activity where "wait_event_type" = 'Lock' and "query" ilike '%"errands"."errand"%'`),
      ({ rowCount }) => (rowCount ?? 0) > 0,
    );
    await leaves(agent);
    // The replica that has the first delivery waits for the same answer; the other one refuses.
    const answers: Promise<string>[] = [];
    let refused: string | undefined;
    while (refused === undefined && answers.length < 40) {
      answers.push(rawCall(desk.nc, AssignErrand.subject, body, again).then(({ reply }) => codeOf(reply)));
      refused = await Promise.race([...answers, sleep(100).then(() => undefined)]);
    }
    expect(refused).toBe('errand.agent-unavailable');
    await holder.query('commit');
    expect(codeOf((await first).reply)).toBe(refused);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([refused]));
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  expect(await statusOf(errandId)).toBe('REQUESTED');
  expect(codeOf((await rawCall(desk.nc, AssignErrand.subject, body, head)).reply)).not.toBe('ok');
}, 60_000);

test('a refusal is written down too where the delivery that was sent again only waited for the first one', async () => {
  const body = JSON.stringify({ personId: randomUUID(), phone: '19900000001', reason: '原先登记有误' });
  const head = { token: desk.token, commandId: randomUUID() };
  // One replica: whatever comes meanwhile waits for the first delivery.
  const holder = await platform.db.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table "census_screening"."person" in access exclusive mode');
    const first = rawCall(desk.nc, CorrectPerson.subject, body, head);
    await eventually(
      () => platform.db.query(`select 1 from pg_stat_activity where "wait_event_type" = 'Lock' and "query" ilike '%"person"%'`),
      ({ rowCount }) => (rowCount ?? 0) > 0,
    );
    const again = rawCall(desk.nc, CorrectPerson.subject, body, { ...head, extra: { [HEADERS.again]: '1' } });
    // Whatever was sent before this has come by its answer.
    valueOf(await desk.client.query(ListCheckpoints, {}));
    await holder.query('commit');
    expect(codeOf((await again).reply)).toBe(codeOf((await first).reply));
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  const { rows } = await platform.db.query(`select "refused" from "census_screening"."command_log" where "command_id" = $1`, [
    head.commandId,
  ]);
  expect(rows).toEqual([{ refused: true }]);
}, 60_000);
