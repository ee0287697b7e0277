import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { AcceptErrand, RegisterPerson, RequestErrand, WorklistPage } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

let platform: Platform;
let desk: TestOperator;
let no: string;
let errandId: string;
const PASSWORD = 'correct-horse-battery';

beforeAll(async () => {
  platform = await startPlatform();
  const admin = await platform.operator(['PLATFORM_ADMIN']);
  desk = await platform.operator(['DUTY_OFFICER']);
  await seedAreas(desk).catch(() => seedAreas(admin));
  await seedModules(admin);
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('agent-07', '代办员七', ['AGENT'], ['houzhai/a07'], PASSWORD);
  await platform.account('root', '管理员', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
  await platform.account('agent-08', '代办员八', ['AGENT'], ['houzhai/a08'], PASSWORD);
});
beforeEach(async () => {
  const beneficiaryId = await seedPerson(desk, 'a07', '测试戊');
  const input = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }] };
  ({ no, errandId } = valueOf(await desk.client.command(RequestErrand, input)));
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

test('at 80x24 everything needed is on the screen, and no line runs over', async () => {
  const terminal = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(terminal, 'duty', PASSWORD);
  await terminal.press('4');
  const list = await terminal.see(no);
  for (const head of ['编号', '状态', '类别', '居民', '期限', '代办员']) expect(list).toContain(head);
  await terminal.press('x');
  await terminal.see(/┌─ ER-/);
  await terminal.press('Esc', 'Enter');
  await terminal.see('经过');
  expect(terminal.lines()[23]).toContain('? 帮助');
  terminal.resize(59, 15);
  await terminal.see('窗口太小');
  terminal.resize(200, 50);
  await terminal.see('经过');
  await terminal.press('Esc');
  await terminal.see('现在可以');
});

test('without colours nothing is coloured, and every mark is still there', async () => {
  const terminal = openConsole(platform, { env: { NO_COLOR: '1' } });
  await signInAs(terminal, 'duty', PASSWORD);
  await terminal.press('4');
  await terminal.see(no);
  expect(terminal.output).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38)m/);
  expect(
    terminal
      .cells()
      .flat()
      .some(({ inverse }) => inverse),
  ).toBe(true);
});

test('speaks English from the sign-in on, and changes by a command', async () => {
  const terminal = openConsole(platform, { lang: 'en', columns: 100, rows: 30 });
  await signInAs(terminal, 'duty', PASSWORD);
  expect(terminal.screen()).toContain('People');
  await terminal.press('4');
  await terminal.see('Requested');
  expect(terminal.screen().replaceAll(/占位村\d+|测\*戊|值班长|代办员[七八]|·/g, '')).not.toMatch(/\p{Script=Han}/u);
  await terminal.press(':');
  terminal.type('语言');
  await terminal.press('Enter');
  await terminal.see('编号');
});

test('an input method: Chinese typed in navigation opens the search, full-width marks are keys', async () => {
  const terminal = openConsole(platform);
  await signInAs(terminal, 'duty', PASSWORD);
  terminal.type('测试戊');
  await terminal.see('查找 ·');
  await terminal.see(/居民 +测\*戊/);
  const { x } = terminal.cursor();
  expect(x).toBeGreaterThan(10);
  await terminal.press('Enter');
  await terminal.see('一人一档');
  await terminal.press('Esc');
  terminal.type('：');
  await terminal.see('命令 ·');
  terminal.type('db');
  await terminal.see(/▸ 代办/);
  await terminal.press('Enter');
  await terminal.see(no);
  terminal.type('／');
  terminal.type('大');
  await terminal.see('没有符合筛选');
  await terminal.press('Esc', 'Esc');
  await terminal.see(no);
});

test('the server goes away: writes are refused with a reason, nothing hangs, and all is there when it is back', async () => {
  const terminal = openConsole(platform);
  await signInAs(terminal, 'agent-07', PASSWORD);
  await terminal.press('4');
  await terminal.see(no);
  await platform.killNats();
  await terminal.see('离线');
  await terminal.press('x');
  await terminal.see(/受理 +已断线/);
  await terminal.press('Esc', '1');
  await terminal.see('合计'); // the wall chart as it was last seen
  await terminal.press('4');
  await terminal.see(no);
  await platform.startNats();
  await terminal.see('● 在线', 30_000);
  await terminal.press('r');
  await terminal.see(no, 20_000);
  await terminal.press('g', '/');
  terminal.type(no.slice(-6));
  await terminal.press('Enter', 'Enter');
  await terminal.see('大米');
  await terminal.press('x', 'a');
  await terminal.see(/受理 → 受理/);
  // The test's own connection comes back in its own time.
  const page = await eventually(
    () => desk.client.query(WorklistPage, { no }).catch(() => undefined),
    (seen) => seen?.ok === true && seen.value.rows[0]?.status === 'ACCEPTED',
    30_000,
  );
  expect(page?.ok === true && page.value.rows).toHaveLength(1);
});

