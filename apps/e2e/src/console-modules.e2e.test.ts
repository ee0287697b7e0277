import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let desk: TestOperator;
let agentId: string;
let hz: Hz;
let folder: string;
const PASSWORD = 'correct-horse-battery';
type Terminal = ReturnType<typeof openConsole>;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  hz = new Hz(platform.natsUrl);
  folder = mkdtempSync(join(tmpdir(), 'modules-'));
  await platform.account('duty-m', '值班模', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('worker-m', '社区模', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  agentId = await platform.account('agent-m', '代办模', ['AGENT'], ['houzhai/a07'], PASSWORD);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true, force: true });
  await platform.stop();
});

/** Goes to a place as people type it. */
async function goTo(terminal: Terminal, address: string, seen: string | RegExp): Promise<string> {
  await terminal.press(':');
  terminal.type(address);
  await terminal.press('Enter');
  return terminal.see(seen);
}

test('the ninth module, while people work: added, its form changed under somebody who is filling it, both errands as they were asked', async () => {
  await seedPerson(desk, 'a07', '试点居民');
  const editor = openConsole(platform);
  const worker = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(editor, 'duty-m', PASSWORD);
  await signInAs(worker, 'worker-m', PASSWORD);

  // a module with a term and a question, in both languages
  await goTo(editor, 'mk', '8 个模块');
  await editor.press('n');
  await editor.see('新模块');
  await editor.press('Enter');
  await editor.see('模块名称、类别与计时');
  editor.type('express');
  await editor.press('Tab');
  editor.type('代取快递');
  await editor.press('Tab');
  editor.type('Parcels');
  await editor.press('Ctrl-S');
  await editor.see('代取快递 / Parcels');
  await editor.press('j', 'Enter');
  await editor.see('时限 · 其他');
  editor.type('30');
  await editor.press('Tab');
  editor.type('8h');
  await editor.press('Ctrl-S');
  await editor.see(/其他 +30 分 \/ 8 小时 +本模块/);
  await question(editor, 'size', '单选', '尺码', 'Size', '大、小');
  await editor.press('p');
  const preview = await editor.see('New errand · English');
  for (const word of ['新模块：express', '代取快递', '尺码', 'Parcels', 'Size', '大 · 小']) expect(preview).toContain(word);
  await editor.press('y');
  await editor.see('✓ express 第 1 版已生效');

  // somebody begins an errand with it
  await goTo(worker, 'errand request', '登记代办');
  worker.type('试点');
  await worker.see(/▸ 试\*居民|▸ 试点居民|▸ 试\*/);
  await worker.press('Enter');
  await worker.see(/模块/);
  worker.type('e');
  await worker.see('尺码');
  await worker.press('Tab', 'Tab');
  worker.type('快递一件');

  // meanwhile the form changes: another question, the old one retired
  await editor.press('e');
  await editor.see('现行第 1 版');
  await question(editor, 'shelf', '文字', '取件码', 'Shelf code');
  await editor.press('g', 'j', 'j', 'D');
  await editor.see('新的代办不再问“size”');
  await editor.press('y', 'p');
  await editor.see('停用字段 size：尺码 / Size');
  await editor.press('y');
  await editor.see('✓ express 第 2 版已生效');

  // sent with what was asked when it was opened, and shown so
  await worker.press('Ctrl-S');
  await worker.see(/已登记 ER-/);
  const card = await worker.see('其他 · 代取快递');
  expect(card).toMatch(/尺码 +大/);
  expect(card).toContain('第 1 版（现行第 2 版）');
  // the next one is asked what is asked now
  await goTo(worker, 'errand request', '登记代办');
  worker.type('试点');
  await worker.see(/▸ 试/);
  await worker.press('Enter');
  worker.type('e');
  const fresh = await worker.see('取件码');
  expect(fresh).not.toContain('尺码');
  await worker.press('Esc', 'y');

  // one is open of it, and it is one key away
  await goTo(editor, 'mk', /express +代取快递 +其他 +1 +2 +1/);
  await editor.press('g', 'o');
  await editor.see(/ER-\d{8}-0001-\d/);

  // what was answered keeps its type; a form nobody published is none
  const admin = await platform.operator(['DUTY_OFFICER']);
  const { definition } = valueOf(await admin.client.query(C.ServiceModuleDetail, { module: 'express' }));
  const asText = { ...definition, fields: [{ key: 'size', type: 'text' as const, zh: '尺码', en: 'Size' }] };
  expect(await admin.client.command(C.PublishServiceModule, asText)).toMatchObject({
    refusal: { code: 'service-module.field-type-changed', params: { field: 'size', type: 'choice', form: 1 } },
  });
  const asked = { beneficiaryId: await seedPerson(desk, 'a07'), moduleCode: 'express', kind: 'OTHER' as const, items: [{ name: '件' }] };
  expect(await desk.client.command(C.RequestErrand, { ...asked, formVersion: 9 })).toMatchObject({
    refusal: { code: 'service-module.form-unknown', params: { form: 9, current: 2 } },
  });
  valueOf(await admin.client.command(C.SetServiceModuleActive, { module: 'express', active: false }));
  expect(await desk.client.command(C.RequestErrand, { ...asked, formVersion: 2 })).toMatchObject({
    refusal: { code: 'service-module.inactive' },
  });
}, 120_000);

