import { resolve } from 'node:path';
import { readBackup } from '../backup.ts';
import { printedProgress, say } from '../say.ts';
import { stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

const file = process.argv[2];
const folder = stackFolder();
if (file === undefined) {
  say('用法:npm run restore -- <文件>', 'Usage: npm run restore -- <file>');
  process.exit(64);
}
if (runningStack(folder.record)) {
  say('平台正在运行,请先停止', 'The platform runs; stop it first');
  process.exit(69);
}
try {
  const aside = await printedProgress('恢复', 'restoring', () => readBackup(folder, resolve(file)));
  say('已恢复,可以 npm start', 'Restored; run npm start');
  if (aside !== undefined) say(`原有数据移至 ${aside}`, `What was there before is in ${aside}`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 69;
}
