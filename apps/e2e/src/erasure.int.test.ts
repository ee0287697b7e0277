import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { APPROVALS, AUDITS } from '@houzhai/contracts';
import { syntheticId } from './bad-files.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { proposalOf, together } from './second-person.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let agent: TestOperator;
let commander: TestOperator;
let second: TestOperator;
let auditor: TestOperator;
const said = {
  name: '公孙杜鹃',
  phone: '13700137000',
  documentNo: syntheticId('19510214', 311),
  item: '白色止咳糖浆九号',
  note: '敲门三下',
};

beforeAll(async () => {
  platform = await startPlatform();
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  commander = await platform.operator(['COMMANDER']);
  second = await platform.operator(['COMMANDER']);
  auditor = await platform.operator(['AUDITOR']);
}, 120_000);
afterAll(() => platform.stop());

const register = async (): Promise<{ personId: string; no: string }> =>
  valueOf(
    await desk.client.command(C.RegisterPerson, {
      name: said.name,
      phone: said.phone,
      documentKind: 'RESIDENT_ID',
      documentNo: said.documentNo,
      path: 'houzhai/a07',
    }),
  );
const request = async (personId: string): Promise<string> =>
  valueOf(
    await desk.client.command(C.RequestErrand, {
      beneficiaryId: personId,
      moduleCode: 'standing-4',
      kind: 'UTILITY',
      items: [{ name: said.item }],
      note: said.note,
    }),
  ).errandId;
const erase = (personId: string, no: string, by = commander) =>
  together(by, second, C.ErasePerson, { personId, confirmNo: no, ground: 'REQUEST_OF_PERSON' });
/** Residents known, as the wall chart has them for the area and altogether. */
const residents = async () => {
  const { rows, totals } = valueOf(await desk.client.query(C.WallChart, {}));
  return { cell: rows.find(({ area }) => area === 'a07')?.cells['residentsKnown']?.value, total: totals['residentsKnown'] };
};
const certificate = async (personId: string) => valueOf(await auditor.client.query(C.ErasureCertificate, { personId }));

test('whoever is erased is gone everywhere, for good, and a certificate says so', async () => {
  const { personId, no } = await register();
  const errandId = await request(personId);
  valueOf(await desk.client.command(C.RevealPersonField, { personId, field: 'phone', reason: '核对电话号码' }));

  // not by a slip, not by just anybody, not while somebody is on the way
  await expect(erase(personId, no, desk)).rejects.toThrow('Permissions Violation');
  expect(await erase(personId, 'PE-0000-0')).toMatchObject({ refusal: { code: 'person.erasure-not-confirmed' } });
  expect(await erase(personId, no)).toMatchObject({ refusal: { code: 'person.has-open-errands', params: { errands: 1 } } });
  const elsewhere = await platform.operator(['COMMANDER'], ['houzhai/a08']);
  expect(await erase(personId, no, elsewhere)).toMatchObject({ refusal: { code: 'record.not-found' } });
  expect(await auditor.client.query(C.ErasureCertificate, { personId })).toMatchObject({ refusal: { code: 'person.not-erased' } });
  valueOf(await desk.client.command(C.CancelErrand, { errandId, reason: '居民说不用了' }));

  await eventually(residents, (known) => known.cell === 1);
  const receipt = valueOf(await erase(personId, no));
  expect(receipt).toMatchObject({ personId, no, version: 2, area: 'a07' });
  expect(await erase(personId, no)).toMatchObject({ refusal: { code: 'person.erased' } });
  const whole = await eventually(
    () => certificate(personId),
    ({ complete }) => complete,
  );
  expect(whole).toMatchObject({ no, area: 'a07', actor: commander.operatorId, ground: 'REQUEST_OF_PERSON' });
  expect(whole.services.map(({ service, state }) => [service, state])).toEqual([['census-screening', 'DESTROYED'], ['errands', 'DESTROYED']]); // prettier-ignore
  for (const { keyFingerprint, auditSeq } of whole.services) {
    expect(keyFingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(auditSeq).toMatch(/^\d+$/);
  }
  expect(whole.remains).toContain('backups');
  for (const text of Object.values(said)) expect(JSON.stringify(whole)).not.toContain(text);

  // nothing finds them by what they were; their number does, and shows that there is nothing
  const found = async (text: string) => valueOf(await desk.client.query(C.FindPersons, { text })).rows;
  for (const text of [said.name, said.name.slice(0, 2), said.phone, said.documentNo, 'gsdj']) expect(await found(text)).toEqual([]);
  const gone = { personId, no, erased: true, initials: '', documentKind: 'NONE_YET', sex: 'UNKNOWN', path: 'houzhai/a07' };
  const [row] = await found(no);
  expect(row).toMatchObject(gone);
  expect(row).not.toHaveProperty('phoneMasked');
  expect(row).not.toHaveProperty('documentMasked');
  expect(row).not.toHaveProperty('birthYear');
  expect(valueOf(await desk.client.query(C.PersonDetail, { personId })).row).toMatchObject(gone);
  expect(valueOf(await desk.client.query(C.PersonLabels, { ids: [personId] })).labels).toMatchObject([{ erased: true }]);
  const errand = valueOf(await desk.client.query(C.ErrandDetail, { errandId }));
  expect(errand).toMatchObject({ erased: true });
  expect(errand).not.toHaveProperty('sensitive');
  expect(errand.history.every((line) => !('words' in line))).toBe(true);

  // the wall chart counts them no more, live or built anew
  expect(await eventually(residents, (known) => known.cell === 0)).toEqual({ cell: 0, total: 0 });
  const rebuilt = valueOf(await admin.client.query(C.VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }));
  expect(rebuilt).toMatchObject({ equal: true });
  expect(valueOf(await admin.client.command(C.RebuildProjection, { name: 'board' }, { deadlineMs: 30_000 }))).toMatchObject({
    equal: true,
    hashAfter: rebuilt.hashAfter,
  });
  expect(await residents()).toEqual({ cell: 0, total: 0 });

  // and nothing can be kept about them again
  expect(await desk.client.command(C.RevealPersonField, { personId, field: 'name', reason: '再看一次姓名' })).toMatchObject({
    refusal: { code: 'person.erased' },
  });
  expect(await desk.client.command(C.CorrectPerson, { personId, phone: '13700137001', reason: '更正电话号码' })).toMatchObject({
    refusal: { code: 'person.erased' },
  });
  expect(await desk.client.command(C.RequestErrand, { beneficiaryId: personId, moduleCode: 'standing-4', kind: 'UTILITY', items: [{ name: '米' }] })).toMatchObject({ refusal: { code: 'person.erased' } }); // prettier-ignore

  // the record stays: who looked, and that the reason is gone
  const { rows } = valueOf(await auditor.client.query(AUDITS['census-screening'].whoSaw, { personId }));
  expect(rows.find(({ operation }) => operation === 'RevealPersonField')).toMatchObject({ actor: desk.operatorId, reasonErased: true });
  expect(rows.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['ErasePerson', 'DestroyPersonKey', 'RegisterPerson']));

  // the same person may come again, as somebody new
  expect((await register()).personId).not.toBe(personId);
}, 60_000);

