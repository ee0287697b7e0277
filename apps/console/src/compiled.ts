import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is imported from here on is compiled once and used by every later start; in a folder of one's own, as it is code that will run. */
export function keepCompiled(): void {
  enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'houzhai', 'compiled'));
}
