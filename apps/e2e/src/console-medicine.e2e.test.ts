import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { closeConsoles, fill, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { MedicineSite } from './medicine-site.ts';
import { startPlatform, type Platform } from './platform.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: MedicineSite;
let hz: Hz;
let folder: string;
const PASSWORD = 'correct-horse-battery';

/** Residents with a medicine errand each and an authorisation for an agent; only the first has no prescription yet. */
async function households(agentId: string, count: number): Promise<readonly string[]> {
  const errands: string[] = [];
  for (let nth = 0; nth < count; nth++) {
    const { personId, errandId } = await site.household([{ drug: `药品${String(nth)}`, qtyDays: 30 }], false);
    valueOf(
      await site.desk.client.command(C.RecordAuthorisation, {
        principalId: personId,
        agentId,
        scopes: ['CARD', 'IDENTITY'],
        validUntil: Temporal.Now.instant().add({ hours: 48 }).toString(),
        evidence: { kind: 'VOICE', reference: '录音 1' },
      }),
    );
    errands.push(errandId);
  }
  return errands;
}

beforeAll(async () => {
  platform = await startPlatform();
  site = await MedicineSite.open(platform);
  hz = new Hz(platform.natsUrl);
  folder = mkdtempSync(join(tmpdir(), 'medicine-'));
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true, force: true });
  await platform.stop();
});

test('the pills, with keys: planned, cards collected, half of it signed over at the gate, delivered, reconciled', async () => {
  const agentId = await platform.account('agent-a', '代办甲', ['AGENT'], ['houzhai/a07'], PASSWORD);
  await platform.account('agent-b', '代办乙', ['AGENT'], ['houzhai/a07'], PASSWORD);
  await households(agentId, 2);
  const first = openConsole(platform);
  const second = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(first, 'agent-a', PASSWORD);
  await signInAs(second, 'agent-b', PASSWORD);

  // tried first, then planned
  await first.press(':');
  first.type('py');
  await first.press('Enter');
  await first.see('没有在办的配药批次');
  await first.press('n');
  await first.see('编配药批次');
  await first.press('Ctrl-S');
  await first.see('编批：2 户 2 行');
  await first.press('y');
  await first.see(/MR-\d{8}-0001-\d +已编批 +2 户/);
  await first.see('药品0');

  // cards, each with two signatures
  await first.press('a');
  await first.see(/收卡中 +2 户/);
  for (const nth of [1, 2]) {
    await first.press('c');
    await first.see('收取医保卡 · 测*甲');
    await fill(first, '收条号', `收条 ${String(nth)}`);
    await first.press('Ctrl-S');
    await first.see(`卡在外 ${String(nth)}`);
    await first.press('j', 'j');
  }
  await first.press('a');
  await first.see(/在医院 +2 户/);

  // at the gate: offered under one session, signed for under the other
  await first.press('m');
  await first.see('交给同事 1 户');
  first.type('agent-b');
  await first.see(/▸ 代办乙/);
  await first.press('Enter', 'Ctrl-S');
  await first.see('1 户等 代办乙 签收');
  await second.press(':');
  second.type('py');
  await second.press('Enter');
  await second.see(/MR-\d{8}-0001-\d/);
  await second.press('a');
  await second.see('代办甲 交来 1 户');
  await second.press('Ctrl-S');
  await second.see('接手 1 户及其医保卡');
  await second.press('y');
  await second.see(/签收接手 → 在医院/);
  await first.see(/在医院 +1 户/);

  // who holds it is one key away, and who before
  const theirs = valueOf(await site.desk.client.query(C.RunsPage, { open: true })).rows.find(({ agentId: own }) => own !== agentId);
  await second.press(':');
  second.type(`medicine-run ${theirs?.no ?? ''}`);
  await second.press('Enter');
  await second.see(/药品\d +30 天/);
  await second.press('h');
  const custody = await second.see('在谁手里（最近的在上）');
  expect(custody).toMatch(/至今 +代办乙 +同事接手/);
  expect(custody).toMatch(/代办甲 +收取/);
  await second.press('Esc');

  // one fetches and delivers; the run is not reconciled before the card is back
  await first.press('f');
  await first.see(/待送 1 · 已送达/);
  await first.press('a');
  await first.see(/送药中 +1 户/);
  await first.press('d');
  await fill(first, '凭证编号', '本人当面签收');
  await first.press('Ctrl-S');
  await first.see('已送达 1');
  await first.press('a');
  await first.see('结清 · MR-');
  await first.press('Ctrl-S');
  await first.see('1 张医保卡未归还');
  await first.press('Esc');
  await first.see(/送药中 +1 户/);
  await first.press('b');
  await fill(first, '收条号', '收条 9');
  await first.press('Ctrl-S');
  await first.see('✓ 已归还');
  await first.press('a');
  await first.see('结清 · MR-');
  await first.press('Ctrl-S');
  await first.see(/已结清 +1 户/);
}, 120_000);

