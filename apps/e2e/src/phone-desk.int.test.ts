import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** The phone rings: who it is, what is open, the same or another, somebody else's need, a promise to call back. */
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let elsewhere: TestOperator;
let agent: TestOperator;
const PHONE = '19900000017';
const HOME = 'houzhai/a07/c1/g1/h0001-r01';
let mother: string;
let caller: string;

beforeAll(async () => {
  platform = await startPlatform();
  ({ admin, desk, agent } = await seedVillage(platform));
  elsewhere = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a08']);
  const levels = [
    ['houzhai/a07/c1', 'compound'],
    ['houzhai/a07/c1/g1', 'grid'],
    ['houzhai/a07/c1/g1/h0001', 'house'],
    [HOME, 'room'],
  ] as const;
  const rows = levels.map(([path, level], nth) => ({
    line: nth + 2,
    cells: { path, level, zh: path.split('/').at(-1) ?? '', placeholder: 'true' },
  }));
  const { importId } = valueOf(await admin.client.command(C.BeginImport, { kind: 'PLACES', fileName: 'places.csv' }));
  valueOf(await admin.client.command(C.StageImportRows, { importId, chunk: 0, rows }));
  valueOf(await admin.client.command(C.CheckImport, { importId }));
  valueOf(await admin.client.command(C.CommitImport, { importId }));
  const registered = async (name: string, phone?: string): Promise<string> =>
    valueOf(await desk.client.command(C.RegisterPerson, { name, path: HOME, ...(phone === undefined ? {} : { phone }) })).personId;
  caller = await registered('测试甲', PHONE);
  mother = await registered('测试乙');
});
afterAll(() => platform.stop());

const find = async (text: string, who = desk) => valueOf(await who.client.query(C.FindCaller, { text }));
const card = async (personId: string, who = desk) => valueOf(await who.client.query(C.CallerCard, { personId }));
const items = [{ name: '大米', quantity: '10 斤' }];
const needs = { moduleCode: 'standing-1', kind: 'PURCHASE' as const, items };

