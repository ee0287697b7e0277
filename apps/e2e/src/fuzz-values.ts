import fc from 'fast-check';
import type { Command } from '@houzhai/contracts';

/** Something that must never come back in a refusal, in whatever way it was sent. */
export const CANARY = '金丝雀Kanarie77';

/** Text that goes into a body as it is: what no value of JavaScript is written as. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Members of an object in their order; a name may come twice. */
class Members {
  readonly list: readonly (readonly [string, Tree])[];
  constructor(list: readonly (readonly [string, Tree])[]) {
    this.list = list;
  }
}

/** A body before it is written. */
export type Tree = string | number | boolean | null | Raw | Members | readonly Tree[];

/** Values that exist on the platform, by the name of the field they fit. */
export type Known = (field: string) => readonly string[];

/** What the deriver reads of a Zod schema. */
interface Schema {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly innerType?: Schema;
    readonly element?: Schema;
    readonly keyType?: Schema;
    readonly valueType?: Schema;
    readonly options?: readonly Schema[];
    readonly entries?: Readonly<Record<string, string>>;
    readonly pattern?: RegExp;
    readonly format?: string;
    readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string; readonly pattern?: RegExp } } }[];
  };
  readonly _zod: { readonly bag: { readonly minimum?: number; readonly maximum?: number } };
}

const instant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2160-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

function text(schema: Schema, field: string, known: Known): fc.Arbitrary<Tree> {
  const { def } = schema;
  const { minimum = 0, maximum = 60 } = schema._zod.bag;
  const there = known(field);
  const existing = there.length > 0 ? [{ weight: 3, arbitrary: fc.constantFrom(...there) }] : [];
  const pattern = def.checks?.find(({ _zod }) => _zod.def.pattern)?._zod.def.pattern;
  const long = (length: number): string => CANARY.repeat(Math.ceil(length / CANARY.length)).slice(0, Math.max(length, minimum));
  const fresh: fc.Arbitrary<Tree> =
    def.format === 'uuid'
      ? fc.uuid()
      : def.format === 'datetime'
        ? instant
        : def.format === 'date'
          ? instant.map((at) => at.slice(0, 10))
          : pattern
            ? fc.stringMatching(pattern).map((found) => found.slice(0, maximum))
            : fc.constantFrom(long(CANARY.length), long(minimum), long(maximum), long(Math.max(minimum, maximum - 1)));
  return fc.oneof({ weight: 1, arbitrary: fresh }, ...existing);
}

/** Derives from a schema of Zod what parses against it, or nearly: refinements in words are left to chance. */
export function validTree(schema: Command['input'], known: Known, field = ''): fc.Arbitrary<Tree> {
  return derive(schema, known, field);
}

function derive(schema: Schema, known: Known, field: string): fc.Arbitrary<Tree> {
  const { def } = schema;
  const { minimum, maximum } = schema._zod.bag;
  const inner = (of: Schema | undefined): fc.Arbitrary<Tree> => (of ? derive(of, known, field) : fc.constant(CANARY));
  switch (def.type) {
    case 'object': {
      const members = Object.entries(def.shape ?? {}).map(([name, of]) => {
        const value = derive(of, known, name);
        const mayMiss = of.def.type === 'optional' || of.def.type === 'default';
        return (mayMiss ? fc.option(value, { nil: undefined }) : value).map((found) => [name, found] as const);
      });
      return fc
        .tuple(...members)
        .map((list) => new Members(list.flatMap(([name, found]) => (found === undefined ? [] : [[name, found] as const]))));
    }
    case 'optional':
    case 'default':
      return inner(def.innerType);
    case 'array': {
      const least = minimum ?? 0;
      return fc.array(inner(def.element), { minLength: least, maxLength: Math.max(least, Math.min(maximum ?? 4, 4)) });
    }
    case 'record': {
      const names: fc.Arbitrary<string> = def.keyType?.def.entries
        ? fc.constantFrom(...Object.values(def.keyType.def.entries))
        : fc.constantFrom('a', 'b', `c${CANARY}`, 'constructor', 'toString');
      return fc
        .uniqueArray(fc.tuple(names, inner(def.valueType)), { selector: ([name]) => name, maxLength: 3 })
        .map((list) => new Members(list));
    }
    case 'union':
      return fc.oneof(...(def.options ?? []).map(inner));
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries ?? {}));
    case 'boolean':
      return fc.boolean();
    case 'number': {
      const low = Math.ceil(minimum ?? -1_000);
      const high = Math.floor(maximum ?? 1_000_000);
      return fc.oneof(fc.integer({ min: low, max: Math.min(high, low + 100_000) }), fc.constantFrom(low, high, Math.min(high, low + 1)));
    }
    case 'string':
      return text(schema, field, known);
    default:
      throw new Error(`The deriver knows no schema of type ${def.type}`);
  }
}

