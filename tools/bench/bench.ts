import 'temporal-polyfill/global';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { baselineOf, missedGoals, regression, type Baselines } from './baselines.ts';
import { told, type Measure, type Result } from './measure.ts';
import { startThrowaway } from './throwaway-stack.ts';

/**
 * npm run bench -- [name …] [--check | --accept]: one line of JSON per measure, each on a stack of its own.
 * --check ends with 1 when a figure is worse than its baseline by more than the tolerance; --accept makes it the baseline.
 */
const MEASURES: Readonly<Record<string, () => Promise<Measure>>> = {
  command: async () => (await import('./measures/command.ts')).command,
  request: async () => (await import('./measures/request.ts')).request,
  relay: async () => (await import('./measures/relay.ts')).relay,
  seen: async () => (await import('./measures/seen.ts')).seen,
  keys: async () => (await import('./measures/keys.ts')).keys,
  list: async () => (await import('./measures/list.ts')).list,
  import: async () => (await import('./measures/import.ts')).importRooms,
  start: async () => (await import('./measures/start.ts')).start,
  city: async () => (await import('./measures/city.ts')).city,
  memory: async () => (await import('./measures/memory.ts')).memory,
  storm: async () => (await import('./measures/storm.ts')).storm,
  assign: async () => (await import('./measures/assign.ts')).assign,
  custody: async () => (await import('./measures/custody.ts')).custody,
  integrity: async () => (await import('./measures/integrity.ts')).integrity,
  register: async () => (await import('./measures/register.ts')).register,
  contradictions: async () => (await import('./measures/contradictions.ts')).contradictions,
  slots: async () => (await import('./measures/slots.ts')).slots,
  find: async () => (await import('./measures/find.ts')).find,
  fairness: async () => (await import('./measures/fairness.ts')).fairness,
  board: async () => (await import('./measures/board.ts')).board,
  daily: async () => (await import('./measures/daily.ts')).daily,
  saga: async () => (await import('./measures/saga.ts')).saga,
};
const FILE = join(import.meta.dirname, 'baselines.json');

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = args.filter((arg) => arg !== '--check' && arg !== '--accept' && !(arg in MEASURES));
if (unknown.length > 0) {
  process.stderr.write(`不认识 / unknown: ${unknown.join(' ')}. ${Object.keys(MEASURES).join(' ')} [--check | --accept]\n`);
  process.exit(64);
}

/** What is to be put away, the last one first. */
const open: (() => unknown)[] = [];
let puttingAway: Promise<void> | undefined;
/** Once, however often it is asked for: a signal and the measure that fails by it both wait. */
const putAway = (): Promise<void> =>
  (puttingAway ??= (async () => {
    for (let close = open.pop(); close; close = open.pop()) await close();
    puttingAway = undefined;
  })());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void putAway().finally(() => process.exit(130));
  });
}

const baselines = JSON.parse(readFileSync(FILE, 'utf8')) as Baselines;
const found = new Map<Measure, Result>();
for (const [name, load] of Object.entries(MEASURES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const measure = await load();
  found.set(measure, await take(measure));
}
if (args.includes('--accept')) {
  const accepted = Object.fromEntries([...found].map(([measure, result]) => [measure.name, baselineOf(measure, result)]));
  writeFileSync(FILE, `${JSON.stringify({ ...baselines, ...accepted }, null, 2)}\n`);
}
for (const [measure, result] of found) {
  for (const missed of missedGoals(measure, result)) process.stderr.write(`${missed}\n`);
  const worse = args.includes('--check') ? regression(measure, result, baselines) : undefined;
  if (worse === undefined) continue;
  process.stderr.write(`${worse}\n`);
  process.exitCode = 1;
}
process.exit();

async function take(measure: Measure): Promise<Result> {
  const after = (cleanUp: () => unknown): void => void open.push(cleanUp);
  try {
    const result = await measure.run({
      after,
      stack: async () => {
        const stack = await startThrowaway();
        after(() => stack.stop());
        return stack;
      },
    });
    told(`${measure.name}: load average ${loadavg()[0]?.toFixed(1) ?? ''} on ${availableParallelism()} processors`);
    process.stdout.write(`${JSON.stringify({ bench: measure.name, ...result.figures, unit: result.unit })}\n`);
    return result;
  } finally {
    await putAway();
  }
}
