import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { writeRows } from '@houzhai/documents';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let desk: TestOperator;
let hz: Hz;
const folder = mkdtempSync(join(tmpdir(), 'hz-care-'));
const PASSWORD = 'correct-horse-battery';
/** Within it what one records is seen on the other's terminal. */
const SECOND = 1_000;
const AREA = ['houzhai/a07'];

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  hz = new Hz(platform.natsUrl);
  await platform.account('worker', '社区七', ['COMMUNITY_WORKER'], AREA, PASSWORD);
  await platform.account('agent-a', '代办甲', ['AGENT'], AREA, PASSWORD);
  await platform.account('party-a', '党员甲', ['PARTY_MEMBER'], AREA, PASSWORD);
  await platform.account('standby', '替班甲', ['AGENT', 'PARTY_MEMBER'], AREA, PASSWORD);
  await platform.account('elsewhere', '代办乙', ['AGENT'], ['houzhai/a08'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

const HEADS = ['居民编号', '类别', '频次', '代办员', '联户党员'] as const;
type Line = readonly [string, string, string, string, string];

/** A list of households as a spreadsheet, or as text. */
async function fileOf(name: string, lines: readonly Line[]): Promise<string> {
  const file = join(folder, name);
  const columns = HEADS.map((header, nth) => ({ header, value: (line: Line) => line[nth] ?? '' }));
  writeFileSync(file, await buffer(Readable.from(writeRows(lines, { format: name.endsWith('.csv') ? 'csv' : 'xlsx', columns }))));
  return file;
}
const residents = async (count: number): Promise<readonly string[]> => {
  const ids = await Promise.all(Array.from({ length: count }, () => seedPerson(desk, 'a07')));
  const { labels } = valueOf(await desk.client.query(C.PersonLabels, { ids }));
  return labels.map(({ no }) => no);
};

test('from a shell: a list is judged line by line, tried, entered; a card, coverage; who is not theirs sees nothing', async () => {
  const [first = '', second = '', third = ''] = await residents(3);
  const signedIn = await Promise.all(['worker', 'agent-a', 'elsewhere'].map((one) => hz.run(one, `sign-in ${one}`, { input: `${PASSWORD}\n` })));
  expect(signedIn.map(({ code }) => code)).toEqual([0, 0, 0]);

  const bad = await fileOf('bad.csv', [[first, '独居', '每日', 'agent-a', 'party-a'], [second, '独居', '天天', 'nobody', 'party-a']]);
  const judged = await hz.run('worker', `care import ${bad} --yes`, { lang: 'zh' });
  expect(judged).toMatchObject({ code: 1 });
  expect(judged.out).toMatch(/3 +频次 +invalid_value[\s\S]*3 +代办员 +account +没有这个账号/);
  const good = await fileOf('good.xlsx', [[first, '独居 老弱', '每日', 'agent-a', 'party-a'], [`${second} ${third}`, '空巢', '每周', 'agent-a', 'party-a']]);
  const whole = async (words: string) => (await hz.run('worker', `care import ${good} --yes --json ${words}`.trim())).out;
  expect(JSON.parse(await whole('--dry-run'))).toMatchObject({ data: { households: 2, toSetUp: 2, unchanged: 0 } });
  expect(JSON.parse(await whole(''))).toMatchObject({ data: { done: 2 } });

  const list = await hz.run('agent-a', 'care list --mine --tier daily', { lang: 'zh' });
  const [no = ''] = /CL-\d{8}-\d{4}-\d/.exec(list.out) ?? [];
  expect(list.out).toMatch(/测\*甲 +每日 +\d{4}-\d{2}-\d{2} +代办甲 +党员甲 +!/);
  const card = join(folder, 'card.pdf');
  const [printed, lowered, coverage, strange, nothing] = await Promise.all([
    hz.run('agent-a', `care card ${no} --pdf ${card} --yes`),
    hz.run('worker', `care set-tier ${no} --tier weekly --yes`, { lang: 'zh' }),
    hz.run('worker', 'care coverage', { lang: 'zh' }),
    hz.run('elsewhere', `care show ${no}`),
    hz.run('elsewhere', 'care today --all --json'),
  ]);
  expect(printed).toMatchObject({ code: 0 });
  expect(readFileSync(card).subarray(0, 5).toString()).toBe('%PDF-');
  expect(valueOf(await desk.client.query(C.CareLinkDetail, { no })).row.contactCard?.current).toBe(true);
  expect([lowered.code, lowered.err]).toEqual([1, expect.stringContaining('降低频次须写明理由')]);
  expect(coverage.out).toMatch(/每日联系 0\/1，拒绝 0，已说明 0，未联系 1\n[\s\S]*测\*甲/);
  expect([strange.code, JSON.parse(nothing.out)]).toEqual([5, expect.objectContaining({ data: [] })]);
}, 120_000); // prettier-ignore

test('every day, everyone, with keys: one not reached is on the other’s screen within a second, a list is handed over, the chart counts', async () => {
  const agent = openConsole(platform);
  const party = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(agent, 'agent-a', PASSWORD);
  await signInAs(party, 'party-a', PASSWORD);
  for (const terminal of [agent, party]) {
    await terminal.press(':');
    terminal.type('lx');
    await terminal.press('Enter');
    await terminal.see(/2 户今日联系 +每日户已联系 0\/1/);
  }
  // two keys: not reached, by telephone
  await agent.press('n');
  await agent.see('未联系上 · 测*甲');
  const sent = performance.now();
  await agent.press('p');
  await party.see('! 轮到您今日再试');
  expect(performance.now() - sent).toBeLessThan(SECOND);
  await agent.see('今日请联户党员 党员甲 再试');

  // the other one reaches them, and what they need is with the household
  await party.press('a');
  await party.see('登记联系 · 测*甲');
  await party.press('Tab', 'Tab');
  party.type('食物');
  await party.see(/▸ 食物/);
  await party.press('Enter', 'Tab');
  party.type('米快吃完了');
  await party.press('Ctrl-S');
  await party.see(/每日户已联系 1\/1/);
  await agent.see(/每日户已联系 1\/1/);
  await agent.press('G', 'Enter');
  await agent.see(/已联系 +电话 +联户党员 党员甲 +食物 米快吃完了/);
  await agent.press('i');
  await agent.see(/PE-\d{8}-\d{4}-\d/);

  // somebody falls ill: the whole list, tried first
  const worker = openConsole(platform);
  await signInAs(worker, 'worker', PASSWORD, /1\/1/);
  await worker.press(':');
  worker.type('lx');
  await worker.press('Enter');
  await worker.see(/每日户已联系 1\/1/);
  await worker.press('R');
  await worker.see(/谁不在岗 \* 代办甲 ✓/);
  await worker.press('Tab');
  worker.type('standby');
  await worker.see(/▸ 替班甲/);
  await worker.press('Enter');
  worker.type('本人居家隔离暂由同事接手');
  await worker.press('Ctrl-S');
  await worker.see(/代办甲 → 替班甲[\s\S]*可办 2 户，不能 0 户/);
  await worker.press('y');
  await worker.see('整体代班：2 户，未办 0 户');
  await worker.see('替班甲(代)');
  await party.see('替班甲(代)');
  await worker.press('x', 'b');
  await worker.see(/由谁接手 \* 代办甲 ✓/);
  await worker.press('Ctrl-S');
  await worker.see('可办 2 户');
  await worker.press('y');
  await worker.see('代班户归还：2 户');

  // less often takes a reason; the missing are one step below the figure
  await worker.press('Enter');
  await worker.see('联系记录');
  await worker.press('t', 'Right', 'Right', 'Ctrl-S');
  await worker.see('降低频次须写明理由');
  await worker.press('Esc');
  await worker.see('放弃并离开');
  await worker.press('y');
  await worker.press(':');
  worker.type('lxf');
  await worker.press('Enter');
  await worker.see(/每日联系 1\/1/);
  await worker.press('Enter');
  await worker.see('都已联系或已说明');
}, 120_000);

test('a list of households is entered from the console, its wrong lines first', async () => {
  const [one = '', two = ''] = await residents(2);
  const worker = openConsole(platform);
  await signInAs(worker, 'worker', PASSWORD);
  await worker.press(':');
  worker.type('lxh');
  await worker.press('Enter');
  await worker.see('2 户');
  await worker.press('I');
  await worker.see('导入联系户');
  worker.type(await fileOf('wrong.csv', [[one, '独居', '每日', 'agent-a', 'party-a'], [two, '', '每日', 'agent-a', 'party-a']])); // prettier-ignore
  await worker.press('Ctrl-S');
  await worker.see('第 3 行 类别：必填');
  await worker.press('Esc', 'Ctrl-U');
  worker.type(await fileOf('right.xlsx', [[one, '独居', '每日', 'agent-a', 'party-a'], [two, '病', '每日', 'agent-a', 'party-a']])); // prettier-ignore
  await worker.press('Ctrl-S');
  await worker.see('新设 2 户，不变 0 户');
  await worker.press('y');
  await worker.see('已分户到人 2 户');
  await worker.see('4 户');
}, 60_000);
