import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { eventually, startPlatform, type Platform } from './platform.ts';
import { Hz } from './hz-command.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

const PASSWORD = 'mulberry tea at nine';
let commandLine: Hz;
let platform: Platform;
let personId: string;
let no: string;

const hz = (...call: Parameters<Hz['run']>): ReturnType<Hz['run']> => commandLine.run(...call);

beforeAll(async () => {
  platform = await startPlatform({
    prepare: async (db) => {
      for (const schema of ['errands', 'census_screening', 'command_center'])
        await db.query(
          `insert into "${schema}"."policy" select "code", '2', "effective_from" + interval '1 day', 'default', "values" || '{"sealSeconds": 0.2}' from "${schema}"."policy" where "code" = 'audit'`,
        );
    },
  });
  commandLine = new Hz(platform.natsUrl);
  const admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  const desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  ({ personId, no } = valueOf(await desk.client.command(C.RegisterPerson, { name: '测试甲', phone: '13912345678', path: 'houzhai/a07' })));
  valueOf(await desk.client.command(C.RevealPersonField, { personId, field: 'phone', reason: '核对送药时间' }));
  for (const [account, role] of [['auditor', 'AUDITOR'], ['leader', 'COMMANDER'], ['deputy', 'COMMANDER']] as const) {
    await platform.account(account, account, [role], ['houzhai'], PASSWORD);
    expect(await hz(account, ['sign-in', account], { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  } // prettier-ignore
}, 120_000);
afterAll(async () => {
  await platform.stop();
  commandLine.remove();
});

test('hz audit who-saw says who, what and why, in both languages and as JSON', async () => {
  for (const lang of ['zh', 'en']) {
    const { code, out } = await hz('auditor', ['audit', 'who-saw', no], { lang });
    expect([code, out]).toEqual([0, expect.stringMatching(/RevealPersonField +a07 .*核对送药时间/)]);
  }
  const { out } = await hz('auditor', ['audit', 'who-saw', personId, '--json', '--service', 'census-screening']);
  const { data } = JSON.parse(out) as { data: { service: string; operation: string; reason?: string }[] };
  expect(data).toContainEqual(
    expect.objectContaining({ service: 'census-screening', operation: 'RevealPersonField', reason: '核对送药时间' }),
  );
}, 60_000);

test('hz audit list filters, and says what it does not know', async () => {
  const { code, out } = await hz('auditor', ['audit', 'list', '--operation', 'RegisterPerson', '--area', 'a07', '--jsonl']);
  expect([code, out.trim().split('\n').length]).toEqual([0, 1]);
  expect(await hz('auditor', ['audit', 'list', '--service', 'nowhere'])).toMatchObject({ code: 2 });
  expect(await hz('auditor', ['audit', 'list', '--actor', 'nobody'])).toMatchObject({ code: 5 });
  expect(await hz('auditor', ['audit', 'list', '--limit', '0'])).toMatchObject({ code: 2 });
}, 60_000);

test('hz audit verify ends with 0 when the record is whole, and with 1 and the first row that is not', async () => {
  await eventually(
    async () =>
      (await platform.db.query<{ n: number }>('select count(*)::int as n from "census_screening"."audit_leaf" where "seq" = 1')).rows[0]?.n,
    (n) => n === 1,
  );
  expect(await hz('auditor', ['audit', 'verify'])).toMatchObject({ code: 0, err: expect.stringContaining('✓ register') as string });
  await platform.db.query(`update "census_screening"."audit" set "area" = 'a08' where "seq" = 1`);
  const { code, err } = await hz('auditor', ['audit', 'verify', '--service', 'census-screening']);
  expect([code, err]).toEqual([1, expect.stringContaining('✗ register (census-screening), row 1, seal 1: the row was changed')]);
  const all = await hz('auditor', ['audit', 'verify', '--json'], { lang: 'zh' });
  expect([all.code, all.err]).toEqual([1, expect.stringContaining('✗ 摸排 (census-screening), 第 1 条，第 1 封: 内容被改动')]);
  const { data } = JSON.parse(all.out) as { data: { service: string; ok: boolean }[] };
  expect(data.map(({ service, ok }) => [service, ok])).toEqual([['census-screening', false], ['errands', true], ['command-center', true]]); // prettier-ignore
  await platform.db.query(`update "census_screening"."audit" set "area" = 'a07' where "seq" = 1`);
}, 60_000);

test('hz person erase asks for the number and for a second person, and hz person erasure shows the certificate, as text and as JSON', async () => {
  const ground = ['--ground', 'REQUEST_OF_PERSON', '--yes'];
  const erase = (confirmNo: string, key: string) =>
    hz('leader', ['person', 'erase', personId, ...ground, '--confirm-no', confirmNo, '--idempotency-key', key]);
  for (const [confirmNo, key, code] of [['PE-0', 'erase-wrongly', 1], [no, 'erase-rightly', 0]] as const) {
    const { code: held, err } = await erase(confirmNo, key);
    expect([held, err]).toEqual([4, expect.stringContaining('access.second-person-required')]);
    const listed = await hz('deputy', ['approval', 'list', '--waiting', '--json']);
    const [{ proposalId }] = (JSON.parse(listed.out) as { data: [{ proposalId: string }] }).data;
    expect(err).toContain(proposalId);
    expect((await hz('deputy', ['approval', 'show', proposalId], { lang: 'zh' })).out).toContain(confirmNo);
    expect(await hz('leader', ['approval', 'approve', proposalId, '--yes'])).toMatchObject({ code: 1 });
    expect(await hz('deputy', ['approval', 'approve', proposalId, '--yes'])).toMatchObject({ code: 0 });
    expect(await erase(confirmNo, key)).toMatchObject({ code });
  } // prettier-ignore
  await eventually(
    async () => (await hz('auditor', ['person', 'erasure', personId, '--json'])).out,
    (out) => (JSON.parse(out) as { data: { complete: boolean } }).data.complete,
    30_000,
  );
  const zh = await hz('auditor', ['person', 'erasure', no], { lang: 'zh' });
  expect(zh.code).toBe(0);
  expect(zh.out).toContain(`个人信息删除证书  ${no}`);
  expect(zh.out).toContain('本人请求');
  expect(zh.out).toMatch(/密钥指纹 [0-9a-f]{64}/);
  const en = await hz('auditor', ['person', 'erasure', no]);
  expect(en.out).toContain('destroyed in every service');
  expect(en.out).toContain('earlier backups');
}, 90_000);
