import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { Role } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

let platform: Platform;
let checkpointId: string;
let gate: TestOperator;
let lead: TestOperator;

const as = (role: Role, scope = 'houzhai/a07'): Promise<TestOperator> => platform.operator([role], [scope]);

beforeAll(async () => {
  platform = await startPlatform();
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  gate = await as('CHECKPOINT_OFFICER', 'houzhai');
  lead = await as('ESCORT_LEAD', 'houzhai');
  const opened = { code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' } as const;
  ({ checkpointId } = valueOf(await gate.client.command(C.OpenCheckpoint, opened)));
});
afterAll(() => platform.stop());

let nth = 0;
const arrived = async (destination = 'houzhai/a07') =>
  valueOf(
    await gate.client.command(C.RegisterArrival, {
      checkpointId,
      name: `测试${String((nth += 1))}`,
      stays: [{ region: '420100' }],
      healthCode: 'NONE',
      temperature: 36.6,
      destination,
    }),
  );
const batchOf = async (...arrivalIds: readonly string[]) =>
  valueOf(await gate.client.command(C.AssembleBatch, { checkpointId, leadId: lead.operatorId, mode: 'LEAD', arrivalIds: [...arrivalIds] }));
const rows = async (batchId: string) =>
  (
    await platform.db.query<{ place: string; instrument: string; person_id: string; taken_by: string; sealed: Buffer }>(
      `select "place", "instrument", "person_id", "taken_by", "sealed" from "census_screening"."reading" where "record_id" = $1 order by "at", "id"`,
      [batchId],
    )
  ).rows;

test('a temperature on the way is a reading like any other, and a fever the same fever and the same alert', async () => {
  const [warm, other] = [await arrived(), await arrived('houzhai/a08')];
  const { batchId } = await batchOf(warm.arrivalId, other.arrivalId);
  const measure = (by: TestOperator, arrivalId: string, temperature: number, more: object = {}) =>
    by.client.command(C.MeasurePassenger, { batchId, arrivalId, temperature, ...more });
  expect(await measure(lead, warm.arrivalId, 36.5)).toMatchObject({
    refusal: { code: 'escort.not-allowed-now', params: { action: 'measure', status: 'ASSEMBLING' } },
  });
  valueOf(await lead.client.command(C.DepartBatch, { batchId }));
  expect(valueOf(await lead.client.query(C.BatchDetail, { batchId })).row.mayMeasure).toBe(true);

  const fine = valueOf(await measure(lead, other.arrivalId, 36.5));
  expect([fine.feverId, fine.status, fine.version]).toEqual([undefined, 'DEPARTED', 3]);
  expect(await measure(lead, warm.arrivalId, 31)).toMatchObject({ refusal: { code: 'arrival.temperature-not-measured' } });
  const { feverId = '' } = valueOf(await measure(lead, warm.arrivalId, 37.6, { instrument: 'EAR', collectedBy: '随车医生' }));
  const taken = await rows(batchId);
  expect(taken).toMatchObject([
    { place: 'BUS', instrument: 'FOREHEAD', person_id: other.personId, taken_by: lead.operatorId },
    { place: 'BUS', instrument: 'EAR', person_id: warm.personId, taken_by: 'collected' },
  ]);
  for (const { sealed } of taken) expect(sealed.toString('latin1')).not.toMatch(/3[67]\.[56]/);

  // Those at the destination and at the checkpoint have it, nobody else; it goes its way as any fever does.
  const doctor = await as('COMMUNITY_DOCTOR');
  const { row } = valueOf(await doctor.client.query(C.FeverShow, { feverId }));
  expect(row).toMatchObject({
    status: 'SUSPECTED',
    place: 'GATE',
    onTheWay: true,
    path: 'houzhai/a07',
    batchId,
    arrivalId: warm.arrivalId,
  });
  expect(valueOf(await gate.client.query(C.FeversPage, { arrivalId: warm.arrivalId })).rows).toHaveLength(1);
  expect(await (await as('COMMUNITY_DOCTOR', 'houzhai/a09')).client.query(C.FeverShow, { feverId })).toMatchObject({
    refusal: { code: 'record.not-found' },
  });
  expect(valueOf(await doctor.client.query(C.FeverReadings, { feverId })).readings).toMatchObject([
    { temperature: 37.6, instrument: 'EAR' },
  ]);
  const alerts = await eventually(
    async () => valueOf(await doctor.client.query(C.AlertsPage, {})).rows,
    (found) => found.length > 0,
  );
  expect(alerts).toMatchObject([{ rule: 'fever-suspected', area: 'a07', subject: { kind: 'fever', id: feverId } }]);

  // The same person once more joins it; a symptom is enough.
  const again = valueOf(await measure(lead, warm.arrivalId, 36.9, { symptoms: ['COUGH'] }));
  expect(again.feverId).toBe(feverId);
  valueOf(await lead.client.command(C.RecheckTemperature, { feverId, temperature: 37.5 }));
  const { history } = valueOf(await doctor.client.query(C.FeverShow, { feverId }));
  expect(history.map(({ event }) => event)).toEqual(['suspected', 'joined', 'rechecked']);

  // Whoever receives at one place knows, and measures, only those bound there; whoever does not meet people measures nobody.
  valueOf(await lead.client.command(C.ArriveBatch, { batchId }));
  const receiver = await as('COMMUNITY_WORKER', 'houzhai/a08');
  expect(await measure(receiver, warm.arrivalId, 36.5)).toMatchObject({ refusal: { code: 'escort.head-unknown' } });
  expect(valueOf(await measure(receiver, other.arrivalId, 36.5)).feverId).toBeUndefined();
  const take = { batchId, arrivalIds: [other.arrivalId], receiverId: receiver.operatorId, method: 'IN_PERSON' as const };
  valueOf(await receiver.client.command(C.AcceptPassengers, take));
  expect(await measure(lead, other.arrivalId, 36.5)).toMatchObject({ refusal: { code: 'escort.head-decided' } });
  const events = await platform.db.query<{ data: object }>(
    `select "envelope" -> 'data' as data from "census_screening"."outbox" where "record_id" = $1 and "envelope" ->> 'type' like '%head-looked-at%'`,
    [batchId],
  );
  expect(events.rows).toHaveLength(4);
  for (const { data } of events.rows) expect(JSON.stringify(data)).not.toMatch(/temperature|celsius|fever|(?<!:)3[67]\.\d\b/);
});

test('two who find the same fever at one moment write one, and the other joins it', async () => {
  const head = await arrived();
  const { batchId } = await batchOf(head.arrivalId);
  valueOf(await lead.client.command(C.DepartBatch, { batchId }));
  const found = await Promise.all(
    [37.5, 37.7].map((temperature) => lead.client.command(C.MeasurePassenger, { batchId, arrivalId: head.arrivalId, temperature })),
  );
  expect(new Set(found.map((outcome) => valueOf(outcome).feverId)).size).toBe(1);
  expect(await rows(batchId)).toHaveLength(2);
});
