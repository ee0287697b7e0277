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
/** Within it whoever is sent elsewhere or called back has what they may see now; a call that is under way as the connection changes would wait. */
const aSecond = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, 900);
  });
const reason = '支援任务已经完成';
const mission = '支援摸排';
const form = async (no: number, homeArea = 'a07', members = 2): Promise<C.TaskForceReceipt & { leader: number; people: string[] }> => {
  const leaderId = await person(['TEAM_LEAD', 'TEAM_MEMBER'], homeArea);
  const leader = count;
  const memberIds: string[] = [];
  for (let nth = 0; nth < members; nth += 1) memberIds.push(await person(['TEAM_MEMBER'], homeArea));
  return {
    ...valueOf(await duty.client.command(C.FormTaskForce, { no, homeArea, leaderId, memberIds })),
    leader,
    people: [leaderId, ...memberIds],
  };
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
  await aSecond();
  expect(await teamsSeen(leader, 'a08')).toEqual([7, 8]);
  expect(await teamsSeen(member, 'a08')).toEqual([7, 8]);
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
  expect(await row(7)).toMatchObject({
    status: 'DEPLOYED',
    at: 'a08',
    homeArea: 'a07',
    strength: 3,
    deployment: { mission, status: 'DEPLOYED', overdue: false },
  });
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

test('two who send the same team at once: one does, the other is told; two who take the same person: one team has them', async () => {
  const team = await form(20);
  const other = await platform.operator(['COMMANDER']);
  const sent = await Promise.all(
    [duty, other].map(({ client }, nth) => client.command(C.DeployTaskForce, { taskForceId: team.taskForceId, toArea: nth === 0 ? 'a08' : 'a09', mission })), // prettier-ignore
  );
  expect(sent.filter(({ ok }) => ok)).toHaveLength(1);
  expect(sent.find(({ ok }) => !ok)).toMatchObject({
    refusal: { code: 'task-force.not-allowed-now', params: { action: 'deploy', status: 'DEPLOYED' } },
  });
  const open = await platform.db.query(`select "operator_id" from "command_center"."posting" where "operator_id" = any($1::uuid[]) and "ended_at" is null`, [team.people]); // prettier-ignore
  expect(open.rows).toHaveLength(3);

  const [one, two] = [await form(21), await form(22)];
  const wanted = await person();
  const taken = await Promise.all(
    [one, two].map(({ taskForceId }) => duty.client.command(C.ChangeTaskForce, { taskForceId, add: [wanted] })),
  );
  expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
  expect(taken.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'task-force.member-elsewhere' } });
  const numbers = await Promise.all([1, 2].map(async () => duty.client.command(C.FormTaskForce, { no: 23, homeArea: 'a07', leaderId: await person(['TEAM_LEAD']) }))); // prettier-ignore
  expect(numbers.find(({ ok }) => !ok)).toMatchObject({ refusal: { code: 'task-force.number-taken' } });
  const blind = await duty.client.command(C.FormTaskForce, { no: 24, homeArea: 'a16', leaderId: await person(['TEAM_LEAD']) });
  expect(blind).toMatchObject({ refusal: { code: 'task-force.member-blind', params: { area: 'a16' } } });
  // the database itself keeps one team and one place for each person
  const insert = (table: string, values: string) => platform.db.query(`insert into "command_center".${table} values (${values})`);
  await expect(insert('"task_force_member" ("operator_id", "task_force_id")', `'${wanted}', '${team.taskForceId}'`)).rejects.toThrow(
    /task_force_member_pkey/,
  );
  await expect(
    insert('"posting" ("id", "operator_id", "deployment_id", "path", "role", "began_at")', `gen_random_uuid(), '${team.people[0] ?? ''}', gen_random_uuid(), 'houzhai/a01', 'TEAM_LEAD', now()`), // prettier-ignore
  ).rejects.toThrow(/posting_open/);
});

