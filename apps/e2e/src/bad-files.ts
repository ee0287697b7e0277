import { gzipSync } from 'node:zlib';

/** A file somebody might bring, and why it is turned away. */
export interface BadFile {
  readonly what: string;
  readonly kind: 'PERSONS' | 'PLACES';
  readonly bytes: Uint8Array;
  readonly refused:
    /** The file as such cannot be read. */
    | { readonly by: 'reader'; readonly code: string; readonly line?: number }
    /** A row does not fit through the door. */
    | { readonly by: 'contract'; readonly path: string }
    /** A row is read and refused by a rule. */
    | { readonly by: 'rule'; readonly line: number; readonly column: string; readonly rule: string };
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** An identity number of a resident who does not exist. */
export const syntheticId = (birth: string, sequence: number, division = '330782'): string => {
  const first = `${division}${birth}${String(sequence).padStart(3, '0')}`;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first[index]), 0);
  return `${first}${'10X98765432'[sum % 11] ?? ''}`;
};

const HEADER = ['name', 'documentKind', 'documentNo', 'phone', 'birthYear', 'sex', 'path'] as const;
type Cells = Partial<Record<string, string>>;
const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
/** Control characters come in UTF-16: a file of bytes that has them is taken for no text at all. */
const csv = (header: readonly string[], rows: readonly Cells[]): Buffer => {
  const lines = [header, ...rows.map((row) => header.map((column) => row[column] ?? ''))].map((cells) => cells.map(quoted).join(','));
  const text = lines.join('\n');
  return /[\u0007\u001b]/.test(text) ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text);
};

/** Rows that would be entered if it were not for the bad one among them. */
export const goodPersons = (seed: number, count: number): Cells[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `批量${String.fromCodePoint(0x4e00 + seed)}${String(index)}`,
    documentKind: 'RESIDENT_ID',
    documentNo: syntheticId('19560312', (seed * 7 + index) % 1000),
    phone: `199${String(10_000_000 + seed * 100 + index)}`,
    path: 'houzhai/a07',
  }));
const goodPlaces = (seed: number): Cells[] => [
  { path: `houzhai/a07/b${String(seed)}`, level: 'compound', zh: '小区' },
  { path: `houzhai/a07/b${String(seed)}/g1`, level: 'grid', zh: '网格' },
];

/** The good rows as a file; of persons one more, or one changed, among them. */
export const personFile = (rows: readonly Cells[], header: readonly string[] = HEADER): Buffer => csv(header, rows);

const personsWith = (index: number, bad: Cells, extra: readonly string[] = []): { bytes: Buffer; line: number } => {
  const before = index % 4;
  const rows = [...goodPersons(index, before), { ...goodPersons(index, 5)[4], ...bad }, ...goodPersons(index, 4).slice(before)];
  return { bytes: csv([...HEADER, ...extra], rows), line: before + 2 };
};

type Reason = readonly [what: string, bad: Cells, column: string, rule: string];
const id = syntheticId;
const swapped = (number: string, at: number, by: number): string =>
  `${number.slice(0, at)}${String((Number(number[at]) + by) % 10)}${number.slice(at + 1)}`;