const nested = (levels: number): Raw => new Raw(`${'{"a":['.repeat(levels)}"${CANARY}"${']}'.repeat(levels)}`);
const SCALARS: readonly Tree[] = [
  null,
  true,
  new Raw('-0'),
  new Raw('1e308'),
  new Raw('1e400'),
  new Raw('-1e-400'),
  new Raw('9007199254740993'),
  new Raw('9'.repeat(400)),
  -1,
  0.1,
  2 ** 31,
  2 ** 53,
  '',
  ' ',
  '0',
  CANARY,
  ` ${CANARY} `,
  CANARY.repeat(2_000),
  `${CANARY}\0`,
  `${CANARY}\u001b[2J\u0007\u009b31m`,
  `${CANARY}\u202e\u2066\u200f`,
  `${CANARY}\u2028\r\n`,
  new Raw(`"${CANARY}\\ud800"`),
  new Raw(`"\\udfff${CANARY}"`),
  new Raw(`"\\u0000${CANARY}"`),
  `\ufeff${CANARY}`,
  'a\u0301'.repeat(60),
  '👩‍👩‍👧‍👦'.repeat(30),
  `' or 1=1 -- ${CANARY}`,
  `%${CANARY}_\\`,
  `../../${CANARY}`,
  '00000000-0000-0000-0000-000000000000',
  '2020-02-30T09:00:00+08:00',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:60+23:59',
  new Members([]),
  [],
  [[[[]]]],
  new Members([['$ne', CANARY]]),
  new Members([['__proto__', new Members([['roles', [CANARY]]])]]),
  new Members([
    ['toString', CANARY],
    ['then', true],
  ]),
  nested(10),
  nested(40),
  Array.from({ length: 1_000 }, () => CANARY),
  Array.from({ length: 30 }, (_, index) => index),
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'id',
  `x${CANARY}`,
  `${CANARY}\0`,
  '$where',
  'area',
];

type Change = (tree: Tree, scalar: Tree, name: string) => Tree;
const CHANGES: readonly Change[] = [
  (_tree, scalar) => scalar,
  (_tree, scalar) => scalar,
  (tree) => [tree],
  (tree, _scalar, name) => new Members([[name, tree]]),
  (tree) => (typeof tree === 'string' ? tree + CANARY : tree),
  (tree) => (typeof tree === 'string' ? tree.slice(0, -1) : tree),
  (tree) => (typeof tree === 'string' ? tree.toUpperCase() : tree),
  (tree) => (typeof tree === 'number' ? String(tree) : typeof tree === 'string' ? tree.repeat(20) : tree),
  (tree) => (typeof tree === 'number' ? tree + 0.5 : tree),
  (tree) => (Array.isArray(tree) ? Array.from({ length: 60 }, () => (tree as Tree[])[0] ?? CANARY) : tree),
  (tree, scalar, name) => (tree instanceof Members ? new Members([...tree.list, [name, scalar]]) : scalar),
  (tree) => (tree instanceof Members ? new Members(tree.list.slice(1)) : null),
  (tree) => (tree instanceof Members ? new Members(tree.list.slice(0, -1)) : null),
  (tree, scalar) => (tree instanceof Members ? new Members([...tree.list, ...tree.list.map(([name]) => [name, scalar] as const)]) : scalar),
];

const sizeOf = (tree: Tree): number =>
  1 +
  (tree instanceof Members ? tree.list.map(([, of]) => of) : Array.isArray(tree) ? (tree as Tree[]) : []).reduce<number>(
    (sum, of) => sum + sizeOf(of),
    0,
  );

/** The tree with its `at`-th part changed, counted from the root on. */
function changedAt(tree: Tree, at: number, change: (part: Tree) => Tree): Tree {
  if (at === 0) return change(tree);
  let left = at - 1;
  const within = (part: Tree): Tree => {
    const size = sizeOf(part);
    const here = left >= 0 && left < size ? changedAt(part, left, change) : part;
    left -= size;
    return here;
  };
  if (tree instanceof Members) return new Members(tree.list.map(([name, part]) => [name, within(part)] as const));
  return Array.isArray(tree) ? (tree as Tree[]).map(within) : tree;
}

/** What nearly parses: one to three parts of something valid changed. */
export function nearlyValidTree(schema: Command['input'], known: Known): fc.Arbitrary<Tree> {
  const change = fc.tuple(fc.nat(), fc.constantFrom(...CHANGES), fc.constantFrom(...SCALARS), fc.constantFrom(...NAMES));
  return fc
    .tuple(validTree(schema, known), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([tree, changes]) =>
      changes.reduce<Tree>((now, [at, how, scalar, name]) => changedAt(now, at % sizeOf(now), (part) => how(part, scalar, name)), tree),
    );
}

/** The body of a tree, as text of JSON or nearly. */
export function written(tree: Tree): string {
  if (tree instanceof Raw) return tree.text;
  if (tree instanceof Members) return `{${tree.list.map(([name, part]) => `${JSON.stringify(name)}:${written(part)}`).join(',')}}`;
  if (Array.isArray(tree)) return `[${(tree as Tree[]).map(written).join(',')}]`;
  return JSON.stringify(tree);
}

const bytes = (value: string): Uint8Array => Buffer.from(value);
const RAW_BODIES: readonly Uint8Array[] = [
  bytes(''),
  bytes(CANARY),
  bytes(`{"a":"${CANARY}`),
  bytes(`{}{"a":"${CANARY}"}`),
  bytes(`[NaN,Infinity,undefined,"${CANARY}"]`),
  bytes('\ufeff{}'),
  bytes('\ufeff\ufeff{}'),
  bytes(`// ${CANARY}\n{}`),
  bytes(`{'a':'${CANARY}'}`),
  bytes('['.repeat(60_000)),
  bytes(written(nested(5_000))),
  bytes(`{"a":"${'\\u0041'.repeat(10_000)}"}`),
  bytes(`{${Array.from({ length: 4_000 }, (_, index) => `"k${String(index)}":0`).join(',')}}`),
  bytes(JSON.stringify({ note: CANARY.repeat(3_000) })),
  bytes(' '.repeat(64 * 1024 + 1)),
  bytes(JSON.stringify({ note: CANARY.repeat(30_000) })),
  Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d),
  Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0),
  Buffer.from(JSON.stringify({ note: CANARY }), 'utf16le'),
];

/** Bytes that are no body of any contract, and bytes of chance. */
export const rawBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...RAW_BODIES),
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map(bytes),
);
