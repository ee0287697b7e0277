import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { FileRefused } from './file-refused.ts';
import type { ReadLimits } from './limits.ts';
import { encodingOf, textOf } from './text-encoding.ts';

/** Characters that make a spreadsheet program take a cell for a formula (OWASP, CSV injection), behind any apostrophes. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/u;

/** A text cell that a spreadsheet program will not run: an apostrophe in front of what looks like a formula. */
export const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Takes back what `escapeFormula` added. */
export const unescapeFormula = (text: string): string => (text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text);

/** Characters of one record the parser holds before it gives up: a quote that never closes must not eat the whole file. */
const LONGEST_RECORD = 4 * 1024 * 1024;

/** The separator that occurs most in the first line, outside quotes. */
const delimiterOf = (text: string): ',' | ';' | '\t' => {
  const line = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1)[0] ?? '';
  const count = (character: string) => line.split(character).length - 1;
  const [comma, semicolon, tab] = [count(','), count(';'), count('\t')];
  return tab > comma && tab >= semicolon ? '\t' : semicolon > comma ? ';' : ',';
};

/** The parser's own error without its message, which quotes the file. */
const refusalOf = (error: unknown, line: number): unknown => {
  if (!(error instanceof CsvError)) return error;
  const code = error.code === 'CSV_MAX_RECORD_SIZE' ? 'cell-too-long' : 'broken-quotes';
  return new FileRefused(code, { line }, { cause: new Error(error.code) });
};

/**
 * Rows of a CSV file as they stand, with the line each begins on. UTF-8 and UTF-16 with or without byte order mark,
 * GB 18030; comma, semicolon or tab; LF, CRLF or CR.
 * @throws FileRefused while it is iterated
 */
export async function* readCsv(bytes: Uint8Array, limits: ReadLimits): AsyncGenerator<{ line: number; cells: string[] }> {
  const encoding = encodingOf(bytes);
  const text = textOf(bytes, encoding);
  const opening = text.next();
  const first = opening.done === true ? '' : opening.value;
  /** Lines the parser is through with; it runs ahead of the rows that were given. */
  let parsed = 0;
  const parser = parse({
    delimiter: delimiterOf(first),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    info: true,
    on_record: (record, { lines }) => {
      parsed = lines;
      return record;
    },
    max_record_size: Math.min(LONGEST_RECORD, (limits.maxCellLength + 3) * limits.maxColumns),
  });
  const pieces = function* (): Generator<string> {
    if (first !== '') yield first;
    for (const piece of text) if (piece !== '') yield piece;
  };
  const source = Readable.from(pieces());
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  let line = 1;
  try {
    for await (const entry of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      yield { line, cells: entry.record.map(unescapeFormula) };
      line = entry.info.lines + 1;
    }
  } catch (error) {
    throw refusalOf(error, parsed + 1);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** A value of a cell that is written. Money belongs into a number of fen or a text, never into a float. */
export type CellValue = string | number | boolean | null | undefined;

/**
 * Writes rows as CSV for spreadsheet programs: UTF-8 with byte order mark, CRLF, formulas made harmless.
 * @param rows cells in order, the header first
 */
export async function* writeCsv(rows: AsyncIterable<readonly CellValue[]>): AsyncGenerator<Uint8Array> {
  const stringifier = stringify({
    bom: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    cast: { string: escapeFormula, boolean: (value) => (value ? 'TRUE' : 'FALSE'), number: String },
  });
  const source = Readable.from(rows);
  source.on('error', (error) => stringifier.destroy(error)).pipe(stringifier);
  try {
    for await (const chunk of stringifier as AsyncIterable<Buffer | string>) yield Buffer.from(chunk as string);
  } finally {
    source.destroy();
    stringifier.destroy();
  }
}
