import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AcceptLate,
  AcceptPassengers,
  ArrivalDetail,
  ArrivalOrigin,
  ArrivalsPage,
  AssembleBatch,
  BatchDetail,
  BatchesPage,
  CloseBatch,
  CloseCheckpoint,
  ConfirmReadBack,
  ListCheckpoints,
  OpenCheckpoint,
  RefusePassenger,
  ReportPassengerMissing,
  SettleDuty,
  type ArrivalReceipt,
} from '@houzhai/contracts';
import figures from '../../../seeds/houzhai/figures.json' with { type: 'json' };
import { CheckpointSite, at } from './checkpoint-site.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { valueOf } from './seed.ts';

/** What may go wrong between the motorway exit and the door, on the evening of 24 January 2020. */
let platform: Platform;
let site: CheckpointSite;
beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
});
afterAll(() => platform.stop());

describe('one cadre, one evening', () => {
  test('24 heads in 6 batches, all handed over: the account balances at midnight', async () => {
    const { batches, personTrips } = figures.escort;
    for (let batch = 0; batch < batches; batch += 1) {
      const area = batch % 2 === 0 ? 'a07' : 'a09';
      const receiver = batch % 2 === 0 ? site.worker7 : site.worker9;
      const heads: ArrivalReceipt[] = [];
      for (let head = 0; head < personTrips / batches; head += 1)
        heads.push(await site.registered({ destination: `houzhai/${area}`, ...(heads[0] ? { partyId: heads[0].partyId } : {}) }));
      expect(heads.map(({ disposition, custody, why, policyVersion }) => [disposition, custody, why.rule, policyVersion])).toEqual(
        heads.map(() => ['HOME_ISOLATION', 'WAITING', 'key-region', 'YW-2020-0124']),
      );
      const arrivalIds = heads.map(({ arrivalId }) => arrivalId);
      const mode = batch < 4 ? 'LEAD' : 'CARRY';
      const batchId = await site.brought(arrivalIds, mode);
      const byPhone = batch === 1;
      const accepted = await (byPhone ? site.lead : receiver).client.command(AcceptPassengers, {
        batchId,
        arrivalIds,
        receiverId: receiver.operatorId,
        method: byPhone ? 'READ_BACK' : 'IN_PERSON',
        occurredAt: at('21:20'),
      });
      expect(valueOf(accepted)).toMatchObject({ status: 'HANDED_OVER', heads: 4, accepted: 4, refused: 0, missing: 0 });
      if (mode === 'CARRY')
        expect(await site.lead.client.command(CloseBatch, { batchId })).toMatchObject({ refusal: { code: 'escort.disinfection-missing' } });
      expect(valueOf(await site.lead.client.command(CloseBatch, { batchId, disinfected: mode === 'CARRY' })).status).toBe('CLOSED');
      if (byPhone) {
        expect((await site.ledger()).toConfirm).toBe(4);
        expect(await site.worker7.client.command(ConfirmReadBack, { batchId })).toMatchObject({ ok: false });
        valueOf(await site.worker9.client.command(ConfirmReadBack, { batchId }));
      }
    }
    expect(await site.ledger()).toMatchObject({
      needed: 24,
      accepted: 24,
      refused: 0,
      missing: 0,
      settled: 0,
      waiting: 0,
      underWay: 0,
      toConfirm: 0,
      balanced: true,
      open: [],
    });
  });

  test('one refuses and one is missing at the door: each has an owner at once, then the police officer, then an end', async () => {
    const heads = [await site.registered(), await site.registered(), await site.registered()];
    const [first, second, third] = heads.map(({ arrivalId }) => arrivalId) as [string, string, string];
    const batchId = await site.brought([first, second, third]);
    valueOf(await site.worker7.client.command(AcceptPassengers, { batchId, arrivalIds: [first], receiverId: site.worker7.operatorId }));
    const reason = '本人不愿意进门隔离';
    valueOf(await site.lead.client.command(RefusePassenger, { batchId, arrivalId: second, reason, ownerId: site.lead.operatorId }));
    const missing = await site.lead.client.command(ReportPassengerMissing, {
      batchId,
      arrivalId: third,
      reason: '到达时未见其车辆',
      ownerId: site.worker7.operatorId,
      occurredAt: at('21:30'),
    });
    expect(valueOf(missing)).toMatchObject({ status: 'HANDED_OVER', accepted: 1, refused: 1, missing: 1 });
    valueOf(await site.lead.client.command(CloseBatch, { batchId }));
    const account = await site.ledger();
    expect(account).toMatchObject({ needed: 27, accepted: 25, refused: 1, missing: 1, balanced: true });
    expect(account.open.map(({ arrivalId, custody }) => [arrivalId, custody])).toEqual([
      [second, 'REFUSED'],
      [third, 'MISSING'],
    ]);

    // what was due in the evening is found late, and passes on once
    const passed = await eventually(
      () => site.ledger(),
      ({ open }) => open.some(({ arrivalId, answersFor }) => arrivalId === third && answersFor === site.police7.operatorId),
    );
    expect(passed.open.find(({ arrivalId }) => arrivalId === second)?.answersFor).toBe(site.lead.operatorId);
    const history = valueOf(await site.police7.client.query(ArrivalDetail, { arrivalId: third })).history.map(({ event }) => event);
    expect(history).toEqual(['registered', 'entrusted', 'reported-missing', 'passed-on']);

    valueOf(await site.police7.client.command(SettleDuty, { arrivalId: third, outcome: 'TO_POLICE', reason: '已找到并带离处置' }));
    const late = { arrivalId: second, receiverId: site.worker9.operatorId, reason: '次日到社区报到' };
    expect(await site.worker7.client.command(AcceptLate, late)).toMatchObject({
      refusal: { code: 'escort.receiver-unfit', params: { area: 'a07' } },
    });
    valueOf(await site.worker7.client.command(AcceptLate, { ...late, receiverId: site.worker7.operatorId }));
    expect(await site.ledger()).toMatchObject({ needed: 27, accepted: 26, refused: 0, missing: 0, settled: 1, open: [] });
  });

  test('a read-back that nobody confirmed by the morning is said once to be overdue, and confirmed all the same', async () => {
    const { arrivalId } = await site.registered();
    const batchId = await site.brought([arrivalId]);
    const accepted = await site.lead.client.command(AcceptPassengers, {
      batchId,
      arrivalIds: [arrivalId],
      receiverId: site.worker7.operatorId,
      method: 'READ_BACK',
      occurredAt: at('21:20'),
    });
    valueOf(accepted);
    const told = async () => valueOf(await site.lead.client.query(BatchDetail, { batchId })).history.map(({ event }) => event);
    await eventually(told, (events) => events.includes('read-back-overdue'));
    await pause(2_500); // two more looks of the clock
    valueOf(await site.worker7.client.command(ConfirmReadBack, { batchId }));
    const since = ['heads-decided', 'read-back-overdue', 'read-back-confirmed'];
    expect((await told()).slice(-since.length)).toEqual(since);
  });
});

