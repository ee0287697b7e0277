import type { Schema } from '../commands/manifest.ts';

/** How the words of a flag become a value. */
export type FlagKind =
  | 'text'
  | 'number'
  | 'money'
  | 'instant'
  | 'boolean'
  | 'choice'
  | 'list'
  | 'items'
  | 'receipts'
  | 'json'
  | 'errand'
  | 'operator'
  | 'person';

/** One flag or positional of a command. */
export interface Flag {
  /** Path in the input, such as `proof.kind`. */
  readonly path: string;
  /** `--wanted-by`; the positional has none. */
  readonly name: string;
  readonly kind: FlagKind;
  readonly required: boolean;
  readonly repeated: boolean;
  readonly choices?: readonly string[];
  readonly description: string;
}

/** Flags every command has; a field of the same name gets `with-` before it. */
const COMMON = new Set(['server', 'json', 'jsonl', 'csv', 'fields', 'lang', 'yes', 'idempotency-key', 'help']);

const kebab = (name: string): string => {
  const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('.', '-');
  return COMMON.has(flag) ? `with-${flag}` : flag;
};

/** Fields that name something people know by a number, an account or a name. */
const LOOKUPS: Readonly<Record<string, { readonly kind: FlagKind; readonly name: string }>> = {
  errandId: { kind: 'errand', name: 'errand' },
  duplicateOfId: { kind: 'errand', name: 'of' },
  agentId: { kind: 'operator', name: 'agent' },
  operatorId: { kind: 'operator', name: 'operator' },
  fromAgentId: { kind: 'operator', name: 'from' },
  toAgentId: { kind: 'operator', name: 'to' },
  beneficiaryId: { kind: 'person', name: 'for' },
  requesterId: { kind: 'person', name: 'asked-by' },
  principalId: { kind: 'person', name: 'principal' },
  personId: { kind: 'person', name: 'person' },
};

/** What may stand without a flag: the thing the command is about. */
const POSITIONAL = ['errandId', 'personId', 'operatorId', 'account', 'importId', 'name', 'text'];

/** Fields that are written as secrets are asked for, never given as flags. */
export const SECRETS = ['password', 'oldPassword', 'newPassword'];

function flagOf(path: string, schema: Schema, required: boolean): Flag[] {
  const name = path.split('.').at(-1) ?? path;
  const description = schema.description ?? '';
  const lookup = LOOKUPS[name];
  const one = (kind: FlagKind, extra: Partial<Flag> = {}): Flag[] => [
    { path, name: kebab(path), kind, required, repeated: false, description, ...extra },
  ];
  if (SECRETS.includes(name)) return [];
  if (lookup) return one(lookup.kind, { name: lookup.name });
  if (name === 'errandIds') return one('errand', { name: 'errand', repeated: true });
  if (name === 'items') return one('items', { name: 'item', repeated: true, description: `${description} (name or name=quantity)` });
  if (name === 'receipts') return one('receipts', { name: 'receipt', repeated: true, description: `${description} (reference=yuan)` });
  if (name.endsWith('Fen')) return one('money', { name: kebab(path.replace(/Fen$/, '')), description: `${description} (yuan)` });
  if (schema.format === 'date-time') return one('instant', { description: `${description} (明天 18:00, +2h, 2020-02-14 09:30)` });
  if (schema.enum) return one('choice', { choices: schema.enum });
  if (schema.type === 'boolean') return one('boolean');
  if (schema.type === 'integer' || schema.type === 'number') return one('number');
  if (schema.type === 'string') return one('text');
  if (schema.type === 'array' && schema.items?.enum) return one('list', { repeated: true, choices: schema.items.enum });
  if (schema.type === 'array' && schema.items?.type === 'string') return one('list', { repeated: true });
  if (schema.type === 'object' && schema.properties && Object.keys(schema.properties).length > 0) {
    return Object.entries(schema.properties).flatMap(([key, own]) =>
      flagOf(`${path}.${key}`, own, required && (schema.required ?? []).includes(key)),
    );
  }
  return one('json', { description: `${description} (JSON)` });
}

/** Flags of a command's input, and which of them is its positional. */
export function flagsOf(input: Schema): { readonly positional: Flag | undefined; readonly flags: readonly Flag[] } {
  const all = Object.entries(input.properties ?? {}).flatMap(([key, schema]) =>
    flagOf(key, schema, (input.required ?? []).includes(key) && schema.default === undefined),
  );
  const positional = POSITIONAL.map((path) => all.find((flag) => flag.path === path)).find((flag) => flag !== undefined);
  return {
    positional,
    flags: all.filter(
      (flag) =>
        flag !== positional &&
        !(positional?.path === 'errandId' && flag.path === 'no') &&
        !(positional?.path === 'personId' && flag.path === 'no'),
    ),
  };
}

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

/**
 * Turns the words of one flag into the value its field wants. Lookups (errand, operator, person) and instants are
 * handed to `resolve`. @throws BadFlag
 */
export async function valueOf(
  flag: Flag,
  words: readonly string[],
  resolve: (kind: FlagKind, word: string) => Promise<unknown>,
): Promise<unknown> {
  const [first = ''] = words;
  const bad = (rule: string): never => {
    throw new BadFlag(flag.name, rule);
  };
  switch (flag.kind) {
    case 'text':
      return first;
    case 'boolean':
      return true;
    case 'number': {
      const value = Number(first);
      return first.trim() === '' || !Number.isFinite(value) ? bad('number') : value;
    }
    case 'money':
      return parseMoney(first) ?? bad('yuan');
    case 'choice':
      return (
        flag.choices?.find((choice) => choice.toLowerCase() === first.toLowerCase().replaceAll('-', '_')) ??
        flag.choices?.find((choice) => choice.toLowerCase() === first.toLowerCase()) ??
        bad(flag.choices?.join(' | ') ?? '')
      );
    case 'list':
      return words
        .flatMap((word) => word.split(','))
        .map((word) =>
          flag.choices
            ? (flag.choices.find((choice) => choice.toLowerCase() === word.trim().toLowerCase().replaceAll('-', '_')) ??
              bad(flag.choices.join(' | ')))
            : word.trim(),
        );
    case 'items':
      return words.map((word) => {
        const [name, quantity] = pair(word);
        return { name, ...(quantity === undefined ? {} : { quantity }) };
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
    case 'instant':
    case 'operator':
    case 'person':
      return resolve(flag.kind, first);
    case 'errand':
      return flag.repeated
        ? Promise.all(words.flatMap((word) => word.split(',')).map((word) => resolve('errand', word)))
        : resolve('errand', first);
  }
}

/** Sets a dotted path in an input under construction. */
export function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = target;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  at[last] = value;
}