/** Adds a question to the draft that is open; a choice must be made. */
async function question(editor: Terminal, key: string, type: string, zh: string, en: string, choices?: string): Promise<void> {
  await editor.press('a');
  await editor.see('新字段');
  editor.type(key);
  await editor.press('Tab');
  if (type === '单选') await editor.press('Right', 'Right', 'Right');
  await editor.see(new RegExp(`类型 +\\*? *${type}`));
  await editor.press('Tab');
  editor.type(zh);
  await editor.press('Tab');
  editor.type(en);
  if (choices !== undefined) {
    await editor.press('Tab', 'Right', 'Tab');
    editor.type(choices);
  }
  await editor.press('Ctrl-S');
  await editor.see(`${zh} / ${en}`);
}

test('two edit at once: the second is told what changed, loses nothing, and puts both together; from a shell the same', async () => {
  const definition = { code: 'visit', zh: '代办探视', en: 'Visits', kinds: ['OTHER' as const] };
  const admin = await platform.operator(['DUTY_OFFICER']);
  valueOf(await admin.client.command(C.PublishServiceModule, definition));
  const editor = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(editor, 'duty-m', PASSWORD);
  await goTo(editor, 'module-editor visit', '代办探视 / Visits');
  await question(editor, 'ward', '文字', '病区', 'Ward');
  valueOf(await admin.client.command(C.PublishServiceModule, { ...definition, en: 'Hospital visits', expectedVersion: 1 }));
  await editor.see('发布了第 2 版；b 把您的改动并入');
  await editor.press('p');
  await editor.see(/已于 .* 发布（现为第 2 版，改了 英文名称/);
  await editor.press('b');
  await editor.see('已并入');
  await editor.press('p');
  await editor.see('新增字段 ward');
  await editor.press('y');
  await editor.see('✓ visit 第 3 版已生效');

  // the same as lines
  expect(await hz.run('duty-m', 'sign-in duty-m', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const shown = JSON.parse((await hz.run('duty-m', 'service-module show visit --json')).out) as {
    data: { definition: C.ModuleDefinition };
  };
  expect(shown.data.definition).toMatchObject({ en: 'Hospital visits', fields: [{ key: 'ward' }] });
  const file = join(folder, 'visit.json');
  writeFileSync(file, JSON.stringify({ ...shown.data.definition, kinds: ['OTHER', 'TRANSPORT'] }));
  const dry = await hz.run('duty-m', `service-module publish --file ${file} --dry-run`, { lang: 'zh' });
  expect(dry.out).toMatch(/visit +4 +0 +只是试算，未发布/);
  expect(dry.out).toContain('事项类别：其他 → 其他、接送');
  expect(await hz.run('duty-m', `service-module publish --file ${file} --yes`)).toMatchObject({ code: 0 });
  const again = await hz.run('duty-m', `service-module publish --file ${file} --yes`, { lang: 'zh' });
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('与现行版本相同')]);
  const compared = await hz.run('duty-m', 'service-module versions visit --from-form 1 --to-form 4', { lang: 'zh' });
  for (const line of ['英文名称：Visits → Hospital visits', '新增字段 ward：病区 / Ward']) expect(compared.out).toContain(line);
}, 120_000);

