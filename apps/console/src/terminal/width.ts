import stringWidth from 'string-width';

const widths = new Map<string, number>();
const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** Cells a text takes on a terminal; remembered. */
export function displayWidth(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  const width = stringWidth(text);
  if (widths.size > 20_000) widths.clear();
  widths.set(text, width);
  return width;
}

/** Characters as people count them. */
export const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), (part) => part.segment);

/** The text cut to so many cells, with `…` where something is missing. */
export function truncate(text: string, cells: number): string {
  if (displayWidth(text) <= cells) return text;
  if (cells <= 0) return '';
  let out = '';
  let used = 0;
  for (const part of graphemes(text)) {
    const width = displayWidth(part);
    if (used + width > cells - 1) break;
    out += part;
    used += width;
  }
  return `${out}…`;
}

/** Cut or padded on the right to exactly so many cells. */
export function padEnd(text: string, cells: number): string {
  const cut = truncate(text, cells);
  return cut + ' '.repeat(Math.max(0, cells - displayWidth(cut)));
}

/** Cut or padded on the left to exactly so many cells. */
export function padStart(text: string, cells: number): string {
  const cut = truncate(text, cells);
  return ' '.repeat(Math.max(0, cells - displayWidth(cut))) + cut;
}

/** Data from elsewhere without control and bidirectional characters: they must not steer the terminal. */
export const clean = (text: string): string => text.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
