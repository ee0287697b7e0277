import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerminalSession } from '@houzhai/testing/terminal';

const ROOT = join(import.meta.dirname, '../../..');
const PROGRAM = 'dist/hz.mjs';

/** What a call of `hz` ended with. */
export interface HzResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `hz` as it is shipped and as people type it, each account with a state folder of its own. */
export class Hz {
  private readonly state = mkdtempSync(join(tmpdir(), 'hz-command-'));
  private readonly server: string;

  constructor(server: string) {
    this.server = server;
  }

  /** One call. @param line words, or a line of words without spaces in them. */
  run(account: string, line: string | readonly string[], { input = '', lang = 'en' } = {}): Promise<HzResult> {
    return new Promise((done) => {
      const words = typeof line === 'string' ? line.split(' ') : line;
      const program = spawn(process.execPath, [PROGRAM, ...words], { cwd: ROOT, env: this.env(account, lang) });
      const texts = { out: '', err: '' };
      program.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
      program.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
      program.on('close', (code) => {
        done({ code, ...texts });
      });
      program.stdin.end(input);
    });
  }

  /** One call on a terminal, as a person sees it. @param line words without spaces in them */
  open(account: string, line: string, lang = 'zh'): TerminalSession {
    return new TerminalSession(process.execPath, [PROGRAM, ...line.split(' ')], { cwd: ROOT, env: this.env(account, lang) });
  }

  private env(account: string, lang: string): Record<string, string | undefined> {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    return { PATH, NODE_COMPILE_CACHE, HOME: this.state, XDG_STATE_HOME: join(this.state, account), HZ_SERVER: this.server, HZ_LANG: lang };
  }

  /** Forgets every session. */
  remove(): void {
    rmSync(this.state, { recursive: true, force: true });
  }
}
