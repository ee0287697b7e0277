import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** Needs that fit nowhere: reported by agents, alike ones put together by somebody, raised, answered, ended. */
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let elsewhere: TestOperator;
let caller: string;

beforeAll(async () => {
  platform = await startPlatform();
  ({ admin, desk } = await seedVillage(platform));
  elsewhere = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a08']);
  caller = await seedPerson(desk, 'a07');
});
afterAll(() => platform.stop());

test('a need that fits nowhere: four alike of three areas are put together by somebody, raised, answered and ended; everybody hears', async () => {
  const areas = ['a07', 'a08', 'a09', 'a07'];
  const agents = await Promise.all(areas.map((area) => platform.operator(['AGENT'], [`houzhai/${area}`])));
  const reports: C.NeedReceipt[] = [];
  for (const [nth, one] of agents.entries())
    reports.push(
      valueOf(
        await one.client.command(C.ReportNeed, {
          topic: 'outside-medicine',
          words: `外地医院的药本地配不到，第${String(nth)}户`,
          keywords: ['配药', '外地'],
          ...(nth === 0 ? { aboutId: caller } : {}),
        }),
      ),
    );
  const [first, second] = reports;
  const [reporter, other] = agents;
  if (!first || !second || !reporter || !other) throw new Error('no reports');
  const shown = async (reportId: string, who: TestOperator = admin) => valueOf(await who.client.query(C.NeedReportDetail, { reportId }));
  const list = async (who: TestOperator, input: object = {}) => valueOf(await who.client.query(C.NeedReportsPage, input));

  // Each sees their own; the desk of an area its own; whoever has all of them sees which are alike and why.
  expect((await list(reporter)).rows.map(({ no }) => no)).toEqual([first.no]);
  expect((await list(desk)).total).toBe(2);
  expect((await list(elsewhere)).rows.map(({ no }) => no)).toEqual([second.no]);
  expect(await other.client.query(C.NeedReportDetail, { reportId: first.reportId })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
  const { alike, words, aboutId } = await shown(first.reportId);
  expect([alike.length, words, aboutId]).toEqual([3, '外地医院的药本地配不到，第0户', caller]);
  expect(alike.every(({ sameTopic, keywords }) => sameTopic && keywords.length === 2)).toBe(true);

  for (const { reportId } of reports.slice(1))
    valueOf(await admin.client.command(C.PutNeedsTogether, { reportId, withId: first.reportId }));
  expect((await list(admin)).rows[0]).toMatchObject({ no: first.no, status: 'RAISED', reports: 4, areas: 3 });
  expect((await list(other)).rows[0]).toMatchObject({ no: second.no, leadNo: first.no, status: 'RAISED' });
  valueOf(await admin.client.command(C.TakeNeedApart, { reportId: second.reportId }));
  expect((await list(admin)).rows.find(({ no }) => no === first.no)).toMatchObject({ status: 'OPEN', reports: 3 });
  valueOf(await admin.client.command(C.PutNeedsTogether, { reportId: second.reportId, withId: first.reportId }));
  expect(await desk.client.command(C.TakeNeed, { reportId: first.reportId })).toMatchObject({
    ok: false,
    refusal: { code: 'need-report.beyond-your-areas' },
  });

  valueOf(await admin.client.command(C.TakeNeed, { reportId: first.reportId }));
  valueOf(await admin.client.command(C.AnswerNeed, { reportId: first.reportId, answer: '已与县医院商定，每周二集中代配' }));
  expect(await admin.client.command(C.SettleNeed, { reportId: first.reportId, end: 'MODULE' })).toMatchObject({
    ok: false,
    refusal: { code: 'need-report.end-incomplete' },
  });
  expect(await admin.client.command(C.SettleNeed, { reportId: first.reportId, end: 'MODULE', moduleCode: 'nothing' })).toMatchObject({
    ok: false,
    refusal: { code: 'service-module.unknown' },
  });
  const agreement = { name: '占位医院01', from: '2020-02-20', note: '每周二' };
  valueOf(await admin.client.command(C.SettleNeed, { reportId: first.reportId, end: 'AGREEMENT', agreement }));
  const heard = await shown(second.reportId, other);
  expect(heard).toMatchObject({
    answer: '已与县医院商定，每周二集中代配',
    settled: { end: 'AGREEMENT', agreement },
    row: { status: 'SETTLED' },
    alike: [],
  });
  expect(heard.together.map(({ no }) => no)).toEqual([second.no]);
  expect(heard.history.map(({ event }) => event)).toEqual(['reported', 'joined', 'left', 'joined', 'taken', 'answered', 'settled']);
  valueOf(await other.client.command(C.RateNeedAnswer, { reportId: second.reportId, helps: true }));
  expect(await other.client.command(C.RateNeedAnswer, { reportId: first.reportId, helps: true })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
  expect(await admin.client.command(C.RateNeedAnswer, { reportId: first.reportId, helps: true })).toMatchObject({
    ok: false,
    refusal: { code: 'need-report.not-yours' },
  });
  expect((await list(admin, { open: false })).rows[0]).toMatchObject({ helps: 1, helpsNot: 0, end: 'AGREEMENT' });
  const { rows } = await platform.db.query<{ text: string }>(
    `select "envelope"::text as text from "errands"."outbox" where "entity" = 'need-report'`,
  );
  for (const { text } of rows) expect(text).not.toMatch(/配不到|配药|县医院|占位医院/);
});
