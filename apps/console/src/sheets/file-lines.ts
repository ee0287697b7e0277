import type { FileRow } from '@houzhai/documents';
import type { Text } from '@houzhai/i18n';

/** What is wrong with one line of a file: the column as it is headed, and a rule or the code of a refusal. */
export interface LineFault {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
}
/** A line that is refused, with what is wrong in words. */
export interface SaidFault extends LineFault {
  readonly words?: string;
}
/** One line with its cells by what they mean; an absent one is ''. */
export interface FileLine<K extends string> {
  readonly line: number;
  readonly cell: (column: K) => string;
  /** How the column is headed in the file, or would be. */
  readonly head: (column: K) => string;
}

/** What stands between several words of one cell. */
export const SEVERAL = /[\s,，、;；]+/;

const plain = (header: string): string => header.normalize('NFKC').trim().toLowerCase();

/**
 * Lines of a file by the meaning of their columns, headed in Chinese or English.
 * @param ignored headers that may be there and say nothing
 */
export function fileLines<K extends string>(
  rows: readonly FileRow[],
  columns: Readonly<Record<K, Text>>,
  ignored: readonly string[] = [],
): { readonly lines: readonly FileLine<K>[]; readonly faults: readonly LineFault[] } {
  const meanings = new Map(
    (Object.entries(columns) as [K, Text][]).flatMap(([column, { zh, en }]) => [zh, en].map((header) => [plain(header), column] as const)),
  );
  const known = new Set([...meanings.keys(), ...ignored.map(plain)]);
  const headers = Object.keys(rows[0]?.cells ?? {});
  const headed = new Map(headers.flatMap((header) => [[meanings.get(plain(header)), header] as const]));
  return {
    lines: rows.map(({ line, cells }) => ({
      line,
      cell: (column) => cells[headed.get(column) ?? ''] ?? '',
      head: (column) => headed.get(column) ?? `${columns[column].zh}/${columns[column].en}`,
    })),
    faults: headers
      .filter((header) => !known.has(plain(header)))
      .map((header) => ({ line: 1, column: header.slice(0, 40), rule: 'column' })),
  };
}

/** The one of several choices that a word means: its code in any writing, or what it is called in either language. */
export function choiceOf<T extends string>(word: string, choices: readonly T[], labels: (choice: T) => readonly string[]): T | undefined {
  const said = plain(word).replaceAll(/[\s-]+/g, '_');
  return choices.find((choice) => [choice, ...labels(choice)].some((one) => plain(one).replaceAll(/[\s-]+/g, '_') === said));
}
