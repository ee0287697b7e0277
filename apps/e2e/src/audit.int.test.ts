import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { AUDITS, SERVICES, type Service } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let auditor: TestOperator;
let commander: TestOperator;
let personId: string;
let errandId: string;

const quickly = async (db: Platform['db']): Promise<void> => {
  for (const schema of ['errands', 'census_screening', 'command_center'])
    await db.query(
      `insert into "${schema}"."policy" select "code", '2', "effective_from" + interval '1 day', 'default', "values" || '{"sealSeconds": 0.2, "overdueSeconds": 4}' from "${schema}"."policy" where "code" = 'audit'`,
    );
};

beforeAll(async () => {
  platform = await startPlatform({ prepare: quickly });
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  auditor = await platform.operator(['AUDITOR']);
  commander = await platform.operator(['COMMANDER'], ['houzhai/a07']);
  valueOf(await auditor.client.query(AUDITS['command-center'].list, {}));
  ({ personId } = valueOf(await desk.client.command(C.RegisterPerson, { name: '测试甲', phone: '13912345678', path: 'houzhai/a07' })));
  ({ errandId } = valueOf(
    await desk.client.command(C.RequestErrand, {
      beneficiaryId: personId,
      moduleCode: 'standing-4',
      kind: 'UTILITY',
      items: [{ name: '煤气' }],
    }),
  ));
}, 120_000);
afterAll(() => platform.stop());

const schemaOf = (service: Service): string => service.replaceAll('-', '_');
const count = async (sql: string): Promise<number> =>
  (await platform.db.query<{ n: number }>(`select count(*)::int as n ${sql}`)).rows[0]!.n;

/** Verifies to the end, as a client does. */
async function verify(service: Service, by: TestOperator = auditor) {
  for (let cursor: string | undefined; ;) {
    const part = valueOf(await by.client.query(AUDITS[service].verify, cursor === undefined ? {} : { cursor }));
    ({ cursor } = part);
    if (cursor === undefined) return part;
  }
}

const settled = (service: Service): Promise<unknown> =>
  eventually(
    async () => ({
      unsealed: valueOf(await auditor.client.query(AUDITS[service].state, {})).unsealed,
      seals: await count(`from "${schemaOf(service)}"."audit_seal"`),
      anchors: await count(`from "command_center"."audit_anchor" where "service" = '${service}'`),
    }),
    ({ unsealed, seals, anchors }) => unsealed === 0 && seals > 0 && anchors === seals,
  );

describe('the record of every service', () => {
  test.each(SERVICES)('%s is sealed by itself, its seals are kept by the command centre, and it verifies', async (service) => {
    await settled(service);
    const end = await verify(service);
    expect(end.finding).toBeUndefined();
    expect(end.seals).toBe(end.ofSeals);
    expect(end.rows).toBeGreaterThan(0);
    const { lastVerified, lastSeal, overdue } = valueOf(await auditor.client.query(AUDITS[service].state, {}));
    expect(lastVerified).toMatchObject({ actor: auditor.operatorId, seals: end.seals, rows: end.rows });
    expect(lastVerified?.finding).toBeUndefined();
    expect(lastSeal?.no).toBeGreaterThanOrEqual(end.seals);
    expect(overdue).toBe(false);
  });

  test('is verified by those who run the platform too, who may not read it', async () => {
    const only = await platform.operator(['PLATFORM_ADMIN']);
    expect((await verify('errands', only)).finding).toBeUndefined();
    for (const service of SERVICES) {
      await expect(only.client.query(AUDITS[service].list, {})).rejects.toThrow('Permissions Violation');
      await expect(only.client.query(AUDITS[service].whoSaw, { personId })).rejects.toThrow('Permissions Violation');
    }
    for (const other of [desk, await platform.operator(['AGENT', 'POLICE', 'UNIT_HEAD', 'ORG_OFFICE'])]) {
      for (const question of [AUDITS.errands.list, AUDITS.errands.verify, AUDITS.errands.state] as const)
        await expect(other.client.query(question, {})).rejects.toThrow('Permissions Violation');
    }
  });

  test('is not verified with a cursor made up or changed', async () => {
    await settled('errands');
    const { cursor } = valueOf(await auditor.client.query(AUDITS.errands.verify, {}));
    const [text = '', signature = ''] = cursor!.split('.');
    const skipped = Buffer.from(JSON.stringify({ part: 'stream', after: 0, seals: 999, rows: 9_999 })).toString('base64url');
    for (const forged of [`${skipped}.${signature}`, `${text}.`, text, 'x.y', '', '..'])
      expect(await auditor.client.query(AUDITS.errands.verify, { cursor: forged })).toMatchObject({ refusal: { code: 'request.invalid' } });
  });
});

