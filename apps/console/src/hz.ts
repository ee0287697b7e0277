#!/usr/bin/env node
import { keepCompiled } from './compiled.ts';

keepCompiled();
process.on('SIGINT', () => process.exit(130));
const { main } = await import('./hz/program.ts');
process.exitCode = await main(process.argv.slice(2));
process.exit();