test('who leaves a team that is elsewhere no longer sees it, who joins does; the same command again is one', async () => {
  const team = await form(30);
  const leader = await enter(team.leader);
  const deploy = { taskForceId: team.taskForceId, toArea: 'a10', mission };
  const first = valueOf(await duty.client.command(C.DeployTaskForce, deploy, { commandId: 'deploy-team-30' }));
  expect(valueOf(await duty.client.command(C.DeployTaskForce, deploy, { commandId: 'deploy-team-30' }))).toEqual(first);
  await aSecond();
  expect(await areasSeen(leader)).toEqual(['a07', 'a10']);
  const deputy = await person(['TEAM_LEAD', 'TEAM_MEMBER']);
  const second = await enter(count);
  expect(await areasSeen(second)).toEqual(['a07']);
  valueOf(
    await duty.client.command(C.ChangeTaskForce, { taskForceId: team.taskForceId, leaderId: deputy, remove: [team.people[0] ?? ''] }),
  );
  await aSecond();
  expect(await areasSeen(second)).toEqual(['a07', 'a10']);
  expect(await areasSeen(leader)).toEqual(['a07']);
  const detail = valueOf(await duty.client.query(C.TaskForceDetail, { no: 30 }));
  expect(detail.members.map(({ operatorId, leads }) => [operatorId, leads])).toEqual([[deputy, true], [team.people[1], false], [team.people[2], false]]); // prettier-ignore
  expect(detail.history.map(({ event }) => event)).toEqual(['formed', 'deployed', 'changed']);
  expect(detail.deployments).toMatchObject([{ status: 'DEPLOYED', toArea: 'a10', mission }]);
  for (const session of [leader, second]) await session.close();
});

test('what time does: a planned deployment begins once although nobody was there, an absence ends, an overdue one is told', async () => {
  const team = await form(40);
  const [, absent = ''] = team.people;
  const now = clock.now();
  const leader = await enter(team.leader);
  valueOf(await leader.client.command(C.SetAbsence, { operatorId: absent, kind: 'SICK', until: now.add({ hours: 1 }).toString() }));
  expect(await row(40)).toMatchObject({ strength: 2, members: 3 });
  valueOf(await duty.client.command(C.DeployTaskForce, { taskForceId: team.taskForceId, toArea: 'a11', mission, from: now.add({ hours: 2 }).toString(), until: now.add({ hours: 3 }).toString() })); // prettier-ignore
  expect(await row(40)).toMatchObject({ status: 'READY', at: 'a07', deployment: { status: 'PLANNED', toArea: 'a11' } });
  await platform.services.get('command-center')?.stop();
  clock.advance({ hours: 2, minutes: 30 });
  await platform.restart('command-center');
  await eventually(() => row(40), ({ status }) => status === 'DEPLOYED'); // prettier-ignore
  expect(await row(40)).toMatchObject({ at: 'a11', strength: 3, deployment: { overdue: false } });
  expect(await teamsSeen(await enter(team.leader), 'a11')).toEqual([40]);
  clock.advance({ hours: 1 });
  const { history } = await eventually(async () => valueOf(await duty.client.query(C.TaskForceDetail, { no: 40 })), (one) => one.history.at(-1)?.event === 'deployment-overdue'); // prettier-ignore
  expect(history.map(({ event }) => event)).toEqual(['formed', 'changed', 'deployment-planned', 'deployed', 'deployment-overdue']);
  expect((await row(40)).deployment?.overdue).toBe(true);
  // nothing of why, in any event
  const { rows } = await platform.db.query<{ text: string }>(`select "envelope"::text as text from "command_center"."outbox" where "record_id" = $1`, [team.taskForceId]); // prettier-ignore
  for (const { text } of rows) for (const secret of ['SICK', mission, '队员']) expect(text).not.toContain(secret);
  await leader.close();
}, 60_000);

