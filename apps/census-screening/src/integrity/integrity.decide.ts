import type { IntegrityRule } from '@houzhai/contracts';
import type { IntegrityPolicy } from './integrity-policy.ts';
import { minuteOf, momentsOf, stepBetween, type DoorVisit, type Signal, type Step } from './integrity.ts';

/** More visits are worth more than any way; of as many, the shorter way. */
const VISIT = 10_000_000;

/** What visits up to one are worth, and when that one can have been at the earliest. */
interface Reach {
  readonly worth: number;
  readonly at: number;
}
type Between = (from: number, to: number) => Step;

/** For each visit the ways in which it can be the last of many: what is worth more may be later, anything else is left out. */
function reaches(moments: readonly { readonly first: number; readonly last: number }[], between: Between): readonly (readonly Reach[])[] {
  const all: Reach[][] = [];
  for (const [to, { first, last }] of moments.entries()) {
    const ways: Reach[] = [{ worth: VISIT, at: first }];
    for (const [from, before] of all.entries()) {
      const { takes, way } = between(from, to);
      for (const { worth, at } of before) {
        const then = Math.max(first, at + takes);
        if (then <= last) ways.push({ worth: worth + VISIT - way, at: then });
      }
    }
    let soonest = Infinity;
    const kept: Reach[] = [];
    for (const one of ways.toSorted((a, b) => b.worth - a.worth || a.at - b.at))
      if (one.at < soonest) {
        kept.push(one);
        soonest = one.at;
      }
    all.push(kept);
  }
  return all;
}

/**
 * Visits that are not among the most that one person can have made, by the shortest way there is: where two exclude each other and
 * nothing says which, it is both.
 */
function questioned(visits: readonly DoorVisit[], policy: IntegrityPolicy): ReadonlySet<number> {
  const moments = visits.map((visit) => momentsOf(visit, policy));
  const steps = visits.map((a) => visits.map((b) => stepBetween(a, b, policy)));
  const between: Between = (from, to) => steps[from]?.[to] ?? { takes: 0, way: 0 };
  const last = visits.length - 1;
  const ahead = reaches(moments, between);
  const mirrored = moments.toReversed().map((of) => ({ first: -of.last, last: -of.first }));
  const back = reaches(mirrored, (from, to) => between(last - to, last - from)).toReversed();
  const most = Math.max(...ahead.flatMap((own) => own.map(({ worth }) => worth)));
  const open = new Set<number>();
  /** A best way goes from one visit to another and leaves out what is between. */
  const leaves = (from: number, to: number): void => {
    for (let index = from + 1; index < to; index += 1) open.add(index);
  };
  for (const [to, after] of back.entries()) {
    if (after.some(({ worth }) => worth === most)) leaves(-1, to);
    if (ahead[to]?.some(({ worth }) => worth === most)) leaves(to, visits.length);
    for (const [from, before] of ahead.slice(0, to).entries()) {
      const { takes, way } = between(from, to);
      const goes = ({ worth, at }: Reach): boolean =>
        after.some((rest) => worth + rest.worth - way === most && Math.max(moments[to]?.first ?? 0, at + takes) <= -rest.at);
      if (before.some(goes)) leaves(from, to);
    }
  }
  return open;
}

/** Whether one person can have made all of these, one after the other. */
function possible(visits: readonly DoorVisit[], policy: IntegrityPolicy): boolean {
  let [at, before]: [number, DoorVisit | undefined] = [-Infinity, undefined];
  for (const visit of visits) {
    const { first, last } = momentsOf(visit, policy);
    at = Math.max(first, before ? at + stepBetween(before, visit, policy).takes : first);
    if (at > last) return false;
    before = visit;
  }
  return true;
}

/** Visits in a row, and how many seconds they take at least more than there were. */
interface Run<V extends DoorVisit> {
  readonly visits: readonly V[];
  readonly needs: number;
  readonly lacks: number;
}

