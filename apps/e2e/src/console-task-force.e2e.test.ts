import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FormTaskForce, FormCombatUnit, TaskForceDetail } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

let platform: Platform;
let officer: HeldOperator;
let hz: Hz;
const folder = mkdtempSync(join(tmpdir(), 'hz-teams-'));
const PASSWORD = 'correct-horse-battery';
/** Within it a deployment is seen on another terminal. */
const SECOND = 1_000;

beforeAll(async () => {
  platform = await startPlatform();
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  officer = await platform.operator(['DUTY_OFFICER']);
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const person = (account: string, name: string, lead: boolean): Promise<string> =>
    platform.account(account, name, lead ? ['TEAM_LEAD', 'TEAM_MEMBER'] : ['TEAM_MEMBER'], ['houzhai/a07'], PASSWORD);
  const people = [await person('lead-07', '突击七队长', true), await person('member-07', '突击七队员', false)];
  const headId = await platform.account('head-07', '单元长七', ['UNIT_HEAD'], ['houzhai/a07'], PASSWORD);
  await eventually(() => officer.client.command(FormTaskForce, { no: 7, homeArea: 'a07', leaderId: people[0] ?? '', memberIds: people.slice(1) }), ({ ok }) => ok); // prettier-ignore
  valueOf(await officer.client.command(FormCombatUnit, { code: 'unit-07', kind: 'VILLAGE', name: '占位村7', path: 'houzhai/a07', headId }));
  hz = new Hz(platform.natsUrl);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

test('a deployment made on one terminal: the leader’s sees the other area within a second, and no longer after the recall', async () => {
  const duty = openConsole(platform);
  const lead = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(duty, 'duty', PASSWORD);
  await signInAs(lead, 'lead-07', PASSWORD, /合计 1/);
  expect(await lead.see(/07 占位村7/)).not.toContain('占位村8');

  await duty.press(':');
  duty.type('tj');
  await duty.press('Enter');
  await duty.see('1 支突击队 · 在外 0 · 可出动 2/2 人');
  await duty.press('d');
  await duty.see('调度 · 第 7 突击队');
  duty.type('占位村8');
  await duty.see(/▸ a08 占位村8/);
  await duty.press('Enter');
  duty.type('支援摸排');
  await duty.press('Ctrl-S');
  await duty.see('第 7 突击队 调度 → a08 占位村8');
  const sent = performance.now();
  const chart = await lead.see(/合计 2/);
  expect(performance.now() - sent).toBeLessThan(SECOND);
  expect(chart).toMatch(/08 占位村8.* 2$/m);
  await lead.see('您的突击队已调往 a08');

  // The leader says who cannot go; the duty officer sees it at once, and why.
  await lead.press(':');
  lead.type('tj');
  await lead.press('Enter');
  await lead.see(/→占位村8 .*2\/2 支援摸排/);
  await lead.press('Enter');
  await lead.see('突击七队员');
  await lead.press('j', 'a');
  await lead.see('登记不在岗 · 第 7 突击队 · 突击七队员');
  await lead.press('Ctrl-S');
  expect(await lead.see(/突击七队员 +! 不在岗 至/)).not.toContain('隔离');
  await duty.see(/1\/2/);
  await duty.press('Enter');
  await duty.see(/突击七队员 +! 隔离 至/);

  await lead.press('Esc', 'Esc');
  await lead.see(/合计 2/);
  await duty.press('d');
  await duty.see('召回 · 第 7 突击队');
  duty.type('支援任务完成');
  await duty.press('Ctrl-S');
  await duty.see('召回 → a07');
  const recalled = performance.now();
  expect(await lead.see(/合计 1/)).not.toContain('占位村8');
  expect(performance.now() - recalled).toBeLessThan(SECOND);
  await lead.see('您的突击队已召回');
});

test('from a shell: teams in names and words, the best one for an area with the reason, sent and called back', async () => {
  for (const account of ['duty', 'lead-07', 'head-07']) expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 }); // prettier-ignore
  expect((await hz.run('duty', 'task-force list', { lang: 'zh' })).out).toMatch(/7 +a07 +在驻地 +a07 +突击七队长 +1\/2/);
  const suggested = await hz.run('duty', 'task-force suggest --area a06 --strength 1', { lang: 'zh' });
  expect(suggested.out).toMatch(/7 +1 +突击七队长 +驻地 a07 与其相邻，可出动 1 人，队长在岗/);
  const json = await hz.run('duty', 'task-force suggest --area a06 --strength 1 --json');
  expect(JSON.parse(json.out)).toMatchObject({ data: [{ no: 7, enough: true, borders: 1 }] });
  const watching = hz.open('duty', 'watch task-force', 'en');
  await watching.see('Waiting for changes');
  const deploy = ['task-force', 'deploy', '7', '--to-area', 'a06', '--mission', '支援卡口', '--until', '+2h', '--yes', '--json'];
  expect(JSON.parse((await hz.run('duty', deploy)).out)).toMatchObject({ data: { no: 7, at: 'a06', status: 'DEPLOYED' } });
  expect(await watching.see(/Deployed/)).toMatch(/7 +v\d+ +a06 +Deployed +1\/2/);
  await watching.press('Ctrl-C');
  await watching.exit;
  // A shell that was signed in before sees the area too, and not after.
  const areas = async (): Promise<string[]> => (JSON.parse((await hz.run('lead-07', 'board --json')).out) as { data: { area: string }[] }).data.map(({ area }) => area); // prettier-ignore
  expect(await areas()).toEqual(['a06', 'a07']);
  expect(await hz.run('duty', deploy)).toMatchObject({ code: 1, out: '' });
  expect((await hz.run('duty', ['task-force', 'recall', '7', '--reason', '支援任务完成', '--yes'])).code).toBe(0);
  expect(await areas()).toEqual(['a07']);
  expect(await hz.run('lead-07', ['task-force', 'recall', '7', '--reason', '支援任务完成', '--yes'])).toMatchObject({ code: 4 });
  expect((await hz.run('duty', 'task-force end-absence member-07 --yes --json')).out).toContain('"strength":2');
  expect((await hz.run('duty', 'task-force show 7')).out).toContain('"mission":"支援卡口"');

  expect((await hz.run('head-07', ['combat-unit', 'set-duty', 'unit-07', '--duty', 'screening', '--what', '入户摸排', '--yes'])).code).toBe(
    0,
  );
  expect((await hz.run('head-07', 'combat-unit report-duty unit-07 --duty screening --done 60 --yes')).code).toBe(0);
  const link =
    'combat-unit link-member unit-07 --member-no m-01 --paths houzhai/a07/c1/g1/f00001,houzhai/a07/c1/g1/f00002 --persons 5 --yes';
  expect((await hz.run('head-07', link)).code).toBe(0);
  expect((await hz.run('duty', 'combat-unit list', { lang: 'zh' })).out).toMatch(/unit-07 +占位村7 +村\(居\) +a07 +单元长七 +1 +5 +60%/);
});

