import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { totpCode } from '@houzhai/auth';
import { AddOperator, EndSession, ListOperators, ListSessions, RequestErrand, ResetOperator } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let desk: TestOperator;
let admin: TestOperator;
let no: string;

beforeAll(async () => {
  platform = await startPlatform({
    // The police must have a second factor here.
    prepare: async (db) => {
      await db.query(
        `insert into "command_center"."policy" ("code", "version", "effective_from", "source", "values")
         select "code", '3', "effective_from" + interval '1 day', "source", "values" || '{"secondFactorRoles":["POLICE"]}' from "command_center"."policy" where "code" = 'sign-in' and "version" = '2'`,
      );
    },
  });
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  desk = admin;
  await seedAreas(admin);
  await seedModules(admin);
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('root', '管理员', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
  await platform.account('police', '民警', ['POLICE', 'DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('cautious', '谨慎者', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const beneficiaryId = await seedPerson(desk, 'a07', '测试戊');
  const input = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }] };
  ({ no } = valueOf(await desk.client.command(RequestErrand, input)));
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

test('a locked screen shows nothing of the data; the password brings everything back, a draft too, and what changed meanwhile', async () => {
  const terminal = openConsole(platform, { columns: 100, rows: 30 });
  await signInAs(terminal, 'duty', PASSWORD);
  await terminal.press('4');
  await terminal.see(no);
  await terminal.press('a');
  await terminal.see('服务对象');
  terminal.type('ceshi');
  await terminal.see('ceshi');
  await terminal.press('Ctrl-X');
  await terminal.see('已锁屏');
  for (const data of [no, '测', '值班长', '超期', 'ceshi', '代办', '服务对象', '街道']) expect(terminal.screen()).not.toContain(data);
  const beneficiaryId = await seedPerson(desk, 'a07', '测试己');
  const input = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '面粉' }] };
  const { no: later } = valueOf(await desk.client.command(RequestErrand, input));
  await terminal.press('4', 'q', 'Esc', '?');
  terminal.type('not-the-password');
  await terminal.press('Enter');
  await terminal.see('还可尝试 4 次');
  expect(terminal.screen()).not.toContain('not-the-password');
  terminal.type(PASSWORD);
  await terminal.press('Enter');
  await terminal.see('ceshi');
  expect(terminal.screen()).not.toContain('已锁屏');
  await terminal.press('Esc');
  await terminal.see('放弃并离开');
  await terminal.press('y');
  await terminal.see('1 条新');
  await terminal.press('.');
  await terminal.see(later);
});

test('somebody who is signed out by an administrator reads who did it, and finds the draft again', async () => {
  const terminal = openConsole(platform, { columns: 100, rows: 30 });
  await signInAs(terminal, 'duty', PASSWORD);
  await terminal.press('4');
  await terminal.see(no);
  await terminal.press('a');
  await terminal.see('服务对象');
  terminal.type('ceshi');
  await terminal.see('ceshi');
  const { rows } = valueOf(await admin.client.query(ListSessions, { all: true }));
  for (const { account, sessionId } of rows) if (account === 'duty') await admin.client.command(EndSession, { sessionId });
  await terminal.see(/本次登录已由 .* 结束，请重新登录；填写的内容还在/);
  terminal.type(PASSWORD);
  await terminal.press('Enter');
  await terminal.see('ceshi');
});

test('sessions: one’s own with this one marked, an administrator all of them; one that is ended goes', async () => {
  const other = openConsole(platform, { columns: 100, rows: 30 });
  await signInAs(other, 'duty', PASSWORD);
  const terminal = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(terminal, 'root', PASSWORD, '共');
  await terminal.press(':');
  terminal.type('会话');
  await terminal.press('Enter');
  await terminal.see('● 本会话');
  expect(terminal.screen()).not.toContain('duty');
  await terminal.press('A');
  await terminal.see('duty');
  for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(80);
  const rows = terminal.lines().filter((line) => /控制台|程序/.test(line));
  await terminal.press(
    'g',
    ...rows
      .slice(
        0,
        rows.findIndex((line) => line.includes('duty')),
      )
      .map(() => 'j'),
  );
  await terminal.see(/▸ ?duty/);
  await terminal.press('D');
  await terminal.see('立即断开');
  await terminal.press('y');
  await terminal.see('已结束');
  await other.see(/本次登录已由 管理员 结束/);
});