test('who may: the command centre within its jurisdiction, a leader for their own team; why somebody is away is for those who plan', async () => {
  const team = await form(50, 'a12');
  const [leaderId = '', memberId = ''] = team.people;
  const until = clock.now().add({ hours: 5 }).toString();
  const leader = await enter(team.leader);
  const strange = await form(51, 'a12');
  expect(await leader.client.command(C.SetAbsence, { operatorId: strange.people[1] ?? '', kind: 'LEAVE', until })).toMatchObject({ refusal: { code: 'task-force.not-yours', params: { no: 51 } } }); // prettier-ignore
  expect(await leader.client.command(C.SetAbsence, { operatorId: duty.operatorId, kind: 'LEAVE', until })).toMatchObject({ refusal: { code: 'task-force.in-no-team' } }); // prettier-ignore
  valueOf(await leader.client.command(C.SetAbsence, { operatorId: memberId, kind: 'ISOLATION', until }));
  valueOf(await leader.client.command(C.SetAbsence, { operatorId: leaderId, kind: 'TRAINING', until }));
  const of = async ({ client }: Pick<OperatorSession, 'client'>) => valueOf(await client.query(C.TaskForceDetail, { no: 50 })).members.map(({ absence }) => [absence?.now, absence?.kind]); // prettier-ignore
  expect(await of(duty)).toEqual([[true, 'TRAINING'], [true, 'ISOLATION'], [undefined, undefined]]); // prettier-ignore
  expect(await of(leader)).toEqual([[true, undefined], [true, undefined], [undefined, undefined]]); // prettier-ignore
  expect(await row(50)).toMatchObject({ leaderAway: true, strength: 1 });
  expect(valueOf(await leader.client.query(C.TaskForceDetail, { no: 50 })).row.allowedActions).toEqual(['set-absence', 'end-absence']);
  valueOf(await leader.client.command(C.EndAbsence, { operatorId: leaderId }));
  await expect(leader.client.command(C.RecallTaskForce, { taskForceId: team.taskForceId, reason })).rejects.toThrow(
    /Permissions Violation/,
  );

  const elsewhere = await platform.operator(['DUTY_OFFICER'], ['houzhai/a13']);
  expect(valueOf(await elsewhere.client.query(C.TaskForcesPage, {})).rows).toEqual([]);
  const deploy = (officer: HeldOperator, toArea: string) => officer.client.command(C.DeployTaskForce, { taskForceId: team.taskForceId, toArea, mission }); // prettier-ignore
  expect(await deploy(elsewhere, 'a13')).toMatchObject({ refusal: { code: 'record.not-found' } });
  const local = await platform.operator(['DUTY_OFFICER'], ['houzhai/a12']);
  expect(await deploy(local, 'a13')).toMatchObject({ refusal: { code: 'place.unknown' } });
  expect(await deploy(duty, 'a99')).toMatchObject({ refusal: { code: 'place.unknown' } });
  // while it is there, that officer sees it, and still cannot send it about
  valueOf(await deploy(duty, 'a13'));
  expect(valueOf(await elsewhere.client.query(C.TaskForcesPage, {})).rows).toMatchObject([{ no: 50, allowedActions: [] }]);
  expect(await elsewhere.client.command(C.RecallTaskForce, { taskForceId: team.taskForceId, reason })).toMatchObject({ refusal: { code: 'record.not-found' } }); // prettier-ignore
  await leader.close();
});

test('a deployment widens one role: whoever holds another sees nothing more by it', async () => {
  const leaderId = await person(['TEAM_LEAD', 'COMMUNITY_WORKER'], 'a14');
  const session = await enter(count);
  const { taskForceId } = valueOf(await duty.client.command(C.FormTaskForce, { no: 60, homeArea: 'a14', leaderId }));
  valueOf(await duty.client.command(C.DeployTaskForce, { taskForceId, toArea: 'a15', mission }));
  await aSecond();
  expect(await areasSeen(session)).toEqual(['a14', 'a15']);
  // a team leader may not register residents: there they may not, at home they may
  expect(await session.client.command(C.RegisterPerson, { name: '测试甲', path: 'houzhai/a15' })).toMatchObject({ refusal: { code: 'place.unknown' } }); // prettier-ignore
  valueOf(await session.client.command(C.RegisterPerson, { name: '测试甲', path: 'houzhai/a14' }));
  await session.close();
});

test('teams are suggested for an area, the nearest first, with a reason; a team that is needed no more ends', async () => {
  const { rows } = valueOf(await duty.client.query(C.SuggestTaskForces, { area: 'a08', strength: 3, limit: 3 }));
  expect(rows.length).toBe(3);
  for (const one of rows) expect([one.enough, one.zh.includes('可出动'), one.en.includes('can go')]).toEqual([true, true, true]);
  expect(rows.map(({ borders = 99 }) => borders)).toEqual(rows.map(({ borders = 99 }) => borders).toSorted((a, b) => a - b));
  expect(await duty.client.query(C.SuggestTaskForces, { area: 'a99' })).toMatchObject({ refusal: { code: 'place.unknown' } });
  expect(await duty.client.query(C.SuggestTaskForces, { area: 'a08', skill: 'juggling' })).toMatchObject({ refusal: { code: 'task-force.skill-unknown' } }); // prettier-ignore
  const team = await row(22);
  const people = valueOf(await duty.client.query(C.TaskForceDetail, { no: 22 })).members;
  valueOf(await duty.client.command(C.DisbandTaskForce, { taskForceId: team.taskForceId, reason }));
  expect(valueOf(await duty.client.query(C.TaskForcesPage, {})).rows.map(({ no }) => no)).not.toContain(22);
  expect(valueOf(await duty.client.query(C.TaskForcesPage, { disbanded: true })).rows.map(({ no }) => no)).toContain(22);
  valueOf(await duty.client.command(C.FormTaskForce, { no: 22, homeArea: 'a07', leaderId: people[0]?.operatorId ?? '' }));
  const again = valueOf(await duty.client.query(C.TaskForceDetail, { no: 22 }));
  expect(again.row).toMatchObject({ homeArea: 'a07', status: 'READY', version: 1 });
  const { rows: lines } = await platform.db.query<{ rebuilt: string }>(`select "details"::text as rebuilt from "command_center"."audit" where "operation" = 'DisbandTaskForce'`); // prettier-ignore
  expect(lines[0]?.rebuilt).toContain('sealedReason');
  expect(lines[0]?.rebuilt).not.toContain(reason);
  const admin = await platform.operator(['PLATFORM_ADMIN']);
  expect(valueOf(await admin.client.query(C.VerifyProjection, { name: 'board' }))).toMatchObject({ equal: true });
});

