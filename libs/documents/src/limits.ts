/** What a reader takes before it refuses. A file is data from outside: every number guards memory or time. */
export interface ReadLimits {
  /** Bytes of the file as it arrives. */
  readonly maxBytes: number;
  /** Bytes of all parts of an XLSX after unpacking, as its directory declares them; unpacking stops at the declared size. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes of any part that is held whole (shared strings, styles), unlike the sheet, which is streamed. */
  readonly maxPartBytes: number;
  /** Parts in an XLSX. */
  readonly maxParts: number;
  /** Rows below the header. */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** UTF-16 units in a cell; Excel itself stops at 32,767. */
  readonly maxCellLength: number;
}

/** Enough for the 36,210 rooms with thirty columns twice over. */
export const DEFAULT_LIMITS: ReadLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxUnpackedBytes: 128 * 1024 * 1024,
  maxPartBytes: 32 * 1024 * 1024,
  maxParts: 2_000,
  maxRows: 500_000,
  maxColumns: 256,
  maxCellLength: 32_767,
};
