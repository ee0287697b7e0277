import type { Key } from '../terminal/keys.ts';
import { displayWidth } from '../terminal/width.ts';

/** The languages a label is written in. */
export type LabelLanguage = 'zh' | 'en';

/** One thing a key does. `keys` are names as `keyName` gives them; a low `priority` number stays longest in the hints line. */
export interface Binding {
  readonly id: string;
  readonly keys: readonly string[];
  readonly scope: string;
  readonly label: Readonly<Record<LabelLanguage, string>>;
  readonly priority: number;
}

/** A key that means two things in one scope. */
export interface KeyConflict {
  readonly scope: string;
  readonly key: string;
  readonly ids: readonly string[];
}

const NAMED: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  f1: 'F1',
  f2: 'F2',
  f3: 'F3',
  f4: 'F4',
  f5: 'F5',
  f6: 'F6',
  f7: 'F7',
  f8: 'F8',
  f9: 'F9',
  f10: 'F10',
  f11: 'F11',
  f12: 'F12',
};

/** Full-width ASCII that an input method commits (U+FF01 to U+FF5E) stands for the plain character. */
const plainText = (text: string): string => {
  const code = text.codePointAt(0) ?? 0;
  return text.length === 1 && code >= 0xff01 && code <= 0xff5e ? String.fromCodePoint(code - 0xfee0) : text;
};

/** The name of a key as key tables write it: `j`, `D`, `Ctrl-S`, `Alt-x`, `Enter`, `Shift-Tab`, `F1`, `?`, `Space`; a paste has none. */
export function keyName(key: Key): string {
  if (key.name === 'paste') return '';
  const prefix = `${key.ctrl ? 'Ctrl-' : ''}${key.alt ? 'Alt-' : ''}`;
  if (key.name === 'char') {
    const text = plainText(key.text);
    if (text === ' ' || text === '\u3000') return `${prefix}Space`;
    return `${prefix}${key.ctrl ? text.toUpperCase() : text}`;
  }
  return `${prefix}${key.shift ? 'Shift-' : ''}${NAMED[key.name] ?? key.name}`;
}

/** What a key does where the focus is; `scopes` go from the innermost outwards and the first that knows the key wins. */
export function findBinding(bindings: readonly Binding[], scopes: readonly string[], key: Key): Binding | undefined {
  const name = keyName(key);
  if (name === '') return undefined;
  for (const scope of scopes) {
    const found = bindings.find((binding) => binding.scope === scope && binding.keys.includes(name));
    if (found) return found;
  }
  return undefined;
}

/** Keys bound more than once in one scope. The same key in an inner scope is no conflict: the inner one wins. */
export function conflicts(bindings: readonly Binding[]): KeyConflict[] {
  const owners = new Map<string, { scope: string; key: string; ids: string[] }>();
  for (const { id, keys, scope } of bindings) {
    for (const key of keys) {
      const place = `${scope} ${key}`;
      const owner = owners.get(place);
      if (!owner) owners.set(place, { scope, key, ids: [id] });
      else if (!owner.ids.includes(id)) owner.ids.push(id);
    }
  }
  return [...owners.values()].filter(({ ids }) => ids.length > 1);
}

const GAP = '  ';

/** One hint as the hints line shows it: the first key and the label. */
export function hintOf(binding: Binding, lang: LabelLanguage): string {
  return `${binding.keys[0] ?? ''} ${binding.label[lang]}`;
}

/**
 * The hints line: bindings in their order, as many as fit into `width` cells, the least important left out first.
 * `alwaysLast` (the way to the help) is always there, at the end.
 */
export function hintsLine(bindings: readonly Binding[], lang: LabelLanguage, width: number, alwaysLast: Binding): string {
  const last = hintOf(alwaysLast, lang);
  const hints = bindings
    .filter(({ id, keys }) => id !== alwaysLast.id && keys.length > 0)
    .map((binding) => ({ binding, text: hintOf(binding, lang) }));
  let left = width - displayWidth(last);
  const kept = new Set<string>();
  for (const { binding, text } of hints.toSorted((a, b) => a.binding.priority - b.binding.priority)) {
    const cells = displayWidth(text) + GAP.length;
    if (cells > left) break;
    left -= cells;
    kept.add(binding.id);
  }
  return [...hints.filter(({ binding }) => kept.has(binding.id)).map(({ text }) => text), last].join(GAP);
}
