import type { Key } from '../terminal/keys.ts';
import { displayWidth, graphemes } from '../terminal/width.ts';

/** A line being typed; `at` counts characters as people do. */
export interface TextInput {
  readonly text: string;
  readonly at: number;
}

export const emptyInput: TextInput = { text: '', at: 0 };
/** A line with the cursor at its end. */
export const inputOf = (text: string): TextInput => ({ text, at: graphemes(text).length });

/** What a key makes of the line; undefined when it is no editing key. */
export function edit(input: TextInput, key: Key): TextInput | undefined {
  const parts = graphemes(input.text);
  const replaced = (from: number, to: number, insert: string): TextInput => {
    const text = [...parts.slice(0, from), insert, ...parts.slice(to)].join('');
    return { text, at: from + graphemes(insert).length };
  };
  const move = (at: number): TextInput => ({ text: input.text, at: Math.min(Math.max(0, at), parts.length) });
  if ((key.name === 'char' || key.name === 'paste') && !key.ctrl && !key.alt) return replaced(input.at, input.at, key.text);
  if (key.ctrl && key.name === 'char') {
    if (key.text === 'u') return replaced(0, input.at, '');
    if (key.text === 'k') return replaced(input.at, parts.length, '');
    if (key.text === 'a') return move(0);
    if (key.text === 'e') return move(parts.length);
    if (key.text === 'w')
      return replaced(graphemes(input.text.slice(0, lengthOf(parts, input.at)).replace(/\S+\s*$/u, '')).length, input.at, '');
    return undefined;
  }
  switch (key.name) {
    case 'backspace':
      return input.at === 0 ? input : replaced(input.at - 1, input.at, '');
    case 'delete':
      return replaced(input.at, input.at + 1, '');
    case 'left':
      return move(input.at - 1);
    case 'right':
      return move(input.at + 1);
    case 'home':
      return move(0);
    case 'end':
      return move(parts.length);
    default:
      return undefined;
  }
}

const lengthOf = (parts: readonly string[], count: number): number => parts.slice(0, count).join('').length;

/** The part of the line that fits into `width` cells around the cursor, and the cell the cursor stands in. */
export function windowOf(input: TextInput, width: number): { readonly text: string; readonly x: number } {
  const parts = graphemes(input.text);
  let from = 0;
  const cells = (start: number): number => displayWidth(parts.slice(start, input.at).join(''));
  while (cells(from) >= width && from < input.at) from += 1;
  let text = '';
  for (const part of parts.slice(from)) {
    if (displayWidth(text + part) > width) break;
    text += part;
  }
  return { text, x: cells(from) };
}
