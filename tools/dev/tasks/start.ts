import { buildPrograms } from '../build-programs.ts';
import { runConsole } from '../console-process.ts';
import { StackRuns, startStack, type LocalStack } from '../local-stack.ts';
import { printedProgress, say } from '../say.ts';
import { SERVICES } from '../services.ts';
import { stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

const withConsole = !process.argv.includes('--no-console') && process.stdin.isTTY && process.stdout.isTTY;
/** One Ctrl-C may come twice: from the terminal, and passed on by who started us. */
const SAME_KEY_MS = 500;
let isInUse = false;
let askedAt: number | undefined;
/** Asked once the platform ends in order; before it is in use, or asked again, we leave and the keepers of the processes end them. */
const asked = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      const isFirst = askedAt === undefined;
      if (askedAt !== undefined && Date.now() - askedAt < SAME_KEY_MS) return;
      askedAt = Date.now();
      if (isInUse && isFirst) {
        done();
        return;
      }
      say('立即退出,各进程随后自行结束', 'Leaving at once; the processes end by themselves');
      process.exit(130);
    });
});

let stack: LocalStack | undefined;
try {
  const other = runningStack(stackFolder().record);
  if (other) throw new StackRuns(other.pid, other.nats?.url ?? '');
  const names = SERVICES.map(({ name }) => name);
  await printedProgress('构建', 'building', () => buildPrograms(['migrate', 'seed', ...names, ...(withConsole ? ['console'] : [])]));
  stack = await startStack({ progress: printedProgress });
  isInUse = true;
  if (withConsole) {
    // Whoever leaves the console leaves the platform; a signal ends both.
    const code = await runConsole(stack.natsUrl, [], asked);
    process.exitCode = askedAt === undefined ? code : 0;
  } else {
    say(
      `平台已就绪:${stack.natsUrl}。控制台:npm run console;命令行:npm run hz -- --help;停止:Ctrl-C 或 kill ${String(process.pid)}`,
      `The platform is ready: ${stack.natsUrl}. Console: npm run console; command line: npm run hz -- --help; stop: Ctrl-C or kill ${String(process.pid)}`,
    );
    await asked;
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 69;
} finally {
  if (stack) await printedProgress('停止', 'stopping', () => stack?.stop() ?? Promise.resolve());
}
process.exit();