test('somebody is found by the whole number, its last four digits, name and initials; nobody sees them in clear or from another area', async () => {
  for (const text of [PHONE, PHONE.slice(-4), '199 0000 0017', '测试甲', 'csj']) {
    const { rows } = await find(text);
    expect(rows.map(({ person }) => person.personId)).toEqual([caller]);
    expect(rows[0]?.person).toMatchObject({ label: '测*甲', phoneMasked: '199****0017' });
  }
  expect((await find('0018')).total).toBe(0);
  expect((await find(PHONE.slice(-4), elsewhere)).total).toBe(0);
  expect(await elsewhere.client.query(C.CallerCard, { personId: caller })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
  expect(await card(caller)).toMatchObject({
    household: [{ personId: mother }],
    others: 1,
    contactFree: false,
    errands: [],
    calls: [],
    openTotal: 0,
  });
});

test('a need is an errand and a call, once however often it is sent; the same again is offered, and adds a call only', async () => {
  const input = { callerId: caller, beneficiaryId: caller, ...needs };
  const first = valueOf(await desk.client.command(C.RegisterCall, input, { commandId: 'phone-desk-call-1' }));
  expect(valueOf(await desk.client.command(C.RegisterCall, input, { commandId: 'phone-desk-call-1' }))).toEqual(first);
  const { errandId, no } = first.errand;
  expect(await desk.client.command(C.RegisterCall, input)).toMatchObject({
    ok: false,
    refusal: { code: 'errand.possible-duplicate', params: { no } },
  });
  const same = valueOf(await desk.client.command(C.AddCall, { errandId, callerId: caller, outcome: 'SAME', note: '问大米送到没有' }));
  expect(same).toMatchObject({ outcome: 'SAME', version: 1, area: 'a07' });
  const seen = await card(caller);
  expect(seen).toMatchObject({
    openTotal: 1,
    callsTotal: 2,
    usual: { moduleCode: 'standing-1', kind: 'PURCHASE' },
    errands: [{ row: { no, status: 'REQUESTED' }, items, calls: 2, forSomebodyElse: false }],
    calls: [
      { row: { outcome: 'SAME', by: desk.operatorId, channel: 'PHONE', errandNo: no }, note: '问大米送到没有' },
      { row: { outcome: 'NEW' } },
    ],
  });
  expect((await find(PHONE)).rows[0]).toMatchObject({ open: 1, overdue: 0, lastCallAt: seen.calls[0]?.row.at });
  const detail = valueOf(await agent.client.query(C.ErrandDetail, { errandId }));
  expect(detail).toMatchObject({ source: 'PHONE', calls: { count: 2 }, row: { version: 1 } });
  const repeats = valueOf(await desk.client.query(C.CallsPage, { outcome: 'SAME' }));
  expect(repeats).toMatchObject({ total: 1, rows: [{ callId: same.callId, errandId }] });
  valueOf(await desk.client.command(C.RegisterCall, { ...input, despiteDuplicate: true }));
  expect((await card(caller)).openTotal).toBe(2);
  const { rows } = await platform.db.query<{ n: number }>(`select count(*)::int as n from "errands"."errand" where "beneficiary_id" = $1`, [
    caller,
  ]);
  expect(rows[0]?.n).toBe(2);
});

test('for somebody else it is theirs, asked for by the caller; both have it on their card', async () => {
  const { errand } = valueOf(
    await desk.client.command(C.RegisterCall, {
      callerId: caller,
      beneficiaryId: mother,
      ...needs,
      kind: 'PURCHASE',
      items: [{ name: '面条' }],
    }),
  );
  const detail = valueOf(await desk.client.query(C.ErrandDetail, { errandId: errand.errandId }));
  expect(detail).toMatchObject({ requesterId: caller, row: { beneficiaryId: mother } });
  expect((await card(caller)).errands.find(({ row }) => row.no === errand.no)).toMatchObject({ forSomebodyElse: true });
  expect((await card(mother)).errands.map(({ row }) => row.no)).toEqual([errand.no]);
  expect((await card(mother)).calls[0]?.row).toMatchObject({ callerId: caller, beneficiaryId: mother });
});

test('the same again is not what came to nothing', async () => {
  const { errand } = valueOf(await desk.client.command(C.RegisterCall, { beneficiaryId: mother, ...needs }));
  valueOf(await desk.client.command(C.CancelErrand, { errandId: errand.errandId, reason: '子女已送到家' }));
  expect(await desk.client.command(C.AddCall, { errandId: errand.errandId, outcome: 'SAME' })).toMatchObject({
    ok: false,
    refusal: { code: 'call.errand-over' },
  });
  expect(valueOf(await desk.client.command(C.AddCall, { errandId: errand.errandId }))).toMatchObject({ outcome: 'ASKED' });
  expect(await elsewhere.client.command(C.AddCall, { errandId: errand.errandId })).toMatchObject({
    ok: false,
    refusal: { code: 'record.not-found' },
  });
});

test('somebody in isolation is contact-free on the card of everybody who lives there', async () => {
  const doctorId = (await platform.operator(['COMMUNITY_DOCTOR'], ['houzhai/a07'])).operatorId;
  const { isolationId } = valueOf(await desk.client.command(C.OrderIsolation, { personId: mother, kind: 'HOME', reason: 'CONTACT' }));
  const careTeam = { streetCadreId: desk.operatorId, doctorId };
  valueOf(
    await desk.client.command(C.StartIsolation, { isolationId, noticeNo: 'GL-1', careTeam, household: 'LIVES_ALONE', supplyEnsured: true }),
  );
  const own = await eventually(
    () => card(mother),
    ({ contactFree }) => contactFree,
  );
  expect(own.isolation).toMatchObject({ isolationId });
  const other = await card(caller);
  expect([other.contactFree, other.isolation]).toEqual([true, undefined]);
});

test('a household that is looked after says who asked after it last, and nothing of what they said', async () => {
  expect((await card(mother)).care).toBeUndefined();
  const [own, member] = await Promise.all([
    platform.operator(['AGENT'], ['houzhai/a07']),
    platform.operator(['PARTY_MEMBER'], ['houzhai/a07']),
  ]);
  const { linkId, no } = valueOf(
    await desk.client.command(C.SetUpCareLink, {
      personIds: [mother],
      categories: ['LIVES_ALONE'],
      tier: 'DAILY',
      agentId: own.operatorId,
      partyMemberId: member.operatorId,
    }),
  );
  const before = (await card(mother)).care;
  expect(before).toMatchObject({ row: { linkId, no, next: 'TRY', agentId: own.operatorId, partyMemberId: member.operatorId } });
  expect(before?.last).toBeUndefined();
  valueOf(await own.client.command(C.RecordCareContact, { linkId, outcome: 'NOT_REACHED' }));
  valueOf(await member.client.command(C.RecordCareContact, { linkId, outcome: 'REACHED', method: 'DOOR', words: '米快吃完了' }));
  const after = (await card(mother)).care;
  expect(after).toMatchObject({
    row: { standing: 'REACHED', next: 'NOTHING' },
    last: { by: member.operatorId, as: 'MEMBER', method: 'DOOR', outcome: 'REACHED' },
  });
  expect(JSON.stringify(after)).not.toContain('米快吃完了');
  expect((await card(caller)).care).toBeUndefined();
  valueOf(await desk.client.command(C.RecordCareContact, { linkId, outcome: 'REACHED', as: 'AGENT' }));
  valueOf(await desk.client.command(C.EndCareLink, { linkId, reason: '全家已迁往外地居住' }));
  expect((await card(mother)).care).toBeUndefined();
});

test('a call back of somebody unknown: only whoever takes it has the number, and nobody once it is done', async () => {
  const phone = '19900000023';
  const promised = valueOf(
    await desk.client.command(C.PromiseCallBack, {
      phone,
      note: '想问怎么收费',
      callBy: Temporal.Now.instant().add({ seconds: 2 }).toString(),
    }),
  );
  expect(promised).toMatchObject({ outcome: 'CALLBACK', status: 'WAITING', area: 'a07' });
  const { callId } = promised;
  const list = async (who = desk) => valueOf(await who.client.query(C.CallBacksPage, { open: true }));
  expect((await list()).rows).toMatchObject([{ callId, phoneMasked: '199****0023' }]);
  expect((await list(elsewhere)).total).toBe(0);
  expect(valueOf(await desk.client.query(C.CallDetail, { callId }))).toMatchObject({ note: '想问怎么收费' });
  expect(valueOf(await desk.client.query(C.CallDetail, { callId })).phone).toBeUndefined();
  valueOf(await desk.client.command(C.TakeCallBack, { callId }));
  expect(valueOf(await desk.client.query(C.CallDetail, { callId })).phone).toBe(phone);
  const colleague = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  expect(valueOf(await colleague.client.query(C.CallDetail, { callId })).phone).toBeUndefined();
  expect(await colleague.client.command(C.CloseCallBack, { callId })).toMatchObject({
    ok: false,
    refusal: { code: 'call.taken-by-other', params: { by: desk.operatorId } },
  });
  await eventually(list, ({ overdue }) => overdue === 1);
  valueOf(await desk.client.command(C.CloseCallBack, { callId }));
  expect((await list()).total).toBe(0);
  const after = valueOf(await desk.client.query(C.CallDetail, { callId }));
  expect([after.phone, after.note, after.row.phoneMasked, after.row.callBack?.result]).toEqual([
    undefined,
    undefined,
    undefined,
    'REACHED',
  ]);
  const { rows } = await platform.db.query<{ sealed: Buffer | null; left: number }>(
    `select c."sealed", length(k."wrapped") as left from "errands"."call" c join "errands"."person_key" k on k."person_id" = c."id" where c."id" = $1`,
    [callId],
  );
  expect(rows).toEqual([{ sealed: null, left: 0 }]);
  expect(await desk.client.command(C.PromiseCallBack, { phone: '123' })).toMatchObject({
    ok: false,
    refusal: { code: 'person.phone-invalid' },
  });
  expect(await admin.client.command(C.PromiseCallBack, { phone, area: 'a07' })).toMatchObject({ ok: true });
  expect(await desk.client.command(C.PromiseCallBack, { phone, area: 'a08' })).toMatchObject({
    ok: false,
    refusal: { code: 'call.area-missing' },
  });
});

test('who looked at a caller is on record, and no event has a name, a number or a word of what was said', async () => {
  const looks = await platform.db.query<{ operation: string }>(
    `select "operation" from "census_screening"."audit" where "record_id" = $1 and "actor" = $2`,
    [caller, desk.operatorId],
  );
  expect(looks.rows.map(({ operation }) => operation)).toContain('PersonHousehold');
  const { rows } = await platform.db.query<{ text: string }>(
    `select "envelope"::text as text from "errands"."outbox" where "entity" = 'call'`,
  );
  expect(rows.length).toBeGreaterThan(6);
  for (const { text } of rows) expect(text).not.toMatch(/测试|大米|1990000|收费/);
});

test('agents are suggested by what they have in hand and the way, who is away is left out, and nobody beyond their areas', async () => {
  const here = ['houzhai/a10'];
  const person = valueOf(await admin.client.command(C.RegisterPerson, { name: '测试丙', path: 'houzhai/a10' })).personId;
  const [busy, idle, away] = await Promise.all([
    platform.operator(['AGENT'], here),
    platform.operator(['AGENT'], here),
    platform.operator(['AGENT', 'TEAM_LEAD'], here),
  ]);
  const ask = async (kind: 'PURCHASE' | 'UTILITY') =>
    valueOf(
      await admin.client.command(C.RegisterCall, {
        beneficiaryId: person,
        moduleCode: kind === 'PURCHASE' ? 'standing-1' : 'standing-4',
        kind,
        items: [{ name: '水龙头' }],
      }),
    ).errand;
  const first = await ask('UTILITY');
  valueOf(await busy.client.command(C.AcceptErrand, { errandId: first.errandId }));
  valueOf(await admin.client.command(C.FormTaskForce, { no: 7, homeArea: 'a10', leaderId: away.operatorId }));
  const until = Temporal.Now.instant().add({ hours: 24 }).toString();
  valueOf(await admin.client.command(C.SetAbsence, { operatorId: away.operatorId, kind: 'LEAVE', until }));
  const { errandId, no } = await ask('PURCHASE');
  const suggested = valueOf(await admin.client.query(C.SuggestAgents, { no }));
  expect(suggested.rows.map(({ agentId, open, wayMinutes }) => [agentId, open, wayMinutes])).toEqual([
    [idle.operatorId, 0, 5],
    [busy.operatorId, 1, 5],
  ]);
  expect(suggested.away).toEqual([away.operatorId]);
  expect(suggested.rows[1]?.zh).toContain('在办 1 件');
  expect(await desk.client.query(C.SuggestAgents, { errandId })).toMatchObject({ ok: false, refusal: { code: 'record.not-found' } });
  const [best] = suggested.rows;
  expect(await admin.client.command(C.AssignErrand, { errandId, agentId: best?.agentId ?? '' })).toMatchObject({ ok: true });
});

test('numbers that were entered before there were hashes of their last digits get them when the service starts', async () => {
  const older = await seedPerson(desk, 'a07', '测试丙');
  valueOf(await desk.client.command(C.CorrectPerson, { personId: older, phone: '19900004321', reason: '居民来电更正' }));
  await platform.db.query(`update "census_screening"."person" set "phone_tail" = null where "id" = $1`, [older]);
  expect((await find('4321')).total).toBe(0);
  await platform.restart('census-screening');
  await eventually(
    () => find('4321'),
    ({ total }) => total === 1,
  );
});
