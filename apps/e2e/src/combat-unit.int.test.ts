import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { followView, signIn } from '@houzhai/messaging';
import { eventually, startPlatform, type HeldOperator, type Platform, type TestOperator } from './platform.ts';
import { seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let duty: HeldOperator;
let admin: TestOperator;
let head: HeldOperator;
const reason = '市场已经休市';
const home = (nth: number): string => `houzhai/a07/c1/g1/f0000${String(nth)}`;

beforeAll(async () => {
  platform = await startPlatform();
  ({ admin } = await seedVillage(platform));
  duty = await platform.operator(['DUTY_OFFICER']);
  head = await platform.operator(['UNIT_HEAD'], ['houzhai/a07']);
  await eventually(() => duty.client.query(C.WallChart, {}), (chart) => chart.ok && chart.value.rows.length === 32); // prettier-ignore
}, 120_000);
afterAll(() => platform.stop());

const form = (code: string, more: object = {}) =>
  duty.client.command(C.FormCombatUnit, { code, kind: 'VILLAGE', name: '占位村07', path: 'houzhai/a07', headId: head.operatorId, ...more });

test('a unit says who is responsible for what, and how far, right now', async () => {
  const { combatUnitId } = valueOf(await form('unit-07'));
  const heard: string[] = [];
  const stop = followView(duty.nc, 'command-center', 'combat-unit', ['*'], { changed: (id) => heard.push(id), gap: () => undefined });
  await duty.nc.flush();
  const party = await platform.operator(['PARTY_MEMBER'], ['houzhai/a07']);
  valueOf(
    await head.client.command(C.LinkPartyMember, { combatUnitId, operatorId: party.operatorId, paths: [home(1), home(2)], persons: 7 }),
  );
  valueOf(await head.client.command(C.LinkPartyMember, { combatUnitId, memberNo: 'm-03', paths: [home(3)], persons: 4 }));
  const dueAt = '2020-02-01T08:00:00+08:00';
  valueOf(await duty.client.command(C.SetUnitDuty, { combatUnitId, duty: 'screening', what: '入户摸排', dueAt }));
  valueOf(await head.client.command(C.ReportUnitDuty, { combatUnitId, duty: 'screening', done: 80 }));
  await eventually(() => Promise.resolve(heard), (ids) => ids.length >= 4, 2_000); // prettier-ignore
  stop();
  expect(valueOf(await party.client.query(C.CombatUnitsPage, { area: 'a07' })).rows).toMatchObject([
    {
      code: 'unit-07',
      headId: head.operatorId,
      partyMembers: 2,
      households: 3,
      persons: 11,
      duties: 1,
      done: 80,
      overdue: 1,
      allowedActions: [],
    },
  ]);
  const detail = valueOf(await head.client.query(C.CombatUnitDetail, { code: 'unit-07' }));
  expect(detail.duties).toMatchObject([{ duty: 'screening', what: '入户摸排', done: 80, overdue: true, reportedBy: head.operatorId }]);
  expect(detail.members).toEqual([
    { operatorId: party.operatorId, paths: [home(1), home(2)], persons: 7 },
    { memberNo: 'm-03', paths: [home(3)], persons: 4 },
  ]);
  expect(detail.history.map(({ event }) => event)).toEqual(['formed', 'member-linked', 'member-linked', 'duty-set', 'duty-reported']);
  expect(detail.row.allowedActions).toEqual(['report-duty', 'set-duty', 'link-member', 'unlink-member']);
  const { rows } = await platform.db.query<{ text: string }>(`select "envelope"::text as text from "command_center"."outbox" where "record_id" = $1`, [combatUnitId]); // prettier-ignore
  for (const { text } of rows) for (const secret of ['入户摸排', '占位村07', home(1), 'm-03']) expect(text).not.toContain(secret);
});

test('who may: a head their own, the command centre its jurisdiction; whoever is given something must be able to see it', async () => {
  const { combatUnitId } = valueOf(await form('market-1', { kind: 'MARKET' }));
  const other = await platform.operator(['UNIT_HEAD'], ['houzhai/a07']);
  const far = await platform.operator(['UNIT_HEAD'], ['houzhai/a08']);
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  expect(await form('unit-07')).toMatchObject({ refusal: { code: 'combat-unit.code-taken' } });
  expect(await form('unit-08', { path: 'houzhai/a99' })).toMatchObject({ refusal: { code: 'place.unknown' } });
  for (const headId of [far.operatorId, agent.operatorId, combatUnitId])
    expect(await form('unit-08', { headId })).toMatchObject({ refusal: { code: 'combat-unit.head-unfit' } });
  const report = (by: HeldOperator) => by.client.command(C.SetUnitDuty, { combatUnitId, duty: 'gate', what: '守门' });
  expect(await report(other)).toMatchObject({ refusal: { code: 'combat-unit.not-yours' } });
  expect(await report(far)).toMatchObject({ refusal: { code: 'record.not-found' } });
  await expect(report(agent)).rejects.toThrow(/Permissions Violation/);
  expect(valueOf(await far.client.query(C.CombatUnitsPage, {})).rows).toEqual([]);
  expect(await head.client.command(C.LinkPartyMember, { combatUnitId, operatorId: agent.operatorId, paths: [home(1)], persons: 1 })).toMatchObject({ refusal: { code: 'combat-unit.member-unfit' } }); // prettier-ignore
  valueOf(await duty.client.command(C.SetUnitHead, { combatUnitId, headId: other.operatorId }));
  expect(await duty.client.command(C.SetUnitHead, { combatUnitId, headId: far.operatorId })).toMatchObject({ refusal: { code: 'combat-unit.head-unfit' } }); // prettier-ignore
  valueOf(await report(other));
  valueOf(await duty.client.command(C.CloseCombatUnit, { combatUnitId, reason }));
  expect(await report(other)).toMatchObject({ refusal: { code: 'combat-unit.closed' } });
  expect(valueOf(await duty.client.query(C.CombatUnitsPage, {})).rows.map(({ code }) => code)).not.toContain('market-1');
  expect(valueOf(await duty.client.query(C.CombatUnitsPage, { closed: true })).rows.map(({ code }) => code)).toContain('market-1');
});

test('accounts of a list are made all or none, and nobody signs in with one before a reset', async () => {
  const one = (account: string, scope = ['houzhai/a07']) => ({ account, displayName: '队员', roles: ['TEAM_MEMBER' as const], scope });
  const add = (...operators: ReturnType<typeof one>[]) => admin.client.command(C.AddOperators, { operators });
  const { added } = valueOf(await add(one('list-1'), one('list-2')));
  expect(added.map(({ account }) => account)).toEqual(['list-1', 'list-2']);
  for (const refused of [add(one('list-3'), one('list-1')), add(one('list-3'), one('list-3'))])
    expect(await refused).toMatchObject({ refusal: { code: 'operator.account-taken' } });
  expect(await add(one('list-3'), one('list-4', ['houzhai/a99']))).toMatchObject({ refusal: { code: 'place.unknown' } });
  const accounts = valueOf(await admin.client.query(C.ListOperators, { text: 'list-' })).rows.map(({ account }) => account);
  expect(accounts).toEqual(['list-1', 'list-2']);
  const enter = (password: string) => signIn({ server: platform.natsUrl, account: 'list-1', password, client: 'hz' });
  expect(await enter('')).toMatchObject({ ok: false });
  expect(await enter('whatever-it-may-be')).toMatchObject({ refusal: { code: 'session.wrong-credentials' } });
  const { oneTimePassword } = valueOf(await admin.client.command(C.ResetOperator, { operatorId: added[0]?.operatorId ?? '', reason: '首次发放口令' })); // prettier-ignore
  expect(valueOf(await enter(oneTimePassword)).operator).toMatchObject({ account: 'list-1', mustChangePassword: true });
});
