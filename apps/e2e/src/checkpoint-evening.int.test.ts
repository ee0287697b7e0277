import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AcceptLate,
  AcceptPassengers,
  ArrivalDetail,
  ArrivalOrigin,
  ArrivalsPage,
  ArriveBatch,
  AssembleBatch,
  BatchDetail,
  BatchesPage,
  BeginShift,
  CloseBatch,
  CloseCheckpoint,
  ConfirmReadBack,
  CustodyLedger,
  DepartBatch,
  FindPersons,
  ListCheckpoints,
  OpenCheckpoint,
  RefusePassenger,
  RegisterArrival,
  RegisterPerson,
  ReportPassengerMissing,
  SettleDuty,
  type ArrivalReceipt,
  type InputOf,
} from '@houzhai/contracts';
import figures from '../../../seeds/houzhai/figures.json' with { type: 'json' };
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

/** The evening of 24 January 2020 and what may go wrong between the motorway exit and the door. */
const EVENING = '2020-01-24';
let platform: Platform;
let officer: TestOperator;
let lead: TestOperator;
let worker7: TestOperator;
let worker9: TestOperator;
let police7: TestOperator;
let checkpointId: string;

const at = (time: string, day = EVENING): string => `${day}T${time}:00+08:00`;
type Arrival = Partial<InputOf<typeof RegisterArrival>>;
let nth = 0;
const register = (more: Arrival = {}, by = officer) =>
  by.client.command(RegisterArrival, {
    checkpointId,
    name: `测试${String((nth += 1))}`,
    stays: [{ region: '420100' }],
    temperature: 36.5,
    destination: 'houzhai/a07',
    occurredAt: at('20:00'),
    ...more,
  });
const registered = async (more: Arrival = {}): Promise<ArrivalReceipt> => valueOf(await register(more));
const assembled = async (arrivalIds: readonly string[], mode: 'LEAD' | 'CARRY' = 'LEAD'): Promise<string> =>
  valueOf(
    await officer.client.command(AssembleBatch, {
      checkpointId,
      leadId: lead.operatorId,
      mode,
      ...(mode === 'CARRY' ? { seats: 8 } : {}),
      arrivalIds: [...arrivalIds],
      occurredAt: at('20:30'),
    }),
  ).batchId;
const brought = async (arrivalIds: readonly string[], mode: 'LEAD' | 'CARRY' = 'LEAD'): Promise<string> => {
  const batchId = await assembled(arrivalIds, mode);
  valueOf(await lead.client.command(DepartBatch, { batchId, occurredAt: at('20:40') }));
  valueOf(await lead.client.command(ArriveBatch, { batchId, occurredAt: at('21:10') }));
  return batchId;
};
const ledger = async (by = officer) => valueOf(await by.client.query(CustodyLedger, { day: EVENING, checkpointId }));

beforeAll(async () => {
  platform = await startPlatform();
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  officer = await platform.operator(['CHECKPOINT_OFFICER']);
  lead = await platform.operator(['ESCORT_LEAD']);
  worker7 = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  worker9 = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a09']);
  police7 = await platform.operator(['POLICE'], ['houzhai/a07']);
  const opened = await officer.client.command(OpenCheckpoint, {
    code: 'exit-1',
    name: '高速出口卡口',
    kind: 'HIGHWAY_EXIT',
    path: 'houzhai',
  });
  checkpointId = valueOf(opened).checkpointId;
  valueOf(
    await officer.client.command(BeginShift, {
      checkpointId,
      leaderId: officer.operatorId,
      memberIds: [lead.operatorId],
      occurredAt: at('18:00'),
      until: at('02:00', '2020-01-25'),
    }),
  );
});
afterAll(() => platform.stop());