/** Visits in a row that one person cannot have made, the fewest first, of those the most impossible; none where they can have been. */
function impossible<V extends DoorVisit>(visits: readonly V[], policy: IntegrityPolicy): Run<V> | undefined {
  let worst: Run<V> | undefined;
  for (const [from, begins] of visits.entries()) {
    let needs = 0;
    let before = begins;
    for (const [index, ends] of visits.slice(from + 1).entries()) {
      needs += stepBetween(before, ends, policy).takes;
      before = ends;
      const lacks = momentsOf(begins, policy).first + needs - momentsOf(ends, policy).last;
      const length = index + 2;
      if (lacks > 0 && (!worst || length < worst.visits.length || (length === worst.visits.length && lacks > worst.lacks)))
        worst = { visits: visits.slice(from, from + length), needs, lacks };
    }
  }
  return worst;
}

const RULES: readonly IntegrityRule[] = ['SPACING', 'ROUTE'];

/** The visits that show best why not all can have been: two, else three in a row, else more than there were minutes for. */
function shown<V extends DoorVisit>({ visits, needs }: Run<V>): Pick<Signal<V>, 'rule' | 'from' | 'to' | 'needs' | 'said'> {
  const [from, to] = [visits[0], visits.at(-1)];
  if (!from || !to) throw new Error('No visits');
  return { rule: RULES[visits.length - 2] ?? 'TOO_MANY', from, to, needs, said: (minuteOf(to) - minuteOf(from)) / 60 };
}

/** Around each visit in question as many as it takes until they show that not all can have been; what overlaps is one. */
function stretches<V extends DoorVisit & { readonly questioned: boolean }>(
  visits: readonly V[],
  policy: IntegrityPolicy,
): readonly (readonly V[])[] {
  const joined: [number, number][] = [];
  for (const [index, visit] of visits.entries()) {
    if (!visit.questioned) continue;
    let reach = 1;
    const around = (): readonly V[] => visits.slice(Math.max(0, index - reach), index + reach + 1);
    while (reach < visits.length && possible(around(), policy)) reach += 1;
    let [from, to] = [Math.max(0, index - reach), Math.min(visits.length - 1, index + reach)];
    for (let last = joined.at(-1); last && from <= last[1]; last = joined.at(-1)) {
      joined.pop();
      [from, to] = [Math.min(from, last[0]), Math.max(to, last[1])];
    }
    joined.push([from, to]);
  }
  return joined.map(([from, to]) => visits.slice(from, to + 1));
}

/** The day where it falls apart: between two parts there is time for any way, so that neither says anything about the other. */
function parts<V extends DoorVisit>(visits: readonly V[], policy: IntegrityPolicy): readonly (readonly V[])[] {
  const longest = Math.max(...Object.values(policy.atDoorSeconds)) + Math.max(...Object.values(policy.waySeconds));
  const apart: V[][] = [];
  let free = -Infinity;
  for (const visit of visits) {
    const { first, last } = momentsOf(visit, policy);
    if (first >= free) apart.push([]);
    apart.at(-1)?.push(visit);
    free = Math.max(free, last + longest);
  }
  return apart;
}

/**
 * What one collector's day asks another look for: whatever is not among the most visits that one person can have made on foot or by
 * bicycle, by when they happened.
 * @param day visits of one collector on one day, in any order
 */
export function signalsOf<V extends DoorVisit>(day: readonly V[], policy: IntegrityPolicy): readonly Signal<V>[] {
  const inOrder = day.toSorted(
    (a, b) => Temporal.Instant.compare(a.at, b.at) || (a.path < b.path ? -1 : Number(a.path > b.path)) || (a.key < b.key ? -1 : 1),
  );
  if (possible(inOrder, policy)) return [];
  const open = questioned(inOrder, policy);
  const visits = inOrder.map((visit, index) => ({ ...visit, questioned: open.has(index) }));
  return parts(visits, policy).flatMap((part) =>
    stretches(part, policy).flatMap((those) => {
      const run = impossible(those, policy);
      return run ? [{ ...shown<V>(run), visits: those }] : [];
    }),
  );
}
