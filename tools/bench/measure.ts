import type { BenchStack } from './throwaway-stack.ts';

/** What a measure found; printed as one line of JSON. */
export interface Result {
  readonly bench: string;
  /** `ours` to `bare`. */
  readonly ratio: number;
  readonly ours: number;
  readonly bare: number;
  /** The best the backend gives for the same rows, where there is more than one way. */
  readonly limit?: number;
  readonly unit: string;
}

/** One measure of the platform against the bare backend it stands on. */
export interface Measure {
  readonly name: string;
  /** Which ratio is asked for, and from which side. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  readonly run: (stack: BenchStack) => Promise<Result>;
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

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const middle = Math.floor(ordered.length / 2);
  const upper = ordered[middle] ?? Number.NaN;
  return ordered.length % 2 === 1 ? upper : (upper + (ordered[middle - 1] ?? Number.NaN)) / 2;
}

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Asks again every few milliseconds until it holds. @throws after two minutes. */
export async function until(holds: () => Promise<boolean>, everyMs = 20): Promise<void> {
  for (const end = performance.now() + 120_000; !(await holds());) {
    if (performance.now() > end) throw new Error('It did not come about within two minutes');
    await new Promise((done) => {
      setTimeout(done, everyMs);
    });
  }
}
