import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DELIVERY, RequestErrand, streamOf } from '@houzhai/contracts';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;
let manager: JetStreamManager;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  ({ admin, desk } = await seedVillage(platform));
  await platform.account('root', '管理员甲', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
  await platform.account('second', '管理员乙', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
  await platform.account('chief', '指挥长', ['COMMANDER'], ['houzhai'], PASSWORD);
  await platform.account('worker', '网格员丙', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  hz = new Hz(platform.natsUrl);
  manager = await jetstreamManager(await platform.staticUser('platform'));
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

/** No event is larger than so many bytes any more. */
const allow = (bytes: number) => manager.streams.update(streamOf('errands'), { max_msg_size: bytes });

/** An event that the stream would not have; afterwards it would. */
async function park(): Promise<void> {
  await allow(200);
  const beneficiaryId = await seedPerson(desk, 'a07');
  const need = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }], despiteDuplicate: true };
  const { errandId } = valueOf(await desk.client.command(RequestErrand, need));
  await eventually(parkedNow, (parked) => parked.some(({ recordId }) => recordId === errandId));
}
const parkedNow = async () => valueOf(await admin.client.query(DELIVERY.errands.state, {})).parked;

async function go(terminal: TerminalSession, place: string): Promise<void> {
  await terminal.press(':');
  await terminal.see('命令 ·');
  terminal.type(place);
  await terminal.press('Enter');
}

/** Opens the delivery page and gives up what is stuck there. */
async function giveUp(terminal: TerminalSession): Promise<void> {
  await go(terminal, '投递');
  await terminal.see('‼ 需要处理 1');
  await terminal.press('D');
  await terminal.see('输入数量 1');
  await terminal.press('1', 'Enter');
  await terminal.see(/● 已提交，须由另一人在 (?:\d\d-\d\d )?\d\d:\d\d 前批准；6 待批可看结果/);
}

test('a parked event is read at 80x24 without colours, and goes on once its cause is gone', async () => {
  const terminal = openConsole(platform, { columns: 80, rows: 24, env: { NO_COLOR: '1' } });
  await signInAs(terminal, 'root', PASSWORD, '共');
  await go(terminal, '投递');
  await terminal.see('✓ 没有搁置，没有死信');
  await park();
  const shown = await terminal.see('‼ 需要处理 1');
  expect(shown).toMatch(/▸ 代办 +搁置 +errand …\w{6} v1 +message size exceeds maximum allowed/);
  await terminal.press('Enter');
  await terminal.see('原因：message size exceeds maximum allowed');
  await terminal.see(/hz delivery retry \d+ --service errands/);
  await terminal.press('Esc', 't');
  await terminal.see('✓ 已交给投递重发');
  await eventually(parkedNow, (parked) => parked.length === 1);
  await allow(64 * 1024);
  await terminal.press('r');
  await terminal.see('‼ 需要处理 1');
  await terminal.press('t');
  await terminal.see('✓ 没有搁置，没有死信');
  expect(await parkedNow()).toEqual([]);
  expect(terminal.output).not.toMatch(/\u001b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38)m/);
});

test('what one gives up a second person agrees to: not oneself; it is done, and whoever proposed it is told by whom', async () => {
  await park();
  await allow(64 * 1024);
  const first = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(first, 'root', PASSWORD, '共');
  const second = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(second, 'second', PASSWORD, '共');
  await giveUp(first);
  await first.press('6');
  await first.see(/▸ ● 待批 +放弃搁置的事件 +本人/);
  await first.press('a');
  await first.see('自己提出的须由另一人决定');
  expect(await parkedNow()).toHaveLength(1);

  await second.see('● 待批 1');
  await second.press('6');
  await second.see(/1 项等您决定/);
  await second.see(/▸ ● 待批 +放弃搁置的事件 +管理员甲/);
  await second.press('a');
  await second.see('将以提出者的名义执行');
  await second.see(/提出：管理员甲/);
  await second.see(/事件在台账中的位置：\d+/);
  await second.press('y');
  await second.see('✓ 放弃搁置的事件 · 已批准并执行');
  await second.see((screen) => !screen.includes('● 待批'));

  await first.see('✓ 放弃搁置的事件 · 已批准并执行 · 管理员乙');
  await first.see(/▸ 已批准并执行/);
  expect(await parkedNow()).toEqual([]);
  await go(first, '投递');
  await first.see('✓ 没有搁置，没有死信');
});

