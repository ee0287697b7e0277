import { DocumentKind, Path, Sex, type PlaceLevel } from '@houzhai/contracts';
import { checkPerson, type Person } from '../person/person.ts';
import { mayHang, readPlace, type NewPlace } from '../place/place.ts';

/** A line of the file: its number there and its cells by column. */
export interface Line {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}
/** A refused line: column and rule, never the value. */
export interface Fault {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
}
export type PlannedPerson = Person;

/**
 * What a place import would enter: new places, parents first; places that are there already stay as they are.
 * @param within whether a path lies in the importer's jurisdiction; elsewhere no place is known
 */
export function planPlaces(
  lines: readonly Line[],
  existing: ReadonlyMap<string, PlaceLevel>,
  within: (path: string) => boolean,
): { readonly kind: 'PLACES'; readonly fresh: readonly NewPlace[]; readonly unchanged: number; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const inFile = new Map<string, { readonly line: number; readonly place: NewPlace }>();
  let unchanged = 0;
  for (const { line, cells } of lines) {
    const read = readPlace(cells);
    if (!read.ok) {
      faults.push(...read.faults.map(({ path, rule }) => ({ line, column: path, rule })));
      continue;
    }
    if (!within(read.place.path)) faults.push({ line, column: 'path', rule: 'unknown-place' });
    else if (inFile.has(read.place.path)) faults.push({ line, column: 'path', rule: 'twice-in-file' });
    else if (existing.has(read.place.path)) unchanged++;
    else inFile.set(read.place.path, { line, place: read.place });
  }
  const depth: Record<PlaceLevel, number> = { area: 0, compound: 1, grid: 2, house: 3, room: 4, household: 4 };
  for (const { line, place } of inFile.values()) {
    const parent =
      place.level === 'area' ? ('subdistrict' as const) : (inFile.get(place.parent)?.place.level ?? existing.get(place.parent));
    if (parent === undefined) faults.push({ line, column: 'parent', rule: 'unknown-place' });
    else if (!mayHang(place.level, parent)) faults.push({ line, column: 'parent', rule: 'level' });
  }
  const fresh = [...inFile.values()].map(({ place }) => place).sort((a, b) => depth[a.level] - depth[b.level]);
  return { kind: 'PLACES', fresh, unchanged, faults };
}

const COLUMNS = new Set(['name', 'documentKind', 'documentNo', 'phone', 'birthYear', 'sex', 'path']);

/** What a person import would enter, at places `within` the importer's jurisdiction. A document number that is known already, here or in the file, is a fault. */
export function planPersons(
  lines: readonly Line[],
  facts: {
    readonly paths: ReadonlyMap<string, PlaceLevel>;
    readonly within: (path: string) => boolean;
    readonly documents: ReadonlySet<string>;
    /** Hashes by every key a number may be known under, the newest first. */
    readonly documentHashes: (no: string) => readonly string[];
    readonly today: Temporal.PlainDate;
  },
): { readonly kind: 'PERSONS'; readonly fresh: readonly PlannedPerson[]; readonly unchanged: number; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const fresh: PlannedPerson[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of lines) {
    const own: Fault[] = [];
    const fault = (column: string, rule: string): void => {
      own.push({ line, column, rule });
    };
    const cell = (column: string): string | undefined => {
      const text = (cells[column] ?? '').trim();
      return text === '' ? undefined : text;
    };
    for (const column of Object.keys(cells)) if (!COLUMNS.has(column)) fault(column.slice(0, 40), 'unknown-column');
    const path = cell('path');
    if (path === undefined || !Path.safeParse(path).success) fault('path', 'format');
    else if (!facts.paths.has(path) || !facts.within(path)) fault('path', 'unknown-place');
    const documentKind = DocumentKind.safeParse(cell('documentKind') ?? 'NONE_YET');
    if (!documentKind.success) fault('documentKind', 'choice');
    const sex = Sex.safeParse(cell('sex') ?? 'UNKNOWN');
    if (!sex.success) fault('sex', 'choice');
    const year = cell('birthYear');
    const birthYear = year === undefined ? undefined : /^\d{4}$/.test(year) ? Number(year) : Number.NaN;
    if (birthYear !== undefined && !(Number.isInteger(birthYear) && birthYear >= 1900 && birthYear <= facts.today.year))
      fault('birthYear', 'range');
    const name = cell('name');
    if (name !== undefined && (name.length > 60 || !name.isWellFormed() || /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name)))
      fault('name', 'text');
    if (own.length === 0 && path !== undefined && documentKind.success && sex.success) {
      const checked = checkPerson(
        { name, documentKind: documentKind.data, documentNo: cell('documentNo'), phone: cell('phone'), birthYear, sex: sex.data, path },
        facts.today,
      );
      if (!checked.ok)
        fault(
          checked.refusal.code === 'person.phone-invalid' ? 'phone' : 'documentNo',
          (checked.refusal.params as { rule?: string }).rule ?? 'invalid',
        );
      else {
        const { documentNo } = checked.value;
        const hashes = documentNo === undefined ? [] : facts.documentHashes(documentNo);
        const [hash] = hashes;
        if (hash !== undefined && (hashes.some((one) => facts.documents.has(one)) || seen.has(hash)))
          fault('documentNo', seen.has(hash) ? 'twice-in-file' : 'known-already');
        else {
          if (hash !== undefined) seen.add(hash);
          fresh.push(checked.value);
        }
      }
    }
    faults.push(...own);
  }
  return { kind: 'PERSONS', fresh, unchanged: 0, faults };
}
