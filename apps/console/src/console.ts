#!/usr/bin/env node
import { flushCompileCache } from 'node:module';
import { keepCompiled } from './compiled.ts';

/** A terminal is often just closed: what was compiled is kept soon after the first screen, not at the end. */
const KEPT_AFTER_MS = 2_000;

keepCompiled();
await import('./main.tsx');
setTimeout(flushCompileCache, KEPT_AFTER_MS).unref();
