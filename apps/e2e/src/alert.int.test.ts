import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { followView } from '@houzhai/messaging';
import type { Role } from '@houzhai/contracts';
import { uuidNamed } from '@houzhai/persistence';
import { AlertReactions } from '../../command-center/src/alert/alert.reactions.ts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let checkpointId: string;

/** Sessions run out while the clock is moved: whoever acts signs in first. */
const as = (role: Role, scope = 'houzhai/a07'): Promise<TestOperator> => platform.operator([role], [scope]);
const officer = (): Promise<TestOperator> => as('CHECKPOINT_OFFICER', 'houzhai/a01');
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
const arrived = async (by: TestOperator, temperature = 37.3) =>
  valueOf(
    await by.client.command(C.RegisterArrival, {
      checkpointId,
      name: `测试${String((nth += 1))}`,
      stays: [{ region: '330782' }],
      healthCode: 'NONE',
      temperature,
      destination: 'houzhai/a07',
    }),
  );
const feverOf = async (personId: string): Promise<C.FeverRow> => {
  const [row] = valueOf(await (await worker()).client.query(C.FeversPage, { personId })).rows;
  if (!row) throw new Error('No fever');
  return row;
};
const alertsOf = async (by: TestOperator, subjectId: string) => valueOf(await by.client.query(C.AlertsPage, { subjectId })).rows;
const alertOf = (by: TestOperator, subjectId: string): Promise<C.AlertRow> =>
  eventually(
    () => alertsOf(by, subjectId),
    (rows) => rows.length > 0,
  ).then(([row]) => row!);
const shown = async (by: TestOperator, alertId: string) => valueOf(await by.client.query(C.AlertShow, { alertId }));

/** How long it takes from a reading until a follower of the view can read the alert. */
async function untilSeen(by: TestOperator, areas: readonly string[], read: () => Promise<unknown>): Promise<number> {
  let heard: () => void = () => undefined;
  const first = new Promise<void>((done) => {
    heard = done;
  });
  const known = new Set(valueOf(await by.client.query(C.AlertsPage, { open: true })).rows.map(({ alertId }) => alertId));
  const stop = followView(by.nc, 'command-center', 'alert', areas, {
    changed: (id) => {
      if (known.has(id)) return;
      void by.client.query(C.AlertsPage, { ids: [id] }).then((page) => {
        if (valueOf(page).total === 1) heard();
      });
    },
    gap: () => undefined,
  });
  await by.nc.flush();
  const began = performance.now();
  await read();
  await first;
  stop();
  return performance.now() - began;
}

