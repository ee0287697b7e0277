import * as pty from '@lydell/node-pty';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

/** What keys send, by the names people use for them. */
const KEYS: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Tab: '\t',
  'Shift-Tab': '\u001b[Z',
  Backspace: '\u007f',
  Space: ' ',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  PgUp: '\u001b[5~',
  PgDn: '\u001b[6~',
  F1: '\u001bOP',
  F5: '\u001b[15~',
  F10: '\u001b[21~',
  'Ctrl-C': '\u0003',
  'Ctrl-K': '\u000b',
  'Ctrl-L': '\u000c',
  'Ctrl-S': '\u0013',
  'Ctrl-T': '\u0014',
  'Ctrl-U': '\u0015',
  'Ctrl-X': '\u0018',
};

/** A cell of the screen as a picture needs it. */
export interface ScreenCell {
  readonly text: string;
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  /** Palette index, undefined for the default colour. */
  readonly colour: number | undefined;
}

/** How a program is run on a terminal. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A program on a real pseudo-terminal, read by a real terminal emulator. */
export class TerminalSession {
  private readonly process: pty.IPty;
  private readonly terminal: xterm.Terminal;
  private ended: number | undefined;
  /** Everything the program wrote. */
  output = '';
  readonly exit: Promise<number>;

  constructor(
    file: string,
    args: readonly string[],
    { columns = 120, rows = 40, env = process.env, cwd = process.cwd() }: TerminalOptions = {},
  ) {
    const clean = Object.fromEntries(
      Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[0] !== 'CI'),
    );
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    this.terminal.loadAddon(new Unicode11Addon());
    this.terminal.unicode.activeVersion = '11';
    this.process = pty.spawn(file, [...args], {
      cols: columns,
      rows,
      cwd,
      name: 'xterm-256color',
      env: { ...clean, TERM: 'xterm-256color', FORCE_COLOR: '1' },
    });
    this.process.onData((data) => {
      this.output += data;
      this.terminal.write(data);
    });
    this.exit = new Promise((done) => {
      this.process.onExit(({ exitCode }) => {
        this.ended = exitCode;
        done(exitCode);
      });
    });
  }

  /** Types text as a keyboard (or an input method) sends it. */
  type(text: string): void {
    this.process.write(text);
  }

  /** Presses keys by name, or single characters, one after another. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.process.write(KEYS[key] ?? key);
      // A person's keys come apart; a lone Escape is told from Alt by what follows within 20 ms.
      await pause(key === 'Esc' ? 150 : 5);
    }
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.process.resize(columns, rows);
  }

  /** Lines of the screen, trailing spaces cut. */
  lines(): string[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
  }

  /** The screen as one text. */
  screen(): string {
    return this.lines().join('\n');
  }

  /** The screen cell by cell. */
  cells(): ScreenCell[][] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, row) => {
      const line = active.getLine(active.baseY + row);
      return Array.from({ length: this.terminal.cols }, (__, column): ScreenCell => {
        const cell = line?.getCell(column);
        return {
          text: cell?.getChars() ?? '',
          width: cell?.getWidth() ?? 1,
          bold: (cell?.isBold() ?? 0) !== 0,
          dim: (cell?.isDim() ?? 0) !== 0,
          inverse: (cell?.isInverse() ?? 0) !== 0,
          colour: cell?.isFgPalette() ? cell.getFgColor() : undefined,
        };
      });
    });
  }

  /** Where the cursor stands. */
  cursor(): { readonly x: number; readonly y: number } {
    const { active } = this.terminal.buffer;
    return { x: active.cursorX, y: active.cursorY };
  }

  /** Waits until the screen shows something. @throws with the screen as it was. */
  async see(what: string | RegExp | ((screen: string) => boolean), within = 15_000): Promise<string> {
    const end = Date.now() + within;
    const shows = (screen: string): boolean =>
      typeof what === 'string' ? screen.includes(what) : what instanceof RegExp ? what.test(screen) : what(screen);
    for (;;) {
      const screen = this.screen();
      if (shows(screen)) return screen;
      if (this.ended !== undefined)
        throw new Error(`The program ended (${String(this.ended)}) without showing ${String(what)}:\n${screen}`);
      if (Date.now() > end) throw new Error(`Not seen: ${String(what)}\n${screen}`);
      await pause(20);
    }
  }

  kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): void {
    if (this.ended === undefined) this.process.kill(signal);
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
