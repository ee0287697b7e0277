// npm run chaos -- [--commands N] [--seed S]: kill -9 of services and nats-server in the middle of commands; see tools/chaos.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../stack-folder.ts';

const program = [join(REPOSITORY, 'tools/dev/register-ts.mjs'), join(REPOSITORY, 'tools/chaos/chaos.ts')];
const child = spawn(process.execPath, ['--import', ...program, ...process.argv.slice(2)], { cwd: REPOSITORY, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
