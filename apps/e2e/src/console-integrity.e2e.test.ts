import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ReassignTeam } from '@houzhai/contracts';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { TestClock, startPlatform, type Platform } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const clock = new TestClock();
/** It is its evening: what is entered now and what a file says of it are one day. */
const DAY = Temporal.Now.zonedDateTimeISO('Asia/Shanghai').toPlainDate().add({ days: 1 });
const NONE = '没有需要复核的上门记录';
const folder = mkdtempSync(join(tmpdir(), 'hz-integrity-'));
let platform: Platform;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform({ clock });
  const site = await ScreeningSite.open(platform);
  await site.rooms('a07', 4);
  await site.rooms('a12', 4);
  const officer = await site.as('DUTY_OFFICER');
  const account = (name: string, shown: string, role: 'TEAM_LEAD' | 'TEAM_MEMBER' | 'DUTY_OFFICER' | 'COMMANDER', area: string) =>
    platform.account(name, shown, [role], [area], PASSWORD);
  await account('commander', '指挥长甲', 'COMMANDER', 'houzhai');
  const lead = await account('lead-07', '队长七', 'TEAM_LEAD', 'houzhai/a07');
  const members = [
    await account('member-07', '队员七', 'TEAM_MEMBER', 'houzhai/a07'),
    await account('mate-07', '队友七', 'TEAM_MEMBER', 'houzhai/a07'),
  ];
  const toTeamId = await site.team(7, 'a07', lead, members);
  await site.team(8, 'a08', await account('lead-08', '队长八', 'TEAM_LEAD', 'houzhai/a08'));
  const { campaignId } = await site.round();
  valueOf(await officer.client.command(ReassignTeam, { campaignId, toTeamId, reason: '其他队伍休整' }));
  // From here on one person is on duty.
  await platform.db.query(`update "command_center"."operator" set "active" = false where "roles"::jsonb ? 'DUTY_OFFICER'`);
  await account('duty', '值班长甲', 'DUTY_OFFICER', 'houzhai');
  clock.advance(clock.now().until(DAY.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: '20:00' }).toInstant()));
  hz = new Hz(platform.natsUrl);
  expect(await hz.run('mate-07', 'sign-in mate-07', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
}, 60_000);
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

async function reviewsOf(account: string): Promise<TerminalSession> {
  const terminal = openConsole(platform);
  await signInAs(terminal, account, PASSWORD);
  await terminal.press('5');
  return terminal;
}
/** A door at either end of the list, within a minute. */
async function twoDoors(terminal: TerminalSession): Promise<void> {
  for (const end of ['g', 'G'] as const) {
    await terminal.press(end, 'f');
    await terminal.see('住着几人');
    await terminal.press('2');
    await terminal.see('→ 已查清');
  }
}

test('what one person cannot have made waits for their leader, who sees why and says what it came to; nobody else sees it', async () => {
  const member = openConsole(platform);
  await signInAs(member, 'member-07', PASSWORD, /未查清 8/);
  await twoDoors(member);
  await member.see(/未查清 6/);
  const file = join(folder, 'visits.csv');
  const line = (area: string, minute: number) => `houzhai/${area}/c1/g1/h0001-r02,completed,${DAY.toString()} 19:${String(minute)},1`;
  writeFileSync(file, ['path,outcome,time,not in the register', line('a07', 30), line('a12', 32)].join('\n'));
  expect(await hz.run('mate-07', `screening import-visits ${file} --yes`)).toMatchObject({ code: 0 });

  const lead = await reviewsOf('lead-07');
  await lead.see('2 项请复核');
  await lead.see(/队员七 +.*两处相隔太近/);
  await lead.press('G', 'k', 'Enter');
  await lead.see(/请复核 +两处相隔太近/);
  const card = await lead.see(/登记相隔 2 分钟|登记相隔 0 分钟/);
  expect(card).toMatch(/● .*a07\/c1\/g1\/h0001/);
  expect(card).toMatch(/● .*a12\/c1\/g1\/h0001/);
  await lead.press('f');
  await lead.see('不通知任何人，不计入考核');
  await lead.press('Tab');
  lead.type('两人一组，一个账号');
  await lead.press('Ctrl-S');
  await lead.see(/结果 +情况属实 · 队长七 .*两人一组，一个账号/);
  await lead.press('Esc');
  await lead.see('1 项请复核');
  await lead.press('f');
  await lead.see('不通知任何人，不计入考核');
  await lead.press('Right', 'Ctrl-S');
  await lead.see(NONE);
  await lead.press('A');
  const done = await lead.see('2 项已复核');
  expect(done).toContain('情况属实');
  expect(done).toContain('需要谈一谈');

  for (const account of ['lead-08', 'commander', 'duty']) {
    const other = await reviewsOf(account);
    await other.see(NONE);
    await other.press('A');
    await other.see('还没有复核过');
  }
  await member.press('5');
  await member.see('您的角色看不到这里');
}, 60_000);

test('what the only one on duty entered themselves waits for the commander', async () => {
  const duty = openConsole(platform);
  await signInAs(duty, 'duty', PASSWORD);
  await duty.press(':');
  duty.type('doors open=true');
  await duty.press('Enter');
  await duty.see(/未查清 4/);
  await twoDoors(duty);
  await duty.press('5');
  await duty.see(NONE);

  const commander = await reviewsOf('commander');
  await commander.see('1 项请复核');
  await commander.press('Enter');
  await commander.see(/采集人 +值班长甲/);
  await commander.press('f');
  await commander.see('不通知任何人，不计入考核');
  await commander.press('Ctrl-S');
  await commander.see(/结果 +情况属实 · 指挥长甲/);
  const lead = await reviewsOf('lead-07');
  await lead.see(NONE);
}, 60_000);
