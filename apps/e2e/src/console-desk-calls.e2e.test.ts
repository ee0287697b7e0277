import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { closeConsoles, fill, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedVillage, valueOf } from './seed.ts';

/** The phone rings: from the number to what the caller needs, with keys alone, on two terminals and from a shell. */
let platform: Platform;
let desk: TestOperator;
let hz: Hz;
const PASSWORD = 'correct-horse-battery';
const PHONE = '19900000017';
const SCOPE = ['houzhai/a07'];

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  valueOf(await desk.client.command(C.RegisterPerson, { name: '测试甲', phone: PHONE, path: 'houzhai/a07' }));
  await platform.account('desk-a', '接线甲', ['COMMUNITY_WORKER'], SCOPE, PASSWORD);
  await platform.account('desk-b', '接线乙', ['COMMUNITY_WORKER'], SCOPE, PASSWORD);
  hz = new Hz(platform.natsUrl);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

const errandsOf = async (): Promise<readonly C.WorklistRow[]> => valueOf(await desk.client.query(C.WorklistPage, {})).rows;

test('a caller, the same again, somebody unknown, and a call back that a colleague makes', async () => {
  const first = openConsole(platform);
  const second = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(first, 'desk-a', PASSWORD);
  await signInAs(second, 'desk-b', PASSWORD);
  await first.press(':');
  first.type('jx');
  await first.press('Enter');
  await first.see('输入或粘贴来电号码');
  await second.press(':');
  second.type('hd');
  await second.press('Enter');
  await second.see('没有待回电');

  // somebody known: found by the number, registered, the number read back
  first.type(PHONE);
  await first.see('测*甲');
  await first.see(/未办结 \d 单/);
  await first.press('n');
  await first.see('来电登记代办');
  await fill(first, '事项', '大米=10斤');
  await first.press('Ctrl-S');
  const [no = ''] = /ER-\d{8}-\d{4}-\d/.exec(await first.see(/请复述编号：ER-\d{8}-\d{4}-\d/)) ?? [];
  await first.see(/未办结 1 单/);

  // the same number, heard only in part, and the same need: offered, and added to what is there
  first.type(PHONE.slice(-4));
  await first.see('输入或粘贴来电号码');
  await first.press('Enter');
  await first.see('大米×10斤');
  await first.press('n');
  await first.see('来电登记代办');
  await fill(first, '事项', '大米');
  await first.press('Ctrl-S');
  await first.see('可能是同一件');
  await first.press('s');
  await first.see(`✓ 记在 ${no} 上`);
  expect(await errandsOf()).toHaveLength(1);

  // nobody knows the number: only called back, by the colleague, who alone has the number then
  await first.press('z');
  await first.see('输入或粘贴来电号码');
  first.type('19900000099');
  await first.see('没有查到');
  await first.press('b');
  await first.see('约回电 · 未登记的来电人');
  await first.press('Ctrl-S');
  await first.see('✓ 已约回电');
  await second.see('199****0099');
  await second.press('a');
  await second.see('回电中');
  await second.press('i');
  await second.see('19900000099');
  await second.press('Enter', 'a');
  await second.see('回电完毕 ·');
  await second.press('Ctrl-S');
  await second.see('没有待回电');

  // and somebody new is registered in the same form as what they need
  await first.press('z');
  await first.see('输入或粘贴来电号码');
  first.type('19900000055');
  await first.see('没有查到');
  await first.press('n');
  await first.see('＋ 登记新居民“19900000055”');
  first.type('测试丁');
  await first.press('Enter', 'Enter');
  first.type('a07');
  await first.see(/▸ .*a07/);
  await first.press('Enter');
  await fill(first, '事项', '面条');
  await first.press('Ctrl-S');
  await first.see(/请复述编号：ER-\d{8}-0002-\d/);
  await first.press('z');
  first.type('19900000055');
  await first.see('测*丁');
  expect(await errandsOf()).toHaveLength(2);
}, 120_000);

test('a need that no module has: reported by an agent, answered at the command centre, and whether it helps', async () => {
  await platform.account('agent-n', '代办丙', ['AGENT'], SCOPE, PASSWORD);
  await platform.account('duty-n', '值班丙', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const agent = openConsole(platform, { columns: 80, rows: 24 });
  const duty = openConsole(platform);
  await signInAs(agent, 'agent-n', PASSWORD);
  await signInAs(duty, 'duty-n', PASSWORD);
  for (const one of [agent, duty]) {
    await one.press(':');
    one.type('xq');
    await one.press('Enter');
    await one.see('没有未了结的需求');
  }
  await agent.press('n');
  await agent.see('上报需求：现有服务都办不了');
  await agent.press('Enter');
  agent.type('外地医院的药本地配不到');
  await agent.press('Ctrl-S');
  await duty.see(/NR-\d{8}-0001-\d +外地医院配药 +已上报/);
  await duty.press('Enter');
  await duty.see('外地医院的药本地配不到');
  await duty.press('m');
  await duty.see(/✓ .*认领 → 已认领/);
  await agent.see('已认领');
  await duty.press('f');
  await fill(duty, '答复', '每周二集中代配');
  await duty.press('Ctrl-S');
  await agent.see('已答复');
  await agent.press('Enter');
  await agent.see('每周二集中代配');
  await agent.press('h');
  await agent.see('是否有用 ·');
  await agent.press('Ctrl-S');
  await duty.see(/有用 +\d \/ 1/);
}, 90_000);

test('from a shell: found, registered, refused as perhaps the same, added, and counted', async () => {
  expect(await hz.run('desk-a', 'sign-in desk-a', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const found = await hz.run('desk-a', `desk find ${PHONE} --json`);
  expect(JSON.parse(found.out)).toMatchObject({ data: [{ person: { label: '测*甲' }, open: 1 }] });
  const register = `desk register --for ${PHONE} --caller ${PHONE} --module-code standing-1 --kind PURCHASE --item 大米 --yes`;
  const refused = await hz.run('desk-a', register, { lang: 'zh' });
  expect(refused).toMatchObject({ code: 1, out: '' });
  const [no = ''] = /ER-\d{8}-\d{4}-\d/.exec(refused.err) ?? [];
  const added = await hz.run('desk-a', `desk add ${no} --outcome same --caller ${PHONE} --json --yes`);
  expect(JSON.parse(added.out)).toMatchObject({ data: { outcome: 'SAME' } });
  const calls = await hz.run('desk-a', 'desk calls --outcome same --csv');
  expect(calls.out.trim().split('\n').length).toBeGreaterThanOrEqual(2);
  const card = await hz.run('desk-a', `desk caller ${PHONE}`, { lang: 'zh' });
  expect(card.out).toMatch(new RegExp(`${no}.*大米.*来电 \\d 次`));
}, 60_000);
