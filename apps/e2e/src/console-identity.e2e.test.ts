import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WallChart } from '@houzhai/contracts';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { CheckpointSite } from './checkpoint-site.ts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let duty: TestOperator;
const PASSWORD = 'correct-horse-battery';

beforeAll(async () => {
  platform = await startPlatform();
  await CheckpointSite.open(platform);
  duty = await platform.operator(['DUTY_OFFICER']);
  await platform.account('exit', '卡口甲', ['CHECKPOINT_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  await platform.account('chief', '总指挥', ['COMMANDER'], ['houzhai'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

/** Fills in the form of a head with a passport who comes from where there is no risk. */
async function fillIn(exit: TerminalSession, documentNo: string): Promise<void> {
  exit.type('测试甲');
  await exit.press('Tab', 'Left');
  await exit.see('护照');
  await exit.press('Tab');
  exit.type(documentNo);
  await exit.press('Tab');
  exit.type('13700137000');
  await exit.press('Tab');
  exit.type('金华');
  await exit.see(/▸ 金华市/);
  await exit.press('Enter', 'Tab');
  exit.type('36.5');
  await exit.press('Tab', 'Tab', 'Right', 'Right', 'Right', 'Tab', 'Tab');
  exit.type('占位村7');
  await exit.see(/▸ a07 占位村7/);
  await exit.press('Enter', 'Ctrl-S');
}
/** Everything of the persons and their arrivals as it lies in the store, without versions. */
const stored = async () => {
  const { rows } = await platform.db.query<{ row: unknown }>(
    `select to_jsonb(p) - 'version' as row from "census_screening"."person" p
     union all select to_jsonb(a) from "census_screening"."arrival" a order by 1`,
  );
  return rows.map(({ row }) => row);
};
const residents = async () => valueOf(await duty.client.query(WallChart, {})).totals['residentsKnown'];

test('one person, registered twice at a gate by a slip of the pen, is found, compared, merged, looked at and taken out again', async () => {
  const exit = openConsole(platform);
  await signInAs(exit, 'exit', PASSWORD, /▸ exit-1/);
  await exit.press('Enter', 'a');
  await exit.see('登记来(返)义人员 · exit-1');
  await fillIn(exit, 'E12345678');
  await exit.see('已登记 1 人');
  // Somebody at the next lane takes the same passport the wrong way.
  await fillIn(exit, 'E12345687');
  await exit.see('已登记 2 人');
  await eventually(residents, (now) => now === 2);
  const before = await stored();
  expect(before).toHaveLength(4);

  // The community worker of the destination sees that they are alike; nothing in clear.
  const worker = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(worker, 'worker-07', PASSWORD);
  await worker.press(':');
  worker.type('cf');
  await worker.press('Enter');
  const pair = await worker.see(/1 对疑似重复 +a07 占位村7/);
  const [kept = '', gone = ''] = pair.match(/PE-\d{8}-\d{4}-\d/g) ?? [];
  expect(pair).toMatch(/电话、姓名相同/);
  expect(pair).toMatch(/≠ .*E\*+78 +.*E\*+87|≠ .*E\*+87 +.*E\*+78/);
  expect(pair).not.toMatch(/测试甲|E1234|13700137000/);

  // First it is only said, and the other screen knows.
  await worker.press('s');
  await worker.see('只作认定');
  worker.type('护照核对，写反两位');
  await worker.press('Ctrl-S');
  await worker.see(/✓ 同一人/);
  const chief = openConsole(platform, { lang: 'en', env: { NO_COLOR: '1' } });
  await signInAs(chief, 'chief', PASSWORD);
  await chief.press(':');
  chief.type(`person ${gone}`);
  await chief.press('Enter');
  await chief.see(new RegExp(`Same person +${kept}`));
  expect(await chief.see(/The file +3 lines, latest first/)).toMatch(/Compared +said one or two +PE-\S+ +Same person/);

  // Then they are merged, once it was said what that does.
  await worker.press('m');
  await worker.see('保留哪一条');
  await worker.press('1');
  worker.type('护照核对，同一人登记两次');
  await worker.press('Ctrl-S');
  await worker.see('拆出后与现在一样');
  await worker.press('y');
  await worker.see(`✓ ${gone} 已并入 ${kept}`);
  await worker.see('没有疑似重复');
  await eventually(residents, (now) => now === 1);

  // Whatever is known of the other leads to the kept one, on every screen.
  await chief.press('r');
  await chief.see(new RegExp(`Merged into +${kept} \\(x opens it`));
  await chief.press(':');
  chief.type(`persons ${gone}`);
  await chief.press('Enter');
  await chief.see(new RegExp(`▸ ${kept}`));
  expect(await chief.see('1 resident ')).not.toMatch(new RegExp(`▸ ${gone}`));

  // Everything that happened to either stands in one file; a line opens its record.
  await worker.press(':');
  worker.type(`person ${kept}`);
  await worker.press('Enter');
  const file = await worker.see(/一人一档 +7 条/);
  expect(file).toMatch(new RegExp(`并有 +${gone}（x 拆分）`));
  expect(file).toMatch(/\d\d:\d\d +登记簿 +并入一条/);
  await worker.press('t', 't', 't');
  const arrivals = await worker.see('只看来(返)义 2 条');
  expect(arrivals.match(/AR-\d{8}-\d{4}-\d/g)).toHaveLength(2);
  expect(arrivals).toContain(`属 ${gone.split('-').slice(-2).join('-')}`);
  expect(arrivals).not.toMatch(/金华|(?<!:)36\.5/);
  await worker.press('Enter');
  await worker.see(/AR-\S+ +测\*甲 +自我监测|自我健康监测/);
  await worker.press('Esc');

  // It was wrong: what was merged comes out as it was, and both count again.
  await worker.see('只看来(返)义');
  await worker.press('x', '1');
  await worker.see(`拆分 · ${gone}`);
  worker.type('复核为双胞胎两人');
  await worker.press('Ctrl-S');
  await worker.see('与合并前完全一样');
  await worker.press('y');
  await worker.see(`✓ ${gone} 已从 ${kept} 拆出`);
  await worker.see((screen) => !screen.includes('并有'));
  expect(await stored()).toEqual(before);
  await eventually(residents, (now) => now === 2);

  // They are two, and are not asked about again.
  await worker.press(':');
  worker.type('重复');
  await worker.press('Enter');
  await worker.see('1 对疑似重复');
  await worker.press('d');
  await worker.see('不再列为疑似重复');
  worker.type('复核为双胞胎两人');
  await worker.press('Ctrl-S');
  await worker.see('没有疑似重复');
});
