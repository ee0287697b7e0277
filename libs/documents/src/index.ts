export type { CellValue } from './csv.ts';
export type { FileSource } from './file-bytes.ts';
export { FileRefused, type FilePosition, type FileRefusal } from './file-refused.ts';
export { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
export { readRows, type FileRow, type ReadOptions } from './read-rows.ts';
export { writeRows, type FileColumn, type WriteOptions } from './write-rows.ts';
