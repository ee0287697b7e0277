import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from './stack-folder.ts';

/** Leaves the alternate screen, shows the cursor, ends bracketed paste and keyboard modes, plain colours. */
const PLAIN_TERMINAL = '\u001b[?1049l\u001b[?25h\u001b[?2004l\u001b[<u\u001b[0m\r';

/**
 * Runs the console in the foreground until it is left, or ends it when `asked` to; gives its exit code. A console that was killed
 * leaves the terminal usable.
 */
export async function runConsole(natsUrl: string, args: readonly string[], asked?: Promise<void>): Promise<number> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'dist/console.mjs'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, HZ_SERVER: natsUrl },
  });
  void asked?.then(() => child.kill());
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done, fail) => {
    child.once('error', fail).once('exit', (code, signal) => {
      done({ code, signal });
    });
  });
  if (ended.signal !== null && process.stdout.isTTY) {
    process.stdout.write(PLAIN_TERMINAL);
    spawnSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
  }
  return ended.code ?? 1;
}
