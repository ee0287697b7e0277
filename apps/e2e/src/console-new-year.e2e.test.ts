import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TerminalSession } from '@houzhai/testing/terminal';
import figures from '../../../seeds/houzhai/figures.json' with { type: 'json' };
import { CheckpointSite, EVENING } from './checkpoint-site.ts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { startPlatform, type Platform } from './platform.ts';

/** One duty cadre's evening at the motorway exit, 24 January 2020, through the keyboards of everybody who was there. */
const PASSWORD = 'correct-horse-battery';
const { batches, personTrips } = figures.escort;
const HEADS = personTrips / batches;
let platform: Platform;
let site: CheckpointSite;

beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
  await platform.account('exit', '卡口甲', ['CHECKPOINT_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('lead', '护送甲', ['ESCORT_LEAD'], ['houzhai'], PASSWORD);
  await platform.account('worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  await platform.account('police-07', '民警七', ['POLICE'], ['houzhai/a07'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

/** The first of a family, then the others with what they have in common: the keys of each. */
async function family(exit: TerminalSession, batch: number): Promise<void> {
  const time = `${EVENING} 20:${String(10 + batch)}`;
  await exit.press('a');
  await exit.see('登记来(返)义人员 · exit-1');
  exit.type(`测试${'甲乙丙丁戊己'.charAt(batch)}一`);
  await exit.press('Tab', 'Tab', 'Tab', 'Tab');
  exit.type('武汉');
  await exit.see(/▸ 武汉市/);
  await exit.press('Enter', 'Tab');
  exit.type('36.5');
  await exit.press('Tab', 'Tab', 'Tab');
  exit.type(`ea1234${String(batch)}`);
  await exit.press('Tab');
  exit.type('占位村7');
  await exit.see(/▸ a07 占位村7/);
  await exit.press('Enter', 'Tab', 'Tab');
  exit.type(time);
  await exit.press('Ctrl-S');
  // No code existed: nobody is asked for one, and the policy of that day decides.
  const answer = await exit.see('下一步：在卡口等候护送');
  expect(answer).toContain('居家隔离 14 天 · YW-2020-0124');
  for (let nth = 2; nth <= HEADS; nth += 1) {
    await exit.press('Ctrl-T');
    await exit.see(/与 AR-[\d-]+ 同车同批/);
    exit.type(`测试${'甲乙丙丁戊己'.charAt(batch)}${'一二三四'.charAt(nth - 1)}`);
    await exit.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    exit.type('36.5');
    await exit.press('Ctrl-S');
    await exit.see(`已登记 ${String(nth)} 人`);
  }
  await exit.press('Esc');
}

test('24 heads in 6 batches, led or carried and taken over by name; one refuses, one is missing, and nobody is between checkpoint and door', async () => {
  const exit = openConsole(platform);
  await signInAs(exit, 'exit', PASSWORD, /exit-1/);
  await exit.press(':');
  exit.type(`checkpoint exit-1 day=${EVENING}`);
  await exit.press('Enter');
  await exit.see('共 0 人');
  const worker = openConsole(platform);
  await signInAs(worker, 'worker-07', PASSWORD);

  let no = '';
  for (let batch = 0; batch < batches; batch += 1) {
    await family(exit, batch);
    await exit.see(`共 ${String((batch + 1) * HEADS)} 人`);
    await exit.press('g', 'b');
    await exit.see(`编批次 · ${String(HEADS)} 人`);
    exit.type('lead');
    await exit.see(/▸ 护送甲/);
    await exit.press('Enter');
    if (batch >= 4) {
      // The last two are carried: our vehicle has seats, and is disinfected afterwards.
      await exit.press('Right', 'Tab');
      exit.type('8');
    }
    await exit.press('Ctrl-S');
    [no = ''] = /EB-\d{8}-\d{4}-\d/.exec(await exit.see(/批次 EB-[\d-]+ 已集结/)) ?? [];
    await exit.see(`未交接 ${String(HEADS)}/${String(HEADS)}`);
    await exit.press('x', 's');
    await exit.see(/途中 +共/);
    await exit.press('x', 'a');
    await exit.see(/到达 +共/);
    await exit.press('Esc');

    await worker.press(':');
    worker.type(`escort ${no}`);
    await worker.press('Enter');
    await worker.see(`未交接 ${String(HEADS)}/${String(HEADS)}`);
    if (batch === batches - 1) break;
    await worker.press('*', 'f');
    await worker.see(/接收人 \* 社区七/);
    await worker.press('Ctrl-S');
    await worker.see('已交代清楚');
  }

  // The last batch: two go in, one refuses, one is not in the vehicle any more.
  await worker.press('Space', 'Space', 'f');
  await worker.see(/接收人 \* 社区七/);
  await worker.press('Ctrl-S');
  await worker.see('还有 2 人');
  const lead = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(lead, 'lead', PASSWORD, /卡口/);
  await lead.press(':');
  lead.type(`escort ${no}`);
  await lead.press('Enter');
  await lead.see(`未交接 2/${String(HEADS)}`);
  await lead.press('g', 'j', 'j', 'x', 'n');
  await lead.see('未接收 · ');
  lead.type('本人不愿进门隔离');
  await lead.press('Tab');
  lead.type('lead');
  await lead.see(/▸ 护送甲/);
  await lead.press('Enter', 'Ctrl-S');
  await worker.see(/‼ 未接收 +护送甲 负责/);
  await worker.press('G', 'm');
  await worker.see('未到 · ');
  worker.type('到达时未见其人');
  await worker.press('Tab');
  worker.type('police');
  await worker.see(/▸ 民警七/);
  await worker.press('Enter', 'Ctrl-S');
  await lead.see(/‼ 未到 +民警七 负责/);

  // At midnight: everybody is accounted for, who is not with the community has an owner by name.
  await exit.press(':');
  exit.type(`jj day=${EVENING}`);
  await exit.press('Enter');
  const ledger = await exit.see('✓ 平');
  expect(ledger).toContain(
    `应交接 ${String(personTrips)} = 接收 ${String(personTrips - 2)} + 未接收 1 + 未到 1 + 处置 0 + 等候 0 + 途中 0`,
  );
  expect(ledger).toMatch(/AR-[\d-]+ 测\*\*. +‼未接收 +护送甲/);
  expect(ledger).toMatch(/AR-[\d-]+ 测\*\*. +‼未到 +民警七/);
}, 240_000);

test('the checkpoint closes in the afternoon: what it still holds is shown and handed on by name, nobody vanishes', async () => {
  const { no } = await site.registered({ destination: 'houzhai/a07' });
  const exit = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(exit, 'exit', PASSWORD, /exit-1/);
  await exit.press('x', 'D');
  await exit.see('还有 3 人未交接：等候 1');
  await exit.press('y');
  await exit.see('撤除 · exit-1');
  exit.type('防控等级下调，撤除卡口');
  // Nobody to answer for them: it stays.
  await exit.press('Ctrl-S');
  await exit.see(/移交给.*\n.*‼/);
  exit.type('lead');
  await exit.see(/▸ 护送甲/);
  await exit.press('Enter', 'Ctrl-S');
  await exit.see('卡口 exit-1 已撤除');
  await exit.see(/exit-1 .*已撤除/);

  await exit.press(':');
  exit.type(`jj day=${EVENING}`);
  await exit.press('Enter');
  // Whoever waited is with who was named; whoever had an owner keeps them.
  const ledger = await exit.see('未了 3 人');
  expect(ledger).toMatch(new RegExp(`${no} 测\\*\\S* +!卡口等候 +护送甲`));
  expect(ledger).toMatch(/‼未接收 +护送甲/);
  expect(ledger).toMatch(/‼未到 +民警七/);
}, 60_000);