describe('who saw a person', () => {
  const seen = async (service: 'errands' | 'census-screening', by = auditor) =>
    valueOf(await by.client.query(AUDITS[service].whoSaw, { personId })).rows;

  test('names the operator, the operation, the field and the reason; a card once per version, a list never', async () => {
    const reader = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    const { client } = reader;
    for (let time = 0; time < 3; time++) valueOf(await client.query(C.PersonDetail, { personId }));
    valueOf(await client.query(C.FindPersons, { text: '13912345678' }));
    valueOf(await client.query(C.PersonLabels, { ids: [personId] }));
    for (let time = 0; time < 2; time++)
      valueOf(await client.command(C.RevealPersonField, { personId, field: 'phone', reason: '核对送药时间' }));
    valueOf(await client.command(C.CorrectPerson, { personId, birthYear: 1950, reason: '居民来电更正' }));
    valueOf(await client.query(C.PersonDetail, { personId }));
    const own = (await seen('census-screening'))
      .filter(({ actor }) => actor === reader.operatorId)
      .map(({ operation, version, details, reason }) => ({ operation, version, details, reason }));
    expect(own).toEqual([
      { operation: 'PersonDetail', version: 2, details: undefined, reason: undefined },
      { operation: 'CorrectPerson', version: 2, details: { fields: ['birthYear'] }, reason: '居民来电更正' },
      { operation: 'RevealPersonField', version: 1, details: { field: 'phone' }, reason: '核对送药时间' },
      { operation: 'RevealPersonField', version: 1, details: { field: 'phone' }, reason: '核对送药时间' },
      { operation: 'PersonDetail', version: 1, details: undefined, reason: undefined },
    ]);
  });

  test('an errand’s words are a look at the person they are about; without them it is none', async () => {
    const unit = await platform.operator(['UNIT_HEAD']);
    for (let time = 0; time < 2; time++) valueOf(await desk.client.query(C.ErrandDetail, { errandId }));
    valueOf(await unit.client.query(C.ErrandDetail, { errandId }));
    valueOf(await desk.client.query(C.WorklistPage, {}));
    const rows = await seen('errands');
    expect(rows.filter(({ operation }) => operation === 'ErrandDetail').map(({ actor, recordId }) => [actor, recordId])).toEqual([
      [desk.operatorId, errandId],
    ]);
    expect(rows.map(({ operation }) => operation)).toContain('RequestErrand');
  });

  test('asking is itself on the record, and so is reading it', async () => {
    await seen('census-screening');
    const asked = (await seen('census-screening')).filter(({ operation }) => operation.startsWith('WhoSaw'));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ actor }) => actor === auditor.operatorId)).toBe(true);
    valueOf(await auditor.client.query(AUDITS.errands.list, { operation: 'RequestErrand', area: 'a07' }));
    const [newest] = valueOf(await auditor.client.query(AUDITS.errands.list, { operation: 'AuditPage-errands', limit: 1 })).rows;
    expect(newest).toMatchObject({ actor: auditor.operatorId, details: { asked: { operation: 'RequestErrand', area: 'a07' }, rows: 1 } });
  });
});

