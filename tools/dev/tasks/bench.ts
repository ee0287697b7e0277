// npm run bench -- [name …] [--check | --accept]: the platform against the bare backends it stands on; see tools/bench.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../stack-folder.ts';

const program = [join(REPOSITORY, 'tools/dev/register-ts.mjs'), join(REPOSITORY, 'tools/bench/bench.ts')];
const child = spawn(process.execPath, ['--import', ...program, ...process.argv.slice(2)], { cwd: REPOSITORY, stdio: 'inherit' });
// A signal of the terminal reaches both; what is sent to us alone is passed on, so that the stack is taken down.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
