import { readCsv } from './csv.ts';
import { bytesOf, formatOf, type FileSource } from './file-bytes.ts';
import { FileRefused } from './file-refused.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { readXlsx } from './xlsx.ts';

/** One row below the header. */
export interface FileRow {
  /** Line of the file or row of the sheet, from 1: what a person sees in their program. */
  readonly line: number;
  /** Trimmed text by header; every header is present, an empty cell is ''. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  /** Refuse anything else. Without it the bytes decide; the file's name never does. */
  readonly format?: 'csv' | 'xlsx';
  readonly limits?: Partial<ReadLimits>;
}

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Headers of the first row that is not blank; trailing empty ones are dropped. */
const headersOf = (cells: readonly string[], line: number): string[] => {
  const headers = cells.map((cell) => cell.normalize('NFC').trim());
  while (headers.at(-1) === '') headers.pop();
  headers.forEach((header, index) => {
    if (header !== '' && headers.indexOf(header) !== index) throw new FileRefused('duplicate-header', { line, column: index + 1 });
  });
  return headers;
};

const rowOf = (cells: readonly string[], headers: readonly string[], line: number, limits: ReadLimits): FileRow => {
  const named: [string, string][] = headers.flatMap((header, index) => (header === '' ? [] : [[header, (cells[index] ?? '').trim()]]));
  cells.forEach((cell, index) => {
    const column = index + 1;
    if (cell.length > limits.maxCellLength) throw new FileRefused('cell-too-long', { line, column });
    if (cell.trim() === '') return;
    if (index >= headers.length) throw new FileRefused('row-too-wide', { line, column });
    if (headers[index] === '') throw new FileRefused('no-header', { line, column });
  });
  return { line, cells: Object.fromEntries(named) };
};

/**
 * Reads a CSV or XLSX file row by row. The file's bytes are held (within `maxBytes`), its rows are not. Blank rows are
 * left out. The first row that is not blank is the header.
 * @param source bytes, or a stream of them
 * @throws FileRefused while it is iterated; nothing else comes out of a bad file
 */
export async function* readRows(source: FileSource, options: ReadOptions = {}): AsyncGenerator<FileRow> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bytes = await bytesOf(source, limits.maxBytes);
  const format = formatOf(bytes);
  if (options.format !== undefined && options.format !== format) throw new FileRefused('not-a-spreadsheet');
  let headers: string[] | undefined;
  let count = 0;
  for await (const { line, cells } of format === 'csv' ? readCsv(bytes, limits) : readXlsx(bytes, limits)) {
    if (cells.length > limits.maxColumns && !isBlank(cells.slice(limits.maxColumns)))
      throw new FileRefused('row-too-wide', { line, column: limits.maxColumns + 1 });
    if (isBlank(cells)) continue;
    if (headers === undefined) {
      if (cells.some((cell) => cell.length > limits.maxCellLength)) throw new FileRefused('cell-too-long', { line });
      headers = headersOf(cells, line);
      continue;
    }
    count += 1;
    if (count > limits.maxRows) throw new FileRefused('too-large', { line });
    yield rowOf(cells, headers, line, limits);
  }
  if (headers === undefined) throw new FileRefused('no-header');
}