const PERSONS: readonly Reason[] = [
  ...Array.from({ length: 32 }, (_, at): Reason => {
    const number = id('19560312', 900 + at);
    const position = 14 + (at % 3);
    return [`digit ${String(position)} of ${number} mistyped`, { documentNo: swapped(number, position, 1 + (at % 9)) }, 'documentNo', 'check-digit'];
  }),
  ...['19560230', '19561301', '19560001', '19560100', '19560432', '20230229', '17991231', '21000101', '20991231'].map(
    (day): Reason => [`born on ${day}`, { documentNo: id(day, 11) }, 'documentNo', 'date'],
  ),
  ...['000000', '100101', '330082', '991234', '160101'].map(
    (division): Reason => [`issued by ${division}`, { documentNo: id('19560312', 12, division) }, 'documentNo', 'division'],
  ),
  ...['1', '33078219560312', '3307821956031200123', '330782560312001'].map((no): Reason => [`a number ${no}`, { documentNo: no }, 'documentNo', 'length']),
  ...['33078219560312O015', '３３0782-9560312015X', 'ABCDEFGHIJKLMNOPQR'].map((no): Reason => [`a number ${no}`, { documentNo: no }, 'documentNo', 'characters']),
  ['a resident id without its number', { documentNo: '' }, 'documentNo', 'required'],
  ['a passport without its number', { documentKind: 'PASSPORT', documentNo: '' }, 'documentNo', 'required'],
  ['a number without its kind', { documentKind: '', documentNo: id('19560312', 13) }, 'documentNo', 'kind'],
  ['a number of a kind not yet issued', { documentKind: 'NONE_YET', documentNo: 'E12345678' }, 'documentNo', 'kind'],
  ['a passport too short', { documentKind: 'PASSPORT', documentNo: 'E1' }, 'documentNo', 'length'],
  ['a passport too long', { documentKind: 'PASSPORT', documentNo: 'E1234567890' }, 'documentNo', 'length'],
  ['a passport of letters', { documentKind: 'PASSPORT', documentNo: 'ABCDEFG' }, 'documentNo', 'characters'],
  ['a permit of another letter', { documentKind: 'HK_MACAO_PERMIT', documentNo: 'K12345678' }, 'documentNo', 'characters'],
  ['a permit too short', { documentKind: 'HK_MACAO_PERMIT', documentNo: 'H1234' }, 'documentNo', 'length'],
  ['a Taiwan permit of letters', { documentKind: 'TAIWAN_PERMIT', documentNo: 'ABCDEFGH' }, 'documentNo', 'characters'],
  ...['身份证', 'resident_id', 'ID', '1', 'RESIDENT_ID;', 'toString'].map((kind): Reason => [`a document of kind ${kind}`, { documentKind: kind }, 'documentKind', 'choice']),
  ...['男', 'male', 'F', '0', '__proto__'].map((sex): Reason => [`sex ${sex}`, { sex }, 'sex', 'choice']),
  ...['1899', '2101', '0', '-5', '3020', '1990.5', '五六年', '0x7C6', '1.99e3', '+1990', '19 90', 'NaN', 'Infinity'].map(
    (year): Reason => [`born in ${year}`, { birthYear: year }, 'birthYear', 'range'],
  ),
  ...['12', '1391234567', '139123456789'].map((phone): Reason => [`telephone ${phone}`, { phone }, 'phone', 'length']),
  ...['12012345678', '85551234', '057915551234', '+1 202 555 0101'].map((phone): Reason => [`telephone ${phone}`, { phone }, 'phone', 'prefix']),
  ...['不详', '1391234567a', '13912345678转', "' or 1=1 --"].map((phone): Reason => [`telephone ${phone}`, { phone }, 'phone', 'characters']),
  ...['', 'HOUZHAI/A07', 'houzhai//a07', '/houzhai/a07', 'houzhai/a07/', '../../etc/passwd', 'houzhai/a07/b/c/d/e', '后宅/七村', 'houzhai a07', `houzhai/${'a'.repeat(150)}`].map(
    (path): Reason => [`at ${path.slice(0, 30)}`, { path }, 'path', 'format'],
  ),
  ...['houzhai/a33', 'houzhai/a99', 'houzhai', 'elsewhere/a07', 'houzhai/a07/nowhere', 'a07'].map((path): Reason => [`at ${path}`, { path }, 'path', 'unknown-place']),
  ...['\u0007', '\u001b[31m', '\u202e', '\u2066', '\u200f', '\u009b'].map(
    (sign): Reason => [`a name with U+${(sign.codePointAt(0) ?? 0).toString(16)}`, { name: `甲${sign}乙` }, 'name', 'text'],
  ),
  ['a name over two lines', { name: '甲\n乙' }, 'name', 'text'],
  ['a name of 61 characters', { name: '长'.repeat(61) }, 'name', 'text'],
  ['somebody who is there already', { documentNo: id('19300101', 1) }, 'documentNo', 'known-already'],
  ['somebody who is there already, in full width', { documentNo: ` ${id('19300101', 1).replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))} ` }, 'documentNo', 'known-already'],
]; // prettier-ignore

