import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode } from '@houzhai/auth';
import { startPlatform, type Platform } from './platform.ts';

const HZ = join(import.meta.dirname, '../../../dist/hz.mjs');
const PASSWORD = 'correct-horse-battery';
let platform: Platform;
const homes: string[] = [];

beforeAll(async () => {
  platform = await startPlatform();
  await platform.account('duty', '值班长', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  await platform.account('root', '管理员', ['PLATFORM_ADMIN'], ['houzhai'], PASSWORD);
});
afterAll(async () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
  await platform.stop();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A shell of somebody: `hz` with a state folder of its own. */
function shell(): { readonly state: string; hz(line: string, stdin?: string): Promise<Ran> } {
  const state = mkdtempSync(join(tmpdir(), 'hz-shell-'));
  homes.push(state);
  return {
    state,
    hz: (line, stdin = '') =>
      new Promise((done) => {
        const env = { PATH: process.env['PATH'], HOME: state, XDG_STATE_HOME: state, HZ_SERVER: platform.natsUrl, LANG: 'C.UTF-8' };
        const child = spawn(process.execPath, [HZ, ...line.split(' ')], { env });
        let out = '';
        let err = '';
        child.stdout.on('data', (data) => (out += String(data)));
        child.stderr.on('data', (data) => (err += String(data)));
        child.on('close', (code) => done({ code: code ?? -1, out, err }));
        child.stdin.end(stdin);
      }),
  };
}
const data = <T>({ out }: Ran): T => (JSON.parse(out) as { data: T }).data;

test('a session is listed and ended from a shell; the one that was ended says so', async () => {
  const [mine, other, admin] = [shell(), shell(), shell()];
  expect(await mine.hz('sign-in duty', `${PASSWORD}\n`)).toMatchObject({ code: 0 });
  expect(await other.hz('sign-in duty', `${PASSWORD}\n`)).toMatchObject({ code: 0 });
  expect(await admin.hz('sign-in root', `${PASSWORD}\n`)).toMatchObject({ code: 0 });
  const [file = ''] = readdirSync(join(mine.state, 'houzhai'));
  expect(statSync(join(mine.state, 'houzhai', file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(mine.state, 'houzhai', file), 'utf8')).toMatch(/"clientSeed":"SU/);

  type Listed = readonly { readonly sessionId: string; readonly account: string; readonly current: boolean; readonly client: string }[];
  const rows = data<Listed>(await mine.hz('session list --json'));
  expect(rows.map(({ account, client }) => `${account} ${client}`)).toEqual(['duty hz', 'duty hz']);
  expect(await mine.hz('session list --all')).toMatchObject({ code: 4 });
  expect(data<Listed>(await admin.hz('session list --all --json')).map(({ account }) => account)).toEqual(
    expect.arrayContaining(['root', 'duty']),
  );
  const theirs = rows.find(({ current }) => !current)?.sessionId ?? '';
  expect(await mine.hz(`session end ${theirs}`)).toMatchObject({ code: 2 });
  expect(await mine.hz(`session end ${theirs} --yes`)).toMatchObject({ code: 0 });
  expect(await other.hz('session who-am-i')).toMatchObject({ code: 4 });
  expect(await mine.hz('session who-am-i')).toMatchObject({ code: 0 });
  const own = rows.find(({ current }) => current)?.sessionId ?? '';
  expect(await admin.hz(`session end ${own} --yes`)).toMatchObject({ code: 0 });
  const after = await mine.hz('session who-am-i');
  expect([after.code, after.err]).toEqual([4, expect.stringContaining('由 管理员 结束')]);
});

test('a second factor from a shell: enrolled, asked for, given as a flag, removed', async () => {
  const { hz } = shell();
  await hz('sign-in duty', `${PASSWORD}\n`);
  const { uri } = data<{ uri: string }>(await hz('second-factor enrol --yes --json', `${PASSWORD}\n`));
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const bits = Array.from(secret, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
  const step = Math.floor(Date.now() / 30_000);
  const confirmed = await hz(`second-factor confirm --code ${totpCode(key, step - 1)} --yes --json`);
  const { recoveryCodes } = data<{ recoveryCodes: string[] }>(confirmed);
  expect(recoveryCodes).toHaveLength(10);
  const again = shell();
  expect(await again.hz('sign-in duty', `${PASSWORD}\n000000\n`)).toMatchObject({ code: 4 });
  expect(await again.hz('sign-in duty', `${PASSWORD}\n${totpCode(key, step)}\n`)).toMatchObject({ code: 0 });
  expect(await again.hz(`sign-in duty --code ${recoveryCodes[0] ?? ''}`, `${PASSWORD}\n`)).toMatchObject({ code: 0 });
  expect(data(await again.hz('second-factor show --json'))).toMatchObject({ enrolled: true, recoveryCodesLeft: 9 });
  const removed = await again.hz(`second-factor remove --code ${recoveryCodes[1] ?? ''} --yes`, `${PASSWORD}\n`);
  expect([removed.code, removed.err]).toEqual([0, '']);
  expect(await again.hz('sign-in duty', `${PASSWORD}\n`)).toMatchObject({ code: 0 });
});
