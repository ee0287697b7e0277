import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeNatsConfig } from '../nats-config-file.ts';
import { platformNatsConfig } from '../platform-nats-config.ts';
import { say } from '../say.ts';
import { stackKeys } from '../stack-keys.ts';

const [keysFolder, file] = process.argv.slice(2);
if (keysFolder === undefined || file === undefined) {
  say(
    '用法:node tools/dev/bootstrap.mjs nats-config <密钥目录> <accounts.conf>',
    'Usage: node tools/dev/bootstrap.mjs nats-config <folder of keys> <accounts.conf>',
  );
  process.exit(64);
}
mkdirSync(keysFolder, { recursive: true, mode: 0o700 });
await writeNatsConfig(resolve(file), platformNatsConfig(stackKeys({ key: (name) => join(resolve(keysFolder), name) })));
say(`已写入 ${file}(只含公钥)`, `Written: ${file} (public keys only)`);
