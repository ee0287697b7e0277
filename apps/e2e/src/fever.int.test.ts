import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { OutputOf, Role } from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { together } from './second-person.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let checkpointId: string;

/** Sessions run out while the clock is moved: whoever acts signs in first. */
const as = (role: Role, scope = 'houzhai/a07'): Promise<TestOperator> => platform.operator([role], [scope]);
const officer = (): Promise<TestOperator> => as('CHECKPOINT_OFFICER', 'houzhai');
const worker = (): Promise<TestOperator> => as('COMMUNITY_WORKER');
const doctor = (): Promise<TestOperator> => as('COMMUNITY_DOCTOR');

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  const opened = await (
    await officer()
  ).client.command(C.OpenCheckpoint, { code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai/a01' });
  ({ checkpointId } = valueOf(opened));
});
afterAll(() => platform.stop());

let nth = 0;
const arrived = async (more: Partial<C.InputOf<typeof C.RegisterArrival>> = {}) =>
  valueOf(
    await (
      await officer()
    ).client.command(C.RegisterArrival, {
      checkpointId,
      name: `测试${String((nth += 1))}`,
      stays: [{ region: '330782' }],
      healthCode: 'NONE',
      temperature: 37.3,
      destination: 'houzhai/a07',
      ...more,
    }),
  );
const feversOf = async (personId: string, by?: TestOperator) =>
  valueOf(await (by ?? (await worker())).client.query(C.FeversPage, { personId })).rows;
const feverOf = async (personId: string): Promise<C.FeverRow> => {
  const [row] = await feversOf(personId);
  if (!row) throw new Error('No fever');
  return row;
};
const shown = async (feverId: string) => valueOf(await (await worker()).client.query(C.FeverShow, { feverId }));
const readings = async (feverId: string) => valueOf(await (await doctor()).client.query(C.FeverReadings, { feverId }));

