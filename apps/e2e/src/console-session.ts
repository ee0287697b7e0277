import { join } from 'node:path';
import { TerminalSession, type TerminalOptions } from '@houzhai/testing/terminal';
import type { Platform } from './platform.ts';

const CONSOLE = join(import.meta.dirname, '../../../dist/console.mjs');
const open: TerminalSession[] = [];

/** The console as it is shipped, on a terminal of its own. */
export function openConsole(
  platform: Pick<Platform, 'natsUrl'>,
  options: TerminalOptions & { readonly lang?: 'zh' | 'en' } = {},
): TerminalSession {
  const { lang = 'zh', env = {}, ...rest } = options;
  const terminal = new TerminalSession(process.execPath, [CONSOLE, '--server', platform.natsUrl, '--lang', lang], {
    ...rest,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      LANG: 'C.UTF-8',
      TZ: 'Asia/Shanghai',
      ...env,
    },
  });
  open.push(terminal);
  return terminal;
}

/** Signs in as a person does, until the first screen is there: the wall chart, or what a role begins with. */
export async function signInAs(
  terminal: TerminalSession,
  account: string,
  password: string,
  first: string | RegExp = /合计|Total/,
): Promise<void> {
  await terminal.see(/账号|Account/);
  terminal.type(account);
  await terminal.press('Enter');
  terminal.type(password);
  await terminal.press('Enter');
  await terminal.see(first);
}

/** Types into the field that a form asks for first when it is sent without it. */
export async function fill(terminal: TerminalSession, label: string, text: string): Promise<void> {
  await terminal.see(label);
  await terminal.press('Ctrl-S');
  await terminal.see(new RegExp(`▸ *${label}`));
  terminal.type(text);
  await terminal.see(text);
}

/** Ends every console that is still open. */
export function closeConsoles(): void {
  for (const terminal of open.splice(0)) terminal.kill();
}
