import { SUBDISTRICT } from '@houzhai/contracts';
import type { SuggestionPolicy } from './suggestion-policy.ts';

/** Where something has to be done. */
export interface Wanted {
  readonly area: string;
  readonly path: string;
}
/** Somebody who could do it. */
export interface Candidate {
  readonly operatorId: string;
  readonly scope: readonly string[];
  /** Area they are in: of what they are at, else the one they belong to; absent where nobody knows. */
  readonly at?: string | undefined;
  readonly open: number;
  readonly overdue: number;
  /** Errands of the same module they have done of late. */
  readonly done: number;
}
/** Somebody suggested, and what it is made of, in minutes. */
export interface Suggestion<T extends Candidate = Candidate> {
  readonly candidate: T;
  readonly load: number;
  readonly way: number;
  readonly familiar: number;
  readonly minutes: number;
}
type Borders = ReadonlyMap<string, ReadonlySet<string>>;
type Values = Omit<SuggestionPolicy, 'version' | 'familiarDays'>;

/** Neighbours from both sides. */
export function bordersOf(neighbours: Readonly<Record<string, readonly string[]>>): Borders {
  const borders = new Map<string, Set<string>>();
  const meet = (one: string, other: string): void => void borders.set(one, (borders.get(one) ?? new Set<string>()).add(other));
  for (const [area, beside] of Object.entries(neighbours))
    for (const other of beside) {
      meet(area, other);
      meet(other, area);
    }
  return borders;
}

/** Minutes from every area that has a way to one, by the fewest borders between. */
export function waysTo(area: string, borders: Borders, { minutesWithin, minutesPerBorder }: Values): ReadonlyMap<string, number> {
  const ways = new Map([[area, minutesWithin]]);
  for (const [at, minutes] of ways)
    for (const next of borders.get(at) ?? []) if (!ways.has(next)) ways.set(next, minutes + minutesPerBorder);
  return ways;
}

/** Whether somebody may be given work in a place (K4: they must be allowed to see it). */
export const mayGo = ({ scope }: Pick<Candidate, 'scope'>, { path }: Pick<Wanted, 'path'>): boolean =>
  scope.some((prefix) => prefix === SUBDISTRICT || path === prefix || path.startsWith(`${prefix}/`));

/**
 * Those who may go, the one with the fewest minutes first: what they have in hand, the way, and a little less for who knows the module.
 * Whatever the order of the list, the result is the same. It only suggests.
 */
export function suggestAgents<T extends Candidate>(
  wanted: Wanted,
  candidates: readonly T[],
  borders: Borders,
  policy: Values,
): readonly Suggestion<T>[] {
  const ways = waysTo(wanted.area, borders, policy);
  return candidates
    .filter((candidate) => mayGo(candidate, wanted))
    .map((candidate): Suggestion<T> => {
      const load = candidate.open * policy.minutesPerErrand + candidate.overdue * policy.minutesPerOverdue;
      const way = (candidate.at === undefined ? undefined : ways.get(candidate.at)) ?? policy.minutesUnknown;
      const familiar = candidate.done > 0 ? policy.minutesFamiliar : 0;
      return { candidate, load, way, familiar, minutes: load + way - familiar };
    })
    .toSorted((a, b) => a.minutes - b.minutes || a.way - b.way || (a.candidate.operatorId < b.candidate.operatorId ? -1 : 1));
}

/** Why somebody, in one line. */
export function reasonOf({ candidate: { open, overdue, done }, load, way, familiar, minutes }: Suggestion): {
  readonly zh: string;
  readonly en: string;
} {
  const late = overdue > 0 ? [`（超期 ${String(overdue)}）`, ` (${String(overdue)} overdue)`] : ['', ''];
  const known =
    familiar > 0
      ? [` − 办过同类 ${String(done)} 件 ${String(familiar)} 分`, ` − ${String(done)} of the kind done, ${String(familiar)} min`]
      : ['', ''];
  return {
    zh: `在办 ${String(open)} 件${late[0] ?? ''} ${String(load)} 分 + 路程 ${String(way)} 分${known[0] ?? ''} = ${String(minutes)} 分`,
    en: `${String(open)} open${late[1] ?? ''}, ${String(load)} min + way ${String(way)} min${known[1] ?? ''} = ${String(minutes)} min`,
  };
}

/** How unequal a distribution is: 0 where all have the same, towards 1 where one has everything (Gini). */
export function gini(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const ordered = values.toSorted((a, b) => a - b);
  const weighted = ordered.reduce((total, value, index) => total + (2 * (index + 1) - ordered.length - 1) * value, 0);
  return weighted / (ordered.length * sum);
}
