import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPlatform, type Platform } from './platform.ts';
import { Hz } from './hz-command.ts';
import { seedAreas } from './seed.ts';

const PASSWORD = 'mulberry tea at nine';
let commandLine: Hz;
let platform: Platform;

const hz = (...call: Parameters<Hz['run']>): ReturnType<Hz['run']> => commandLine.run(...call);

beforeAll(async () => {
  platform = await startPlatform();
  commandLine = new Hz(platform.natsUrl);
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  for (const [account, role, scope] of [['worker', 'COMMUNITY_WORKER', 'houzhai/a07'], ['duty', 'DUTY_OFFICER', 'houzhai']] as const) {
    await platform.account(account, account, [role], [scope], PASSWORD);
    expect(await hz(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  } // prettier-ignore
}, 60_000);
afterAll(async () => {
  await platform.stop();
  commandLine.remove();
});

test('hz access explain says whether and why, in both languages; 0 or 4', async () => {
  const inside = await hz('worker', 'access explain ErasePerson --as COMMANDER@a07 --on houzhai/a07', { lang: 'zh' });
  expect(inside).toMatchObject({ code: 0 });
  for (const text of ['✓ 可以  ErasePerson', '✓ 角色在名单上', '✓ 对象在辖区内', '须第二人批准后执行', 'cmd.census-screening.person.erase.v1']) expect(inside.out).toContain(text); // prettier-ignore
  const outside = await hz('worker', 'access explain ErasePerson --as COMMANDER@a07 --on houzhai/a08');
  expect(outside).toMatchObject({ code: 4 });
  expect(outside.out).toContain('✗ the record is outside the jurisdiction: it does not exist (record.not-found)');
  const role = await hz('worker', 'access explain ErasePerson');
  expect(role).toMatchObject({ code: 4 });
  expect(role.out).toMatch(
    /✗ the role is not listed \(access.forbidden\)\n.*✗ the connection may not send to the subject[^]*roles that may: COMMANDER/,
  );
  const json = await hz('worker', 'access explain assignerrand --json');
  expect(json.code).toBe(0);
  expect(JSON.parse(json.out)).toMatchObject({ data: { operation: 'AssignErrand', may: true, within: 'JURISDICTION' } });
  expect(await hz('worker', 'access explain NoSuchThing')).toMatchObject({ code: 4 });
  expect(await hz('worker', 'access explain ErasePerson --as NOBODY@a07')).toMatchObject({ code: 4 });
  const list = await hz('worker', 'access list --as AGENT@a07 --json');
  const { data } = JSON.parse(list.out) as { data: { operation: string; may: boolean }[] };
  expect(data.find(({ operation }) => operation === 'AcceptErrand')?.may).toBe(true);
  expect(data.find(({ operation }) => operation === 'AddOperator')?.may).toBe(false);
}, 90_000);

test('hz session break-glass widens, the command centre lists and acknowledges it, mend-glass ends it', async () => {
  const places = async (): Promise<boolean> => (await hz('worker', 'session who-am-i --json')).out.includes('"a08"');
  expect(await places()).toBe(false);
  expect(await hz('worker', 'session break-glass --areas a08,a09 --reason 邻村值班失联代为处置 --minutes 30 --yes')).toMatchObject({
    code: 0,
  });
  expect(await places()).toBe(true);
  const listed = await hz('duty', 'break-glass list --open --json');
  const [row] = (JSON.parse(listed.out) as { data: { glassId: string; account: string; reason: string; areas: string[] }[] }).data;
  expect(row).toMatchObject({ account: 'worker', areas: ['a08', 'a09'], reason: '邻村值班失联代为处置' });
  expect(await hz('duty', `break-glass acknowledge ${row?.glassId ?? ''} --yes`)).toMatchObject({ code: 0 });
  expect(await hz('worker', 'session mend-glass --yes')).toMatchObject({ code: 0 });
  expect(await places()).toBe(false);
  expect((JSON.parse((await hz('duty', 'break-glass list --open --json')).out) as { data: unknown[] }).data).toEqual([]);
}, 90_000);
