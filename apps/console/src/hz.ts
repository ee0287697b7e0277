#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Compiled once, used by every later call; in a folder of one's own, as it is code that will run.
enableCompileCache(join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'houzhai', 'compiled'));
process.on('SIGINT', () => process.exit(130));
const { main } = await import('./hz/program.ts');
process.exitCode = await main(process.argv.slice(2));
process.exit();
