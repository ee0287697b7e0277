import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportUnits, OutputOf, Query } from '@houzhai/contracts';
import { writeRows } from '@houzhai/documents';
import { contractOf } from '../commands/manifest.ts';
import { unitColumns } from '../sheets/unit-sheet.ts';
import { HzFailure, must, operatorNames, type CallContext } from './failure.ts';
import { printResult } from './output.ts';

type Page = OutputOf<typeof ExportUnits>;

/** All rows a question answers page by page, as one page. */
export async function allPages(name: string, input: object, first: unknown, context: CallContext): Promise<Page> {
  const rows = [...(first as Page).rows];
  let cursor = (first as Page).nextCursor;
  while (cursor !== undefined) {
    const page = (await must(await context.session.client.query(contractOf(name) as Query, { ...input, cursor }, { deadlineMs: 30_000 }), context)) as Page; // prettier-ignore
    rows.push(...page.rows);
    cursor = page.nextCursor;
  }
  const { nextCursor: _, ...whole } = first as Page;
  return { ...whole, rows };
}

/** Writes units to a CSV or XLSX file, by its ending, and says where. @throws HzFailure where it cannot be written */
export async function exportTo(file: string, page: Page, context: CallContext): Promise<void> {
  const { lang, session, output } = context;
  const zh = lang === 'zh';
  const format = ({ '.csv': 'csv', '.xlsx': 'xlsx' } as const)[extname(file).toLowerCase()];
  if (!format) throw new HzFailure(zh ? '文件名须以 .csv 或 .xlsx 结尾' : 'The file has to end in .csv or .xlsx', 2);
  const names = await operatorNames(session);
  const columns = unitColumns(lang, (id) => names.get(id) ?? id.slice(-6));
  try {
    await pipeline(Readable.from(writeRows(page.rows, { format, columns })), createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    throw new HzFailure(zh ? `写不了 ${file}：${String(error)}` : `Cannot write ${file}: ${String(error)}`, 1);
  }
  printResult({ file, units: page.rows.length, round: page.no ?? '' }, output);
}
