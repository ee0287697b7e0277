import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from './stack-folder.ts';

/** Runs a program of the repository with our arguments in a process of its own and ends as it ends. */
export function runTool(file: string): void {
  const program = [join(REPOSITORY, 'tools/dev/register-ts.mjs'), join(REPOSITORY, file)];
  const child = spawn(process.execPath, ['--import', ...program, ...process.argv.slice(2)], { cwd: REPOSITORY, stdio: 'inherit' });
  // A signal of the terminal reaches both; what is sent to us alone is passed on, so that what it started is taken down.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
