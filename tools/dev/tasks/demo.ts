// npm run demo: plays a whole first errand, then a fever, a deployment and a small round of screening against the running platform;
// ends with 0 only if every side agreed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildPrograms } from '../build-programs.ts';
import { say } from '../say.ts';
import { REPOSITORY, stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

const folder = stackFolder();
const url = runningStack(folder.record)?.nats?.url;
if (url === undefined) {
  say('平台未运行,先运行 npm start', 'The platform does not run; run npm start first');
  process.exit(69);
}
await buildPrograms(['console', 'hz']);
for (const part of ['first-errand.ts', 'dragnet.ts']) {
  const play = spawn(process.execPath, ['--import', join(REPOSITORY, 'tools/dev/register-ts.mjs'), join(REPOSITORY, 'tools/demo', part)], {
    stdio: 'inherit',
    env: { ...process.env, HZ_SERVER: url },
  });
  process.exitCode = await new Promise<number>((done) => play.on('exit', (code) => done(code ?? 1)));
  if (process.exitCode !== 0) break;
}
