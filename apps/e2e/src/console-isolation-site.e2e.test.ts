import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CancelIsolation, OpenIsolationSite, OrderIsolation, PersonDetail } from '@houzhai/contracts';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

/** An isolation site from its opening to the room that is disinfected, through the keyboards of those who work there. */
const PASSWORD = 'correct-horse-battery';
const folder = mkdtempSync(join(tmpdir(), 'hz-sites-'));
let platform: Platform;
let officer: HeldOperator;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  officer = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(officer);
  await platform.account('duty', '值班长甲', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('staff-02', '隔离点工作人员', ['COMMUNITY_WORKER'], ['houzhai/a02'], PASSWORD);
  await platform.account('doctor-02', '隔离点医生', ['COMMUNITY_DOCTOR'], ['houzhai/a02'], PASSWORD);
  await platform.account('worker-02', '社区二', ['COMMUNITY_WORKER'], ['houzhai/a02'], PASSWORD);
  hz = new Hz(platform.natsUrl);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

const go = async (terminal: TerminalSession, address: string): Promise<void> => {
  await terminal.press(':');
  terminal.type(address);
  await terminal.press('Enter');
};
const ordered = async (siteId?: string): Promise<{ readonly isolationId: string; readonly no: string; readonly personId: string }> => {
  const personId = await seedPerson(officer, 'a02');
  const site = siteId === undefined ? {} : { siteId };
  const order = { personId, kind: 'CENTRALIZED', reason: 'CONTACT', ...site } as const;
  return { ...valueOf(await officer.client.command(OrderIsolation, order)), personId };
};

test('a site is set up, its staff named; who is ordered there gets a bed and another one; released, the room is disinfected', async () => {
  const duty = openConsole(platform, { columns: 120, rows: 40 });
  await signInAs(duty, 'duty', PASSWORD);
  await go(duty, 'gld');
  await duty.see('您的辖区还没有隔离点；n 设一个');
  await duty.press('n');
  await duty.see('设集中隔离点');
  duty.type('占位宾馆');
  await duty.press('Tab');
  duty.type('gld-1');
  await duty.press('Tab');
  duty.type('占位村2');
  await duty.see(/▸ .*占位村2/);
  await duty.press('Enter');
  duty.type('301,302,303');
  await duty.press('Ctrl-S');
  await duty.see('隔离点 gld-1 已启用');
  await duty.see(/gld-1 +占位宾馆 +3 +3/);
  await duty.press('x', 's');
  await duty.see('指定工作人员与医生 · gld-1 占位宾馆');
  duty.type('staff-02');
  await duty.see(/▸ .*隔离点工作人员/);
  await duty.press('Enter');
  await duty.press('Tab');
  duty.type('doctor-02');
  await duty.see(/▸ .*隔离点医生/);
  await duty.press('Enter');
  await duty.press('Ctrl-S');
  await duty.see(/gld-1 +占位宾馆 +3 +3 .*隔离点医生 +1/);

  // Ordered there: nobody has given a bed yet, which is somebody's open duty.
  const sites = (await hz.run('duty', 'sign-in duty', { input: `${PASSWORD}\n` })).code;
  expect(sites).toBe(0);
  const person = await seedPerson(officer, 'a02');
  const { no: personNo } = valueOf(await officer.client.query(PersonDetail, { personId: person })).row;
  const order = await hz.run('duty', `isolation order ${personNo} --kind centralized --reason contact --site gld-1 --yes --json`);
  expect(order).toMatchObject({ code: 0 });
  const { no, isolationId } = (JSON.parse(order.out) as { data: { no: string; isolationId: string } }).data;
  await duty.see('! 无床位 1');
  await duty.see(/无床位 1 人/);

  const staff = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(staff, 'staff-02', PASSWORD);
  await go(staff, 'gld');
  await staff.see(/无床位 1 人/);
  await staff.press('Enter');
  await staff.see('未结束 · 无床位');
  await staff.see(no);
  await staff.press('b');
  await staff.see('安排床位 · 测*');
  await staff.press('Ctrl-S');
  await staff.see('住 gld-1 第一间空房');
  await staff.press('y');
  await staff.see(`${no} → gld-1 301 房`);
  await go(staff, `isolation ${no}`);
  await staff.see('gld-1 · 有床位');

  // To another room: the one that is left is disinfected, and both terminals see it.
  await staff.press('b');
  await staff.see('调换房间 · 测*');
  await staff.press('Tab');
  staff.type('303');
  await staff.press('Ctrl-S');
  await staff.see('调换到 gld-1 303');
  await staff.press('y');
  await staff.see(`${no} → gld-1 303 房`);
  await go(staff, 'isolation-site gld-1');
  await staff.see('3 = 空 1 + 在住 1 + 消毒 1 + 停用 0');
  await staff.see(/301 +~ 消毒中 .*可用/);
  await staff.see(new RegExp(`303 +● 在住 +测\\*.* ${no}`));
  await duty.see(/gld-1 +占位宾馆 +3 +1 +1 +1/);

  // Who works in the area and not there sees rooms, and nobody in them.
  const worker = openConsole(platform, { columns: 120, rows: 40 });
  await signInAs(worker, 'worker-02', PASSWORD);
  await go(worker, 'isolation-site gld-1');
  expect(await worker.see(/303 +● 在住/)).not.toContain('测*');
  await worker.press('Enter');
  await worker.see('谁住哪间只由该点工作人员、医生和值班长查看');
  await worker.press('x');
  expect(await worker.see('由该点工作人员、医生或值班长办理')).toContain('安排床位');

  // The last of the two signatures releases; in the same moment the room is left.
  await platform.db.query(`update "census_screening"."isolation" set "status" = 'PENDING_RELEASE', "facts" = "facts" || '{"status":"PENDING_RELEASE","startedAt":"2020-01-24T20:00:00Z","noticeNo":"GL-1"}' where "id" = $1`, [isolationId]); // prettier-ignore
  const doctor = openConsole(platform, { columns: 120, rows: 40 });
  await signInAs(doctor, 'doctor-02', PASSWORD, /卡口/);
  await go(doctor, `isolation ${no}`);
  await doctor.see(/待解除/);
  await doctor.press('x', 'g');
  await doctor.see('签字解除 · ');
  doctor.type('36.5,36.6');
  await doctor.press('Ctrl-S');
  await doctor.see(/签字解除 → 待解除/);
  await go(staff, `isolation ${no}`);
  await staff.see(/待解除/);
  await staff.press('x', 'g');
  await staff.see('签字解除 · ');
  await staff.press('Tab');
  staff.type('JC-0137');
  await staff.press('Ctrl-S');
  await staff.see(/签字解除 → 已解除/);
  await go(staff, 'isolation-site gld-1');
  await staff.see('3 = 空 1 + 在住 0 + 消毒 2 + 停用 0');
  await duty.see(/gld-1 +占位宾馆 +3 +1 +· +2/);
  await staff.press('j', 'j', 'Enter');
  await staff.see(/303 +测\*.* +IC-.* 解除/);
});

test('from a shell: rooms of a file, a bed, its ledger, the meals, and a site that closes when nobody is in it', async () => {
  valueOf(await officer.client.command(OpenIsolationSite, { code: 'gld-2', name: '占位学校', path: 'houzhai/a02', rooms: ['1'] }));
  for (const account of ['duty', 'worker-02']) expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 }); // prettier-ignore
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const data = (out: string): unknown => (JSON.parse(out) as { data: unknown }).data;
  const wrong = await hz.run('duty', `isolation-site import-rooms ${file('wrong.csv', 'site,room\ngld-2,2\ngld-2,2\n,3\n')} --yes --json`);
  expect([wrong.code, data(wrong.out)]).toMatchObject([
    1,
    [
      { line: 3, code: 'twice' },
      { line: 4, code: 'required' },
    ],
  ]);
  const unknown = await hz.run('duty', `isolation-site import-rooms ${file('unknown.csv', 'site,room\ngld-77,2\n')} --yes --json`);
  expect(data(unknown.out)).toMatchObject([{ line: 2, column: 'site', code: 'record.not-found' }]);
  const rooms = file('rooms.csv', '隔离点,房间\ngld-2,1\ngld-2,2\ngld-2,3\n');
  expect(data((await hz.run('duty', `isolation-site import-rooms ${rooms} --dry-run --yes --json`)).out)).toEqual({ sites: 1, rooms: 3, toAdd: 2, unchanged: 1 }); // prettier-ignore
  expect(data((await hz.run('duty', `isolation-site import-rooms ${rooms} --yes --json`)).out)).toMatchObject({ done: 2 });
  expect(data((await hz.run('duty', `isolation-site import-rooms ${rooms} --yes --json`)).out)).toMatchObject({ unchanged: 3, done: 0 });
  expect(await hz.run('duty', 'isolation-site withdraw-rooms gld-2 --rooms 2 --why out-of-use --yes')).toMatchObject({ code: 0 });

  const { no, isolationId } = await ordered();
  const none = await hz.run('duty', `isolation-site assign-bed ${no} --yes`, { lang: 'zh' });
  expect([none.code, none.err]).toEqual([1, expect.stringMatching(/未指定隔离点；请选一个（空\/总）：.*gld-2 2\/3/)]);
  expect((await hz.run('duty', 'isolation list --no-bed', { lang: 'zh' })).out).toMatch(new RegExp(`${no} .*! 无床位`));
  expect((await hz.run('duty', `isolation-site assign-bed ${no} --site gld-2 --room 3 --diet vegetarian --yes`)).code).toBe(0);
  expect((await hz.run('duty', 'isolation-site list', { lang: 'zh' })).out).toMatch(/gld-2 +占位学校 +a02 +3 +1 +1 +0 +1/);
  expect((await hz.run('duty', 'isolation-site show gld-2', { lang: 'zh' })).out).toMatch(new RegExp(`3 +在住 +${no} 测\\*`));
  const meals = await hz.run('duty', 'isolation-site meals gld-2 --csv');
  expect(meals.out).toMatch(/^siteId,code,name,day,half,cutOff,settled,meals,diets/);
  expect((await hz.run('duty', 'isolation-site meals gld-2', { lang: 'zh' })).out).toMatch(/gld-2 占位学校 .* 上午 /);
  // The rails: a worker of the area sees rooms, and nobody in them; events name no room.
  expect((await hz.run('worker-02', 'isolation-site show gld-2')).out).not.toContain(no);
  expect((await hz.run('worker-02', 'isolation-site ledger gld-2')).code).toBe(1);
  const { rows } = await platform.db.query<{ text: string }>(`select "envelope"::text as text from "census_screening"."outbox" where "entity" in ('isolation', 'isolation-site')`); // prettier-ignore
  for (const { text } of rows) expect(text).not.toMatch(/"room"|VEGETARIAN|测试/);

  const held = await hz.run('duty', ['isolation-site', 'close', 'gld-2', '--reason', '人员已转出撤销', '--yes'], { lang: 'zh' });
  expect([held.code, held.err]).toEqual([1, expect.stringContaining(`还有 1 人在住，须先转出或解除：${no}`)]);
  valueOf(await officer.client.command(CancelIsolation, { isolationId, reason: '登记有误撤销隔离' }));
  expect((await hz.run('duty', `isolation-site ledger gld-2 --room 3`, { lang: 'zh' })).out).toMatch(new RegExp(`3 +${no} .*撤销`));
  expect((await hz.run('duty', ['isolation-site', 'close', 'gld-2', '--reason', '人员已转出撤销', '--yes'])).code).toBe(0);
  expect((await hz.run('duty', 'isolation-site list')).out).not.toContain('gld-2');
  expect((await hz.run('duty', 'isolation-site show gld-2')).code).toBe(0);
});