describe('one cadre, one evening', () => {
  test('24 heads in 6 batches, all handed over: the account balances at midnight', async () => {
    const { batches, personTrips } = figures.escort;
    for (let batch = 0; batch < batches; batch += 1) {
      const area = batch % 2 === 0 ? 'a07' : 'a09';
      const receiver = batch % 2 === 0 ? worker7 : worker9;
      const heads: ArrivalReceipt[] = [];
      for (let head = 0; head < personTrips / batches; head += 1)
        heads.push(await registered({ destination: `houzhai/${area}`, ...(heads[0] ? { partyId: heads[0].partyId } : {}) }));
      expect(heads.map(({ disposition, custody, why, policyVersion }) => [disposition, custody, why.rule, policyVersion])).toEqual(
        heads.map(() => ['HOME_ISOLATION', 'WAITING', 'key-region', 'YW-2020-0124']),
      );
      const arrivalIds = heads.map(({ arrivalId }) => arrivalId);
      const mode = batch < 4 ? 'LEAD' : 'CARRY';
      const batchId = await brought(arrivalIds, mode);
      const byPhone = batch === 1;
      const accepted = await (byPhone ? lead : receiver).client.command(AcceptPassengers, {
        batchId,
        arrivalIds,
        receiverId: receiver.operatorId,
        method: byPhone ? 'READ_BACK' : 'IN_PERSON',
        occurredAt: at('21:20'),
      });
      expect(valueOf(accepted)).toMatchObject({ status: 'HANDED_OVER', heads: 4, accepted: 4, refused: 0, missing: 0 });
      if (mode === 'CARRY')
        expect(await lead.client.command(CloseBatch, { batchId })).toMatchObject({ refusal: { code: 'escort.disinfection-missing' } });
      expect(valueOf(await lead.client.command(CloseBatch, { batchId, disinfected: mode === 'CARRY' })).status).toBe('CLOSED');
      if (byPhone) {
        expect((await ledger()).toConfirm).toBe(4);
        expect(await worker7.client.command(ConfirmReadBack, { batchId })).toMatchObject({ ok: false });
        valueOf(await worker9.client.command(ConfirmReadBack, { batchId }));
      }
    }
    expect(await ledger()).toMatchObject({
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
    const heads = [await registered(), await registered(), await registered()];
    const [first, second, third] = heads.map(({ arrivalId }) => arrivalId) as [string, string, string];
    const batchId = await brought([first, second, third]);
    valueOf(await worker7.client.command(AcceptPassengers, { batchId, arrivalIds: [first], receiverId: worker7.operatorId }));
    const reason = '本人不愿意进门隔离';
    valueOf(await lead.client.command(RefusePassenger, { batchId, arrivalId: second, reason, ownerId: lead.operatorId }));
    const missing = await lead.client.command(ReportPassengerMissing, {
      batchId,
      arrivalId: third,
      reason: '到达时未见其车辆',
      ownerId: worker7.operatorId,
      occurredAt: at('21:30'),
    });
    expect(valueOf(missing)).toMatchObject({ status: 'HANDED_OVER', accepted: 1, refused: 1, missing: 1 });
    valueOf(await lead.client.command(CloseBatch, { batchId }));
    const account = await ledger();
    expect(account).toMatchObject({ needed: 27, accepted: 25, refused: 1, missing: 1, balanced: true });
    expect(account.open.map(({ arrivalId, custody }) => [arrivalId, custody])).toEqual([
      [second, 'REFUSED'],
      [third, 'MISSING'],
    ]);

    // what was due in the evening is found late, and passes on once
    const passed = await eventually(
      () => ledger(),
      ({ open }) => open.some(({ arrivalId, answersFor }) => arrivalId === third && answersFor === police7.operatorId),
    );
    expect(passed.open.find(({ arrivalId }) => arrivalId === second)?.answersFor).toBe(lead.operatorId);
    const history = valueOf(await police7.client.query(ArrivalDetail, { arrivalId: third })).history.map(({ event }) => event);
    expect(history).toEqual(['registered', 'entrusted', 'reported-missing', 'passed-on']);

    valueOf(await police7.client.command(SettleDuty, { arrivalId: third, outcome: 'TO_POLICE', reason: '已找到并带离处置' }));
    const late = { arrivalId: second, receiverId: worker9.operatorId, reason: '次日到社区报到' };
    expect(await worker7.client.command(AcceptLate, late)).toMatchObject({
      refusal: { code: 'escort.receiver-unfit', params: { area: 'a07' } },
    });
    valueOf(await worker7.client.command(AcceptLate, { ...late, receiverId: worker7.operatorId }));
    expect(await ledger()).toMatchObject({ needed: 27, accepted: 26, refused: 0, missing: 0, settled: 1, open: [] });
  });
});

describe('the policy of the day', () => {
  test('on 24 January no health code is asked for; under order No. 16 it is', async () => {
    expect(await register({ healthCode: 'GREEN' })).toMatchObject({ refusal: { code: 'arrival.health-code-not-issued' } });
    const later = { occurredAt: at('20:00', '2020-02-14') };
    expect(await register(later)).toMatchObject({ refusal: { code: 'arrival.health-code-required' } });
    const red = await registered({ ...later, healthCode: 'RED', stays: [{ region: '330782' }] });
    expect(red).toMatchObject({ disposition: 'CENTRALIZED_ISOLATION', policyVersion: 'YW-2020-16', why: { rule: 'red-code' } });
    const green = await registered({ ...later, healthCode: 'GREEN', stays: [{ region: '330782' }] });
    expect(green).toMatchObject({ disposition: 'SELF_MONITORING', custody: 'NONE' });
  });

  test('a fever goes to the clinic and into no batch', async () => {
    const { arrivalId, disposition, custody } = await registered({ temperature: 37.3 });
    expect([disposition, custody]).toEqual(['REFERRED_TO_CLINIC', 'NONE']);
    const outcome = await officer.client.command(AssembleBatch, {
      checkpointId,
      leadId: lead.operatorId,
      mode: 'LEAD',
      arrivalIds: [arrivalId],
    });
    expect(outcome).toMatchObject({ refusal: { code: 'escort.head-unfit' } });
  });

  test.each([
    [{ stays: [{ region: '999999' }] }, 'arrival.region-unknown'],
    [{ stays: [{ region: '420100', to: '2020-01-20' }] }, 'arrival.stays-incomplete'],
    [{ temperature: 34.9 }, 'arrival.temperature-not-measured'],
    [{ plate: '浙G1' }, 'arrival.plate-invalid'],
    [{ destination: 'houzhai/a77' }, 'place.unknown'],
    [{ partyId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37' }, 'arrival.party-unknown'],
    [{ occurredAt: '2099-01-24T20:00:00+08:00' }, 'record.happened-in-future'],
  ] as const)('%j is refused, and nothing is kept', async (wrong, code) => {
    const before = await ledger();
    expect(await register(wrong as Arrival)).toMatchObject({ refusal: { code } });
    expect((await ledger()).needed).toBe(before.needed);
  });
});

describe('who it is', () => {
  test('an exact document links to the register, the same person is not registered twice in a row, and who waits comes once', async () => {
    const wrongDigit = '330782199001011234';
    const known = await worker9.client.command(RegisterPerson, {
      name: '测试登记',
      documentKind: 'PASSPORT',
      documentNo: 'E12345678',
      path: 'houzhai/a09',
    });
    const { personId } = valueOf(known);
    const linked = await registered({ documentKind: 'PASSPORT', documentNo: 'E12345678', name: '测试登记' });
    expect([linked.personId, linked.known]).toEqual([personId, true]);
    expect(await register({ documentKind: 'PASSPORT', documentNo: 'E12345678' })).toMatchObject({
      refusal: { code: 'arrival.already-registered', params: { no: linked.no } },
    });
    expect(await register({ documentKind: 'RESIDENT_ID', documentNo: wrongDigit })).toMatchObject({ refusal: { code: 'person.document-invalid' } });
    expect(valueOf(await worker9.client.query(FindPersons, { text: 'E12345678' })).total).toBe(1);
  });

  test('two officers register the same document at the same moment: one person, and one arrival of it', async () => {
    const twice = { documentKind: 'PASSPORT', documentNo: 'E87654321' } as const;
    const outcomes = await Promise.all([register(twice), register(twice), register(twice)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal.code).toBe('arrival.already-registered');
  });
});

describe('several people at once', () => {
  test('one head is put into one batch only, whoever else tries in the same moment', async () => {
    const heads = [await registered(), await registered()].map(({ arrivalId }) => arrivalId);
    const assemble = () =>
      officer.client.command(AssembleBatch, {
        checkpointId,
        leadId: lead.operatorId,
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
    const seven = await registered({ destination: 'houzhai/a07' });
    const nine = await registered({ destination: 'houzhai/a09' });
    const batchId = await assembled([seven.arrivalId, nine.arrivalId]);
    const headsFor = async (by: TestOperator) => {
      const answer = await by.client.query(BatchDetail, { batchId });
      return answer.ok ? answer.value.heads.map(({ arrivalId }) => arrivalId) : answer.refusal.code;
    };
    expect(await headsFor(officer)).toEqual([seven.arrivalId, nine.arrivalId]);
    expect(await headsFor(lead)).toEqual([seven.arrivalId, nine.arrivalId]);
    expect(await headsFor(worker7)).toEqual([seven.arrivalId]);
    const other = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a12']);
    expect(await headsFor(other)).toBe('record.not-found');
    expect(valueOf(await other.client.query(BatchesPage, {})).total).toBe(0);
    expect(valueOf(await other.client.query(ArrivalsPage, {})).total).toBe(0);
    expect(await other.client.query(ArrivalDetail, { arrivalId: seven.arrivalId })).toMatchObject({
      refusal: { code: 'record.not-found' },
    });
  });

  test('where somebody came from is for checkpoint, case worker and doctor; the look is on record; no list or event says it', async () => {
    const { arrivalId } = await registered({ plate: '浙G12345', symptoms: ['COUGH'] });
    const origin = valueOf(await officer.client.query(ArrivalOrigin, { arrivalId }));
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
    for (const secret of ['420100', '36.5', '12345', 'COUGH', '测试1']) expect(rows[0]?.all).not.toContain(secret);
  });
});

test('a checkpoint comes down on an afternoon: what it still holds is handed on by name, and nobody vanishes', async () => {
  const opened = await officer.client.command(OpenCheckpoint, {
    code: 'gate-a07',
    name: '占位小区卡口',
    kind: 'COMPOUND_GATE',
    path: 'houzhai/a07',
  });
  const gate = valueOf(opened).checkpointId;
  const { arrivalId } = await registered({ checkpointId: gate });
  const reason = '小区卡口今日撤除';
  expect(await officer.client.command(CloseCheckpoint, { checkpointId: gate, reason })).toMatchObject({
    refusal: { code: 'checkpoint.still-holds', params: { heads: 1 } },
  });
  const closed = await officer.client.command(CloseCheckpoint, { checkpointId: gate, reason, handOnTo: worker7.operatorId });
  expect(valueOf(closed).status).toBe('CLOSED');
  expect(valueOf(await worker7.client.query(ArrivalDetail, { arrivalId })).row).toMatchObject({
    custody: 'WAITING',
    answersFor: worker7.operatorId,
  });
  expect(await register({ checkpointId: gate })).toMatchObject({ refusal: { code: 'checkpoint.closed' } });
  valueOf(await worker7.client.command(AcceptLate, { arrivalId, receiverId: worker7.operatorId, reason: '本人已到社区报到' }));
  const row = valueOf(await officer.client.query(ListCheckpoints, { code: 'gate-a07' })).rows[0];
  expect(row).toMatchObject({ status: 'CLOSED', waiting: 0, underWay: 0, openDuties: 0, answersFor: worker7.operatorId });
});
