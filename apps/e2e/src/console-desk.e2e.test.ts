import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AddOperator, AssignErrand, CancelErrand, RequestErrand, WorklistPage } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

let platform: Platform;
let admin: TestOperator;
let agent07: string;
let agent09: string;
const PASSWORD = 'correct-horse-battery';

beforeAll(async () => {
  platform = await startPlatform();
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  agent07 = await platform.account('agent-07', '代办员七', ['AGENT'], ['houzhai/a07'], PASSWORD);
  agent09 = await platform.account('agent-09', '代办员九', ['AGENT'], ['houzhai/a07'], PASSWORD);
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
  await desk.see(/账目不平，差 ¥46\.00/);
  // What the agent laid out is paid back, and it adds up.
  await desk.press('Esc', 'b', 'a');
  await desk.see('收到预付 · ER-');
  desk.type('46');
  await desk.press('Ctrl-S');
  await desk.see(/已记账，在手 ¥0\.00/);
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

type Kind = 'TRANSPORT' | 'UTILITY';
const MODULE = { TRANSPORT: 'standing-5', UTILITY: 'standing-4' };
const openOf = async (kind: Kind) => valueOf(await admin.client.query(WorklistPage, { kind, open: true })).rows;
const agentsOf = async (kind: Kind) => (await openOf(kind)).map(({ agentId }) => agentId);

/** Open errands of one kind in these areas, and no others of that kind: a journey finds its own by a filter. */
async function requested(kind: Kind, areas: readonly string[]): Promise<{ readonly errandId: string; readonly version: number }[]> {
  for (const { errandId, version } of await openOf(kind))
    valueOf(await admin.client.command(CancelErrand, { errandId, expectedVersion: version, reason: '重新演示前清理' }));
  const errands = [];
  for (const [index, area] of areas.entries()) {
    const beneficiaryId = await seedPerson(admin, area, `测试${'甲乙丙丁'[index] ?? ''}`);
    const input = { beneficiaryId, moduleCode: MODULE[kind], kind, items: [{ name: '去医院' }] };
    errands.push(valueOf(await admin.client.command(RequestErrand, input)));
  }
  return errands;
}

test('marks several errands, tries first, assigns at once those that can be, and takes it back', async () => {
  await requested('TRANSPORT', ['a07', 'a07', 'a07', 'a08']);
  const desk = openConsole(platform);
  await signInAs(desk, 'duty', PASSWORD);
  await desk.press('4');
  await desk.see('接送');
  await desk.press('/');
  desk.type('kind=transport');
  await desk.see('筛选后 4');
  await desk.press('Enter', '*');
  await desk.see('已标记 4');
  await desk.press('m');
  await desk.see('指派 4 单');
  desk.type('agent-07');
  await desk.see(/▸ 代办员七/);
  await desk.press('Enter', 'Ctrl-S');
  const trial = await desk.see('3 单可以，1 单不行');
  expect(trial).toContain('a08');
  expect(await agentsOf('TRANSPORT')).toEqual([undefined, undefined, undefined, undefined]);
  await desk.press('Enter');
  await desk.press('y');
  await desk.see('完成 3 单，未成 1 单');
  await desk.see((screen) => (screen.match(/接送[^│\n]*代办员七/g) ?? []).length === 3);
  expect(desk.screen()).not.toContain('已标记');
  expect((await agentsOf('TRANSPORT')).filter((agentId) => agentId === agent07)).toHaveLength(3);

  await desk.press('u');
  await desk.see('撤回 3 单');
  await desk.press('y');
  await desk.see((screen) => screen.includes('已撤回') && !/接送[^│\n]*代办员七/.test(screen));
  await eventually(
    () => agentsOf('TRANSPORT'),
    (agents) => agents.every((agentId) => agentId === undefined),
  );
});

test('hands all open work of an absent agent to another, after a trial', async () => {
  for (const { errandId, version } of await requested('UTILITY', ['a07', 'a07']))
    valueOf(await admin.client.command(AssignErrand, { errandId, expectedVersion: version, agentId: agent07 }));
  const desk = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(desk, 'duty', PASSWORD);
  await desk.press('4');
  await desk.see('缴费报修');
  await desk.press('R');
  await desk.see('转派某人的全部在办');
  // Both names are typed without waiting for the answers: each is taken when it is the only one.
  desk.type('agent-07');
  await desk.press('Tab');
  desk.type('agent-09');
  await desk.press('Tab');
  desk.type('外出就医离岗');
  await desk.see(/代办员七 +agent-07 ✓/);
  await desk.see(/代办员九 +agent-09 ✓/);
  await desk.press('Ctrl-S');
  await desk.see(/执行 \d+ 单/);
  expect(await agentsOf('UTILITY')).toEqual([agent07, agent07]);
  await desk.press('y');
  await desk.see(/完成 \d+ 单，未成 0 单/);
  await desk.see((screen) => (screen.match(/缴费报修[^│\n]*代办员九/g) ?? []).length === 2);
  expect(await agentsOf('UTILITY')).toEqual([agent09, agent09]);
});