test('no column of any table has it, in clear or under a key that is still there', async () => {
  const { rows } = await platform.db.query<{ count: number }>(
    `select count(*)::int as count from "census_screening"."person" p where "erased_at" is not null and ("sealed" <> '' or "document_index" is not null or "phone_index" is not null or "phone_tail" is not null or "name_index" <> '{}' or "name_py" <> '')`,
  );
  expect(rows[0]!.count).toBe(0);
  for (const schema of ['census_screening', 'errands']) {
    const keys = await platform.db.query<{ length: number }>(
      `select length("wrapped") as length from "${schema}"."person_key" where "destroyed_at" is not null`,
    );
    expect(keys.rows).toEqual([{ length: 0 }]);
  }
});

test('a service that is down destroys its key when it comes back; the certificate says until then what is open', async () => {
  const { rows } = valueOf(await desk.client.query(C.FindPersons, { text: said.phone }));
  const { personId, no } = rows[0]!;
  const errandId = await request(personId);
  valueOf(await desk.client.command(C.CancelErrand, { errandId, reason: '居民说不用了' }));
  await platform.services.get('errands')!.stop();
  // whether an errand is open cannot be asked: nothing is erased, until it can
  const unknown = { personId, confirmNo: 'PE-0000-0', ground: 'RETENTION_ENDED' as const };
  const proposalId = proposalOf(await commander.client.command(C.ErasePerson, unknown));
  const approve = { proposalId };
  await expect(second.client.command(APPROVALS['census-screening'].approve, approve, { deadlineMs: 7_000 })).rejects.toThrow();
  expect(valueOf(await desk.client.query(C.PersonDetail, { personId })).row).not.toHaveProperty('erased');
  await platform.restart('errands');
  await eventually(
    async () => valueOf(await commander.client.query(APPROVALS['census-screening'].show, approve)).row,
    ({ refusal }) => refusal === 'person.erasure-not-confirmed',
    20_000,
  );

  // erased while errands answers and does not read events
  const blocked = await platform.db.connect();
  await blocked.query('begin');
  await blocked.query(`select 1 from "errands"."person_key" where "person_id" = $1 for update`, [personId]);
  valueOf(await erase(personId, no));
  const open = await certificate(personId);
  expect(open.complete).toBe(false);
  expect(open.services.find(({ service }) => service === 'errands')).toEqual({ service: 'errands', state: 'WAITING', destroyed: [] });
  await blocked.query('rollback');
  blocked.release();
  await platform.restart('errands');
  await eventually(
    () => certificate(personId),
    ({ complete }) => complete,
  );
  expect(valueOf(await agent.client.query(C.ErrandDetail, { errandId }))).toMatchObject({ erased: true });

  await platform.services.get('errands')!.stop();
  const away = await certificate(personId);
  expect(away.services.find(({ service }) => service === 'errands')?.state).toBe('UNREACHABLE');
  await platform.restart('errands');
}, 90_000);
