import { FrameSink } from './frame-sink.ts';
import { KeyDecoder, type Key } from './keys.ts';

const ENTER = '\u001b[?1049h\u001b[?2004h\u001b[?25l\u001b[H';
const LEAVE = '\u001b[?2026l\u001b[?2004l\u001b[?25h\u001b[0m\u001b[?1049l';
const ESCAPE_MS = 20;

/** The terminal in raw mode on its alternate screen; restored however the process ends, short of SIGKILL. */
export interface OpenTerminal {
  readonly sink: FrameSink;
  restore(): void;
}

/**
 * Takes the terminal: raw mode first, so that nothing typed is echoed, then the alternate screen.
 * @param onKey every key, @param onResize the size changed and every line must be written again.
 */
export function openTerminal(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  onKey: (key: Key) => void,
  onResize: () => void,
): OpenTerminal {
  const decoder = new KeyDecoder();
  let timer: NodeJS.Timeout | undefined;
  const sink = new FrameSink({
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text) => void stdout.write(text),
  });
  const read = (bytes: Buffer): void => {
    clearTimeout(timer);
    for (const key of decoder.push(bytes)) onKey(key);
    if (decoder.pending) {
      timer = setTimeout(() => {
        for (const key of decoder.flush()) onKey(key);
      }, ESCAPE_MS);
    }
  };
  const resize = (): void => {
    sink.invalidate();
    onResize();
  };
  let open = true;
  const restore = (): void => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    stdin.off('data', read);
    stdout.off('resize', resize);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    sink.close();
    stdout.write(LEAVE);
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', read);
  stdin.resume();
  stdout.on('resize', resize);
  stdout.write(ENTER);
  process.on('exit', restore);
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    process.on(signal, () => {
      restore();
      process.exit(128 + ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const)[signal]);
    });
  }
  process.on('uncaughtException', (error) => {
    restore();
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(70);
  });
  return { sink, restore };
}

/** The sequence that puts text on the clipboard of the terminal's machine (OSC 52). */
export const clipboardSequence = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
