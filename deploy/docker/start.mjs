// What a container runs: settings that are secrets come as files named after the setting, then the program starts.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const SECRETS = '/run/secrets/houzhai';
if (existsSync(SECRETS)) {
  for (const name of readdirSync(SECRETS)) {
    if (/^HZ_[A-Z_]+$/.test(name)) process.env[name] ??= readFileSync(join(SECRETS, name), 'utf8').trim();
  }
}
await import('./program.mjs');