test('from a shell: a prescription, a dry run, the run with its papers, and who holds a card', async () => {
  const agentId = await platform.account('agent-c', '代办丙', ['AGENT'], ['houzhai/a07'], PASSWORD);
  expect(await hz.run('agent-c', 'sign-in agent-c', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const [errandId = ''] = await households(agentId, 1);
  const { row } = valueOf(await site.desk.client.query(C.ErrandDetail, { errandId }));
  const special = `prescription record ${row.no} --hospital h1 --drug 靶向药=28! --drug 降压药=30 --yes`;
  expect((await hz.run('agent-c', special, { lang: 'zh' })).err).toContain('第 1 行是特殊药品');
  const long = await hz.run('agent-c', `prescription record ${row.no} --hospital h1 --drug 降压药=120 --yes`, { lang: 'zh' });
  expect(long).toMatchObject({ code: 1, out: '' });
  expect(long.err).toContain('120 天，超过 90 天');
  expect(JSON.parse((await hz.run('agent-c', `${special} --refer-to 市医保中心 --json`)).out)).toMatchObject({
    data: { waiting: 1, referred: 1 },
  });

  const dry = await hz.run('agent-c', 'medicine-run plan --hospital h1 --agent agent-c --dry-run --yes', { lang: 'zh' });
  expect(dry.out).toMatch(new RegExp(`1 +${row.no} +a07 +1`));
  const planned = await hz.run('agent-c', 'medicine-run plan --hospital h1 --agent agent-c --yes --json');
  const { run } = (JSON.parse(planned.out) as { data: { run?: { no: string } } | { no: string }[] }).data as { run?: { no: string } };
  const list = await hz.run('agent-c', 'medicine-run list --open --mine', { lang: 'zh' });
  const [no = run?.no ?? ''] = /MR-\d{8}-\d{4}-\d/.exec(list.out) ?? [];
  expect(list.out).toMatch(/已编批 +代办丙 +h1 +1/);
  expect((await hz.run('agent-c', `medicine-run set-out ${no} --yes`)).code).toBe(0);
  const shown = await hz.run('agent-c', `medicine-run show ${no}`, { lang: 'zh' });
  expect(shown.out).toContain('降压药');
  const [card = ''] = /CD-\d{8}-\d{4}-\d/.exec(shown.out) ?? [];
  for (const sheet of ['PICK', 'ROUTE']) {
    const file = join(folder, `${sheet}.pdf`);
    expect(await hz.run('agent-c', `medicine-run papers ${no} --sheet ${sheet} --pdf ${file}`, { lang: 'zh' })).toMatchObject({ code: 0 });
    expect(existsSync(file) && readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  }
  const collect = ['card', 'collect', card, '--contents', 'CARD,RECORD', '--signature-reference', '收条 1', '--yes', '--json'];
  expect(JSON.parse((await hz.run('agent-c', collect)).out)).toMatchObject({ data: { status: 'COLLECTED' } });
  expect((await hz.run('agent-c', 'card list --out', { lang: 'zh' })).out).toMatch(new RegExp(`${card} +已收取 +代办丙`));
  expect((await hz.run('agent-c', `card show ${card}`, { lang: 'zh' })).out).toMatch(/代办丙 +收取 +收条 1[\s\S]*本人 +建立信封/);
  expect((await hz.run('agent-c', `medicine-run reconcile ${no} --yes`, { lang: 'zh' })).err).toContain('收卡中');

  // Whoever audits sees where cards are, and neither drug nor door.
  await platform.account('auditor', '审计', ['AUDITOR'], ['houzhai'], PASSWORD);
  expect(await hz.run('auditor', 'sign-in auditor', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const looked = await hz.run('auditor', `medicine-run show ${no} --json`);
  expect(looked).toMatchObject({ code: 0 });
  expect(looked.out).not.toContain('降压药');
  expect(looked.out).not.toMatch(/houzhai\/a07\//);
}, 120_000);
