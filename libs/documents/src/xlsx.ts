import { streamXlsxRows, writeXlsxStream, type CellValue as HucreValue } from 'hucre/xlsx';
import type { CellValue } from './csv.ts';
import { FileRefused } from './file-refused.ts';
import type { ReadLimits } from './limits.ts';
import { checkZipDirectory } from './zip-directory.ts';

/** The only file that knows the XLSX library. */

const FORMULA_ERROR = /^#(?:REF!|DIV\/0!|VALUE!|NAME\?|NUM!|NULL!|N\/A|SPILL!|CALC!)$/;
/** Digits a spreadsheet keeps of a number (IEEE 754 double, as Excel stores it). */
const KEPT_DIGITS = 1e15;

/** Text of a cell: days as ISO 8601, with the time of day if there is one; truth as TRUE and FALSE. */
const textOfCell = (value: HucreValue, line: number, column: number): string => {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) >= KEPT_DIGITS) throw new FileRefused('digits-lost', { line, column });
    return String(value);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new FileRefused('formula-error', { line, column });
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
  }
  if (FORMULA_ERROR.test(value)) throw new FileRefused('formula-error', { line, column });
  return value;
};

/**
 * Rows of the first sheet of a workbook as they stand, with their row number. A formula gives its last result.
 * @throws FileRefused while it is iterated
 */
export async function* readXlsx(bytes: Uint8Array, limits: ReadLimits): AsyncGenerator<{ line: number; cells: string[] }> {
  const parts = checkZipDirectory(bytes, limits);
  if (!parts.has('[Content_Types].xml') || ![...parts].some((name) => /^xl\/workbook\./i.test(name) || name === 'xl/workbook.xml')) {
    throw new FileRefused('not-a-spreadsheet');
  }
  let line = 0;
  try {
    for await (const row of streamXlsxRows(bytes)) {
      line = row.index + 1;
      if (row.values.length > limits.maxColumns && row.values.slice(limits.maxColumns).some((value) => value !== null && value !== '')) {
        throw new FileRefused('row-too-wide', { line, column: limits.maxColumns + 1 });
      }
      const at = line;
      yield { line, cells: row.values.slice(0, limits.maxColumns).map((value, index) => textOfCell(value, at, index + 1)) };
    }
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused('damaged', line === 0 ? {} : { line }, { cause: error });
  }
}

/** Text that XML 1.0 can carry: other control characters and lone surrogates become U+FFFD. */
const printable = (text: string): string => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

/**
 * Writes rows as a workbook with one sheet, its header frozen. Text stays text, so identity numbers keep their digits
 * and nothing is taken for a formula.
 * @param rows cells in order, the header first
 * @param sheetName at most 31 characters, none of `[ ] : * ? / \`
 */
export async function* writeXlsx(rows: AsyncIterable<readonly CellValue[]>, sheetName: string): AsyncGenerator<Uint8Array> {
  const cells = async function* (): AsyncGenerator<HucreValue[]> {
    for await (const row of rows) yield row.map((value) => (typeof value === 'string' ? printable(value) : (value ?? null)));
  };
  yield* writeXlsxStream(cells(), { name: sheetName, freezePane: { rows: 1 } });
}
