import 'temporal-polyfill/global';
import { bilingual, say } from '@houzhai/dev/say.ts';
import { holds, reportLines } from './report.ts';
import { runChaos } from './run.ts';

/** npm run chaos -- [--commands N] [--faults M] [--seed S] [--json]: see README.md. Ends with 1 if anything differs. */
const DEFAULTS = { commands: 10_000, faults: 15, seed: 1 };

const args = process.argv.slice(2);
const asked = { ...DEFAULTS };
let json = false;
for (let index = 0; index < args.length; index += 1) {
  const name = args[index]?.replace(/^--/, '') ?? '';
  if (name === 'json') json = true;
  else if (name === 'commands' || name === 'faults' || name === 'seed') {
    const value = Number(args[(index += 1)]);
    if (!Number.isSafeInteger(value) || value < 0) usage();
    asked[name] = value;
  } else usage();
}

function usage(): never {
  say(
    '用法:npm run chaos -- [--commands N] [--faults M] [--seed S] [--json]',
    'Usage: npm run chaos -- [--commands N] [--faults M] [--seed S] [--json]',
  );
  process.exit(64);
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
tell(
  bilingual(
    `种子 ${asked.seed}:${asked.commands} 条命令,${asked.faults} 次故障`,
    `seed ${asked.seed}: ${asked.commands} commands, ${asked.faults} faults`,
  ),
);
const report = await runChaos({ ...asked, tell });
if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
else process.stdout.write(`${reportLines(report).join('\n')}\n`);
process.exit(report.checks.every(holds) ? 0 : 1);
