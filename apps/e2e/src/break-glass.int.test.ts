import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { AUDITS, viewSubject } from '@houzhai/contracts';
import { followView, openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { TestClock, eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, rawCall } from './raw-call.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const reason = '邻村值班失联，代为处置';
const clock = new TestClock();
let platform: Platform;
let officer: HeldOperator;
let auditor: HeldOperator;
let worker: OperatorSession;
let workerId: string;
let there: string;
/** Inside CORE no connection limits what is asked: it is the services that answer. */
let inside: NatsConnection;

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedVillage(platform);
  officer = await platform.operator(['DUTY_OFFICER']);
  auditor = await platform.operator(['AUDITOR']);
  there = await seedPerson(await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a08']), 'a08');
  workerId = await platform.account('worker', '工作人员', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  worker = await enter();
  inside = await platform.staticUser('errands');
}, 120_000);
afterAll(async () => {
  await worker.close();
  await platform.stop();
});

async function enter(): Promise<OperatorSession> {
  const held = valueOf(await signIn({ server: platform.natsUrl, account: 'worker', password: PASSWORD, client: 'hz' }));
  return openSession(platform.natsUrl, held, { name: 'test' });
}
const seen = async (session: Pick<OperatorSession, 'client'>): Promise<string> => {
  const answer = await session.client.query(C.PersonDetail, { personId: there });
  return answer.ok ? 'ok' : answer.refusal.code;
};
const seenBy = async (token: string): Promise<string> =>
  codeOf((await rawCall(inside, C.PersonDetail.subject, JSON.stringify({ personId: there }), { token })).reply);
const listens = (nc: NatsConnection, area: string): Promise<boolean> =>
  new Promise((done) => {
    const subscription = nc.subscribe(viewSubject('errands', 'worklist', area), {
      callback: (error) => {
        if (error) done(false);
      },
    });
    setTimeout(() => {
      if (!subscription.isClosed()) subscription.unsubscribe();
      done(true);
    }, 150);
  });

test('a jurisdiction is widened for minutes: the token, the connection and the views of that session only', async () => {
  const other = await enter();
  expect(await seen(worker)).toBe('record.not-found');
  expect(await listens(worker.nc, 'a08')).toBe(false);
  const heard: string[] = [];
  const stop = followView(officer.nc, 'command-center', 'broken-glass', ['*'], { changed: (id) => heard.push(id), gap: () => undefined });
  await officer.nc.flush();

  const opened = valueOf(await worker.client.command(C.BreakGlass, { areas: ['a08', 'a07'], reason, minutes: 20 }));
  expect(opened.areas).toEqual(['a08']);
  await worker.renewConnection();
  expect(await seen(worker)).toBe('ok');
  expect(await listens(worker.nc, 'a08')).toBe(true);
  expect(await listens(worker.nc, 'a09')).toBe(false);
  expect(valueOf(await worker.client.query(C.WhoAmI, {}))).toMatchObject({
    areas: ['a07', 'a08'],
    brokenGlass: { areas: ['a08'], until: opened.until },
  });
  // the same operator elsewhere has nothing of it
  await other.renew();
  expect(await seen(other)).toBe('record.not-found');
  await other.close();
  expect(await worker.client.command(C.BreakGlass, { areas: ['a09'], reason })).toMatchObject({ refusal: { code: 'break-glass.is-open' } });

  // the command centre sees it at once: who, where, until when and why
  await eventually(() => Promise.resolve(heard), (ids) => ids.includes(opened.glassId), 2_000); // prettier-ignore
  stop();
  const [row] = valueOf(await officer.client.query(C.ListBrokenGlass, { open: true })).rows;
  expect(row).toMatchObject({ glassId: opened.glassId, operatorId: workerId, account: 'worker', areas: ['a08'], until: opened.until, open: true, reason }); // prettier-ignore
  const neighbour = await platform.operator(['DUTY_OFFICER'], ['houzhai/a09']);
  expect(valueOf(await neighbour.client.query(C.ListBrokenGlass, {})).rows).toEqual([]);
  expect(await neighbour.client.command(C.AcknowledgeBrokenGlass, { glassId: opened.glassId })).toMatchObject({ refusal: { code: 'record.not-found' } }); // prettier-ignore
  await expect(worker.client.query(C.ListBrokenGlass, {})).rejects.toThrow(/Permissions Violation/);

  // one of them says so
  valueOf(await officer.client.command(C.AcknowledgeBrokenGlass, { glassId: opened.glassId }));
  expect(await auditor.client.command(C.AcknowledgeBrokenGlass, { glassId: opened.glassId })).toMatchObject({ refusal: { code: 'break-glass.acknowledged' } }); // prettier-ignore
  expect(valueOf(await auditor.client.query(C.ListBrokenGlass, {})).rows[0]).toMatchObject({ acknowledgedBy: officer.operatorId });

  // every call is on record, in the service that was called; the event says areas and time, no reason and no name
  const calls = valueOf(await auditor.client.query(AUDITS['census-screening'].list, { recordId: opened.glassId })).rows;
  expect(calls.map(({ operation, actor }) => [operation, actor])).toContainEqual(['PersonDetail', workerId]);
  const looks = valueOf(await auditor.client.query(AUDITS['census-screening'].list, { recordId: there, operation: 'PersonDetail' })).rows;
  expect(looks[0]).toMatchObject({ actor: workerId, details: { brokenGlass: opened.glassId } });
  const lines = valueOf(
    await auditor.client.query(AUDITS['command-center'].list, { operation: 'BreakGlass', recordId: opened.glassId }),
  ).rows;
  expect(lines.find(({ version }) => version === 1)).toMatchObject({ reason, details: { areas: ['a08'] } });
  const { rows } = await platform.db.query<{ text: string }>(`select "envelope"::text as text from "command_center"."outbox" where "record_id" = $1`, [opened.glassId]); // prettier-ignore
  expect(rows.length).toBeGreaterThan(0);
  for (const { text } of rows) for (const secret of [reason, '工作人员', 'worker']) expect(text).not.toContain(secret);
});

test('given back, every service refuses the widened token within a second, and the connection is narrow', async () => {
  const token = worker.grant().token;
  expect(await seenBy(token)).toBe('ok');
  valueOf(await worker.client.command(C.MendGlass, {}));
  await eventually(() => seenBy(token), (code) => code === 'record.not-found', 1_000); // prettier-ignore
  await eventually(() => listens(worker.nc, 'a08'), (may) => !may); // prettier-ignore
  expect(await seen(worker)).toBe('record.not-found');
  expect(await worker.client.command(C.MendGlass, {})).toMatchObject({ refusal: { code: 'break-glass.not-open' } });
  expect(valueOf(await officer.client.query(C.ListBrokenGlass, { open: true })).rows).toEqual([]);
  // a service that was away meanwhile learns it from the list
  await platform.restart('census-screening');
  expect(await eventually(() => seenBy(token), (code) => code !== 'fault:unavailable')).toBe('record.not-found'); // prettier-ignore
});

test('it ends by itself, whatever the token says otherwise', async () => {
  const { until } = valueOf(await worker.client.command(C.BreakGlass, { areas: ['a08'], reason, minutes: 1 }));
  await worker.renewConnection();
  const token = worker.grant().token;
  expect(await seenBy(token)).toBe('ok');
  clock.advance({ seconds: 61 });
  expect(await seenBy(token)).toBe('record.not-found');
  await worker.renewConnection();
  expect(await listens(worker.nc, 'a08')).toBe(false);
  expect(await seen(worker)).toBe('record.not-found');
  expect(valueOf(await officer.client.query(C.ListBrokenGlass, {})).rows[0]).toMatchObject({ open: false, until });
});

test('roles and minutes are policy; areas of one’s own or unknown ones are refused', async () => {
  const asked = (by: Pick<HeldOperator, 'client'>, areas: string[], minutes?: number) =>
    by.client
      .command(C.BreakGlass, { areas, reason, ...(minutes === undefined ? {} : { minutes }) })
      .then((answer) => (answer.ok ? 'ok' : answer.refusal.code));
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  expect(await asked(agent, ['a08'])).toBe('break-glass.not-for-your-role');
  expect(await asked(worker, ['a08'], 61)).toBe('break-glass.too-long');
  expect(await asked(worker, ['a07'])).toBe('break-glass.nothing-to-widen');
  expect(await asked(worker, ['a99'])).toBe('place.unknown');
});

test('it gives no say over what waits for a second person there', async () => {
  const commander = await platform.operator(['COMMANDER'], ['houzhai/a08']);
  const no = valueOf(await commander.client.query(C.PersonDetail, { personId: there })).row.no;
  const proposed = await commander.client.command(C.ErasePerson, { personId: there, confirmNo: no, ground: 'REQUEST_OF_PERSON' });
  const { proposal } = (proposed as { refusal: { params: { proposal: string } } }).refusal.params;
  await platform.account('leader', '指挥', ['COMMANDER'], ['houzhai/a07'], PASSWORD);
  const held = valueOf(await signIn({ server: platform.natsUrl, account: 'leader', password: PASSWORD, client: 'hz' }));
  const leader = await openSession(platform.natsUrl, held, { name: 'test' });
  valueOf(await leader.client.command(C.BreakGlass, { areas: ['a08'], reason }));
  await leader.renewConnection();
  expect(await seen(leader)).toBe('ok');
  expect(await leader.client.command(C.APPROVALS['census-screening'].approve, { proposalId: proposal })).toMatchObject({ refusal: { code: 'record.not-found' } }); // prettier-ignore
  // a session that ends takes its widened jurisdiction with it
  await leader.signOut();
  expect(valueOf(await officer.client.query(C.ListBrokenGlass, { open: true })).rows).toEqual([]);
});

test('of several by one session at once one is taken and the others hear until when it is open', async () => {
  const replica = await platform.replica('command-center');
  for (let round = 0; round < 8; round++) {
    const one = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    const areas = ['a08', 'a09', 'a10', 'a11'];
    const outcomes = await Promise.all(areas.map((area) => one.client.command(C.BreakGlass, { areas: [area], reason })));
    const taken = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    expect(taken).toHaveLength(1);
    const until = taken[0]?.until;
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal).toEqual({ code: 'break-glass.is-open', params: { until } });
    const { rows } = await platform.db.query(`select 1 from "command_center"."broken_glass" where "session_id" = $1`, [one.sessionId]);
    expect(rows).toHaveLength(1);
  }
  await replica.stop();
});

test('one that is over is followed by another, one at a time', async () => {
  const one = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  const broken = () => one.client.command(C.BreakGlass, { areas: ['a08'], reason, minutes: 5 });
  const ids: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    ids.push(valueOf(await broken()).glassId);
    clock.advance({ minutes: 6 });
  }
  const { rows } = await platform.db.query<{ follows: string }>(
    `select "follows" from "command_center"."broken_glass" where "session_id" = $1 order by "broken_at"`,
    [one.sessionId],
  );
  expect(rows.map(({ follows }) => follows)).toEqual([one.sessionId, ...ids.slice(0, -1)]);
});
