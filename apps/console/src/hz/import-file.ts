import { counted } from '@houzhai/i18n';
import { AbandonImport, BeginImport, CheckImport, CommitImport, StageImportRows } from '@houzhai/contracts';
import { readRows } from '@houzhai/documents';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Outcome } from '@houzhai/contracts';
import type { OperatorSession } from '@houzhai/messaging';
import type { CommonOptions } from './common-options.ts';
import { HzFailure, failureOf } from './failure.ts';
import { tableOf } from './output.ts';
import { langOf, mustBeAgreed, openRemembered } from './run.ts';
import { fileFailure } from './sheet-file.ts';

/** Bytes of one chunk; under the 64 KB of one call. */
const CHUNK_BYTES = 48_000;

/** Imports a file: begin, chunks, check with every fault by line, and — unless it is a dry run — commit. */
export async function importFile(kindWord: string, file: string, options: CommonOptions & { readonly dryRun?: boolean }): Promise<void> {
  const lang = langOf(options);
  const zh = lang === 'zh';
  const kind = kindWord.toUpperCase();
  if (kind !== 'PLACES' && kind !== 'PERSONS') throw new HzFailure('PLACES | PERSONS', 2);
  mustBeAgreed(options);
  const say = (chinese: string, english: string): void => void process.stderr.write(`${zh ? chinese : english}\n`);
  const session = await openRemembered(options);
  const must = async <T>(outcome: Outcome<T>): Promise<T> => {
    if (outcome.ok) return outcome.value;
    throw await failureOf(outcome.refusal, { session, lang });
  };
  try {
    const { client } = session;
    const { importId } = await must(await client.command(BeginImport, { kind, fileName: basename(file) }));
    const staged = await stage(session, importId, file, must, zh);
    say(`已上传 ${String(staged)} 行，正在检查`, `${counted(staged, 'row')} staged, checking`);
    const checked = await must(await client.command(CheckImport, { importId }, { deadlineMs: 120_000 }));
    for (const line of checked.faults.length > 0 ? tableOf(checked.faults, ['line', 'column', 'rule']).split('\n') : [])
      process.stdout.write(`${line}\n`);
    say(
      `新增 ${String(checked.fresh)}，已有 ${String(checked.unchanged)}，错误 ${String(checked.faultCount)}`,
      `${String(checked.fresh)} new, ${String(checked.unchanged)} there already, ${String(checked.faultCount)} faults`,
    );
    if (options.dryRun === true || checked.faultCount > 0) {
      await must(await client.command(AbandonImport, { importId }));
      say('未录入任何数据', 'Nothing was entered');
      if (checked.faultCount > 0) throw new HzFailure(zh ? '请更正后重新导入' : 'Correct them and import again', 1);
      return;
    }
    const done = await must(await client.command(CommitImport, { importId }, { deadlineMs: 300_000 }));
    say(`已录入 ${String(done.entered)}`, `${String(done.entered)} entered`);
    process.stdout.write(`${JSON.stringify({ importId, ...done })}\n`);
  } finally {
    await session.close();
  }
}

async function stage(
  session: OperatorSession,
  importId: string,
  file: string,
  must: <T>(outcome: Outcome<T>) => Promise<T>,
  zh: boolean,
): Promise<number> {
  let rows: { line: number; cells: Record<string, string> }[] = [];
  let bytes = 0;
  let chunk = 0;
  let staged = 0;
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    ({ staged } = await must(await session.client.command(StageImportRows, { importId, chunk, rows }, { deadlineMs: 60_000 })));
    chunk++;
    rows = [];
    bytes = 0;
  };
  try {
    for await (const { line, cells } of readRows(await readFile(file))) {
      const own = Buffer.byteLength(JSON.stringify(cells)) + 24;
      if (bytes + own > CHUNK_BYTES || rows.length === 2_000) await flush();
      rows.push({ line, cells: { ...cells } });
      bytes += own;
    }
    await flush();
    return staged;
  } catch (error) {
    await session.client.command(AbandonImport, { importId }).catch(() => undefined);
    throw fileFailure(error, file, zh ? 'zh' : 'en');
  }
}
