import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { viewSubject } from '@houzhai/contracts';
import { openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import type { NatsConnection } from '@nats-io/transport-node';
import { TestClock, eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, rawCall } from './raw-call.ts';
import { seedVillage, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const clock = new TestClock();
let platform: Platform;
let duty: HeldOperator;
let inside: NatsConnection;
let count = 0;

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedVillage(platform);
  duty = await platform.operator(['DUTY_OFFICER']);
  inside = await platform.staticUser('errands');
  await eventually(() => duty.client.query(C.WallChart, {}), (chart) => chart.ok && chart.value.rows.length === 32); // prettier-ignore
}, 120_000);
afterAll(() => platform.stop());

const person = (roles: readonly C.Role[] = ['TEAM_MEMBER'], area = 'a07'): Promise<string> =>
  platform.account(`team-${String(++count)}`, `队员${String(count)}`, roles, [`houzhai/${area}`], PASSWORD);
const enter = async (nth: number): Promise<OperatorSession> =>
  openSession(platform.natsUrl, valueOf(await signIn({ server: platform.natsUrl, account: `team-${String(nth)}`, password: PASSWORD, client: 'console' })), { name: 'test' }); // prettier-ignore
const listens = (nc: NatsConnection, area: string): Promise<boolean> =>
  new Promise((done) => {
    const subscription = nc.subscribe(viewSubject('command-center', 'task-force', area), {
      callback: (error) => {
        if (error) done(false);
      },
    });
    setTimeout(() => {
      if (!subscription.isClosed()) subscription.unsubscribe();
      done(true);
    }, 100);
  });
const areasSeen = async ({ client }: Pick<OperatorSession, 'client'>): Promise<string[]> =>
  valueOf(await client.query(C.WallChart, {})).rows.map(({ area }) => area);
const teamsSeen = async ({ client }: Pick<OperatorSession, 'client'>, at: string): Promise<number[]> =>
  valueOf(await client.query(C.TaskForcesPage, { at })).rows.map(({ no }) => no);
const row = async (no: number): Promise<C.TaskForceRow> => valueOf(await duty.client.query(C.TaskForceDetail, { no })).row;
const strengths = async (): Promise<(number | undefined)[]> =>
  valueOf(await duty.client.query(C.WallChart, { areas: ['a07', 'a08'] })).rows.map(({ cells }) => cells['strength']?.value);
const reason = '支援任务已经完成';
const mission = '支援摸排';
const form = async (no: number, homeArea = 'a07', members = 2): Promise<C.TaskForceReceipt & { leader: number; people: string[] }> => {
  const leaderId = await person(['TEAM_LEAD', 'TEAM_MEMBER'], homeArea);
  const leader = count;
  const memberIds: string[] = [];
  for (let nth = 0; nth < members; nth += 1) memberIds.push(await person(['TEAM_MEMBER'], homeArea));
  return { ...valueOf(await duty.client.command(C.FormTaskForce, { no, homeArea, leaderId, memberIds })), leader, people: [leaderId, ...memberIds] };
};

test('a team sent elsewhere sees that area on the screens it has open, within a second, and nothing of it after the recall', async () => {
  const team = await form(7);
  const there = await form(8, 'a08', 1);
  const leader = await enter(team.leader);
  const member = await enter(team.leader + 1);
  const neighbour = await enter(there.leader);
  expect(await areasSeen(leader)).toEqual(['a07']);
  expect(await teamsSeen(leader, 'a08')).toEqual([]);
  expect(await teamsSeen(member, 'a08')).toEqual([]);
  expect(await listens(leader.nc, 'a08')).toBe(false);
  const before = leader.grant().token;

  valueOf(await duty.client.command(C.DeployTaskForce, { taskForceId: team.taskForceId, toArea: 'a08', mission }));
  await eventually(() => teamsSeen(leader, 'a08'), (seen) => seen.join() === '7,8', 1_000); // prettier-ignore
  await eventually(() => teamsSeen(member, 'a08'), (seen) => seen.join() === '7,8', 1_000); // prettier-ignore
  expect(await areasSeen(leader)).toEqual(['a07', 'a08']);
  expect(await listens(leader.nc, 'a08')).toBe(true);
  expect(await listens(leader.nc, 'a09')).toBe(false);
  expect(valueOf(await leader.client.query(C.WhoAmI, {}))).toMatchObject({
    areas: ['a07', 'a08'],
    operator: { scope: ['houzhai/a07'], deployed: { path: 'houzhai/a08', role: 'TEAM_LEAD' } },
  });
  expect(leader.grant().operator.deployed).toEqual({ path: 'houzhai/a08', role: 'TEAM_LEAD' });
  expect(member.grant().operator.deployed).toEqual({ path: 'houzhai/a08', role: 'TEAM_MEMBER' });
  expect(await teamsSeen(neighbour, 'a08')).toEqual([7, 8]);
  // who signs in now sees it at once
  const later = await enter(team.leader + 2);
  expect(await teamsSeen(later, 'a08')).toEqual([7, 8]);
  expect(await row(7)).toMatchObject({ status: 'DEPLOYED', at: 'a08', homeArea: 'a07', strength: 3, deployment: { mission, status: 'DEPLOYED', overdue: false } });
  await eventually(strengths, (values) => values.join() === '0,5');

  const token = leader.grant().token;
  const seenBy = async (held: string): Promise<string[]> => {
    const { reply } = await rawCall(inside, C.WallChart.subject, '{}', { token: held });
    return codeOf(reply) === 'ok' ? (reply as { value: { rows: { area: string }[] } }).value.rows.map(({ area }) => area) : [codeOf(reply)];
  };
  expect(await seenBy(token)).toEqual(['a07', 'a08']);
  valueOf(await duty.client.command(C.RecallTaskForce, { taskForceId: team.taskForceId, reason }));
  // the token itself is refused what it said before
  await eventually(() => seenBy(token), (seen) => seen.join() === 'a07', 1_000); // prettier-ignore
  await eventually(() => listens(leader.nc, 'a08'), (may) => !may, 2_000); // prettier-ignore
  for (const session of [leader, member, later]) expect(await teamsSeen(session, 'a08')).toEqual([]);
  await eventually(() => Promise.resolve(leader.grant().operator.deployed), (deployed) => deployed === undefined); // prettier-ignore
  expect(await seenBy(before)).toEqual(['a07']);
  // a service that was away meanwhile learns it from the list
  await platform.restart('command-center');
  await eventually(() => seenBy(token), (seen) => seen.join() === 'a07'); // prettier-ignore
  for (const session of [leader, member, neighbour, later]) await session.close();
});
