export { createLog, type Log } from './log.ts';
export { Metrics } from './metrics.ts';
export { serveProbes, type Readiness } from './probes.ts';
export { BadSettings, SETTINGS, readSettings, type Setting, type SettingValues } from './settings.ts';
export { childTraceparent, newTraceparent, traceIdOf } from './trace.ts';
