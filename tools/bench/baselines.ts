import type { Goal, Measure, Result } from './measure.ts';

/** Figures that were reached and are held, by measure. */
export type Baselines = Readonly<Record<string, number>>;

/** How far a run may fall behind; the machine is shared. */
export const TOLERANCE = 0.15;

const found = ({ figures }: Result, { figure }: Goal): number => figures[figure] ?? Number.NaN;

/** What a result becomes as a baseline: the figure of the first goal. */
export const baselineOf = ({ goals: [first] }: Measure, result: Result): number => found(result, first);

/** What there is to say against a result: undefined when it is no worse than the baseline, within the tolerance. */
export function regression({ name, goals: [first] }: Measure, result: Result, baselines: Baselines): string | undefined {
  const baseline = baselines[name];
  if (baseline === undefined) return `${name}: no baseline; record one with --accept`;
  const value = found(result, first);
  const holds = 'atLeast' in first ? value >= baseline * (1 - TOLERANCE) : value <= baseline * (1 + TOLERANCE);
  return holds ? undefined : `${name}: ${first.figure} ${value} is worse than the baseline ${baseline} by more than ${TOLERANCE * 100} %`;
}

/** The goals a result is short of, a sentence each. A figure that is missing reaches nothing. */
export const missedGoals = ({ name, goals }: Measure, result: Result): readonly string[] =>
  goals.flatMap((goal) => {
    const value = found(result, goal);
    const reached = 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
    const asked = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
    return reached ? [] : [`${name}: ${goal.figure} ${value}, asked for ${asked}`];
  });
