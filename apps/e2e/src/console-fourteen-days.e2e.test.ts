import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IsolationDetail, OrderIsolation, RecordFollowUp, type Role, type Slot } from '@houzhai/contracts';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { TestClock, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

/** One case from the order to the proof, through the keyboards of those who look after it; what lies between is recorded by a program. */
const PASSWORD = 'correct-horse-battery';
const clock = new TestClock();
let platform: Platform;
let home: string;
let hz: Hz;
let isolationId: string;
let no: string;

/** Sessions run out while the clock is moved: whoever acts signs in first. */
const as = (role: Role): Promise<TestOperator> => platform.operator([role], ['houzhai/a07']);

beforeAll(async () => {
  platform = await startPlatform({ clock });
  home = mkdtempSync(join(tmpdir(), 'hz-home-'));
  hz = new Hz(platform.natsUrl);
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  await platform.account('worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  await platform.account('second-07', '社区八', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  await platform.account('doctor-07', '医生七', ['COMMUNITY_DOCTOR'], ['houzhai/a07'], PASSWORD);
  const worker = await as('COMMUNITY_WORKER');
  const personId = await seedPerson(worker, 'a07');
  ({ isolationId, no } = valueOf(await worker.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' })));
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  rmSync(home, { recursive: true });
  await platform.stop();
});

const slots = async (): Promise<readonly Slot[]> =>
  valueOf(await (await as('COMMUNITY_WORKER')).client.query(IsolationDetail, { isolationId })).slots;
/** Two hours before a half-day is over. */
async function moveInto(nth: number): Promise<Slot> {
  const slot = (await slots()).find((one) => one.nth === nth);
  if (!slot) throw new Error(`No half-day ${String(nth)}`);
  const by = clock.now().until(Temporal.Instant.from(slot.dueAt).subtract({ hours: 2 }));
  if (by.sign > 0) clock.advance(by);
  return slot;
}
/** The card of the case on a terminal of somebody who has just signed in. */
async function cardFor(account: string, first?: RegExp): Promise<TerminalSession> {
  const terminal = openConsole(platform, { env: { XDG_STATE_HOME: home } });
  await signInAs(terminal, account, PASSWORD, first);
  await terminal.press(':');
  terminal.type(`isolation ${no}`);
  await terminal.press('Enter');
  await terminal.see(`${no}  测`);
  return terminal;
}

/** What a program records between what people do; one half-day is left out. */
async function recordUntil(from: number, to: number, without?: number): Promise<void> {
  for (let nth = from; nth <= to; nth += 1) {
    if (nth === without) continue;
    const { date, half } = await moveInto(nth);
    const { client } = await as('COMMUNITY_WORKER');
    valueOf(await client.command(RecordFollowUp, { isolationId, date, half, temperature: 36.5, method: 'VIDEO' }));
  }
}
const PROOF = '本人申领解除隔离证明';

test('the notice is served, 28 half-days stand there, and the first is recorded in its time', async () => {
  const worker = await cardFor('worker-07');
  await worker.press('x', 's');
  await worker.see(/开始隔离 · /);
  worker.type('GL-0137');
  await worker.press('Tab', 'Tab', 'Tab');
  worker.type('worker');
  await worker.see(/▸ 社区七/);
  await worker.press('Enter', 'Tab');
  worker.type('doctor');
  await worker.see(/▸ 医生七/);
  await worker.press('Enter', 'Tab', 'Tab', 'Tab', 'Right', 'Ctrl-S');
  await worker.see(/随访（上\/下午） +0\/28/);
  expect(await worker.see('街道干部 社区七 · 责任医生 医生七')).toContain('物资有保障');

  await moveInto(1);
  const again = await cardFor('worker-07');
  await again.press('g', 'a');
  await again.see('登记随访 · ');
  again.type('36.6');
  await again.press('Ctrl-S');
  const card = await again.see(/随访（上\/下午） +1\/28/);
  expect(card).toMatch(/✓ .*社区七/);
  expect(card).not.toContain('36.6');
}, 60_000);

test('two days more, taken back by another than who asked; what was missed is explained; two sign, and the proof is on paper', async () => {
  await recordUntil(2, 6, 5);
  const worker = await cardFor('worker-07');
  await worker.press('x', '+');
  await worker.see(/延长\S* · /);
  worker.type('2');
  await worker.press('Tab');
  worker.type('同住人员结果未出');
  await worker.press('Ctrl-S');
  await worker.see('5/32');
  await worker.press('x', '-');
  await worker.see(/缩短\S* · /);
  worker.type('2');
  await worker.press('Tab');
  worker.type('同住人员结果阴性');
  await worker.press('Ctrl-S');
  await worker.see(/申请缩短 +!漏访/);
  // Whoever asked does not agree to it.
  await worker.press('x');
  await worker.see(/y 同意缩短 +.*须由他人办理/);
  const second = await cardFor('second-07');
  await second.press('x', 'y');
  await second.see('同意缩短 · ');
  await second.press('Ctrl-S');
  await second.see(/5\/28/);

  await recordUntil(7, 28);
  const last = (await slots()).find(({ nth }) => nth === 28);
  clock.advance(clock.now().until(Temporal.Instant.from(last?.dueAt ?? '').add({ hours: 20 })));
  const after = await cardFor('worker-07');
  await after.press('x', 'r');
  await after.see('申请解除 · ');
  await after.press('Ctrl-S');
  await after.see('还有 1 次漏访未说明');
  await after.press('Esc');
  await after.see(`${no}  测`);
  await after.press('g', 'j', 'j', 'j', 'j', 'x', 'e');
  await after.see(/漏访\S* · /);
  after.type('电话三次未接，下午补访');
  await after.press('Ctrl-S');
  await after.see('漏访，已说明');
  await after.press('x', 'r');
  await after.see('申请解除 · ');
  await after.press('Ctrl-S');
  await after.see(/申请解除 → /);
  await after.press('x', 'g');
  await after.see(/签字解除/);
  await after.press('Ctrl-S');
  await after.see(/签字.* → /);

  const doctor = await cardFor('doctor-07', /卡口/);
  await doctor.press('x', 'g');
  await doctor.see(/签字解除/);
  doctor.type('36.4,36.6');
  await doctor.press('Tab');
  doctor.type('JC-0137');
  await doctor.press('Ctrl-S');
  await doctor.see(/签字解除 → 已解除/);

  // The proof: from the card to a file only its owner reads, and the same from a shell.
  await after.see(/ 已解除/);
  await after.press('p');
  await after.see('解除隔离证明 · ');
  after.type(PROOF);
  await after.press('Ctrl-S');
  await after.see(/✓ 已写入 .*pdf/);
  const [printed = ''] = globSync(join(home, '**', `${no}.pdf`));
  expect(statSync(printed).mode & 0o777).toBe(0o600);
  expect(await hz.run('doctor-07', 'sign-in doctor-07', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  const file = join(home, 'proof.pdf');
  expect(await hz.run('doctor-07', `isolation proof ${no} --reason ${PROOF} --pdf ${file} --lang zh`)).toMatchObject({ code: 0 });
  for (const path of [printed, file]) expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  expect(readFileSync(file).equals(readFileSync(printed))).toBe(true);
}, 120_000);