const PLACES: readonly Reason[] = [
  ...['houzhai/a07', 'houzhai/a07/x/y', 'houzhai/a07/x/y/z'].map((path): Reason => [`a compound at ${path}`, { path, level: 'compound' }, 'path', 'level']),
  ['a room on the street', { path: 'houzhai/a07/x', level: 'room' }, 'path', 'level'],
  ...['HOUZHAI/a07/x', 'elsewhere/a07/x', 'houzhai/a07/x y', ''].map((path): Reason => [`a path ${path}`, { path }, 'path', 'format']),
  ...['houzhai/b07/x', 'houzhai/a7/x', 'houzhai/a007/x'].map((path): Reason => [`an area ${path}`, { path }, 'path', 'area']),
  ...['', 'Compound', '小区', 'village'].map((level): Reason => [`level ${level}`, { level }, 'level', 'choice']),
  ['an area without a name', { path: 'houzhai/a90', level: 'area', zh: '' }, 'zh', 'required'],
  ['a name of 61 characters', { zh: '长'.repeat(61) }, 'zh', 'too_big'],
  ['an English name of 121 characters', { en: 'x'.repeat(121) }, 'en', 'too_big'],
  ...['\u0007', '\u001b]0;x', '\u202e', '\u2067'].flatMap((sign): Reason[] => [
    [`a name with U+${(sign.codePointAt(0) ?? 0).toString(16)}`, { zh: `小${sign}区` }, 'zh', 'text'],
    [`an English name with U+${(sign.codePointAt(0) ?? 0).toString(16)}`, { en: `com${sign}pound` }, 'en', 'text'],
  ]),
  ...['maybe', '2', '对'].map((placeholder): Reason => [`placeholder ${placeholder}`, { placeholder }, 'placeholder', 'yes-no']),
  ...['perhaps', '-'].map((rental): Reason => [`rented ${rental}`, { rental }, 'rental', 'yes-no']),
  ['a grid under nothing', { path: 'houzhai/a07/no-compound/g1', level: 'grid' }, 'parent', 'unknown-place'],
  ['a compound of no area', { path: 'houzhai/a77/x', level: 'compound' }, 'parent', 'unknown-place'],
  ['a grid right under its area', { path: 'houzhai/a07/x/g9', level: 'grid', parent: 'houzhai/a07' }, 'parent', 'level'],
  ['a room of no house', { path: 'houzhai/a07/x/g1/h1-101', level: 'room' }, 'parent', 'unknown-place'],
]; // prettier-ignore

const cell = (text: string): Buffer => Buffer.from(`name,path\n${text},houzhai/a07\n`);
export type Unreadable = readonly [what: string, bytes: Uint8Array, code: string, line?: number];

/** Files that are none, in whole or in part. @param workbook a good one, to be damaged */
const unreadable = (workbook: Uint8Array): readonly Unreadable[] => {
  const good = Buffer.from(workbook);
  const directory = good.lastIndexOf(Buffer.from('504b0102', 'hex'));
  const lying = (size: number): Buffer => {
    const copy = Buffer.from(good);
    copy.writeUInt32LE(size, directory + 24);
    return copy;
  };
  return [
    ['nothing', Buffer.alloc(0), 'no-header'],
    ['only line ends', Buffer.from('\n\n\r\n'), 'no-header'],
    ['only separators', Buffer.from(',,,\n,,\n'), 'no-header'],
    ['a page of the web', Buffer.from('<!doctype html><table><tr><td>name'), 'not-a-spreadsheet'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'not-a-spreadsheet'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-spreadsheet'],
    ['gzip', gzipSync('name,path\n甲,houzhai/a07\n'), 'not-a-spreadsheet'],
    ['NUL bytes', cell('甲\0'), 'not-a-spreadsheet'],
    ['a bell', cell('甲\u0007'), 'not-a-spreadsheet'],
    ['bytes of no encoding', Buffer.concat([cell('甲'), Buffer.from([0xff, 0xff, 0x80])]), 'bad-encoding'],
    ['UTF-16 cut in half', Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8]), 'bad-encoding'],
    ['an .xls of before 2007', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'legacy-format'],
    ['a workbook with a password', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]), 'encrypted'],
    ['a quote that never ends', Buffer.from('name,path\n"甲,houzhai/a07\n乙,houzhai/a07\n'), 'broken-quotes', 2],
    ['a quote in the middle', Buffer.from('name,path\n甲,houzhai/a07\n"乙"丙,houzhai/a07\n'), 'broken-quotes', 3],
    ['two headers of one name', Buffer.from('name,path,name\n甲,houzhai/a07,乙\n'), 'duplicate-header', 1],
    ['a row too wide', Buffer.from('name,path\n甲,houzhai/a07\n乙,houzhai/a07,x\n'), 'row-too-wide', 3],
    ['300 columns', Buffer.from(`${Array.from({ length: 300 }, (_, index) => `c${String(index)}`).join(',')}\n`), 'row-too-wide', 1],
    ['a value below no header', Buffer.from('name,,path\n甲,x,houzhai/a07\n'), 'no-header', 2],
    ['a cell of 40,000 characters', cell('长'.repeat(40_000)), 'cell-too-long', 2],
    ['a ZIP bomb that says so', lying(300 * 1024 * 1024), 'too-large'],
    ['a ZIP bomb that hides', lying(1), 'damaged'],
    ['the head of a workbook', good.subarray(0, 30), 'damaged'],
    ['a ZIP of nothing', Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'), 'not-a-spreadsheet'],
    ...[20, 40, 120, 300].map((bytes): Unreadable => [`a workbook ${String(bytes)} bytes short`, good.subarray(0, good.length - bytes), 'damaged']),
  ]; // prettier-ignore
};