describe('several people at once', () => {
  test('one head is put into one batch only, whoever else tries in the same moment', async () => {
    const heads = [await site.registered(), await site.registered()].map(({ arrivalId }) => arrivalId);
    const assemble = () =>
      site.officer.client.command(AssembleBatch, {
        checkpointId: site.checkpointId,
        leadId: site.lead.operatorId,
        mode: 'LEAD',
        arrivalIds: heads,
        occurredAt: at('20:30'),
      });
    const outcomes = await Promise.all([assemble(), assemble(), assemble(), assemble()]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(['escort.head-unfit', 'record.conflict']).toContain(outcome.refusal.code);
    const { rows } = await platform.db.query<{ n: number }>(
      `select count(*)::int as n from "census_screening"."escort_batch" where "facts"::text like '%' || $1 || '%'`,
      [heads[0]],
    );
    expect(rows[0]?.n).toBe(1);
  });

  test('each sees what is theirs: the checkpoint and the lead all heads, a receiver only their own, others nothing', async () => {
    const seven = await site.registered({ destination: 'houzhai/a07' });
    const nine = await site.registered({ destination: 'houzhai/a09' });
    const batchId = await site.assembled([seven.arrivalId, nine.arrivalId]);
    const headsFor = async (by: TestOperator) => {
      const answer = await by.client.query(BatchDetail, { batchId });
      return answer.ok ? answer.value.heads.map(({ arrivalId }) => arrivalId) : answer.refusal.code;
    };
    expect(await headsFor(site.officer)).toEqual([seven.arrivalId, nine.arrivalId]);
    expect(await headsFor(site.lead)).toEqual([seven.arrivalId, nine.arrivalId]);
    expect(await headsFor(site.worker7)).toEqual([seven.arrivalId]);
    const other = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a12']);
    expect(await headsFor(other)).toBe('record.not-found');
    expect(valueOf(await other.client.query(BatchesPage, {})).total).toBe(0);
    expect(valueOf(await other.client.query(ArrivalsPage, {})).total).toBe(0);
    expect(await other.client.query(ArrivalDetail, { arrivalId: seven.arrivalId })).toMatchObject({
      refusal: { code: 'record.not-found' },
    });
  });

  test('where somebody came from is for checkpoint, case worker and doctor; the look is on record; no list or event says it', async () => {
    const { arrivalId } = await site.registered({ plate: '浙G12345', symptoms: ['COUGH'] });
    const origin = valueOf(await site.officer.client.query(ArrivalOrigin, { arrivalId }));
    expect(origin).toMatchObject({
      stays: [{ region: '420100', full: '湖北省武汉市', risk: 'HIGH' }],
      temperature: 36.5,
      symptoms: ['COUGH'],
      plate: '浙G12345',
    });
    const commander = await platform.operator(['COMMANDER']);
    await expect(commander.client.query(ArrivalOrigin, { arrivalId })).rejects.toThrow(/permissions violation/i);
    const looks = await platform.db.query(
      `select 1 from "census_screening"."audit" where "operation" = 'ArrivalOrigin' and "record_id" = $1`,
      [arrivalId],
    );
    expect(looks.rowCount).toBe(1);
    const { rows } = await platform.db.query<{ all: string }>(
      `select (select string_agg("envelope"::text, '') from "census_screening"."outbox") || (select string_agg("facts"::text, '') from "census_screening"."arrival")
         || (select string_agg(coalesce("details"::text, ''), '') from "census_screening"."audit") as all`,
    );
    const secrets = [/\b420100\b/, /(?<!:)36\.5\b/, /G12345/, /COUGH/, /测试1/];
    expect(secrets.filter((secret) => secret.test(rows[0]?.all ?? ''))).toEqual([]);
  });
});

test('a checkpoint comes down on an afternoon: what it still holds is handed on by name, and nobody vanishes', async () => {
  const opened = await site.officer.client.command(OpenCheckpoint, {
    code: 'gate-a07',
    name: '占位小区卡口',
    kind: 'COMPOUND_GATE',
    path: 'houzhai/a07',
  });
  const gate = valueOf(opened).checkpointId;
  const { arrivalId } = await site.registered({ checkpointId: gate });
  const reason = '小区卡口今日撤除';
  expect(await site.officer.client.command(CloseCheckpoint, { checkpointId: gate, reason })).toMatchObject({
    refusal: { code: 'checkpoint.still-holds', params: { heads: 1 } },
  });
  const closed = await site.officer.client.command(CloseCheckpoint, { checkpointId: gate, reason, handOnTo: site.worker7.operatorId });
  expect(valueOf(closed).status).toBe('CLOSED');
  expect(valueOf(await site.worker7.client.query(ArrivalDetail, { arrivalId })).row).toMatchObject({
    custody: 'WAITING',
    answersFor: site.worker7.operatorId,
  });
  expect(await site.register({ checkpointId: gate })).toMatchObject({ refusal: { code: 'checkpoint.closed' } });
  valueOf(await site.worker7.client.command(AcceptLate, { arrivalId, receiverId: site.worker7.operatorId, reason: '本人已到社区报到' }));
  const row = valueOf(await site.officer.client.query(ListCheckpoints, { code: 'gate-a07' })).rows[0];
  expect(row).toMatchObject({ status: 'CLOSED', waiting: 0, underWay: 0, openDuties: 0, answersFor: site.worker7.operatorId });
});
