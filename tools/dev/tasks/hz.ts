import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPrograms } from '../build-programs.ts';
import { REPOSITORY, stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

await buildPrograms(['hz']);
process.env['HZ_SERVER'] ??= runningStack(stackFolder().record)?.nats?.url;
const program = join(REPOSITORY, 'dist/hz.mjs');
process.argv = [process.argv[0] ?? 'node', program, ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
