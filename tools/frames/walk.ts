import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerminalSession } from '@houzhai/testing/terminal';
import { frameImage } from './frame-image.ts';

/**
 * Walks the console of the running platform by a script of keys and saves the frames that are asked for.
 *   node --import ./tools/dev/register-ts.mjs tools/frames/walk.ts OUT_DIR SIZE 'word' …
 * Words: a key name or text to type; `~text` waits until the screen shows it; `#name` saves the frame as name.png.
 */
const [folder = '.', size = '120x40', ...words] = process.argv.slice(2);
const [columns = 120, rows = 40] = size.split('x').map(Number);
mkdirSync(folder, { recursive: true });
const terminal = new TerminalSession(process.execPath, [join(import.meta.dirname, '../../dist/console.mjs')], { columns, rows });

/** Waits until the screen stays as it is. */
async function settled(): Promise<void> {
  for (let before = '', tries = 0; before !== terminal.screen() && tries < 20; tries += 1) {
    before = terminal.screen();
    await new Promise((done) => setTimeout(done, 200));
  }
}

try {
  for (const word of words) {
    if (word.startsWith('~')) await terminal.see(word.slice(1), 20_000);
    else if (word.startsWith('#')) {
      await settled();
      writeFileSync(join(folder, `${word.slice(1)}.png`), frameImage(terminal.cells()));
    } else await terminal.press(word);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  terminal.kill();
}
process.exit();
