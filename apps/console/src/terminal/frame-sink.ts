import { Writable } from 'node:stream';

const ESC = '\u001b[';

/** A terminal as far as a frame needs it. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/**
 * The output Ink writes its frames to. It keeps what each line of the screen shows and writes only lines that differ,
 * each at its place, so nothing is ever erased as a whole and nothing flickers.
 */
export class FrameSink extends Writable {
  readonly isTTY = true;
  private readonly screen: Screen;
  private shown: string[] = [];
  private silent = false;
  private cursor: { readonly x: number; readonly y: number } | undefined;

  constructor(screen: Screen) {
    super({ decodeStrings: false });
    this.screen = screen;
  }

  get columns(): number {
    return this.screen.columns;
  }
  get rows(): number {
    return this.screen.rows;
  }

  /** Where the real cursor stands after the next frame, for input methods; undefined hides it. */
  setCursor(at: { readonly x: number; readonly y: number } | undefined): void {
    this.cursor = at;
  }

  /** Forgets what is shown: the next frame writes every line. */
  invalidate(): void {
    this.shown = [];
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.paint(typeof chunk === 'string' ? chunk : chunk.toString());
    done();
  }

  /** Writes nothing more: the terminal is given back. */
  close(): void {
    this.silent = true;
  }

  /** Shows a frame: lines separated by newlines, styles as SGR sequences. */
  paint(frame: string): void {
    if (this.silent) return;
    const { rows } = this.screen;
    const lines = frame.split('\n').slice(0, rows);
    while (lines.length < rows) lines.push('');
    const changed: string[] = [];
    lines.forEach((line, index) => {
      if (this.shown[index] === line) return;
      changed.push(`${ESC}${String(index + 1)};1H${ESC}0m${line}${ESC}0m${ESC}K`);
      this.shown[index] = line;
    });
    this.shown.length = rows;
    const place = this.cursor ? `${ESC}${String(this.cursor.y + 1)};${String(this.cursor.x + 1)}H${ESC}?25h` : `${ESC}?25l`;
    // Synchronized update: terminals that know it show the frame at once.
    this.screen.write(`${ESC}?2026h${ESC}?25l${changed.join('')}${place}${ESC}?2026l`);
  }
}
