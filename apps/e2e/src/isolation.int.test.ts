import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AcceptPassengers,
  ApproveReduction,
  ArrivalDetail,
  ArriveBatch,
  AssembleBatch,
  CancelIsolation,
  ConvertIsolation,
  DepartBatch,
  ErasePerson,
  ExcuseMissedSlot,
  ExtendIsolation,
  FollowUpsDue,
  IsolationDetail,
  IsolationProof,
  IsolationsPage,
  OpenCheckpoint,
  OrderIsolation,
  RecordFollowUp,
  RefuseRelease,
  RegisterArrival,
  RebuildProjection,
  ReportIsolationLost,
  RequestReduction,
  RequestRelease,
  ResolveFinding,
  SignRelease,
  StartIsolation,
  TransferIsolation,
  WallChart,
  type OutputOf,
  type Role,
} from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let cadreId: string;
let doctorId: string;

/** Sessions run out while the clock is moved: whoever acts signs in first. */
const as = (role: Role, area = 'houzhai/a07'): Promise<TestOperator> => platform.operator([role], [area]);
const worker = (): Promise<TestOperator> => as('COMMUNITY_WORKER');
const doctor = (): Promise<TestOperator> => as('COMMUNITY_DOCTOR');

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  cadreId = (await worker()).operatorId;
  doctorId = (await doctor()).operatorId;
});
afterAll(() => platform.stop());

const ordered = async (): Promise<string> => {
  const by = await worker();
  const personId = await seedPerson(by, 'a07');
  return valueOf(await by.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' })).isolationId;
};
const started = async (isolationId: string): Promise<OutputOf<typeof StartIsolation>> =>
  valueOf(
    await (
      await worker()
    ).client.command(StartIsolation, {
      isolationId,
      noticeNo: 'GL-0137',
      careTeam: { streetCadreId: cadreId, doctorId },
      household: 'LIVES_ALONE',
      supplyEnsured: true,
    }),
  );
type Detail = OutputOf<typeof IsolationDetail>;
const detail = async (isolationId: string): Promise<Detail> =>
  valueOf(await (await worker()).client.query(IsolationDetail, { isolationId }));
/** Moves the clock into the half-day and records it. */
const recorded = async (isolationId: string, nth: number, temperature = 36.5) => {
  const slot = (await detail(isolationId)).slots.find((one) => one.nth === nth);
  if (!slot) throw new Error(`No half-day ${String(nth)}`);
  moveTo(Temporal.Instant.from(slot.dueAt).subtract({ hours: 2 }));
  return (await worker()).client.command(RecordFollowUp, { isolationId, date: slot.date, half: slot.half, temperature, method: 'PHONE' });
};
const moveTo = (at: Temporal.Instant): void => {
  const by = clock.now().until(at);
  if (by.sign > 0) clock.advance(by);
};

describe('from the checkpoint behind the door', () => {
  test('whoever is taken over has an order in the same moment; started, every head has 28 half-days', async () => {
    const officer = await platform.operator(['CHECKPOINT_OFFICER', 'ESCORT_LEAD']);
    const receiver = await worker();
    const opened = await officer.client.command(OpenCheckpoint, {
      code: 'exit-2',
      name: '高速出口卡口',
      kind: 'HIGHWAY_EXIT',
      path: 'houzhai',
    });
    const { checkpointId } = valueOf(opened);
    const arrivalIds: string[] = [];
    for (let nth = 1; nth <= 24; nth += 1) {
      const input = {
        checkpointId,
        name: `测试${String(nth)}`,
        stays: [{ region: '420100' }],
        healthCode: 'NONE' as const,
        temperature: 36.5,
        destination: 'houzhai/a07',
      };
      arrivalIds.push(valueOf(await officer.client.command(RegisterArrival, input)).arrivalId);
    }
    const { batchId } = valueOf(
      await officer.client.command(AssembleBatch, { checkpointId, leadId: officer.operatorId, mode: 'LEAD', arrivalIds }),
    );
    valueOf(await officer.client.command(DepartBatch, { batchId }));
    valueOf(await officer.client.command(ArriveBatch, { batchId }));
    valueOf(await officer.client.command(AcceptPassengers, { batchId, arrivalIds, receiverId: receiver.operatorId }));
    const page = valueOf(await receiver.client.query(IsolationsPage, { open: true }));
    expect(page.total).toBe(24);
    const { row } = valueOf(await receiver.client.query(ArrivalDetail, { arrivalId: arrivalIds[0] }));
    expect(page.rows.map(({ isolationId }) => isolationId)).toContain(row.isolationId);
    for (const { isolationId } of page.rows) await started(isolationId);
    const { rows } = await platform.db.query<{ n: number }>(`select count(*)::int as n from "census_screening"."follow_up_slot"`);
    expect(rows[0]?.n).toBe(672);
    const one = await detail(page.rows[0]?.isolationId ?? '');
    expect(one.row).toMatchObject({ status: 'ACTIVE', kind: 'HOME', reason: 'ENTRY_FROM_RISK_AREA', slots: 28 });
    expect(one.slots.map(({ nth }) => nth)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1));
    const commander = await platform.operator(['COMMANDER']);
    const erased = await commander.client.command(ErasePerson, {
      personId: row.personId,
      ground: 'REQUEST_OF_PERSON',
      confirmNo: row.personNo,
    });
    expect(erased.ok).toBe(false);
    const chart = async (by: TestOperator) =>
      valueOf(await by.client.query(WallChart, { areas: ['a07'] })).rows.find(({ area }) => area === 'a07')?.cells;
    await eventually(
      () => chart(commander),
      (cells) => cells?.['arrivalsToday']?.value === 24 && cells['inIsolation']?.value === 24,
    );
    for (const { isolationId } of page.rows.slice(3))
      valueOf(await receiver.client.command(CancelIsolation, { isolationId, reason: '演练结束，撤销' }));
    const few = await eventually(
      () => chart(commander),
      (cells) => cells?.['inIsolation']?.value === 3,
    );
    expect(few?.['inIsolation']).not.toHaveProperty('under');
    expect((await chart(receiver))?.['inIsolation']).toMatchObject({ value: 0, under: 5 });
    const rebuilt = valueOf(await (await platform.operator(['PLATFORM_ADMIN'])).client.command(RebuildProjection, { name: 'board' }));
    expect(rebuilt.equal).toBe(true);
    for (const { isolationId } of page.rows.slice(0, 3))
      valueOf(await receiver.client.command(CancelIsolation, { isolationId, reason: '演练结束，撤销' }));
  });
});

