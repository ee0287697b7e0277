import 'temporal-polyfill/global';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missedGoal, regression, type Baselines } from './baselines.ts';
import type { Measure, Result } from './measure.ts';
import { command } from './measures/command.ts';
import { relay } from './measures/relay.ts';
import { request } from './measures/request.ts';
import { startThrowaway, type BenchStack } from './throwaway-stack.ts';

/**
 * npm run bench -- [command|request|relay …] [--check | --accept]: one line of JSON per measure, each on a stack of its own.
 * --check ends with 1 when a ratio is worse than its baseline by more than the tolerance; --accept makes it the baseline.
 */
const MEASURES: readonly Measure[] = [command, request, relay];
const FILE = join(import.meta.dirname, 'baselines.json');

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = args.filter((arg) => arg !== '--check' && arg !== '--accept' && !MEASURES.some(({ name }) => name === arg));
if (unknown.length > 0) {
  process.stderr.write(`不认识 / unknown: ${unknown.join(' ')}. ${MEASURES.map(({ name }) => name).join(' ')} [--check | --accept]\n`);
  process.exit(64);
}

let running: BenchStack | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(130));
  });
}

const baselines = JSON.parse(readFileSync(FILE, 'utf8')) as Baselines;
const found = new Map<Measure, Result>();
for (const measure of MEASURES) if (names.length === 0 || names.includes(measure.name)) found.set(measure, await take(measure));
if (args.includes('--accept')) {
  const ratios = Object.fromEntries([...found].map(([{ name }, { ratio }]) => [name, ratio]));
  writeFileSync(FILE, `${JSON.stringify({ ...baselines, ...ratios }, null, 2)}\n`);
}
for (const [measure, result] of found) {
  const missed = missedGoal(measure, result);
  if (missed !== undefined) process.stderr.write(`${missed}\n`);
  const worse = args.includes('--check') ? regression(measure, result, baselines) : undefined;
  if (worse === undefined) continue;
  process.stderr.write(`${worse}\n`);
  process.exitCode = 1;
}
process.exit();

async function take(measure: Measure): Promise<Result> {
  const stack = await startThrowaway();
  running = stack;
  try {
    const result = await measure.run(stack);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result;
  } finally {
    running = undefined;
    await stack.stop();
  }
}
