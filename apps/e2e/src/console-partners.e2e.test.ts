import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { RequestErrand } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { enterAs, take } from './partner-program.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let desk: TestOperator;
const shells: Hz[] = [];

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  await platform.account('root', '管理员', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(async () => {
  for (const hz of shells) hz.remove();
  await platform.stop();
});
async function errand(): Promise<void> {
  const beneficiaryId = await seedPerson(desk, 'a07');
  valueOf(await desk.client.command(RequestErrand, { beneficiaryId, moduleCode: 'standing-2', kind: 'MEDICINE', items: [{ name: '药' }] }));
}

/** The seed on the screen. */
const SEED = /SU[A-Z2-7]{56}/;

test('a partner is added, changed, given another key and revoked with keys; a seed is seen once', async () => {
  const terminal = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(terminal, 'root', PASSWORD, '共');
  await terminal.press(':');
  await terminal.see('命令 ·');
  terminal.type('合作单位');
  await terminal.press('Enter');
  await terminal.see('还没有合作单位；a 新增');
  await terminal.press('a');
  await terminal.see('种子只显示一次');
  await terminal.press('Ctrl-S');
  await terminal.see('3 处需要更正');
  terminal.type('clinic');
  await terminal.press('Tab');
  terminal.type('送药上门通知');
  await terminal.press('Tab');
  terminal.type('errand');
  await terminal.see('▸ errand');
  await terminal.press('Enter', 'Tab');
  terminal.type('a08');
  await terminal.see('▸ a08');
  await terminal.press('Enter', 'Ctrl-S');
  await terminal.see('只显示这一次');
  const [seed = ''] = SEED.exec(terminal.screen()) ?? [];
  const program = await enterAs(platform.natsUrl, seed);
  await terminal.press('Enter');
  await terminal.see(/▸ clinic +在用/);
  expect(terminal.screen()).not.toMatch(SEED);
  await terminal.see(/范围 +a08/);

  // What it may have is there to be changed; what is not touched stays.
  await terminal.press('e');
  await terminal.see(/村\(居\) +a08/);
  await terminal.press('Ctrl-S');
  await terminal.see('没有改动');
  await terminal.press('Tab', 'Tab');
  terminal.type('a07');
  await terminal.see('▸ a07');
  await terminal.press('Enter', 'Ctrl-S');
  await terminal.see('✓ clinic 已更改');
  await terminal.see(/范围 +a08 · a07/);

  await terminal.press('K');
  await terminal.see('怀疑泄露时选立即失效');
  await terminal.press('Ctrl-S');
  await terminal.see('只显示这一次');
  expect(SEED.exec(terminal.screen())?.[0]).not.toBe(seed);
  await terminal.press('Enter');
  await terminal.see(/密钥 +U\w{5}…\w{4} 至 \d\d-\d\d \d\d:\d\d · U\w{5}…\w{4}/);
  await terminal.press('R');
  await terminal.see('从何时起');
  terminal.type('昨天 08:00');
  await terminal.press('Ctrl-S');
  await terminal.see(/重放 +自 \d\d-\d\d 08:00，共 0 条，已完成/);

  await terminal.press('D');
  await terminal.see('不能撤回');
  await terminal.press('Enter');
  await terminal.press('1', 'Enter');
  await terminal.see('✓ 已撤销 clinic');
  await terminal.see(/▸ clinic +已撤销/);
  await eventually(
    () => Promise.resolve(program.cuts()),
    (cuts) => cuts > 0,
  );
  await program.nc.close();
  await terminal.press('e');
  await terminal.see('该合作单位已撤销');
  await terminal.press('@');
  const log = await terminal.see('hz partner revoke clinic');
  expect(log).toContain('hz partner change clinic');
  expect(log).not.toMatch(SEED);
});

test('the same from a shell, each word as JSON; what is refused says why and ends with its code', async () => {
  const hz = new Hz(platform.natsUrl);
  shells.push(hz);
  expect(await hz.run('root', 'sign-in root', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const ask = async (words: string, code = 0): Promise<unknown> => {
    const ran = await hz.run('root', `partner ${words} --json`);
    expect([words, ran.code, code === 0 ? ran.err : '']).toEqual([words, code, '']);
    return code === 0 ? (JSON.parse(ran.out) as { data: unknown }).data : ran.err;
  };
  const grant = 'rescue --purpose relief --events errand --areas a07';
  expect(await ask(`add ${grant}`, 2)).toContain('--yes');
  const added = (await ask(`add ${grant} --yes`)) as { readonly seed: string };
  expect(added).toMatchObject({ partner: 'rescue', publicKey: expect.stringMatching(/^U/) as string });
  expect(await ask(`add ${grant} --yes`, 1)).toContain('partner.name-taken');
  expect(await ask('change rescue --areas a07,a08 --yes')).toEqual({ partner: 'rescue', events: ['errand'], areas: ['a07', 'a08'] });
  const program = await enterAs(platform.natsUrl, added.seed);
  await errand();
  expect(await take(program.nc)).toMatchObject([{ type: 'pub.errands.errand.requested.v1', area: 'a07' }]);
  expect(await ask('rotate rescue --at-once --yes')).toMatchObject({ seed: expect.stringMatching(SEED) as string });
  expect(await ask('replay rescue --from 2020-02-14T00:00:00+08:00 --yes', 1)).toContain('partner.replay-too-far');
  expect(await ask(`replay rescue --from ${Temporal.Now.instant().subtract({ hours: 1 }).toString()} --yes`)).toMatchObject({ partner: 'rescue' }); // prettier-ignore
  await eventually(
    () => ask('lag rescue'),
    (rows) => JSON.stringify(rows).includes('"given":1,"ended":true'),
  );
  expect(await ask('list')).toMatchObject(expect.arrayContaining([expect.objectContaining({ partner: 'rescue', state: 'ACTIVE' })]) as object); // prettier-ignore
  expect(await ask('revoke rescue --yes')).toEqual({ partner: 'rescue', revoked: true });
  expect(await ask('revoke rescue --yes', 1)).toContain('partner.revoked');
  expect(program.cuts()).toBeGreaterThan(0);
  await program.nc.close();
});
