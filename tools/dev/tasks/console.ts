import { buildPrograms } from '../build-programs.ts';
import { runConsole } from '../console-process.ts';
import { say } from '../say.ts';
import { stackFolder } from '../stack-folder.ts';
import { runningStack } from '../stack-record.ts';

const url = process.env['HZ_SERVER'] ?? runningStack(stackFolder().record)?.nats?.url;
if (url === undefined) {
  say('平台未运行。先运行 npm start,或设置 HZ_SERVER', 'The platform does not run. Run npm start first, or set HZ_SERVER');
  process.exit(69);
}
await buildPrograms(['console']);
process.exit(await runConsole(url, process.argv.slice(2)));
