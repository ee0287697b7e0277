import { createInterface } from 'node:readline';
import { RecordFollowUp, WorkSheet } from '@houzhai/contracts';
import { counted } from '@houzhai/i18n';
import { happenedAt, numberedLine } from '../sheets/keyed-line.ts';
import { HzFailure, failureOf, must } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { withSession } from './run.ts';

/** What became of one line. */
interface Outcome extends Record<string, unknown> {
  readonly line: string;
  readonly no?: string;
  readonly status: string;
}

/** Keys a follow-up sheet back, a line after the other; ends with 1 when any was refused, the others are recorded. */
export async function keySheet(
  no: string,
  lines: readonly string[],
  options: CommonOptions & { readonly collectedBy?: string },
): Promise<void> {
  await withSession(options, async (context) => {
    const { session, lang } = context;
    const zh = lang === 'zh';
    const sheet = await must(await session.client.query(WorkSheet, { no }), context);
    const outcomes: Outcome[] = [];
    for await (const text of lines.length > 0 ? lines : createInterface({ input: process.stdin })) {
      if (text.trim() === '') continue;
      outcomes.push(await keyOne(text));
    }
    const refused = outcomes.filter(({ status }) => status !== 'RECORDED');
    printResult({ rows: outcomes }, context.output);
    if (refused.length > 0)
      throw new HzFailure(
        zh ? `${String(refused.length)} 行未录入，其余已录入` : `not recorded: ${counted(refused.length, 'line')}; the others were`,
        1,
      );

    async function keyOne(text: string): Promise<Outcome> {
      const keyed = numberedLine(text);
      if (!keyed.ok) return { line: text, status: keyed.why[lang] };
      const { line: number, temperature, time, method, symptoms } = keyed.value;
      const line = sheet.lines.find((one) => one.line === number);
      if (!line) return { line: text, status: zh ? `没有第 ${String(number)} 行` : `There is no line ${String(number)}` };
      const occurredAt = happenedAt(time, line.date);
      const answer = await session.client.command(RecordFollowUp, {
        isolationId: line.isolationId,
        date: line.date,
        half: line.half,
        method,
        symptoms: [...symptoms],
        sheetNo: sheet.row.no,
        ...(temperature === undefined ? {} : { temperature }),
        ...(occurredAt === undefined ? {} : { occurredAt }),
        ...(options.collectedBy === undefined ? {} : { collectedBy: options.collectedBy }),
      });
      return {
        line: text,
        no: line.no,
        status: answer.ok ? 'RECORDED' : (await failureOf(answer.refusal, context)).message.replaceAll('\n', ' '),
      };
    }
  });
}
