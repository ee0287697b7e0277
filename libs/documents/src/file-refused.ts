/**
 * Why a file is not read.
 * `not-a-spreadsheet` neither CSV nor XLSX · `legacy-format` an .xls of before 2007 · `encrypted` needs a password ·
 * `damaged` begins like a spreadsheet but cannot be read to the end · `too-large` bytes, unpacked bytes or rows over the limit ·
 * `bad-encoding` neither UTF-8, UTF-16 nor GB 18030 · `no-header` nothing in the first row, or values below an empty header ·
 * `duplicate-header` two columns of one name · `row-too-wide` more cells than headers · `cell-too-long` ·
 * `broken-quotes` a quoted cell never ends · `formula-error` a cell shows #REF! and the like ·
 * `digits-lost` a number longer than the 15 digits a spreadsheet keeps, typically an identity number typed as a number
 */
export type FileRefusal =
  | 'not-a-spreadsheet'
  | 'legacy-format'
  | 'encrypted'
  | 'damaged'
  | 'too-large'
  | 'bad-encoding'
  | 'no-header'
  | 'duplicate-header'
  | 'row-too-wide'
  | 'cell-too-long'
  | 'broken-quotes'
  | 'formula-error'
  | 'digits-lost';

/** Where in the file: line of the file or row of the sheet, and column, both from 1. */
export interface FilePosition {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The one error this library throws for a file: a code and a position. It never carries a cell's content. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly code: FileRefusal;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(code: FileRefusal, at: FilePosition = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.line = at.line;
    this.column = at.column;
  }
}
