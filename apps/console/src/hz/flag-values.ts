import { isAsked, type Flag, type FlagKind } from './flags.ts';

/** A word of the command line does not fit its flag. */
export class BadFlag extends Error {
  override readonly name = 'BadFlag';
  readonly flag: string;
  readonly rule: string;
  constructor(flag: string, rule: string) {
    super(`--${flag}: ${rule}`);
    this.flag = flag;
    this.rule = rule;
  }
}

/** Yuan as people write them (46, 46.5, ¥46.00) in fen; undefined when it is no amount. */
export function parseMoney(text: string): number | undefined {
  const match = /^[¥￥]?(\d{1,7})(?:[.。](\d{1,2}))?\s*元?$/.exec(text.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

/** Splits at the last `=`: `降压药=2 盒`. */
const pair = (text: string): [string, string | undefined] => {
  const at = text.lastIndexOf('=');
  return at <= 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
};

/** Turns the words of a flag that needs no look-up into the value its field wants. @throws BadFlag */
export function plainValueOf(flag: Flag, words: readonly string[]): unknown {
  const [first = ''] = words;
  const bad = (rule: string): never => {
    throw new BadFlag(flag.name, rule);
  };
  const choice = (word: string): string =>
    flag.choices?.find((one) => one.toLowerCase() === word.trim().toLowerCase().replaceAll('-', '_')) ??
    flag.choices?.find((one) => one.toLowerCase() === word.trim().toLowerCase()) ??
    bad(flag.choices?.join(' | ') ?? '');
  switch (flag.kind) {
    case 'boolean':
      return true;
    case 'yes-no':
      return choice(first) === 'yes';
    case 'number': {
      const value = Number(first);
      return first.trim() === '' || !Number.isFinite(value) ? bad('number') : value;
    }
    case 'money':
      return parseMoney(first) ?? bad('yuan');
    case 'choice':
      return choice(first);
    case 'list':
      return words.flatMap((word) => word.split(',')).map((word) => (flag.choices ? choice(word) : word.trim()));
    case 'numbers':
      return words
        .flatMap((word) => word.split(','))
        .map((word) => {
          const value = Number(word);
          return word.trim() === '' || !Number.isFinite(value) ? bad('number') : value;
        });
    case 'items':
      return words.map((word) => {
        const [name, quantity] = pair(word);
        return { name, ...(quantity === undefined ? {} : { quantity }) };
      });
    case 'drugs':
      return words.map((word) => {
        const [, drug, days, mark] = /^(.+)=\s*(\d{1,3})\s*(?:天|d)?\s*([!！]?)$/u.exec(word.trim()) ?? bad('drug=days');
        return { drug: drug?.trim(), qtyDays: Number(days), special: mark !== '' };
      });
    case 'receipts':
      return words.map((word) => {
        const [reference, yuan = ''] = pair(word);
        return { reference, amountFen: parseMoney(yuan) ?? bad('reference=yuan') };
      });
    case 'json':
      try {
        return JSON.parse(first) as unknown;
      } catch {
        return bad('JSON');
      }
    default:
      return first;
  }
}

/**
 * Turns the words of one flag into the value its field wants; look-ups (errand, operator, person) and instants are
 * handed to `resolve`. @throws BadFlag
 */
export async function valueOf(
  flag: Flag,
  words: readonly string[],
  resolve: (kind: FlagKind, word: string) => Promise<unknown>,
): Promise<unknown> {
  if (!isAsked(flag.kind)) return plainValueOf(flag, words);
  if (flag.repeated) return Promise.all(words.flatMap((word) => word.split(',')).map((word) => resolve(flag.kind, word)));
  return resolve(flag.kind, words[0] ?? '');
}

/** Sets a dotted path in an input under construction. */
export function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = target;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  at[last] = value;
}
