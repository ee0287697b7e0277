import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AcceptErrand,
  ArchiveErrand,
  AssignErrand,
  ConfirmErrand,
  DeliverErrand,
  ErrandDetail,
  FollowUpErrand,
  RecordAuthorisation,
  RequestErrand,
  StartErrand,
  WallChart,
  WorklistPage,
} from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let desk: TestOperator;
let agent: TestOperator;
let elsewhere: TestOperator;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk, agent } = await seedVillage(platform));
  elsewhere = await platform.operator(['AGENT'], ['houzhai/a08']);
});
afterAll(() => platform.stop());

test('one errand, from the phone call to the follow-up', async () => {
  const personId = await seedPerson(desk, 'a07');
  const asked = valueOf(
    await desk.client.command(RequestErrand, {
      beneficiaryId: personId,
      moduleCode: 'standing-2',
      kind: 'MEDICINE',
      items: [{ name: '降压药', quantity: '2 盒' }],
      advanceFen: 5000,
    }),
  );
  expect(asked).toMatchObject({ status: 'REQUESTED', version: 1, area: 'a07' });
  const { errandId } = asked;
  valueOf(await desk.client.command(AssignErrand, { errandId, agentId: agent.operatorId }));
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
  const early = await agent.client.command(StartErrand, { errandId });
  expect(early).toMatchObject({ ok: false, refusal: { code: 'errand.authorisation-required', params: { scope: 'CARD' } } });
  valueOf(
    await desk.client.command(RecordAuthorisation, {
      principalId: personId,
      agentId: agent.operatorId,
      scopes: ['CARD', 'IDENTITY', 'ADVANCE'],
      validUntil: Temporal.Now.instant().add({ hours: 48 }).toString(),
      evidence: { kind: 'VOICE', reference: '录音 1' },
    }),
  );
  valueOf(await agent.client.command(StartErrand, { errandId }));
  valueOf(
    await agent.client.command(DeliverErrand, {
      errandId,
      proof: { kind: 'HANDED_OVER', reference: '本人签收' },
      spentFen: 4600,
      receipts: [{ reference: 'A1', amountFen: 4600 }],
    }),
  );
  valueOf(await desk.client.command(ConfirmErrand, { errandId, by: 'CALL_BACK', words: '收到了' }));
  valueOf(await desk.client.command(ArchiveErrand, { errandId, refundFen: 400 }));
  const done = valueOf(await desk.client.command(FollowUpErrand, { errandId, rating: 5 }));
  expect(done).toMatchObject({ status: 'ARCHIVED', version: 8 });

  const detail = valueOf(await desk.client.query(ErrandDetail, { errandId }));
  expect(detail.history.map((line) => line.event)).toEqual([
    'requested',
    'assigned',
    'accepted',
    'started',
    'delivered',
    'confirmed',
    'archived',
    'followed-up',
  ]);
  expect(detail.sensitive?.items).toEqual([{ name: '降压药', quantity: '2 盒' }]);
  expect(detail.proof).toEqual({ kind: 'HANDED_OVER', reference: '本人签收' });

  const row = await eventually(
    async () => valueOf(await desk.client.query(WallChart, {})).rows.find(({ area }) => area === 'a07'),
    (seen) => seen?.cells['errandsDoneToday']?.value === 1 && seen.cells['residentsKnown']?.value === 1,
  );
  expect(row?.cells['errandsOpen']?.value).toBe(0);
});

test('an agent of another village sees none of it', async () => {
  expect(valueOf(await elsewhere.client.query(WorklistPage, {})).rows).toEqual([]);
  const all = valueOf(await desk.client.query(WorklistPage, {}));
  const [row] = all.rows;
  expect(await elsewhere.client.query(ErrandDetail, { errandId: row?.errandId ?? '' })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
  expect(await elsewhere.client.command(AcceptErrand, { errandId: row?.errandId ?? '' })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
});