const fromRules = (): BadFile[] => [
  ...PERSONS.map(([what, bad, column, rule], index): BadFile => {
    const { bytes, line } = personsWith(index, bad);
    return { what, kind: 'PERSONS', bytes, refused: { by: 'rule', line, column, rule } };
  }),
  ...PLACES.map(([what, bad, column, rule], index): BadFile => {
    const header = ['path', 'level', 'zh', 'en', 'placeholder', 'rental', 'parent'];
    const own = { path: `houzhai/a07/x${String(index)}`, level: 'compound', zh: '小区', ...bad };
    const bytes = csv(header, [...goodPlaces(index), own]);
    return { what, kind: 'PLACES', bytes, refused: { by: 'rule', line: 4, column, rule } };
  }),
];

const fromShape = (): BadFile[] => {
  const twice = goodPersons(500, 2);
  const place = { path: 'houzhai/a07/twice', level: 'compound', zh: '小区' };
  const columns = ['姓名', 'Name', 'name ', 'documentNumber', 'remark'].filter((column) => column.trim() !== 'name');
  return [
    ...columns.map((column): BadFile => {
      const { bytes, line } = personsWith(0, { [column]: 'x' }, [column]);
      return { what: `a column ${column}`, kind: 'PERSONS', bytes, refused: { by: 'rule', line, column, rule: 'unknown-column' } };
    }),
    { what: 'the same person twice', kind: 'PERSONS', bytes: personFile([...twice, { ...twice[1], documentNo: ` ${twice[0]?.['documentNo'] ?? ''}` }]), refused: { by: 'rule', line: 4, column: 'documentNo', rule: 'twice-in-file' } },
    { what: 'the same place twice', kind: 'PLACES', bytes: csv(['path', 'level', 'zh'], [place, ...goodPlaces(1), place]), refused: { by: 'rule', line: 5, column: 'path', rule: 'twice-in-file' } },
    { what: 'places among persons', kind: 'PERSONS', bytes: csv(['path', 'level'], [place]), refused: { by: 'rule', line: 2, column: 'level', rule: 'unknown-column' } },
    { what: 'persons among places', kind: 'PLACES', bytes: csv(['path', 'level', 'name'], [{ ...place, name: '甲' }]), refused: { by: 'rule', line: 2, column: 'name', rule: 'unknown-column' } },
    { what: 'a name of 501 characters', kind: 'PERSONS', bytes: personsWith(0, { name: '长'.repeat(501) }).bytes, refused: { by: 'contract', path: 'rows.0.cells.name' } },
    { what: 'a header of 41 characters', kind: 'PERSONS', bytes: personsWith(0, { ['h'.repeat(41)]: 'x' }, ['h'.repeat(41)]).bytes, refused: { by: 'contract', path: 'rows.0.cells.?' } },
  ]; // prettier-ignore
};

/** Two hundred files, the same ones in every run. @param workbook a good one, to be damaged @param others further ones that cannot be read */
export const badFiles = (workbook: Uint8Array, others: readonly Unreadable[]): readonly BadFile[] => [
  ...[...unreadable(workbook), ...others].map(([what, bytes, code, line], index): BadFile => {
    return {
      what,
      kind: index % 2 === 0 ? 'PERSONS' : 'PLACES',
      bytes,
      refused: { by: 'reader', code, ...(line === undefined ? {} : { line }) },
    };
  }),
  ...fromRules(),
  ...fromShape(),
];