test('a list of teams is read at the keyboard: each wrong line is named, and nothing is done before it was seen and confirmed', async () => {
  for (const account of ['lead-08', 'member-08']) await platform.account(account, account, ['TEAM_LEAD', 'TEAM_MEMBER'], ['houzhai/a08'], PASSWORD); // prettier-ignore
  const file = join(folder, 'teams.csv');
  const list = (members: string): void => {
    writeFileSync(file, `队号,村(居),队长,队员\n7,a07,lead-07,member-07\n8,a08,lead-08,${members}\n`);
  };
  list('member-08 stranger');
  const duty = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(duty, 'duty', PASSWORD);
  await duty.press(':');
  duty.type('tj');
  await duty.press('Enter');
  await duty.see('1 支突击队');
  await duty.press('I');
  await duty.see('导入突击队名单');
  duty.type(file);
  await duty.press('Ctrl-S');
  expect(await duty.see('1 处有误，未改动任何队伍')).toContain('第 3 行 队员：没有这个账号');
  list('member-08');
  await duty.press('Esc', 'Ctrl-S');
  await duty.see('试算：共 2 支，组建 1，调整 0，不变 1');
  await duty.see('组建或调整：8 队');
  await duty.press('y');
  await duty.see('✓ 已组建、调整 1 支');
  await duty.see('2 支突击队');
  await duty.see(/8 .*lead-08 .*2\/2/);
  expect(valueOf(await officer.client.query(TaskForceDetail, { no: 8 })).members).toHaveLength(2);
  await duty.press('I');
  await duty.see('导入突击队名单');
  duty.type(file);
  await duty.press('Ctrl-S');
  await duty.see('2 支队伍已与名单一致，无需改动');
});
