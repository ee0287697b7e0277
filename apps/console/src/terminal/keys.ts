/** One key press, an input method's commit, or a paste. */
export interface Key {
  /** `char`, `paste`, or a named key such as `enter`, `escape`, `up`, `f1`. */
  readonly name: string;
  readonly text: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

const key = (name: string, extra: Partial<Key> = {}): Key => ({ name, text: '', ctrl: false, alt: false, shift: false, ...extra });

const CSI_LETTER: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
};
const CSI_NUMBER: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};
const CONTROL: Readonly<Record<number, Key>> = {
  8: key('backspace'),
  9: key('tab'),
  10: key('enter'),
  13: key('enter'),
  127: key('backspace'),
};

/** Full-width punctuation an input method gives, as the keys it stands for. */
const FULL_WIDTH: Readonly<Record<string, string>> = {
  '：': ':',
  '／': '/',
  '？': '?',
  '！': '!',
  '［': '[',
  '］': ']',
  '＠': '@',
  '－': '-',
  '＊': '*',
  '【': '[',
  '】': ']',
  '、': '/',
};

/** What an input method commits at once; a mark that may be a key stands alone. */
const COMMITTED = new RegExp(`^[^\\x00-\\x7f${Object.keys(FULL_WIDTH).join('')}]+`);

/** Reads a full-width punctuation mark as its ASCII key, where keys are commands and not text. */
export const asNavigation = (pressed: Key): Key => {
  const ascii = pressed.name === 'char' ? FULL_WIDTH[pressed.text] : undefined;
  return ascii === undefined ? pressed : { ...pressed, text: ascii };
};

/** Whether a text has Chinese characters: in navigation mode it opens the search. */
export const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Turns what a terminal sends into keys; sequences and characters split across reads are joined. */
export class KeyDecoder {
  private rest = '';
  private readonly utf8 = new TextDecoder('utf-8');

  /** Whether an unfinished sequence waits; a lone Escape becomes a key by `flush`. */
  get pending(): boolean {
    return this.rest !== '';
  }

  push(bytes: Uint8Array): Key[] {
    this.rest += this.utf8.decode(bytes, { stream: true });
    return this.drain(false);
  }

  /** Whatever still waits is taken as it is: a lone Escape is the Escape key. */
  flush(): Key[] {
    return this.drain(true);
  }

  private drain(final: boolean): Key[] {
    const keys: Key[] = [];
    while (this.rest !== '') {
      const taken = next(this.rest, final);
      if (!taken) break;
      this.rest = this.rest.slice(taken.length);
      if (taken.key) keys.push(taken.key);
    }
    return keys;
  }
}

/** The first key of a text and how much of it that took; undefined while it is unfinished. */
function next(text: string, final: boolean): { readonly length: number; readonly key?: Key } | undefined {
  const code = text.charCodeAt(0);
  if (code === 27) return escape(text, final);
  const control = CONTROL[code];
  if (control) return { length: 1, key: control };
  if (code < 32) return { length: 1, key: key('char', { text: String.fromCharCode(code + 96), ctrl: true }) };
  // An input method commits a whole run at once; ASCII keys come one by one even in a burst.
  if ((text[0] ?? '') in FULL_WIDTH) return { length: 1, key: key('char', { text: text[0] ?? '' }) };
  const run = COMMITTED.exec(text)?.[0];
  if (run !== undefined) return { length: run.length, key: key('char', { text: run }) };
  return { length: 1, key: key('char', { text: text[0] ?? '' }) };
}

function escape(text: string, final: boolean): { readonly length: number; readonly key?: Key } | undefined {
  if (text.length === 1) return final ? { length: 1, key: key('escape') } : undefined;
  if (text.startsWith('\u001b[200~')) {
    const end = text.indexOf('\u001b[201~');
    if (end < 0) return final ? { length: text.length, key: key('paste', { text: printable(text.slice(6)) }) } : undefined;
    return { length: end + 6, key: key('paste', { text: printable(text.slice(6, end)) }) };
  }
  if (text[1] === '[') {
    const match = /^\u001b\[([<?]?[\d;]*)([A-Za-z~])/.exec(text);
    if (!match) return UNFINISHED.test(text) ? unfinished(text, final) : alone;
    const [whole, parameters = '', letter = ''] = match;
    return { length: whole.length, ...sequence(parameters, letter) };
  }
  if (text[1] === 'O') {
    if (text.length < 3) return final ? alone : undefined;
    const name = CSI_LETTER[text[2] ?? ''];
    return name === undefined ? alone : { length: 3, key: key(name) };
  }
  if (text[1] === ']') {
    const end = /\u0007|\u001b\\/.exec(text);
    return end ? { length: end.index + end[0].length } : unfinished(text, final);
  }
  // Escape and a key typed apart arrive together on a slow line or a busy machine: they are two keys. Nothing here is bound to Alt.
  return alone;
}
/** Two characters may be two keys typed apart; more is the rest of a sequence that was cut, and no key. */
const unfinished = (text: string, final: boolean) => (!final ? undefined : text.length === 2 ? alone : { length: text.length });
const alone = { length: 1, key: key('escape') };
/** The beginning of a control sequence that may still be finished. */
const UNFINISHED = /^\u001b\[[<?]?[\d;]{0,30}$/;

function sequence(parameters: string, letter: string): { readonly key?: Key } {
  if (/^[<?]/.test(parameters)) return {};
  const [first = '', modifier = '1'] = parameters.split(';');
  const bits = Number(modifier) - 1;
  const modifiers = { shift: (bits & 1) !== 0, alt: (bits & 2) !== 0, ctrl: (bits & 4) !== 0 };
  if (letter === 'Z') return { key: key('tab', { shift: true }) };
  const name = letter === '~' ? CSI_NUMBER[first] : CSI_LETTER[letter];
  return name === undefined ? {} : { key: key(name, modifiers) };
}

const printable = (text: string): string => text.replaceAll(/[\p{Cc}]/gu, ' ');
