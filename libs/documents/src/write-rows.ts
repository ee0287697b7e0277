import { writeCsv, type CellValue } from './csv.ts';
import { writeXlsx } from './xlsx.ts';

/** One column of a file that is written. */
export interface FileColumn<Row> {
  readonly header: string;
  readonly value: (row: Row) => CellValue;
}

export interface WriteOptions<Row> {
  readonly format: 'csv' | 'xlsx';
  readonly columns: readonly FileColumn<Row>[];
  /** XLSX only; at most 31 characters. */
  readonly sheetName?: string;
}

/**
 * Writes rows as a file, piece by piece: neither rows nor bytes are held.
 * CSV: UTF-8 with byte order mark, CRLF, formulas escaped. XLSX: one sheet, text stays text.
 * @param rows pulled only as the reader of the result asks
 */
export const writeRows = <Row>(rows: AsyncIterable<Row> | Iterable<Row>, options: WriteOptions<Row>): AsyncGenerator<Uint8Array> => {
  const cells = async function* (): AsyncGenerator<readonly CellValue[]> {
    yield options.columns.map((column) => column.header);
    for await (const row of rows) yield options.columns.map((column) => column.value(row));
  };
  return options.format === 'csv' ? writeCsv(cells()) : writeXlsx(cells(), options.sheetName ?? 'Sheet1');
};
