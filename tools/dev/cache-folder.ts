import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched programs are kept between runs, outside the repository. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'houzhai');
