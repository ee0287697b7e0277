import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isAlive, startKept, type KeptProcess } from './kept-process.ts';

const keep = (command: string, ...args: string[]): Promise<KeptProcess> =>
  startKept({ command, args, env: { PATH: process.env['PATH'] }, cwd: '/', endSignal: 'TERM', graceSeconds: 1 });

describe('a kept process', () => {
  it('tells how it ended by itself', async () => {
    const kept = await keep('/bin/sh', '-c', 'echo last words >&2; exit 7');
    expect(await kept.exited).toEqual({ code: 7 });
    expect(kept.ended()).toEqual({ code: 7 });
    expect(kept.lastOutput()).toContain('last words');
  });

  it('is forced to end when it does not listen', async () => {
    const kept = await keep('/bin/sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done');
    await expect.poll(() => kept.lastOutput()).toContain('deaf');
    await kept.stop();
    expect(kept.ended()).toEqual({ code: 137 });
  });

  it('goes when its keeper is killed', async () => {
    const kept = await keep('/bin/sleep', '600');
    const keeper = Number(
      execFileSync('/bin/sh', [
        '-c',
        `sed -n 's/^PPid:[[:space:]]*//p' /proc/${kept.pid}/status 2>/dev/null || ps -o ppid= -p ${kept.pid}`,
      ]),
    );
    process.kill(keeper, 'SIGKILL');
    await kept.exited;
    await expect.poll(() => isAlive(kept.pid), { timeout: 5_000 }).toBe(false);
  });

  it('says so when the program does not exist', async () => {
    const kept = await keep('/nowhere/program');
    expect(await kept.exited).toEqual({ code: 127 });
    expect(kept.lastOutput()).toContain('/nowhere/program');
  });
});
