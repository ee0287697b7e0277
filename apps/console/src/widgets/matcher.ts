/** Parts of a haystack are parted by a character nobody types. */
const SEPARATOR = '\u0001';

/** What a field holds; several values are alternatives, such as a code and its label. */
export type FieldValue = string | number | undefined | readonly (string | number)[];

/** A word, or a comparison of a field, that a record has to meet; `not` turns it round. */
export interface Term {
  readonly not: boolean;
  readonly key?: string;
  readonly op?: '=' | '<' | '>';
  readonly value: string;
}

/** A filter text, taken apart once and then asked for every row. */
export interface Query {
  readonly terms: readonly Term[];
  readonly words: readonly string[];
}

/** How a kind of row is searched. */
export interface Searchable<Row> {
  readonly haystack: (row: Row) => string;
  readonly field?: (row: Row, key: string) => FieldValue;
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The text a record is found by: id, name, initials of the name, then anything else. Built once per record, not per key. */
export function haystackOf(id: string, name: string, initials: string, ...others: readonly string[]): string {
  return [id, name, initials, ...others].map((part) => plain(part).replaceAll(SEPARATOR, ' ')).join(SEPARATOR);
}

const COMPARISON = /^([^=<>]+)([=<>])(.*)$/su;

const termOf = (raw: string): Term | undefined => {
  const not = raw.startsWith('!');
  const rest = not ? raw.slice(1) : raw;
  const [, key, op, value] = COMPARISON.exec(rest) ?? [];
  if (key !== undefined && op !== undefined && value !== undefined)
    return value === '' ? undefined : { not, key, op: op as '=' | '<' | '>', value };
  return rest === '' ? undefined : { not, value: rest };
};

/** Takes a filter text apart: words, `!word`, `key=value`, `key<value`, `key>value`. A term that is still being typed asks nothing. */
export function parseQuery(text: string): Query {
  const terms = plain(text)
    .replaceAll(SEPARATOR, ' ')
    .split(/\s+/u)
    .map(termOf)
    .filter((term) => term !== undefined);
  return { terms, words: terms.filter(({ not, key }) => !not && key === undefined).map(({ value }) => value) };
}

const asNumber = (value: string | number): number =>
  typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value.replace(/%$/u, ''));

const holds = (actual: string | number, op: '=' | '<' | '>', wanted: string): boolean => {
  const [left, right] = [asNumber(actual), asNumber(wanted)];
  const numeric = !Number.isNaN(left) && !Number.isNaN(right);
  const text = plain(String(actual));
  if (op === '=') return (numeric && left === right) || (typeof actual === 'string' && text.startsWith(wanted));
  if (numeric) return op === '<' ? left < right : left > right;
  if (typeof actual === 'number') return false;
  return op === '<' ? text < wanted : text > wanted;
};

const meets = <Row>(term: Term, haystack: string, row: Row, field: Searchable<Row>['field']): boolean => {
  if (term.key === undefined || term.op === undefined) return haystack.includes(term.value);
  const actual = field?.(row, term.key);
  if (actual === undefined) return false;
  const { op, value } = term;
  return typeof actual === 'object' ? actual.some((one) => holds(one, op, value)) : holds(actual, op, value);
};

/** Whether a row meets every term. A text field equals a value it begins with; numbers compare as numbers, other texts by their order. */
export function matches<Row>(query: Query, row: Row, searchable: Searchable<Row>): boolean {
  const haystack = searchable.haystack(row);
  return query.terms.every((term) => meets(term, haystack, row, searchable.field) !== term.not);
}

/** How well a haystack fits the words: 0 exact id, 1 name prefix, 2 initials prefix, 3 anything else. */
export function rankOf(query: Query, haystack: string): 0 | 1 | 2 | 3 {
  const nameAt = haystack.indexOf(SEPARATOR) + 1;
  const initialsAt = nameAt === 0 ? 0 : haystack.indexOf(SEPARATOR, nameAt) + 1;
  let best: 0 | 1 | 2 | 3 = 3;
  for (const word of query.words) {
    if (haystack.startsWith(word) && (word.length === haystack.length || haystack[word.length] === SEPARATOR)) return 0;
    if (nameAt > 0 && haystack.startsWith(word, nameAt)) best = 1;
    else if (best === 3 && initialsAt > 0 && haystack.startsWith(word, initialsAt)) best = 2;
  }
  return best;
}

/** The rows that match, best first and otherwise in their order; at most `limit` of them. An empty query finds all. */
export function search<Row>(rows: readonly Row[], query: Query, searchable: Searchable<Row>, limit = Infinity): Row[] {
  const found: [Row[], Row[], Row[], Row[]] = [[], [], [], []];
  for (const row of rows) {
    if (matches(query, row, searchable)) found[query.words.length === 0 ? 3 : rankOf(query, searchable.haystack(row))].push(row);
  }
  const all = found.flat();
  return all.length > limit ? all.slice(0, limit) : all;
}