test('fourteen days: a missed half-day explained, a finding judged, two signatures, and a free person', async () => {
  const isolationId = await ordered();
  const refused = await (
    await worker()
  ).client.command(StartIsolation, {
    isolationId,
    noticeNo: 'GL-0001',
    notice: 'REFUSED',
    witnesses: ['见证甲'],
    careTeam: { streetCadreId: cadreId },
    household: 'LIVES_ALONE',
    supplyEnsured: false,
  });
  expect(refused).toMatchObject({ refusal: { code: 'isolation.witnesses-missing' } });
  await started(isolationId);
  expect(await (await worker()).client.command(RequestRelease, { isolationId })).toMatchObject({ refusal: { code: 'isolation.not-over' } });
  for (let nth = 1; nth <= 28; nth += 1) {
    if (nth === 5) continue;
    const outcome = await recorded(isolationId, nth, nth === 9 ? 37.3 : 36.5);
    if (nth === 6) {
      const missed = await eventually(
        () => detail(isolationId),
        ({ slots }) => slots[4]?.status === 'MISSED',
      );
      expect(missed.row).toMatchObject({ missed: 1 });
      const { date = '', half = 'AM' } = missed.slots[4] ?? {};
      valueOf(await (await worker()).client.command(ExcuseMissedSlot, { isolationId, date, half, reason: '电话三次未接，下午补访' }));
    }
    expect(outcome.ok).toBe(true);
  }
  const last = (await detail(isolationId)).slots.at(-1);
  moveTo(Temporal.Instant.from(last?.dueAt ?? '').add({ hours: 20 }));
  expect(await (await worker()).client.command(RequestRelease, { isolationId })).toMatchObject({
    refusal: { code: 'isolation.finding-open', params: { slots: 1 } },
  });
  const finding = (await detail(isolationId)).slots.find(({ status }) => status === 'SEEN_NOT_OK');
  const { date = '', half = 'AM' } = finding ?? {};
  const judged = { isolationId, date, half, outcome: 'EXCLUDED', reason: '复测腋温正常，咽部无异常' } as const;
  valueOf(await (await doctor()).client.command(ResolveFinding, judged));
  valueOf(await (await worker()).client.command(RequestRelease, { isolationId }));

  expect(await (await doctor()).client.command(SignRelease, { isolationId, readings: [36.5] })).toMatchObject({
    refusal: { code: 'isolation.readings-missing' },
  });
  const community = await worker();
  valueOf(await community.client.command(SignRelease, { isolationId }));
  expect(await community.client.command(SignRelease, { isolationId })).toMatchObject({
    refusal: { code: 'isolation.signed-already' },
  });
  const onPaper = { signedBy: doctorId, scanNo: 'SC-77', checkedBy: cadreId };
  const proof = { isolationId, reason: '本人申领解除隔离证明' };
  expect(await community.client.query(IsolationProof, proof)).toMatchObject({ refusal: { code: 'isolation.not-released' } });
  const second = { isolationId, onPaper, readings: [36.4, 36.6], noticeNo: 'JC-0137' };
  expect(valueOf(await community.client.command(SignRelease, second)).status).toBe('RELEASED');
  const proven = valueOf(await community.client.query(IsolationProof, proof));
  expect(proven).toMatchObject({ name: '测试甲', noticeNo: 'GL-0137', releaseNoticeNo: 'JC-0137', readings: [36.4, 36.6] });
  expect(proven.signatures.map(({ as, method }) => `${as} ${method}`)).toEqual(['COMMUNITY CONSOLE', 'DOCTOR PAPER']);
  expect(proven.slots).toHaveLength(28);
  expect(proven.slots.filter(({ temperature }) => temperature !== undefined)).toHaveLength(27);
  const looks = await platform.db.query<{ details: { sealedReason?: string } }>(
    `select "details" from "census_screening"."audit" where "operation" = 'IsolationProof' and "record_id" = $1`,
    [isolationId],
  );
  expect(looks.rows).toHaveLength(1);
  expect(looks.rows[0]?.details.sealedReason).toMatch(/.{20}/);
  const elsewhere = await as('COMMUNITY_WORKER', 'houzhai/a01');
  expect(await elsewhere.client.query(IsolationProof, proof)).toMatchObject({ refusal: { code: 'record.not-found' } });
  expect((await detail(isolationId)).history.map(({ event }) => event).slice(-4)).toEqual([
    'release-requested',
    'release-signed',
    'release-signed',
    'released',
  ]);
});