/** Somebody in isolation whose first half-day runs. */
async function isolated(): Promise<{ readonly isolationId: string; readonly personId: string; readonly slots: readonly C.Slot[] }> {
  const by = await worker();
  const personId = await seedPerson(by, 'a07', `隔离${String((nth += 1))}`);
  const { isolationId } = valueOf(await by.client.command(C.OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' }));
  const careTeam = { streetCadreId: by.operatorId, doctorId: (await doctor()).operatorId };
  const start = { isolationId, noticeNo: 'GL-0137', careTeam, household: 'LIVES_ALONE', supplyEnsured: true } as const;
  valueOf(await by.client.command(C.StartIsolation, start));
  const { slots } = await isolation(isolationId);
  moveInto(slots[0]);
  return { isolationId, personId, slots };
}
const isolation = async (isolationId: string): Promise<OutputOf<typeof C.IsolationDetail>> =>
  valueOf(await (await worker()).client.query(C.IsolationDetail, { isolationId }));
const moveInto = (slot: C.Slot | undefined): void => {
  const by = clock.now().until(Temporal.Instant.from(slot?.dueAt ?? '').subtract({ hours: 2 }));
  if (by.sign > 0) clock.advance(by);
};
const followedUp = async (isolationId: string, slot: C.Slot | undefined, more: Partial<C.InputOf<typeof C.RecordFollowUp>> = {}) => {
  moveInto(slot);
  const { date = '', half = 'AM' } = slot ?? {};
  const input = { isolationId, date, half, temperature: 37.3, method: 'DOOR' as const, ...more };
  return valueOf(await (await worker()).client.command(C.RecordFollowUp, input));
};

describe('a fever at the gate', () => {
  test('begins in the same moment as the arrival, is seen at the gate and at the destination, and nowhere else', async () => {
    const { personId, arrivalId, disposition } = await arrived();
    expect(disposition).toBe('REFERRED_TO_CLINIC');
    const fever = await feverOf(personId);
    expect(fever).toMatchObject({ status: 'SUSPECTED', place: 'GATE', path: 'houzhai/a07', arrivalId, partyId: arrivalId });
    expect(await feversOf(personId, await as('CHECKPOINT_OFFICER', 'houzhai/a01'))).toHaveLength(1);
    const elsewhere = await as('COMMUNITY_DOCTOR', 'houzhai/a09');
    expect(await feversOf(personId, elsewhere)).toEqual([]);
    for (const query of [C.FeverShow, C.FeverReadings])
      expect(await elsewhere.client.query(query, { feverId: fever.feverId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    const judged = { feverId: fever.feverId, judgement: 'SEND', reason: '腋温 37.8，咳嗽' } as const;
    expect(await elsewhere.client.command(C.JudgeFever, judged)).toMatchObject({ refusal: { code: 'record.not-found' } });
  });

  test('nobody below the limit has one; a symptom told without a temperature is one', async () => {
    expect(await feversOf((await arrived({ temperature: 37.2 })).personId)).toEqual([]);
    const { temperature: _, ...untaken } = { temperature: 0 };
    const { personId } = await arrived({ ...untaken, temperature: 36.5, symptoms: ['FEVER'] });
    expect(await feverOf(personId)).toMatchObject({ status: 'SUSPECTED' });
  });

  test('walks to the clinic and back: never in the car they came in, nor in that of the escort', async () => {
    const { personId, partyId } = await arrived({ plate: '浙G11111', temperature: 37.6, symptoms: ['COUGH'] });
    await arrived({ plate: '浙G22222', temperature: 36.5, partyId });
    const { feverId } = await feverOf(personId);
    const [gate, medic] = [await officer(), await doctor()];
    expect(await medic.client.command(C.JudgeFever, { feverId, judgement: 'SEND', reason: '先复测再研判' })).toMatchObject({
      refusal: { code: 'fever.not-allowed-now' },
    });
    valueOf(await gate.client.command(C.RecheckTemperature, { feverId, temperature: 37.5 }));
    valueOf(await medic.client.command(C.JudgeFever, { feverId, judgement: 'SEND', reason: '腋温 37.5，咳嗽' }));
    for (const plate of ['浙G11111', '浙G22222'])
      expect(await gate.client.command(C.SendToClinic, { feverId, means: 'DESIGNATED_CAR', plate })).toMatchObject({
        refusal: { code: 'fever.own-car' },
      });
    expect(await gate.client.command(C.SendToClinic, { feverId, means: 'DESIGNATED_CAR' })).toMatchObject({
      refusal: { code: 'fever.plate-missing' },
    });
    valueOf(await gate.client.command(C.SendToClinic, { feverId, means: 'DESIGNATED_CAR', plate: '浙G33333' }));
    valueOf(await medic.client.command(C.RecordFeverResult, { feverId, result: 'CONFIRMED', reason: '核酸检测阳性' }));
    expect((await shown(feverId)).history.map(({ event }) => event)).toEqual(['suspected', 'rechecked', 'judged', 'sent', 'resolved']);
    expect(await readings(feverId)).toMatchObject({
      readings: [
        { temperature: 37.6, instrument: 'FOREHEAD' },
        { temperature: 37.5, instrument: 'AXILLARY' },
      ],
      symptoms: ['COUGH'],
      plate: '浙G33333',
      result: 'CONFIRMED',
      convert: false,
    });
  });

  test('whoever a recheck excluded is registered anew at once, by what the axillary thermometer said', async () => {
    const first = await arrived();
    const by = await officer();
    const again = {
      checkpointId,
      personId: first.personId,
      stays: [{ region: '330782' }],
      healthCode: 'NONE' as const,
      destination: 'houzhai/a07',
    };
    expect(await by.client.command(C.RegisterArrival, { ...again, temperature: 36.7 })).toMatchObject({
      refusal: { code: 'arrival.already-registered' },
    });
    const { feverId } = await feverOf(first.personId);
    valueOf(await by.client.command(C.RecheckTemperature, { feverId, temperature: 36.7 }));
    expect(valueOf(await by.client.command(C.RegisterArrival, { ...again, temperature: 36.7, instrument: 'AXILLARY' }))).toMatchObject({
      disposition: 'SELF_MONITORING',
    });
  });

  test('two report the same person in the same moment: one fever, and both are told', async () => {
    const by = await worker();
    const personId = await seedPerson(by, 'a07', '同时发热');
    const report = () => by.client.command(C.SuspectFever, { personId, temperature: 38.1 });
    const outcomes = await Promise.all([report(), report(), report()]);
    expect(new Set(outcomes.map((outcome) => valueOf(outcome).feverId)).size).toBe(1);
    const { feverId } = await feverOf(personId);
    expect((await shown(feverId)).history.map(({ event }) => event)).toEqual(['suspected', 'joined', 'joined']);
    expect((await readings(feverId)).readings).toHaveLength(3);
    expect(await by.client.command(C.SuspectFever, { personId, temperature: 36.6 })).toMatchObject({
      refusal: { code: 'fever.nothing-noticed', params: { limit: 373 } },
    });
  });
});

describe('a fever in isolation', () => {
  test('at 37.3 and not at 37.2; a doctor’s exclusion clears what was found, in the same moment', async () => {
    const { isolationId, personId, slots } = await isolated();
    await followedUp(isolationId, slots[0], { temperature: 37.2 });
    expect(await feversOf(personId)).toEqual([]);
    await followedUp(isolationId, slots[1]);
    const fever = await feverOf(personId);
    expect(fever).toMatchObject({ place: 'DOOR', isolationId, status: 'SUSPECTED' });
    await followedUp(isolationId, slots[2], { temperature: 38, method: 'PHONE', symptoms: ['COUGH'] });
    const { feverId } = fever;
    expect((await shown(feverId)).slots).toHaveLength(2);
    expect((await isolation(isolationId)).row.findings).toBe(2);
    valueOf(await (await worker()).client.command(C.RecheckTemperature, { feverId, temperature: 37.4 }));
    const medic = await doctor();
    valueOf(await medic.client.command(C.JudgeFever, { feverId, judgement: 'OBSERVE', reason: '居家观察一日' }));
    valueOf(await medic.client.command(C.RecordFeverResult, { feverId, result: 'EXCLUDED', reason: '次日体温正常' }));
    const after = await isolation(isolationId);
    expect(after.row.findings).toBe(0);
    expect(after.history.map(({ event }) => event).slice(-2)).toEqual(['finding-resolved', 'finding-resolved']);
    expect((await readings(feverId)).readings.map(({ temperature, method }) => [temperature, method])).toEqual([
      [37.3, 'DOOR'],
      [38, 'PHONE'],
      [37.4, undefined],
    ]);
  });

  test('a recheck below the limit ends it; only a doctor’s clears what was found', async () => {
    const { isolationId, personId, slots } = await isolated();
    await followedUp(isolationId, slots[0]);
    const by = await worker();
    const first = await feverOf(personId);
    valueOf(await by.client.command(C.RecheckTemperature, { feverId: first.feverId, temperature: 36.8 }));
    expect(await readings(first.feverId)).toMatchObject({ ending: 'EXCLUDED_AT_RECHECK' });
    expect((await isolation(isolationId)).row.findings).toBe(1);
    await followedUp(isolationId, slots[1]);
    const rows = await feversOf(personId);
    expect(rows.map(({ status }) => status)).toEqual(['SUSPECTED', 'RESOLVED']);
    valueOf(await (await doctor()).client.command(C.RecheckTemperature, { feverId: rows[0]?.feverId ?? '', temperature: 36.8 }));
    expect((await isolation(isolationId)).row.findings).toBe(1);
  });

  test('confirmed, the conversion is proposed and nobody is converted by it', async () => {
    const { isolationId, personId, slots } = await isolated();
    await followedUp(isolationId, slots[0], { temperature: 38.5 });
    const { feverId } = await feverOf(personId);
    const medic = await doctor();
    valueOf(await medic.client.command(C.RecheckTemperature, { feverId, temperature: 38.6 }));
    valueOf(await medic.client.command(C.JudgeFever, { feverId, judgement: 'SEND', reason: '高热，送诊' }));
    valueOf(await medic.client.command(C.SendToClinic, { feverId, means: 'AMBULANCE_120' }));
    valueOf(await medic.client.command(C.RecordFeverResult, { feverId, result: 'CONFIRMED', reason: '核酸检测阳性' }));
    expect((await readings(feverId)).convert).toBe(true);
    expect((await isolation(isolationId)).row.status).toBe('ACTIVE');
    valueOf(await medic.client.command(C.ConvertIsolation, { isolationId, reason: '核酸阳性，转定点医院' }));
    expect((await readings(feverId)).convert).toBe(false);
  });
});

test('a step that nobody takes is told once, also when nothing ran in the meantime', async () => {
  const { personId } = await arrived();
  const { feverId } = await feverOf(personId);
  await platform.services.get('census-screening')?.stop();
  clock.advance({ minutes: 45 });
  await platform.restart('census-screening');
  const told = async () => (await shown(feverId)).history.filter(({ event }) => event === 'overdue').length;
  await eventually(told, (times) => times === 1);
  expect((await feverOf(personId)).overdue).toBe(true);
  clock.advance({ minutes: 45 });
  await new Promise((done) => setTimeout(done, 2_500));
  expect(await told()).toBe(1);
  valueOf(await (await officer()).client.command(C.RecheckTemperature, { feverId, temperature: 37.9 }));
  expect((await feverOf(personId)).overdue).toBe(false);
  clock.advance({ minutes: 61 });
  await eventually(told, (times) => times === 2);
});

test('how warm, which symptoms, which car and what came of it stand in no event, no row in clear and no record of who did what', async () => {
  const { rows } = await platform.db.query<{ row: string }>(
    `select "envelope"::text as row from "census_screening"."outbox" where "entity" = 'fever'
     union all select "facts"::text from "census_screening"."fever"
     union all select row_to_json(a)::text from "census_screening"."audit" a where a."entity" = 'fever'
     union all select "reply"::text from "census_screening"."command_log" where "reply" ? 'feverId'`,
  );
  expect(rows.length).toBeGreaterThan(80);
  for (const { row } of rows) expect(row).not.toMatch(/(?<!:)3[78]\.\d\b|COUGH|CONFIRMED|"EXCLUDED"|AXILLARY|浙|核酸|"plate"|"result"/);
});

test('a person with an open fever is not erased; once it is over and they are, nothing of it can be read', async () => {
  const by = await worker();
  const personId = await seedPerson(by, 'a07', '待删除');
  const { feverId } = valueOf(await by.client.command(C.SuspectFever, { personId, temperature: 38.1, note: '电话里说的' }));
  const commander = await as('COMMANDER', 'houzhai');
  const { row } = valueOf(await by.client.query(C.PersonDetail, { personId }));
  const erase = { personId, ground: 'REQUEST_OF_PERSON', confirmNo: row.no } as const;
  const other = await as('COMMANDER', 'houzhai');
  const erased = () => together(commander, other, C.ErasePerson, erase);
  expect(await erased()).toMatchObject({ refusal: { code: 'person.under-care' } });
  valueOf(await (await doctor()).client.command(C.CloseFever, { feverId, reason: '登记有误，体温误写' }));
  valueOf(await erased());
  expect(await (await doctor()).client.query(C.FeverReadings, { feverId })).toMatchObject({ refusal: { code: 'person.erased' } });
});
