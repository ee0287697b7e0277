import { clean, displayWidth, graphemes, padEnd, truncate } from '../terminal/width.ts';

/** What a piece of text means; colour follows from it, and every meaning also has a mark or a place of its own. */
export type Tone = 'plain' | 'dim' | 'accent' | 'good' | 'watch' | 'alarm' | 'title' | 'key';

/** A piece of a line. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}
/** One line of the screen. */
export type Line = readonly Span[];

const SGR: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  accent: '36',
  good: '32',
  watch: '33',
  alarm: '1;31',
  title: '1;36',
  key: '33',
};
/** Without colours what has to stand out is bold or dim. */
const SGR_PLAIN: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  accent: '',
  good: '',
  watch: '',
  alarm: '1',
  title: '1',
  key: '1',
};

/** A line of one piece. */
export const line = (text: string, tone: Tone = 'plain'): Line => [{ text, tone }];

/** Cells a line takes. */
export const lineWidth = (spans: Line): number => spans.reduce((sum, span) => sum + displayWidth(span.text), 0);

/** The line cut or padded to exactly `width` cells. */
export function fit(spans: Line, width: number): Line {
  const out: Span[] = [];
  let left = width;
  for (const span of spans) {
    if (left <= 0) break;
    const text = truncate(span.text, left);
    out.push({ ...span, text });
    left -= displayWidth(text);
    if (text !== span.text) break;
  }
  if (left > 0) {
    const last = spans.at(-1);
    out.push({ text: ' '.repeat(left), ...(last?.inverse ? { inverse: true } : {}) });
  }
  return out;
}

/** Two groups of pieces at the ends of one line; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const space = width - lineWidth(right);
  return space <= 0 ? fit(right, width) : [...fit(left, space), ...right];
}

/** The line as text with SGR sequences. */
export function toAnsi(spans: Line, colours: boolean): string {
  const table = colours ? SGR : SGR_PLAIN;
  return spans
    .map(({ text, tone = 'plain', bold, inverse }) => {
      const codes = [table[tone], bold ? '1' : '', inverse ? '7' : ''].filter((code) => code !== '').join(';');
      return codes === '' ? clean(text) : `\u001b[${codes}m${clean(text)}\u001b[0m`;
    })
    .join('');
}

/** Text broken into lines of at most `width` cells; words stay whole where they fit, explicit newlines are kept. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let current = '';
    for (const part of paragraph.match(/[!-~]+\s*|./gsu) ?? []) {
      for (const piece of displayWidth(part.trimEnd()) > width ? graphemes(part) : [part]) {
        if (displayWidth(current + piece.trimEnd()) > width && current !== '') {
          lines.push(current.trimEnd());
          current = '';
        }
        current += piece;
      }
    }
    lines.push(current.trimEnd());
  }
  return lines;
}

const BORDER = { single: ['┌', '─', '┐', '│', '└', '┘'], double: ['╔', '═', '╗', '║', '╚', '╝'] } as const;

/** Lines in a frame with a title, exactly `width` cells wide. */
export function box(title: string, body: readonly Line[], width: number, style: 'single' | 'double' = 'single'): Line[] {
  const [a, h, b, v, c, d] = BORDER[style];
  const inner = width - 4;
  const head = title === '' ? '' : ` ${truncate(title, inner)} `;
  const tone: Tone = style === 'double' ? 'watch' : 'accent';
  return [
    [
      { text: `${a}${h}`, tone },
      { text: head, tone: 'title' },
      { text: `${h.repeat(Math.max(0, width - 3 - displayWidth(head)))}${b}`, tone },
    ],
    ...body.map((spans): Line => [{ text: `${v} `, tone }, ...fit(spans, inner), { text: ` ${v}`, tone }]),
    [{ text: `${c}${h.repeat(width - 2)}${d}`, tone }],
  ];
}

/** `over` laid onto `under` with its left upper corner at (x, y). */
export function overlay(under: readonly Line[], over: readonly Line[], x: number, y: number, width: number): Line[] {
  return under.map((spans, index) => {
    const top = over[index - y];
    if (!top) return spans;
    const before = cutRight(spans, x);
    return fit([...before, ...top, ...cutLeft(spans, x + lineWidth(top))], width);
  });
}

/** The first `cells` cells, without a sign that something was cut. */
function cutRight(spans: Line, cells: number): Line {
  const out: Span[] = [];
  let left = cells;
  for (const span of spans) {
    let text = '';
    for (const part of graphemes(span.text)) {
      if (displayWidth(part) > left) break;
      text += part;
      left -= displayWidth(part);
    }
    out.push({ ...span, text });
    if (text !== span.text) break;
  }
  return left > 0 ? [...out, { text: ' '.repeat(left) }] : out;
}

/** What is right of `cells` cells. */
function cutLeft(spans: Line, cells: number): Line {
  const out: Span[] = [];
  let skip = cells;
  for (const span of spans) {
    const width = displayWidth(span.text);
    if (skip >= width) {
      skip -= width;
      continue;
    }
    let text = '';
    let seen = 0;
    for (const part of span.text) {
      if (seen >= skip) text += part;
      else if (seen + displayWidth(part) > skip) text += ' ';
      seen += displayWidth(part);
    }
    out.push({ ...span, text });
    skip = 0;
  }
  return out;
}

/** Text at exactly so many cells, as a piece. */
export const cell = (text: string, width: number, tone: Tone = 'plain'): Span => ({ text: padEnd(text, width), tone });