describe('a list of the record', () => {
  test('is filtered by actor, operation, record, area and time, and paged by key', async () => {
    const page = async (input: object) => valueOf(await auditor.client.query(AUDITS['census-screening'].list, input));
    const all = (await page({ limit: 500 })).rows;
    const paged: string[] = [];
    for (let cursor: string | undefined; ;) {
      const part = await page({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      paged.push(...part.rows.map(({ seq }) => seq));
      cursor = part.nextCursor;
      if (cursor === undefined || Number(cursor) < Number(all.at(-1)!.seq)) break;
    }
    expect(paged.filter((seq) => all.some((row) => row.seq === seq))).toEqual(all.map(({ seq }) => seq));
    expect((await page({ actor: desk.operatorId })).rows.every(({ actor }) => actor === desk.operatorId)).toBe(true);
    expect((await page({ recordId: personId })).rows.every(({ recordId }) => recordId === personId)).toBe(true);
    const [row] = (await page({ operation: 'RegisterPerson', recordId: personId })).rows;
    expect(row).toMatchObject({ operation: 'RegisterPerson', area: 'a07', actor: desk.operatorId, seal: expect.any(Number) as number });
    expect((await page({ operation: 'RegisterPerson', from: row!.at })).rows).toHaveLength(1);
    expect((await page({ operation: 'RegisterPerson', to: row!.at })).rows).toHaveLength(0);
    expect(await auditor.client.query(AUDITS.errands.list, { cursor: 'x' })).toMatchObject({ refusal: { code: 'request.invalid' } });
  });

  test('shows a commander their areas and nothing else', async () => {
    const { rows } = valueOf(await commander.client.query(AUDITS['census-screening'].list, { limit: 500 }));
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ area }) => area))).toEqual(new Set(['a07']));
    expect(valueOf(await commander.client.query(AUDITS['command-center'].list, { limit: 500 })).rows).toEqual([]);
    const elsewhere = await platform.operator(['COMMANDER'], ['houzhai/a08']);
    const below = await platform.operator(['COMMANDER'], ['houzhai/a07/c1']);
    for (const other of [elsewhere, below]) {
      expect(valueOf(await other.client.query(AUDITS['census-screening'].list, { area: 'a07' })).rows).toEqual([]);
      expect(valueOf(await other.client.query(AUDITS['census-screening'].whoSaw, { personId })).rows).toEqual([]);
    }
  });
});

describe('what somebody does who may do everything in the database', () => {
  // one platform per kind of damage would be slow: each repairs what it did
  const damaged = async (service: Service, change: string, repair: string): Promise<unknown> => {
    await settled(service);
    await platform.db.query(change);
    const { finding } = await verify(service);
    await platform.db.query(repair);
    expect((await verify(service)).finding).toBeUndefined();
    return finding;
  };

  test('one byte of one row is found and named', async () => {
    expect(
      await damaged(
        'errands',
        `update "errands"."audit" set "trace_id" = translate("trace_id", '0123456789', '1234567890') where "seq" = 1`,
        `update "errands"."audit" set "trace_id" = translate("trace_id", '1234567890', '0123456789') where "seq" = 1`,
      ),
    ).toEqual({ fault: 'content-changed', seq: '1', seal: 1 });
  });

  test('a row taken out is found', async () => {
    await settled('census-screening');
    expect(
      await damaged(
        'census-screening',
        `create table public.kept as select * from "census_screening"."audit" where "seq" = 2; delete from "census_screening"."audit" where "seq" = 2`,
        `insert into "census_screening"."audit" select * from public.kept; drop table public.kept`,
      ),
    ).toMatchObject({ fault: 'row-missing', seq: '2' });
  });

  test('a seal changed is found, in the database and by the stream that has its hash', async () => {
    expect(
      await damaged(
        'errands',
        `update "errands"."audit_seal" set "count" = "count" + 1 where "no" = 1`,
        `update "errands"."audit_seal" set "count" = "count" - 1 where "no" = 1`,
      ),
    ).toEqual({ fault: 'seal-broken', seal: 1 });

    // the copies in the database are changed too: the stream still knows
    await settled('command-center');
    const kept = `create table public.seals as select * from "command_center"."audit_seal"; create table public.leaves as select * from "command_center"."audit_leaf"; create table public.anchors as select * from "command_center"."audit_anchor"`;
    await platform.db.query(kept);
    await platform.services.get('command-center')!.stop();
    await platform.db.query(
      `delete from "command_center"."audit_leaf"; delete from "command_center"."audit_seal"; delete from "command_center"."audit_anchor" where "service" = 'command-center';
       delete from "command_center"."outbox" where "entity" = 'audit'; update "command_center"."audit" set "actor" = 'nobody' where "seq" = 1`,
    );
    await platform.restart('command-center');
    await eventually(
      () => count('from "command_center"."audit_seal"'),
      (seals) => seals > 0,
    );
    expect((await verify('command-center')).finding).toMatchObject({ fault: 'anchor-differs' });
  }, 60_000);
});