describe('a half-day', () => {
  test('is recorded in its own time only, once, and by whoever may; the list of the day holds what is to do', async () => {
    const isolationId = await ordered();
    await started(isolationId);
    const [first, second] = (await detail(isolationId)).slots;
    if (!first || !second) throw new Error('No half-days');
    const follow = { isolationId, temperature: 36.5, method: 'DOOR' } as const;
    const by = await worker();
    expect(await by.client.command(RecordFollowUp, { ...follow, date: first.date, half: first.half })).toMatchObject({
      refusal: { code: 'isolation.slot-not-begun' },
    });
    expect(await by.client.command(RecordFollowUp, { ...follow, date: '2020-01-24', half: 'AM' })).toMatchObject({
      refusal: { code: 'isolation.no-such-slot' },
    });
    valueOf(await recorded(isolationId, 1));
    expect(await (await worker()).client.command(RecordFollowUp, { ...follow, date: first.date, half: first.half })).toMatchObject({
      refusal: { code: 'isolation.slot-recorded' },
    });
    // keyed from a sheet after it counted as missed: by the time it happened
    moveTo(Temporal.Instant.from(second.dueAt).add({ hours: 5 }));
    await eventually(
      () => detail(isolationId),
      ({ slots }) => slots[1]?.status === 'MISSED',
    );
    const keyed = { ...follow, date: second.date, half: second.half, sheetNo: 'WS-12' };
    expect(await (await worker()).client.command(RecordFollowUp, keyed)).toMatchObject({ refusal: { code: 'isolation.outside-slot' } });
    const occurredAt = Temporal.Instant.from(second.dueAt).subtract({ hours: 3 }).toString();
    valueOf(await (await worker()).client.command(RecordFollowUp, { ...keyed, occurredAt }));
    const due = valueOf(await (await worker()).client.query(FollowUpsDue, {}));
    expect(due.rows.filter((row) => row.isolationId === isolationId).length).toBeGreaterThan(0);
    const other = await as('COMMUNITY_WORKER', 'houzhai/a09');
    expect(valueOf(await other.client.query(FollowUpsDue, {})).total).toBe(0);
    expect(await other.client.query(IsolationDetail, { isolationId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    valueOf(await (await worker()).client.command(CancelIsolation, { isolationId, reason: '登记有误，撤销' }));
  });

  test('two people record the same one at the same moment: one does', async () => {
    const isolationId = await ordered();
    await started(isolationId);
    const [slot] = (await detail(isolationId)).slots;
    if (!slot) throw new Error('No half-days');
    moveTo(Temporal.Instant.from(slot.dueAt).subtract({ hours: 1 }));
    const [one, two] = [await worker(), await worker()];
    const input = { isolationId, date: slot.date, half: slot.half, temperature: 36.6, method: 'PHONE' } as const;
    const outcomes = await Promise.all([one.client.command(RecordFollowUp, input), two.client.command(RecordFollowUp, input)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    valueOf(await (await worker()).client.command(CancelIsolation, { isolationId, reason: '登记有误，撤销' }));
  });
});

describe('other ends', () => {
  test('longer, shorter with a second person, elsewhere, a patient, lost with proofs', async () => {
    const isolationId = await ordered();
    await started(isolationId);
    const before = await detail(isolationId);
    const by = await worker();
    valueOf(await by.client.command(ExtendIsolation, { isolationId, days: 3, reason: '同住家人新近返回' }));
    expect((await detail(isolationId)).row.slots).toBe(34);
    valueOf(await by.client.command(RequestReduction, { isolationId, days: 3, reason: '按通知缩短隔离' }));
    expect(await by.client.command(ApproveReduction, { isolationId })).toMatchObject({ refusal: { code: 'isolation.own-request' } });
    valueOf(await (await worker()).client.command(ApproveReduction, { isolationId }));
    expect((await detail(isolationId)).row).toMatchObject({ slots: before.row.slots, lastDay: before.row.lastDay, status: 'ACTIVE' });
    const lost = { isolationId, reason: '上门无人，电话关机', doorAttemptAt: clock.now().toString() };
    expect(await by.client.command(ReportIsolationLost, lost)).toMatchObject({
      refusal: { code: 'isolation.proofs-missing', params: { missed: 2 } },
    });
    expect(await by.client.command(RefuseRelease, { isolationId, reason: '未到解除时间' })).toMatchObject({
      refusal: { code: 'isolation.not-allowed-now' },
    });
    const moved = valueOf(
      await by.client.command(TransferIsolation, { isolationId, kind: 'CENTRALIZED', path: 'houzhai/a07', reason: '家中不具备条件' }),
    );
    const successor = await detail(moved.successorId ?? '');
    expect(successor.row).toMatchObject({ status: 'ORDERED', kind: 'CENTRALIZED', lastDay: before.row.lastDay });
    expect((await detail(isolationId)).row).toMatchObject({ status: 'TRANSFERRED', slots: 0 });
    await started(successor.row.isolationId);
    const converted = await (
      await doctor()
    ).client.command(ConvertIsolation, { isolationId: successor.row.isolationId, reason: '核酸阳性，转定点医院' });
    expect(valueOf(converted).status).toBe('CONVERTED');
  });

  test('one open case per person, whoever orders in the same moment', async () => {
    const by = await worker();
    const personId = await seedPerson(by, 'a07');
    const order = () => by.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' });
    const outcomes = await Promise.all([order(), order(), order()]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal.code).toBe('isolation.already-open');
  });
});