test('an agent of another village finds nothing by any way, and hears nothing on the wire', async () => {
  const terminal = openConsole(platform);
  await signInAs(terminal, 'agent-08', PASSWORD);
  await terminal.press(':');
  terminal.type(`errand ${no}`);
  await terminal.press('Enter');
  await terminal.see('找不到代办单');
  await terminal.press('Esc', 'Ctrl-K');
  terminal.type('测试戊');
  await terminal.see('没有找到');
  await terminal.press('Esc', ':');
  terminal.type('errands @a07');
  await terminal.press('Enter');
  await terminal.see('共 0 单');

  const stranger = await platform.operator(['AGENT'], ['houzhai/a08']);
  const refused = await stranger.client.command(AcceptErrand, { errandId });
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'record.not-found' } });
  const heard: string[] = [];
  for (const subject of ['>', 'view.>', 'view.errands.worklist.a07', 'evt.>', '$JS.>', 'cmd.>'])
    stranger.nc.subscribe(subject, {
      callback: (error, message) => {
        if (!error) heard.push(message.subject);
      },
    });
  await stranger.nc.flush();
  const own = await platform.operator(['AGENT'], ['houzhai/a07']);
  valueOf(await own.client.command(AcceptErrand, { errandId }));
  await pause(500);
  expect(heard.filter((subject) => !subject.startsWith('_INBOX.'))).toEqual([]);
  expect(terminal.output).not.toContain('大米');
});

test('reveals one field with a reason, corrects the entry, and leaves no word of either in the log', async () => {
  valueOf(await desk.client.command(RegisterPerson, { name: '测试更', phone: '19900000077', path: 'houzhai/a07' }));
  const terminal = openConsole(platform);
  await signInAs(terminal, 'duty', PASSWORD);
  await terminal.press('Ctrl-K');
  terminal.type('19900000077');
  await terminal.see(/居民 +测\*更/);
  await terminal.press('Enter');
  await terminal.see('一人一档');
  await terminal.press('V');
  await terminal.see('谁、何时、为何查看会记入审计');
  terminal.type('电话');
  await terminal.press('Tab', 'Ctrl-S');
  await terminal.see('必填');
  terminal.type('送药前电话确认');
  await terminal.press('Ctrl-S');
  expect(await terminal.see('秒后隐藏')).toContain('19900000077');

  await terminal.press('e');
  await terminal.see('现为 199****0077');
  await terminal.press('Tab', 'Tab', 'Tab');
  terminal.type('19900000078');
  await terminal.press('Esc');
  await terminal.see('尚未提交');
  await terminal.press('Esc', 'Tab', 'Tab', 'Tab', 'Tab');
  terminal.type('居民来电更正');
  await terminal.press('Ctrl-S');
  await terminal.see('✓ 已更正');
  await terminal.see('199****0078');
  await terminal.see(/更正 +值班长/);
  await terminal.press('@');
  const log = await terminal.see('hz person reveal');
  expect(log).toContain('hz person correct');
  expect(log).not.toMatch(/--phone|来电更正|送药前/);
});

let newcomers = 20;
test('adds an operator, who signs in with the one-time password; disabled, the sign-in refuses them', async () => {
  const account = `agent-${String(newcomers++)}`;
  const root = openConsole(platform, { columns: 100, rows: 30 });
  await signInAs(root, 'root', PASSWORD, /共 \d+ 个账号/);
  await root.press('a');
  await root.see('新增账号');
  root.type(account);
  await root.press('Tab');
  root.type('代办员廿');
  await root.press('Tab');
  await root.see(/ 总指挥/);
  root.type('代办');
  await root.see(/▸ 代办员/);
  await root.press('Enter', 'Tab');
  root.type('a07');
  await root.see(/▸ a07/);
  await root.press('Enter', 'Ctrl-S');
  const [oneTime = ''] = /[a-z0-9]{4}(-[a-z0-9]{4}){3}/.exec(await root.see(`${account} 的一次性口令`)) ?? [];

  const agent = openConsole(platform, { columns: 80, rows: 24 });
  await agent.see('账号');
  agent.type(account);
  await agent.press('Enter');
  agent.type(oneTime);
  await agent.press('Enter');
  await agent.see('新口令');
  agent.type(PASSWORD);
  await agent.press('Tab');
  agent.type(PASSWORD);
  await agent.press('Enter');
  await agent.see('合计');

  await root.press('Enter');
  await root.see((screen) => !screen.includes('一次性口令'));
  await root.press('/');
  root.type(account);
  await root.see('筛选后 1');
  await root.press('Enter', 'D');
  await root.see(`停用 ${account}`);
  root.type('离职停用账号');
  await root.press('Ctrl-S');
  await root.see(`${account} 已停用`);
  await root.see(/代办员廿 +停用/);
  await root.press('D');
  await root.see('该账号已停用');

  const again = openConsole(platform, { columns: 80, rows: 24 });
  await again.see('账号');
  again.type(account);
  await again.press('Enter');
  again.type(PASSWORD);
  await again.press('Enter');
  await again.see('还可尝试');
});
