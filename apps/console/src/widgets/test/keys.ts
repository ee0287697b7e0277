import type { Key } from '../../terminal/keys.ts';

const NAMES = new Set(
  'enter escape tab backspace delete up down left right home end pageup pagedown f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12'.split(' '),
);

/** A key as the terminal reports it: a name (`enter`) or the text that was typed. */
export function keyOf(what: string, modifiers: Partial<Pick<Key, 'ctrl' | 'alt' | 'shift'>> = {}): Key {
  const named = NAMES.has(what);
  return { name: named ? what : 'char', text: named ? '' : what, ctrl: false, alt: false, shift: false, ...modifiers };
}

/** One key per typed character. */
export const typed = (text: string): Key[] => [...text].map((char) => keyOf(char));
