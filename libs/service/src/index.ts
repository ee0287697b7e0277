export { REASON } from './audit.queries.ts';
export type { Reindexing } from './key-changes.ts';
export { BACKGROUND, KIT, type BackgroundTask, type Kit } from './kit.ts';
export { runService, startService, type RunningService, type ServiceSpec } from './start-service.ts';
export { AT_ONCE, WakingRecords, type Waking } from './waking-records.ts';
export { ledgerPages } from './ledger.queries.ts';