test('money to the fen: an advance, two receipts, a refund; one fen short it is not archived, and everybody sees where it is', async () => {
  const personId = await seedPerson(desk, 'a07', '试点户主');
  const asked = {
    beneficiaryId: personId,
    moduleCode: 'standing-1',
    kind: 'PURCHASE' as const,
    items: [{ name: '大米' }],
    advanceFen: 5_000,
  };
  const { no, errandId } = valueOf(await desk.client.command(C.RequestErrand, asked));
  valueOf(
    await desk.client.command(C.RecordAuthorisation, {
      principalId: personId,
      agentId,
      scopes: ['ADVANCE'],
      validUntil: Temporal.Now.instant().add({ hours: 48 }).toString(),
      evidence: { kind: 'VOICE', reference: '录音 1' },
    }),
  );
  const agent = openConsole(platform, { columns: 80, rows: 24 });
  const worker = openConsole(platform);
  await signInAs(agent, 'agent-m', PASSWORD);
  await signInAs(worker, 'worker-m', PASSWORD);

  await goTo(agent, `errand ${no}`, '预收 ¥50.00（开始办理时收）');
  await agent.press('x', 'a');
  await agent.see(/✓ .* 受理 → 受理/);
  await agent.press('x', 's');
  await agent.see(/预付 ¥50\.00 .*在手 ¥50\.00/);
  await agent.press('b', 'r');
  await agent.see('登记票据 · ');
  agent.type('A1=40；A2=5.99');
  await agent.press('Ctrl-S');
  await agent.see(/在手 ¥4\.01/);
  await agent.press('f');
  await agent.see('凭证编号');
  await agent.press('Tab');
  agent.type('当面签收');
  await agent.press('Ctrl-S');
  await agent.see(/送达 → 送达/);

  // confirmed at the desk; what does not add up is not archived, and it says by how much and what to do
  await goTo(worker, `errand ${no}`, /花费 ¥45\.99/);
  await worker.press('x', 'c');
  await worker.see('居民原话');
  await worker.press('Tab', 'Tab');
  worker.type('收到了');
  await worker.press('Ctrl-S');
  await worker.see(/回访确认 → 确认/);
  await archive(worker, '4.00');
  await worker.see(/账目不平，差 ¥0\.01：.*还在代办员手里/);
  await worker.press('Esc', 'y');

  // the agent gives back what is left, too much is refused
  await agent.press('b', 'f');
  await agent.see('退还 · ');
  agent.type('4.02');
  await agent.press('Ctrl-S');
  await agent.see('代办员手里只有 ¥4.01');
  await agent.press('Backspace');
  agent.type('1');
  await agent.press('Ctrl-S');
  await agent.see('✓ 已平');
  await worker.see('✓ 已平');
  await archive(worker, '');
  await worker.see(/归档结账 → 归档/);

  // where all of it is, at any moment
  await goTo(worker, 'zk', /代办模 +¥0\.00 +¥50\.00 +¥45\.99 +¥4\.01/);
  await worker.press('Enter');
  await worker.see('没有未结的账；A 看全部');
  await worker.press('A');
  expect(await worker.see(/4 笔/)).toMatch(/退还 · 居民 +-¥4\.01/);
  await worker.press('E');
  await worker.see(/✓ 已写入 .*money-entries\.csv/);

  // the same as lines
  expect(await hz.run('worker-m', 'sign-in worker-m', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const { db } = platform;
  const { rows } = await db.query<{ at: Date }>('select "at" from "errands"."money_entry" where "errand_id" = $1 order by "no"', [
    errandId,
  ]);
  const begun = rows[0]?.at.toISOString() ?? '';
  const then = await hz.run('worker-m', ['money', 'balance', '--agent', 'agent-m', '--at', begun, '--json']);
  expect(JSON.parse(then.out)).toMatchObject({ data: [{ balanceFen: 5_000, openErrands: 1 }] });
  expect((await hz.run('worker-m', 'money balance --agent agent-m', { lang: 'zh' })).out).toMatch(/代办模 +¥0\.00/);
  expect((await hz.run('worker-m', `money entries ${no}`, { lang: 'zh' })).out).toMatch(/票据 +商家 +-¥5\.99 +¥4\.01/);
  const late = await hz.run('worker-m', `money give ${no} --amount 1 --yes`, { lang: 'zh' });
  expect([late.code, late.err]).toEqual([1, expect.stringContaining('归档后账目不再变动')]);
}, 120_000);

/** Archives the errand that is shown, with what is given back. */
async function archive(worker: Terminal, refund: string): Promise<void> {
  await worker.press('x');
  await worker.see(/归档结账/);
  await worker.press('Enter');
  await worker.see('归档结账 · ');
  worker.type(refund);
  await worker.press('Ctrl-S');
}
