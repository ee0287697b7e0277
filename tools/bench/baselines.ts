import type { Measure, Result } from './measure.ts';

/** Ratios that were reached and are held, by measure. */
export type Baselines = Readonly<Record<string, number>>;

/** How far a run may fall behind; the machine is shared. */
export const TOLERANCE = 0.15;

/** What there is to say against a result: undefined when it is no worse than the baseline, within the tolerance. */
export function regression({ name, goal }: Measure, { ratio }: Result, baselines: Baselines): string | undefined {
  const baseline = baselines[name];
  if (baseline === undefined) return `${name}: no baseline; record one with --accept`;
  const isWorse = 'atLeast' in goal ? ratio < baseline * (1 - TOLERANCE) : ratio > baseline * (1 + TOLERANCE);
  return isWorse ? `${name}: ratio ${ratio} is worse than the baseline ${baseline} by more than ${TOLERANCE * 100} %` : undefined;
}

/** Whether a result is what is asked for; undefined when it is. */
export function missedGoal({ name, goal }: Measure, { ratio }: Result): string | undefined {
  if ('atLeast' in goal) return ratio >= goal.atLeast ? undefined : `${name}: ratio ${ratio}, asked for at least ${goal.atLeast}`;
  return ratio <= goal.atMost ? undefined : `${name}: ratio ${ratio}, asked for at most ${goal.atMost}`;
}
