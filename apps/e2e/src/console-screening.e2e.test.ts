import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { SheetsPage } from '@houzhai/contracts';
import { readRows } from '@houzhai/documents';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { startPlatform, type Platform } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const folder = mkdtempSync(join(tmpdir(), 'hz-rounds-'));
let platform: Platform;
let site: ScreeningSite;

beforeAll(async () => {
  platform = await startPlatform();
  site = await ScreeningSite.open(platform);
  await site.rooms('a07', 3);
  await site.rooms('a12', 2);
  await platform.account('duty', '值班长甲', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const lead = await platform.account('lead-07', '队长七', ['TEAM_LEAD'], ['houzhai/a07'], PASSWORD);
  const member = await platform.account('member-07', '队员七', ['TEAM_MEMBER'], ['houzhai/a07'], PASSWORD);
  await site.team(7, 'a07', lead, [member]);
});
afterEach(closeConsoles);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await platform.stop();
});

test('a round is frozen, shared out after a trial and walked door by door; coverage moves on the other screen', async () => {
  const duty = openConsole(platform, { env: { XDG_STATE_HOME: folder } });
  await signInAs(duty, 'duty', PASSWORD);
  await duty.press('2');
  await duty.see('还没有摸排');
  await duty.press('a');
  await duty.see('新一轮摸排');
  duty.type('第一轮');
  await duty.press('Tab');
  duty.type('摸清来(返)义人员');
  await duty.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab');
  duty.type('2020-02-10');
  await duty.press('Tab');
  duty.type('2020-02-14');
  await duty.press('Ctrl-S');
  await duty.see('还没有底数：按 x 选“确定底数”');
  await duty.press('x', 'f');
  await duty.see('记下名册与校验值');
  await duty.press('y');
  await duty.see(/底数 +5 = 出租房（间） 5/);

  // Nothing is shared out before somebody has seen how.
  await duty.press('x', 'g');
  await duty.see('试算，尚未生效');
  await duty.press('Enter');
  await duty.see('a07 是本村');
  await duty.press('Esc', 'Y');
  await duty.see('新分 5，换队 0');
  await duty.press('y');
  await duty.see('已分派 5 户（间）');
  await duty.press('x', 's');
  await duty.see('各队可以开始登记上门');
  await duty.press('y');
  await duty.see(/第一轮 +进行中/);

  // The team has doors at home and where it is lent to; one key each.
  const lead = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(lead, 'lead-07', PASSWORD);
  await lead.press('2', 'M');
  await lead.see(/5 户（间） +未查清 5/);
  await lead.press('f');
  await lead.see('住着几人');
  await lead.press('2');
  await lead.see('→ 已查清');
  await lead.see(/4 户（间） +未查清 4/);
  await duty.see(/已查清 1\/5 +20\.0%/);
  await lead.press('e', 'l');
  await lead.see('→ 确认空置');
  await duty.see(/已查清 2\/5 +40\.0%/);
  await lead.press('n');
  await lead.see(/! 无人应门，[上下]午再去/);

  // Somebody else of the team sees it at once, on a screen in English, and what two sources say differently.
  const member = openConsole(platform, { lang: 'en' });
  await signInAs(member, 'member-07', PASSWORD, /3 units +3 open/);
  await member.press('A');
  await member.see(/✓ Completed/);
  await member.press('G', 'k', 'Enter');
  await member.see('What sources say differently');
  expect(await member.see('Register: said to be empty, lived in')).not.toMatch(/\p{Script=Han}{6,}/u);

  // The same doors for those without a screen: numbered on paper, and a table that is filled in and read back.
  await duty.press('p');
  await duty.see('打印上门工作单 · a07 占位村7');
  await duty.press('Ctrl-S');
  const [, paper = ''] = /已写入 (\S+\.pdf)/.exec(await duty.see(/已写入 \S+\.pdf/)) ?? [];
  expect(readFileSync(paper).subarray(0, 5).toString()).toBe('%PDF-');
  const officer = await site.as('DUTY_OFFICER');
  expect(valueOf(await officer.client.query(SheetsPage, { paper: true })).rows).toMatchObject([{ kind: 'DOORS', area: 'a07' }]);
  await duty.press('E');
  const [, table = ''] = /已写入 (\S+\.xlsx)/.exec(await duty.see(/已写入 \S+\.xlsx/)) ?? [];
  const rows = [];
  for await (const { cells } of readRows(readFileSync(table))) rows.push(cells);
  expect(rows).toMatchObject([{ '村(居)': 'a07', 队: '7', 次数: '1', 结果: '' }]);

  // From the area down to the doors that nobody has opened.
  await duty.press('o');
  await duty.see(/2 户（间）|1 户（间）/);
  await duty.see('未开门');
});
