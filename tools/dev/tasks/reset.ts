import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { bilingual, say } from '../say.ts';
import { stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';
import { reachableDataFolder } from '../unprivileged.ts';

const folder = stackFolder();
if (runningStack(folder.record)) {
  say('平台正在运行,请先停止', 'The platform runs; stop it first');
  process.exit(69);
}
if (!process.argv.includes('--yes')) {
  if (!process.stdin.isTTY) {
    say('请加 --yes 确认删除全部本地数据与密钥', 'Confirm with --yes that all local data and keys shall go');
    process.exit(64);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    bilingual(`删除 ${folder.root} 中的全部数据与密钥?[y/N] `, `Delete all data and keys in ${folder.root}? [y/N] `),
  );
  terminal.close();
  if (!/^(y|yes|是)$/i.test(answer.trim())) process.exit(1);
}
rmSync(reachableDataFolder(folder.postgres), { recursive: true, force: true });
rmSync(folder.root, { recursive: true, force: true });
say('已清空,下次 npm start 从头开始', 'Emptied; the next npm start begins from nothing');
