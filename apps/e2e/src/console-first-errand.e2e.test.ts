import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AddOperator, WorklistPage } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;
const PASSWORD = 'correct-horse-battery';

beforeAll(async () => {
  platform = await startPlatform();
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('agent-07', '代办员七', ['AGENT'], ['houzhai/a07'], PASSWORD);
  await platform.account('agent-08', '代办员八', ['AGENT'], ['houzhai/a08'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

test('a newcomer chooses a password, then registers and follows a first errand without having read anything', async () => {
  const { oneTimePassword } = valueOf(
    await admin.client.command(AddOperator, {
      account: 'newcomer',
      displayName: '新来的',
      roles: ['COMMUNITY_WORKER'],
      scope: ['houzhai/a07'],
    }),
  );
  const desk = openConsole(platform);
  await desk.see('账号');
  desk.type('newcomer');
  await desk.press('Enter');
  desk.type('wrong-password');
  await desk.press('Enter');
  await desk.see('还可尝试');
  desk.type(oneTimePassword);
  await desk.press('Enter');
  await desk.see('新口令');
  desk.type('short');
  await desk.press('Tab');
  desk.type('short');
  await desk.press('Enter');
  await desk.see('不含账号名');
  await desk.press('Shift-Tab', ...Array<string>(8).fill('Backspace'));
  desk.type(PASSWORD);
  await desk.press('Tab', ...Array<string>(8).fill('Backspace'));
  desk.type(PASSWORD);
  await desk.press('Enter');
  await desk.see('合计');
  await desk.see('占位村7');

  // 4 is the errands, a registers; the caller is not known yet and is entered on the way.
  await desk.press('4');
  await desk.see('这里没有代办单');
  await desk.press('a');
  await desk.see('服务对象');
  desk.type('测试丙');
  await desk.see('登记新居民“测试丙”');
  await desk.press('Enter');
  await desk.see(/姓名 \* 测试丙/);
  await desk.press('Tab');
  desk.type('19900000003');
  await desk.press('Tab');
  desk.type('a07');
  await desk.see('a07 占位村7');
  await desk.press('Enter', 'Tab', 'Tab');
  desk.type('降压药=2盒');
  await desk.press('Tab');
  desk.type('明天 18:00');
  await desk.press('Ctrl-S');
  await desk.see(/已登记 ER-\d{8}-\d{4}-\d/);
  await desk.see('测*丙');
  const screen = await desk.see('降压药');
  expect(screen).toContain('× 2盒');
  expect(screen).not.toContain('19900000003');

  await desk.press('@');
  await desk.see('hz errand request');
  expect(desk.screen()).not.toContain('测试丙');
  await desk.press('Esc', 'Esc', '?');
  await desk.see('帮助 · Enter 执行');
  await desk.press('Esc', 'Ctrl-C');
  await desk.see('再按一次 Ctrl-C 退出');
  await desk.press('Ctrl-C');
  expect(await desk.exit).toBe(0);
  expect(desk.output.slice(-40)).toContain('\u001b[?1049l');
});

test('two consoles stay in step through the whole errand; the agent of another village sees nothing of it', async () => {
  const desk = openConsole(platform);
  const agent = openConsole(platform, { columns: 80, rows: 24 });
  const other = openConsole(platform, { columns: 100, rows: 30, lang: 'en' });
  await signInAs(desk, 'duty', PASSWORD);
  await signInAs(agent, 'agent-07', PASSWORD);
  await signInAs(other, 'agent-08', PASSWORD);

  await desk.press('4', 'a');
  await desk.see('服务对象');
  desk.type('csb');
  await desk.see('登记新居民');
  desk.type('x');
  await desk.see('登记新居民“csbx”');
  await desk.press('Enter');
  await desk.see('姓名');
  await desk.press(...Array<string>(6).fill('Backspace'));
  desk.type('测试丁');
  await desk.press('Tab', 'Tab');
  desk.type('a07');
  await desk.see('a07 占位村7');
  await desk.press('Enter', 'Tab', 'd');
  await desk.see('代购');
  await desk.press('Tab');
  desk.type('牛奶=1箱；面条');
  await desk.press('Ctrl-S');
  const [no = ''] = /ER-\d{8}-\d{4}-\d/.exec(await desk.see(/已登记 ER-/)) ?? [];
  expect(no).not.toBe('');

  // The agent's list shows it by itself; the other village's agent has an empty one.
  await agent.press('4');
  await agent.see(no);
  await other.press('4');
  await other.see('No errands here');

  // The desk assigns; the agent accepts, starts, delivers; each sees the other's step.
  await desk.press('m');
  await desk.see('指派 · ER-');
  desk.type('agent-07');
  await desk.see(/▸ 代办员七/);
  await desk.press('Enter', 'Ctrl-S');
  await desk.see(/指派 → 委托 · u 撤回/);
  await agent.see(/代办员七/);
  await agent.press('g', '/');
  agent.type(no.slice(-6));
  await agent.press('Enter', 'Enter');
  await agent.see('牛奶');
  await agent.press('x', 'a');
  await agent.see(/受理 → 受理/);
  await desk.see(/受理 +代办员七/);
  await agent.press('x', 's');
  await desk.see(/开始办理 +代办员七/);
  await agent.see(/ER-.*开始办理 → 办理/);
  await agent.press('u');
  await agent.see(/ER-[\d-]+ +受理/);
  await agent.press('x', 's');
  await agent.see(/开始办理 → 办理/);
  await agent.press('f');
  await agent.see('送达 · ER-');
  await agent.press('Tab');
  agent.type('本人当面签收');
  await agent.press('Tab');
  agent.type('46');
  await agent.press('Ctrl-S');
  await agent.see('票据');
  await agent.see(/票据合计|对不上|不符|等于/);
  await agent.press('Tab');
  agent.type('No.8=46');
  await agent.press('Ctrl-S');
  await agent.see(/送达 → 送达/);
  await desk.see(/送达 +代办员七/);

  // The desk calls back, files it and asks again later.
  await desk.press('x', 'c');
  await desk.see('回访确认 · ER-');
  await desk.press('Tab', 'Tab');
  desk.type('牛奶收到了');
  await desk.press('Ctrl-S');
  await desk.see(/回访确认 → 确认/);
  await desk.press('x');
  await desk.see('归档结账');
  await desk.press('Enter');
  await desk.see('归档结账 · ER-');
  await desk.press('Ctrl-S');
  await desk.see(/归档结账 → 归档/);
  await agent.see('归档结账');

  await other.press('r');
  await other.see('No errands here');
  expect(other.output).not.toContain(no);
  const rows = valueOf(await admin.client.query(WorklistPage, { no })).rows;
  expect(rows.map(({ status }) => status)).toEqual(['ARCHIVED']);
});
