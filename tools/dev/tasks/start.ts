import { buildPrograms } from '../build-programs.ts';
import { runConsole } from '../console-process.ts';
import { startStack, type LocalStack } from '../local-stack.ts';
import { printedProgress, say } from '../say.ts';
import { SERVICES } from '../services.ts';

const withConsole = !process.argv.includes('--no-console') && process.stdin.isTTY && process.stdout.isTTY;
const asked = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      done();
    });
});

let stack: LocalStack | undefined;
try {
  const names = SERVICES.map(({ name }) => name);
  await printedProgress('构建', 'building', () => buildPrograms(['migrate', 'seed', ...names, ...(withConsole ? ['console'] : [])]));
  stack = await startStack({ progress: printedProgress });
  if (withConsole) {
    // Whoever leaves the console leaves the platform; a signal ends both.
    process.exitCode = await Promise.race([runConsole(stack.natsUrl, []), asked.then(() => 0)]);
  } else {
    say(`平台已就绪:${stack.natsUrl}。Ctrl-C 停止`, `The platform is ready: ${stack.natsUrl}. Ctrl-C stops it`);
    await asked;
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 69;
} finally {
  if (stack) await printedProgress('停止', 'stopping', () => stack?.stop() ?? Promise.resolve());
}
process.exit();