test('whatever several do at once: nobody is in two teams or two places, and exactly those away see what is away (CC4)', async () => {
  const teams = [await form(70, 'a20'), await form(71, 'a21'), await form(72, 'a22')];
  const people = teams.flatMap((team) => team.people);
  const scope = JSON.stringify(['houzhai']);
  await platform.db.query(`update "command_center"."operator" set "scope" = $2 where "id" = any($1::uuid[])`, [people, scope]);
  const officers = [duty, await platform.operator(['COMMANDER']), await platform.operator(['DUTY_OFFICER'])];
  const codes = new Map<string, number>();
  const pick = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)] as T;
  const one = async (): Promise<void> => {
    const { client } = pick(officers);
    const { taskForceId } = pick(teams);
    const outcome = await pick([
      () => client.command(C.DeployTaskForce, { taskForceId, toArea: pick(['a23', 'a24']), mission }),
      () => client.command(C.RecallTaskForce, { taskForceId, reason }),
      () => client.command(C.ChangeTaskForce, { taskForceId, add: [pick(people)] }),
      () => client.command(C.ChangeTaskForce, { taskForceId, remove: [pick(people)] }),
      () => client.command(C.ChangeTaskForce, { taskForceId, leaderId: pick(people) }),
    ])();
    const code = outcome.ok ? 'ok' : outcome.refusal.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  };
  for (let round = 0; round < 12; round += 1) {
    await Promise.all(Array.from({ length: 12 }, one));
    const { rows } = await platform.db.query<{ facts: { leaderId: string; members: { operatorId: string }[]; deployment?: { id: string; toArea: string; since?: string } }; id: string }>(`select "id", "facts" from "command_center"."task_force" where "no" in (70, 71, 72)`); // prettier-ignore
    const members = rows.flatMap(({ id, facts }) => facts.members.map(({ operatorId }) => `${operatorId} ${id}`));
    expect(new Set(members.map((line) => line.split(' ')[0])).size).toBe(members.length);
    const kept = await platform.db.query<{ line: string }>(`select "operator_id" || ' ' || "task_force_id" as line from "command_center"."task_force_member" where "operator_id" = any($1::uuid[])`, [people]); // prettier-ignore
    expect(kept.rows.map(({ line }) => line).toSorted()).toEqual(members.toSorted());
    const away = rows.flatMap(({ facts: { deployment, members: all, leaderId } }) =>
      deployment?.since === undefined
        ? []
        : all.map(
            ({ operatorId }) => `${operatorId} houzhai/${deployment.toArea} ${operatorId === leaderId ? 'TEAM_LEAD' : 'TEAM_MEMBER'}`,
          ),
    );
    const posted = await platform.db.query<{ line: string }>(`select "operator_id" || ' ' || "path" || ' ' || "role" as line from "command_center"."posting" where "operator_id" = any($1::uuid[]) and "ended_at" is null`, [people]); // prettier-ignore
    expect(posted.rows.map(({ line }) => line).toSorted()).toEqual(away.toSorted());
  }
  expect(codes.get('ok')).toBeGreaterThan(20);
  expect([...codes.keys()].filter((code) => code !== 'ok' && code !== 'record.conflict' && !code.startsWith('task-force.'))).toEqual([]);
}, 60_000);
