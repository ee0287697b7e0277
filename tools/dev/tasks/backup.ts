import { resolve } from 'node:path';
import { writeBackup } from '../backup.ts';
import { printedProgress, say } from '../say.ts';
import { stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
const file = resolve(process.argv[2] ?? `houzhai-${stamp}.tar.gz`);
const folder = stackFolder();
try {
  const port = runningStack(folder.record)?.postgres?.port;
  await printedProgress('备份', 'backing up', () => writeBackup(folder, file, port));
  say(`已写入 ${file}(含密钥,请妥善保管)`, `Written to ${file} (it contains the keys, keep it safe)`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 69;
}
