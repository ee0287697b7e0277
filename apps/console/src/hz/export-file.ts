import { extname } from 'node:path';
import { ExportUnits } from '@houzhai/contracts';
import { allUnits, writeUnits, type Units } from '../sheets/unit-sheet.ts';
import { HzFailure, must, operatorNames, type CallContext } from './failure.ts';
import { printResult } from './output.ts';

/** All units a question answers page by page. */
export const wholeUnits = async (input: object, first: Units, context: CallContext): Promise<Units> =>
  must(await allUnits(first, (cursor) => context.session.client.query(ExportUnits, { ...input, cursor }, { deadlineMs: 30_000 })), context);

/** Writes units to a CSV or XLSX file, by its ending, and says where. @throws HzFailure where it cannot be written */
export async function exportTo(file: string, units: Units, context: CallContext): Promise<void> {
  const { lang, session, output } = context;
  const zh = lang === 'zh';
  const format = ({ '.csv': 'csv', '.xlsx': 'xlsx' } as const)[extname(file).toLowerCase()];
  if (!format) throw new HzFailure(zh ? '文件名须以 .csv 或 .xlsx 结尾' : 'The file has to end in .csv or .xlsx', 2);
  const names = await operatorNames(session);
  try {
    await writeUnits(file, format, units, lang, (id) => names.get(id) ?? id.slice(-6));
  } catch (error) {
    throw new HzFailure(zh ? `写不了 ${file}：${String(error)}` : `Cannot write ${file}: ${String(error)}`, 1);
  }
  printResult({ file, units: units.rows.length, round: units.no ?? '' }, output);
}
