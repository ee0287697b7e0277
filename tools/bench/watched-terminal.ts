import * as pty from '@lydell/node-pty';

const ERASES = /\u001b\[[23]J/g;
/** One less than the characters of an erase: what a piece of output may have begun. */
const CUT = 3;

/** How a program is run on a terminal. */
export interface WatchedOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A program on a real pseudo-terminal of 120 by 40, its output as it comes: no emulator stands between a frame and its time. */
export class WatchedTerminal {
  private readonly process: pty.IPty;
  private readonly waiting = new Set<() => void>();
  private since = '';
  private cut = '';
  private gone = false;
  /** Times the whole screen was erased (CSI 2 J, CSI 3 J). */
  erases = 0;
  /** Told when the program is gone. */
  readonly ended: Promise<void>;

  constructor(file: string, args: readonly string[], { cwd = process.cwd(), env = {} }: WatchedOptions = {}) {
    const { PATH, HOME } = process.env;
    const shown = { PATH, HOME, LANG: 'C.UTF-8', TZ: 'Asia/Shanghai', TERM: 'xterm-256color', FORCE_COLOR: '1', ...env };
    this.process = pty.spawn(file, [...args], { cols: 120, rows: 40, cwd, name: 'xterm-256color', env: shown });
    this.process.onData((data) => {
      this.since += data;
      this.erases += (this.cut + data).match(ERASES)?.length ?? 0;
      this.cut = (this.cut + data).slice(-CUT);
      for (const look of [...this.waiting]) look();
    });
    this.ended = new Promise((done) => {
      this.process.onExit(() => {
        this.gone = true;
        done();
      });
    });
  }

  /** Types, and forgets what was written before. */
  type(text: string): void {
    this.since = '';
    this.process.write(text);
  }

  /**
   * Waits until what was written since the last `type` holds something.
   * @param find looks through the output, styles and all; undefined while it is not there
   * @returns what was found. @throws after `withinMs`, with the end of the output.
   */
  see<T>(find: (output: string) => T | undefined, withinMs = 30_000): Promise<T> {
    return new Promise((done, fail) => {
      const look = (): void => {
        const found = find(this.since);
        if (found === undefined) return;
        this.waiting.delete(look);
        clearTimeout(timer);
        done(found);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        fail(new Error(`Not seen; the terminal shows ${JSON.stringify(this.since.slice(-2_000))}`));
      }, withinMs);
      this.waiting.add(look);
      look();
    });
  }

  kill(): void {
    if (!this.gone) this.process.kill('SIGKILL');
  }
}

/** The output without styles. */
export const plain = (output: string): string => output.replaceAll(/\u001b\[[\d;]*m/g, '');

/** Finds a pattern in the output without styles. */
export const shows =
  (pattern: RegExp) =>
  (output: string): RegExpExecArray | undefined =>
    pattern.exec(plain(output)) ?? undefined;