describe('37.3', () => {
  test('at the gate stands within a second on the screens of the gate and of the destination, and nowhere else', async () => {
    const [gate, there] = [await officer(), await doctor()];
    await arrived(gate);
    for (const [by, area] of [
      [gate, 'a01'],
      [there, 'a07'],
    ] as const)
      expect(await untilSeen(by, [area, 'a00'], () => arrived(gate))).toBeLessThan(1_000);
    const { feverId } = await feverOf((await arrived(gate)).personId);
    const alert = await alertOf(there, feverId);
    expect(alert).toMatchObject({ rule: 'fever-suspected', severity: 'ALARM', status: 'RAISED', area: 'a07', escalated: false });
    expect(alert.subject).toMatchObject({ kind: 'fever', id: feverId });
    const { alertId } = alert;
    for (const [by, sees] of [
      [await as('DUTY_OFFICER', 'houzhai'), true],
      [await as('COMMUNITY_WORKER', 'houzhai/a01'), true],
      [await as('COMMUNITY_DOCTOR', 'houzhai/a09'), false],
      [await as('GRID_WORKER', 'houzhai/a07'), false],
      [await as('COMMANDER', 'houzhai/a09'), false],
    ] as const) {
      expect((await alertsOf(by, feverId)).length === 1).toBe(sees);
      expect((await by.client.query(C.AlertShow, { alertId })).ok).toBe(sees);
      if (!sees) expect(await by.client.command(C.ResolveAlert, { alertId, reason: '不该看到的人' })).toMatchObject({ refusal: { code: 'record.not-found' } }); // prettier-ignore
    }
    await arrived(gate, 37.2);
    expect(JSON.stringify(valueOf(await there.client.query(C.AlertsPage, {})))).not.toMatch(/(?<!:)37\.\d\b|temperature/);
  });

  test('at the door as well', async () => {
    const by = await worker();
    const personId = await seedPerson(by, 'a07', '隔离甲');
    const { isolationId } = valueOf(await by.client.command(C.OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' }));
    const careTeam = { streetCadreId: by.operatorId, doctorId: (await doctor()).operatorId };
    const start = { isolationId, noticeNo: 'GL-0137', careTeam, household: 'LIVES_ALONE', supplyEnsured: false } as const;
    valueOf(await by.client.command(C.StartIsolation, start));
    const supply = await alertOf(by, isolationId);
    expect(supply).toMatchObject({ rule: 'supply-needed', severity: 'WATCH' });
    const [slot] = valueOf(await by.client.query(C.IsolationDetail, { isolationId })).slots;
    clock.advance(clock.now().until(Temporal.Instant.from(slot?.dueAt ?? '').subtract({ hours: 1 })));
    const [at, medic] = [await worker(), await doctor()];
    const { date = '', half = 'AM' } = slot ?? {};
    const record = () => at.client.command(C.RecordFollowUp, { isolationId, date, half, temperature: 37.3, method: 'DOOR' }).then(valueOf);
    expect(await untilSeen(medic, ['a07', 'a00'], record)).toBeLessThan(1_000);
    const { feverId } = await feverOf(personId);
    expect(await alertOf(medic, feverId)).toMatchObject({ rule: 'fever-suspected' });
    valueOf(await at.client.command(C.CancelIsolation, { isolationId, reason: '演练结束，撤销' }));
    await eventually(
      () => shown(at, supply.alertId),
      ({ row }) => row.status === 'RESOLVED' && row.endedBy === 'IsolationCanceled',
    );
  });
});

test('is acknowledged, given to somebody who sees it, and ended by the result of the fever', async () => {
  const [gate, medic] = [await officer(), await doctor()];
  const { feverId } = await feverOf((await arrived(gate)).personId);
  const { alertId } = await alertOf(medic, feverId);
  valueOf(await medic.client.command(C.AcknowledgeAlert, { alertId }));
  expect(await gate.client.command(C.AcknowledgeAlert, { alertId })).toMatchObject({ refusal: { code: 'alert.not-allowed-now' } });
  const elsewhere = await as('COMMUNITY_DOCTOR', 'houzhai/a09');
  expect(await medic.client.command(C.AssignAlert, { alertId, assigneeId: elsewhere.operatorId })).toMatchObject({
    refusal: { code: 'alert.assignee-unfit' },
  });
  expect(await medic.client.command(C.AssignAlert, { alertId, assigneeId: alertId })).toMatchObject({
    refusal: { code: 'operator.unavailable' },
  });
  valueOf(await medic.client.command(C.AssignAlert, { alertId, assigneeId: gate.operatorId }));
  expect(valueOf(await gate.client.query(C.AlertsPage, { mine: true, open: true })).rows.map((row) => row.alertId)).toEqual([alertId]);
  valueOf(await gate.client.command(C.RecheckTemperature, { feverId, temperature: 36.6 }));
  const ended = await eventually(
    () => shown(medic, alertId),
    ({ row }) => row.status === 'RESOLVED',
  );
  expect(ended.row.endedBy).toBe('FeverResolved');
  expect(ended.history.map(({ event }) => event)).toEqual(['raised', 'acknowledged', 'assigned', 'resolved']);
  const commander = await as('COMMANDER', 'houzhai');
  valueOf(await commander.client.command(C.ReviewAlert, { alertId, note: '响应及时' }));
  expect(await shown(commander, alertId)).toMatchObject({ note: '响应及时', row: { status: 'REVIEWED' } });
});

test('what somebody resolves is reviewed by somebody else; why stands in no event', async () => {
  const gate = await officer();
  const { feverId } = await feverOf((await arrived(gate)).personId);
  const duty = await as('DUTY_OFFICER', 'houzhai');
  const { alertId } = await alertOf(duty, feverId);
  valueOf(await duty.client.command(C.ResolveAlert, { alertId, reason: '重复警报，已在另一条办理' }));
  expect(await duty.client.command(C.ReviewAlert, { alertId })).toMatchObject({ refusal: { code: 'alert.reviewed-by-resolver' } });
  valueOf(await (await as('COMMANDER', 'houzhai')).client.command(C.ReviewAlert, { alertId }));
  expect((await shown(duty, alertId)).reason).toBe('重复警报，已在另一条办理');
  const { rows } = await platform.db.query<{ row: string }>(
    `select "envelope"::text as row from "command_center"."outbox" where "entity" = 'alert' union all select "facts"::text from "command_center"."alert"
     union all select row_to_json(a)::text from "command_center"."audit" a where "entity" = 'alert'`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { row } of rows) expect(row).not.toMatch(/重复|响应|(?<!:)37\.\d\b|"temperature"/);
});

test('an event that comes again, as after kill -9 before its confirmation, raises no second alert and ends none twice', async () => {
  const [gate, medic] = [await officer(), await doctor()];
  const [one, two] = [await feverOf((await arrived(gate)).personId), await feverOf((await arrived(gate)).personId)];
  const { alertId } = await alertOf(medic, one.feverId);
  await alertOf(medic, two.feverId);
  valueOf(await gate.client.command(C.RecheckTemperature, { feverId: one.feverId, temperature: 36.6 }));
  await eventually(
    () => shown(medic, alertId),
    ({ row }) => row.status === 'RESOLVED',
  );
  const { rows } = await platform.db.query<{ envelope: C.Envelope }>(
    `select "envelope" from "census_screening"."outbox" where "entity" in ('arrival', 'escort-batch', 'isolation', 'fever') order by "seq"`,
  );
  const events = rows.map(({ envelope }) => envelope);
  // The clock was moved before: what its timers tell may still be on its way, and is not a step of these events.
  await eventually(
    async () =>
      (
        await platform.db.query<{ read: number }>(
          `select count(*)::int as read from "command_center"."received" where "durable" = 'command-center--alerts' and "event_id" = any($1::uuid[])`,
          [events.map(({ id }) => id)],
        )
      ).rows[0]?.read,
    (read) => read === events.length,
  );
  // Nor is it one that nobody acknowledged an alert in time.
  const state = async () => {
    const { rows: alerts } = await platform.db.query<{ id: string; rule: string }>(
      `select "id", "rule", "version" - ("facts"->>'escalated')::boolean::int as "version", "status" from "command_center"."alert" order by "id"`,
    );
    return alerts.filter(({ id, rule }) => events.some((event) => uuidNamed(`${rule}:${event.id}`) === id));
  };
  const before = await state();
  expect(before.map(({ id }) => id)).toContain(alertId);
  const { kit } = platform.services.get('command-center')!;
  const again = (): Promise<unknown> =>
    new AlertReactions(kit).watch(events, { query: () => Promise.resolve(), afterCommit: () => undefined });
  await Promise.all([again(), again()]);
  expect(await state()).toEqual(before);
  // Whatever else was lost of what was written down about it.
  await platform.db.query(`delete from "command_center"."command_log" where "command_id" like 'alert:%'`);
  await again();
  expect(await state()).toEqual(before);
});

test('nobody acknowledged it: the command centre is told once, also what passed while it did not run', async () => {
  const gate = await officer();
  const { feverId } = await feverOf((await arrived(gate)).personId);
  const { alertId } = await alertOf(await doctor(), feverId);
  const seen = await feverOf((await arrived(gate)).personId);
  const acknowledged = await alertOf(await doctor(), seen.feverId);
  valueOf(await (await doctor()).client.command(C.AcknowledgeAlert, { alertId: acknowledged.alertId }));
  await platform.services.get('command-center')?.stop();
  clock.advance({ minutes: 11 });
  await platform.restart('command-center');
  const told = async () =>
    (await shown(await as('COMMANDER', 'houzhai'), alertId)).history.filter(({ event }) => event === 'escalated').length;
  await eventually(told, (times) => times === 1);
  clock.advance({ hours: 1 });
  await new Promise((done) => setTimeout(done, 2_500));
  expect(await told()).toBe(1);
  expect((await shown(await doctor(), acknowledged.alertId)).row.escalated).toBe(false);
  const page = valueOf(await (await as('COMMANDER', 'houzhai')).client.query(C.AlertsPage, { open: true }));
  expect(page.rows.find((row) => row.alertId === alertId)?.escalated).toBe(true);
});

test('what was noticed while the command centre did not run is an alert as soon as it does', async () => {
  const gate = await officer();
  await platform.services.get('command-center')?.stop();
  const { personId } = await arrived(gate);
  const { rows } = await platform.db.query<{ id: string }>(`select "id" from "census_screening"."fever" where "person_id" = $1`, [
    personId,
  ]);
  await platform.restart('command-center');
  expect(await alertOf(await doctor(), rows[0]?.id ?? '')).toMatchObject({ status: 'RAISED' });
});

test('broken glass is an alert of the command centre, ended by its acknowledgement and never by whoever broke it', async () => {
  const breaker = await platform.operator(['DUTY_OFFICER'], ['houzhai/a07']);
  const broken = valueOf(await breaker.client.command(C.BreakGlass, { areas: ['a09'], reason: '邻村值班失联，代为处置' }));
  const duty = await as('DUTY_OFFICER', 'houzhai');
  const { alertId } = await alertOf(duty, broken.glassId);
  valueOf(await duty.client.command(C.AcknowledgeBrokenGlass, { glassId: broken.glassId }));
  await eventually(
    () => shown(duty, alertId),
    ({ row }) => row.endedBy === 'GlassAcknowledged',
  );
});

test('pages go on where the last one ended, without a gap', async () => {
  const commander = await as('COMMANDER', 'houzhai');
  const whole = valueOf(await commander.client.query(C.AlertsPage, { limit: 500 })).rows.map(({ alertId }) => alertId);
  const paged: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = valueOf(await commander.client.query(C.AlertsPage, { limit: 2, ...(cursor === undefined ? {} : { cursor }) }));
    paged.push(...page.rows.map(({ alertId }) => alertId));
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  expect(paged).toEqual(whole);
  expect(whole.length).toBeGreaterThan(5);
  expect((await commander.client.query(C.AlertsPage, { cursor: 'nonsense' })).ok).toBe(false);
});