test('what is declined is not done, and its proposer reads who declined it and why', async () => {
  await park();
  await allow(64 * 1024);
  const first = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(first, 'root', PASSWORD, '共');
  const second = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(second, 'second', PASSWORD, '共');
  await giveUp(first);
  await second.see('● 待批 1');
  await second.press('6');
  await second.see(/▸ ● 待批/);
  await second.press('d');
  await second.see('理由会告诉提出者');
  second.type('先排除事件流的限制');
  await second.press('Ctrl-S');
  await second.see('✓ 已否决');

  await first.see('‼ 放弃搁置的事件 · 已否决 · 管理员乙：先排除事件流的限制');
  expect(await parkedNow()).toHaveLength(1);
  await first.press('6');
  await first.see(/▸ 已否决 +放弃搁置的事件 +本人/);
  await first.press('Enter');
  await first.see('理由：先排除事件流的限制');
  await first.press('Esc');

  // What the page shows as a line for a shell is one.
  await go(first, '投递');
  await first.see('‼ 需要处理 1');
  await first.press('Enter');
  const [line = ''] = /delivery retry \d+ --service errands/.exec(await first.see('原因：')) ?? [];
  expect(await hz.run('root', 'sign-in root', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  expect(await hz.run('root', `${line} --yes --json`)).toMatchObject({ code: 0, err: '' });
  const listed = await hz.run('root', 'approval list', { lang: 'zh' });
  expect(listed.out).toMatch(/放弃搁置的事件 +本人 +已否决/);
  await first.press('Esc');
  await first.see('✓ 没有搁置，没有死信');
});

test('long work says on a terminal what is waited for and how long, and nothing of it to a program', async () => {
  expect(await hz.run('root', 'sign-in root', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  // Somebody holds what the comparison has to read.
  const holder = await platform.db.connect();
  await holder.query('begin');
  await holder.query('lock table "command_center"."board_errand" in access exclusive mode');
  const quiet = hz.open('root', 'projection verify board --json');
  const terminal = hz.open('root', 'projection verify board');
  await terminal.see(/… 核对投影，已等 2 秒/);
  await holder.query('rollback');
  holder.release();
  expect(await terminal.see('equal: true')).not.toContain('已等');
  await quiet.see('"equal":true');
  expect(quiet.output).not.toContain('已等');
  expect([await terminal.exit, await quiet.exit]).toEqual([0, 0]);
});

test('broken glass stands on every screen of the command centre until somebody acknowledges it', async () => {
  const chief = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(chief, 'chief', PASSWORD);
  await go(chief, '应急越区记录');
  await chief.see('没有应急越区的记录');
  await chief.press('1');
  await chief.see('合计');
  const worker = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(worker, 'worker', PASSWORD);
  await go(worker, '应急越区');
  await worker.see('仅限紧急情况');
  worker.type('a88');
  await worker.press('Tab');
  worker.type('邻村值班失联，代为处置');
  await worker.press('Ctrl-S');
  await worker.see('没有地址 houzhai/a88');
  await worker.press('Backspace', 'Backspace', '0', '8', 'Ctrl-S');
  await worker.see('‼ 应急越区 a08');
  const began = performance.now();
  await chief.see(/‼ 应急越区 网格员丙 → a08 至 (?:\d\d-\d\d )?\d\d:\d\d：邻村值班失联，代为(?:处置|…) +:应急越区 知悉/);
  expect(performance.now() - began).toBeLessThan(2_000);
  await worker.see(/‼ 您正在应急越区 a08 至 (?:\d\d-\d\d )?\d\d:\d\d/);

  await go(chief, '应急越区记录');
  await chief.see(/▸ ‼ 开启中 +网格员丙 +a08/);
  await chief.see('理由：邻村值班失联，代为处置');
  await chief.press('a');
  await chief.see('✓ 已知悉 网格员丙');
  await chief.see((screen) => !screen.includes('网格员丙 → a08'));
  await chief.see(/✓ 指挥长/);
  await go(worker, '结束应急越区');
  await worker.see('✓ 应急越区已结束');
  await worker.see((screen) => !screen.includes('您正在应急越区'));
  await chief.see(/▸ 已结束/);
});
