import { readFile } from 'node:fs/promises';
import { FileRefused, readRows, type FileRow } from '@houzhai/documents';
import { ruleText, type Language } from '@houzhai/i18n';
import type { SaidFault } from '../sheets/file-lines.ts';
import { HzFailure, type CallContext } from './failure.ts';
import { printResult } from './output.ts';

/** What a file that cannot be read is refused with; any other error as it is. */
export function fileFailure(error: unknown, file: string, lang: Language): unknown {
  const zh = lang === 'zh';
  if (error instanceof FileRefused) return new HzFailure(`${zh ? '文件不能导入' : 'The file cannot be imported'}: ${error.message}`, 1);
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new HzFailure(zh ? `没有文件 ${file}` : `No file ${file}`, 5);
  return error;
}

/** Every row of a CSV or XLSX file. @throws HzFailure where it cannot be read */
export async function rowsOf(file: string, lang: Language): Promise<readonly FileRow[]> {
  try {
    const rows: FileRow[] = [];
    for await (const row of readRows(await readFile(file))) rows.push(row);
    if (rows.length === 0)
      throw new HzFailure(lang === 'zh' ? `${file} 只有表头，没有内容` : `${file} has a header and nothing below it`, 1);
    return rows;
  } catch (error) {
    throw fileFailure(error, file, lang);
  }
}

/**
 * Prints every line that is refused, in the order of the file, and ends.
 * @param recorded how many were recorded all the same; absent where nothing was entered
 * @throws HzFailure always
 */
export function refuseLines(
  faults: readonly SaidFault[],
  { output, lang }: Pick<CallContext, 'output' | 'lang'>,
  recorded?: number,
): never {
  const zh = lang === 'zh';
  const rows = faults
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, column, rule, words = ruleText(rule, lang) }) => ({ line, column, code: rule, [zh ? '说明' : 'words']: words }));
  printResult({ rows }, output);
  const count = String(rows.length);
  const [chinese, english] =
    recorded === undefined
      ? [`${count} 处有误，未录入任何数据；请更正后重新导入`, `Nothing was entered; to correct: ${count}. Import again when done`]
      : [`${count} 行未录入，其余 ${String(recorded)} 行已录入`, `Not entered: ${count}; the other ${String(recorded)} were`];
  throw new HzFailure(zh ? chinese : english, 1);
}
