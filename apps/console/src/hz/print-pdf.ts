import { ExportUnits, PrintDoorSheet, PrintFollowUpSheet, WorkSheet, type SheetReceipt } from '@houzhai/contracts';
import { isPrintable, printTo } from '../sheets/print.ts';
import { CannotTypeset } from '../sheets/typeset.ts';
import { HzFailure, must, type CallContext } from './failure.ts';
import { printResult } from './output.ts';

/** Sets what an operation answered on paper and says where. A sheet that was just numbered is read with its lines first. */
export async function printPdf(file: string, name: string, value: unknown, context: CallContext): Promise<void> {
  const { client } = context.session;
  const zh = context.lang === 'zh';
  const doors = name === PrintDoorSheet.name;
  const numbered = doors || name === PrintFollowUpSheet.name ? (value as SheetReceipt) : undefined;
  const contract = doors ? ExportUnits.name : numbered ? WorkSheet.name : name;
  const linesOf = async ({ no }: SheetReceipt): Promise<unknown> =>
    doors ? must(await client.query(ExportUnits, { sheet: no }), context) : must(await client.query(WorkSheet, { no }), context);
  const answer = numbered ? await linesOf(numbered) : value;
  if (!isPrintable(contract)) throw new HzFailure(zh ? '这个命令不能打印' : 'This command prints nothing', 2);
  try {
    await printTo(file, contract, answer, client, context.lang);
  } catch (error) {
    const again = doors ? 'hz screening export --sheet' : 'hz sheet show';
    if (numbered) process.stderr.write(`${zh ? '工作单已编号' : 'The sheet is numbered'}: ${again} ${numbered.no} --pdf ${file}\n`);
    if (error instanceof CannotTypeset)
      throw new HzFailure(
        zh
          ? '缺少排版组件：请在安装目录运行（npm run hz -- …），或重新 npm ci'
          : 'The typesetter is not installed: run it from the installation (npm run hz -- …), or npm ci again',
        3,
      );
    throw new HzFailure(zh ? `写不了 ${file}：${String(error)}` : `Cannot write ${file}: ${String(error)}`, 1);
  }
  printResult(numbered ? { ...numbered, file } : { file }, context.output);
}