/** The key of the secret that is shown to be typed into an authenticator. */
function keyOn(screen: string): Buffer {
  const secret = /^\s*((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})\s*$/m.exec(screen)?.[1]?.replaceAll(' ', '') ?? '';
  expect(secret).toHaveLength(32);
  const bits = Array.from(secret, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
}

test('a second factor: enrolled with keys, asked for at the next sign-in', async () => {
  const terminal = openConsole(platform, { columns: 120, rows: 40 });
  await signInAs(terminal, 'cautious', PASSWORD);
  await terminal.press(':');
  terminal.type('启用动态口令');
  await terminal.press('Enter');
  await terminal.see('先输入口令');
  terminal.type(PASSWORD);
  await terminal.press('Enter');
  const shown = await terminal.see('otpauth://');
  const key = keyOn(shown);
  const step = Math.floor(Date.now() / 30_000);
  terminal.type(totpCode(key, step));
  await terminal.press('Enter');
  const codes = await terminal.see('只显示这一次');
  expect(codes.match(/[a-z2-9]{4}(?:-[a-z2-9]{4}){3}/g)?.length).toBeGreaterThanOrEqual(10);
  await terminal.press('Enter');
  const again = openConsole(platform, { columns: 100, rows: 30, lang: 'en' });
  await signInAs(again, 'cautious', PASSWORD, 'Give the six digits');
  again.type('000000');
  await again.press('Enter');
  await again.see('Wrong or used code; 4 tries left');
  again.type(totpCode(key, step + 1));
  await again.press('Enter');
  await again.see('Total');

  // A new password from the administrator: the code is asked for once, and the own password after it.
  const { rows } = valueOf(await admin.client.query(ListOperators, { text: 'cautious' }));
  const reset = valueOf(await admin.client.command(ResetOperator, { operatorId: rows[0]?.operatorId ?? '', reason: '忘记口令当面核实' }));
  await again.see('The account was reset by');
  again.type(reset.oneTimePassword);
  await again.press('Enter');
  await again.see('Give the six digits');
  again.type(/[a-z2-9]{4}(?:-[a-z2-9]{4}){3}/.exec(codes)?.[0] ?? '');
  await again.press('Enter');
  await again.see('Choose a password of your own first');
  again.type('a-password-of-my-own');
  await again.press('Enter');
  again.type('a-password-of-my-own');
  await again.press('Enter');
  await again.see('Total');
});

test('a role that must have a second factor enrols before anything else, and cannot leave before', async () => {
  const terminal = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(terminal, 'police', PASSWORD, '您的角色须先启用动态口令');
  await terminal.press('Esc');
  await terminal.see('须先完成这一步');
  terminal.type('not-the-password');
  await terminal.press('Enter');
  await terminal.see('还可尝试 4 次');
  await terminal.press('Esc');
  await terminal.see('须先完成这一步');
  await terminal.press('Ctrl-U');
  terminal.type(PASSWORD);
  await terminal.press('Enter');
  const key = keyOn(await terminal.see('otpauth://'));
  await terminal.press('Esc');
  await terminal.see('须先完成这一步');
  terminal.type(totpCode(key, Math.floor(Date.now() / 30_000)));
  await terminal.press('Enter');
  await terminal.see('只显示这一次');
  await terminal.press('Enter');
  await terminal.see('合计');
  await terminal.press('4');
  await terminal.see(no);
});

test('a newcomer chooses a password of their own first', async () => {
  const added = valueOf(
    await admin.client.command(AddOperator, { account: 'newcomer', displayName: '新人', roles: ['DUTY_OFFICER'], scope: ['houzhai'] }),
  );
  const terminal = openConsole(platform, { columns: 100, rows: 30 });
  await signInAs(terminal, 'newcomer', added.oneTimePassword, '首次登录请设置自己的口令');
  terminal.type('a-password-of-my-own');
  await terminal.press('Enter');
  terminal.type('a-password-of-my-own');
  await terminal.press('Enter');
  await terminal.see('合计');
});
