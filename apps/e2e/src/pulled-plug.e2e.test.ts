import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '@houzhai/auth';
import { startStack, type LocalStack } from '@houzhai/dev/local-stack.ts';
import { SEED_STEPS } from '@houzhai/dev/seed-steps.ts';
import { MIGRATOR } from '@houzhai/dev/services.ts';
import { stackFolder } from '@houzhai/dev/stack-folder.ts';
import { reachableDataFolder } from '@houzhai/dev/unprivileged.ts';
import { buildPrograms } from '@houzhai/dev/build-programs.ts';
import { openSession, signIn } from '@houzhai/messaging';
import type { TerminalSession } from '@houzhai/testing/terminal';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { eventually } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

/** Two consoles at work while one process after the other is killed. */
const PASSWORD = 'correct-horse-battery';
const NAMES = ['测试甲', '测试乙', '测试丙', '测试丁', '测试戊'] as const;
let stack: LocalStack;
let db: pg.Pool;
let desk: TerminalSession;
let duty: TerminalSession;
const root = mkdtempSync(join(tmpdir(), 'hz-plug-'));
const folder = stackFolder(root);

beforeAll(async () => {
  chmodSync(root, 0o711);
  await buildPrograms(['migrate', 'seed', 'errands', 'census-screening', 'command-center']);
  stack = await startStack({ folder, steps: SEED_STEPS.filter(({ when }) => when === 'before-services') });
  db = new pg.Pool({ connectionString: stack.databaseUrl(MIGRATOR), max: 2 });
  db.on('error', () => undefined);
  for (const [account, name] of [
    ['desk', '接线员'],
    ['duty', '值班长'],
  ] as const)
    await db.query(
      `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password")
       values ($1, 1, $2, $3, '["DUTY_OFFICER"]', '["houzhai"]', true, $4, false)`,
      [randomUUID(), account, name, await hashPassword(PASSWORD, 'random')],
    );
  const session = valueOf(await signIn({ server: stack.natsUrl, account: 'duty', password: PASSWORD, client: 'program' }));
  const seeding = await openSession(stack.natsUrl, session, { name: 'seeding' });
  await seedAreas(seeding);
  await seeding.signOut();
  const at = { natsUrl: stack.natsUrl };
  desk = openConsole(at, { columns: 100, rows: 30 });
  duty = openConsole(at, { columns: 100, rows: 30 });
  await signInAs(desk, 'desk', PASSWORD);
  await signInAs(duty, 'duty', PASSWORD);
});
afterAll(async () => {
  closeConsoles();
  await db.end();
  await stack.stop();
  rmSync(reachableDataFolder(folder.postgres), { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
});

test.each([
  ['errands', 0],
  ['census-screening', 1],
  ['command-center', 2],
  ['nats', 3],
  ['postgres', 4],
] as const)('%s is killed: what was typed is there, what was sent happens once, and everything goes on', async (program, nth) => {
  const name = NAMES[nth];
  await leaveForm();
  const before = await persons();
  const said = [desk, duty].map(({ output }) => output.length);
  await desk.press(':');
  desk.type('person register');
  await desk.press('Enter');
  await desk.see('登记居民');
  const pid = stack.pid(program) ?? 0;
  process.kill(pid, 'SIGKILL');
  desk.type(name);
  await desk.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
  desk.type('a07');
  await desk.see(name);
  await desk.press('Ctrl-S');
  await duty.press('4');
  await untilRegistered(name);
  await eventually(persons, (now) => now === before + 1, 20_000);
  expect(stack.pid(program)).not.toBe(pid);
  for (const terminal of [desk, duty]) await terminal.see('● 在线', 40_000);
  await duty.see(/编号[^]*共 \d+ 单|共 \d+ 单/, 20_000);
  for (const [index, { output }] of [desk, duty].entries()) {
    const since = output.slice(said[index]);
    expect(since.split('\u0007').length - 1).toBeLessThanOrEqual(2);
    expect(since).not.toMatch(/\bat .*\.m?js|Error:|node_modules/);
  }
  await desk.press('1');
  await desk.see('合计', 20_000);
});

/** What an attempt before this one left open. */
async function leaveForm(): Promise<void> {
  if (!desk.screen().includes('提交 Ctrl-S')) return;
  await desk.press('Esc');
  const screen = await desk.see((now) => now.includes('放弃并离开') || !now.includes('提交 Ctrl-S'));
  if (screen.includes('放弃并离开')) await desk.press('y');
}

/** Submits as a person does who is told nothing yet: whenever the console is online and not already sending. What was typed stays. */
async function untilRegistered(name: string): Promise<void> {
  const end = Date.now() + 90_000;
  for (;;) {
    const screen = desk.screen();
    if (screen.includes('一人一档')) return;
    expect(screen).toContain(name);
    if (Date.now() > end) throw new Error(`Not registered:\n${screen}`);
    if (screen.includes('● 在线') && !screen.includes('正在提交')) await desk.press('Ctrl-S');
    await pause(1_000);
  }
}

/** How many residents are registered; asked again while the database comes back. */
async function persons(): Promise<number> {
  for (let turn = 0; ; turn += 1)
    try {
      const { rows } = await db.query<{ n: number }>('select count(*)::int as n from "census_screening"."person"');
      return rows[0]?.n ?? 0;
    } catch (error) {
      if (turn === 40) throw error;
      await pause(500);
    }
}
