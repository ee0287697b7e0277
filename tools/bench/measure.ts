import type { BenchStack } from './throwaway-stack.ts';

/** What a measure found; printed as one line of JSON. */
export interface Result {
  /** By name, in the order in which they are printed. Beside `ratio` (ours to bare) each says its unit here or in `unit`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Of the figures that are not a ratio or a count. */
  readonly unit: string;
}

/** What is asked of one figure, and from which side. */
export type Goal = { readonly figure: string } & ({ readonly atLeast: number } | { readonly atMost: number });

/** What a measure is given to work with. */
export interface Site {
  /** Starts a platform of its own, which goes when the measure ends. */
  stack(): Promise<BenchStack>;
  /** Something to be done when the measure ends, in whatever way; the last one first. */
  after(cleanUp: () => unknown): void;
}

/** One measure of the platform, most often against the bare backend it stands on. */
export interface Measure {
  readonly name: string;
  /** The figure of the first one is what a baseline holds. */
  readonly goals: readonly [Goal, ...Goal[]];
  readonly run: (site: Site) => Promise<Result>;
}

/** Runs a task for every item, so many at a time; seconds it took altogether. */
export async function secondsFor<T>(items: readonly T[], inFlight: number, task: (item: T) => Promise<unknown>): Promise<number> {
  const queue = items.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const item of queue) await task(item);
    }),
  );
  return (performance.now() - began) / 1000;
}

/** Milliseconds until a task is done. */
export async function millisecondsOf(task: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Medians of what we and the bare backend did per second, and of the ratio of the two within a round. */
export const compared = (
  rounds: readonly { readonly ours: number; readonly bare: number }[],
): Readonly<Record<'ratio' | 'ours' | 'bare', number>> => ({
  ratio: rounded(median(rounds.map(({ ours, bare }) => ours / bare)), 2),
  ours: Math.round(median(rounds.map(({ ours }) => ours))),
  bare: Math.round(median(rounds.map(({ bare }) => bare))),
});

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const ordered = ascending(values);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? Number.NaN;
  return ordered.length % 2 === 1 ? upper : (upper + (ordered[middle - 1] ?? Number.NaN)) / 2;
}

/** The smallest of the values that at least `percent` of them do not exceed (nearest rank). */
export const percentile = (values: readonly number[], percent: number): number =>
  ascending(values)[Math.max(0, Math.ceil((values.length * percent) / 100) - 1)] ?? Number.NaN;

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Waits. */
export const pause = (ms: number): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** Asks again every few milliseconds until it holds. @throws after so many minutes. */
export async function until(holds: () => Promise<boolean>, everyMs = 20, minutes = 2): Promise<void> {
  for (const end = performance.now() + minutes * 60_000; !(await holds()); await pause(everyMs))
    if (performance.now() > end) throw new Error(`It did not come about within ${minutes} minutes`);
}

/** Says how it goes, beside the result. */
export const told = (text: string): boolean => process.stderr.write(`  ${text}\n`);
