import type { DoorVisitKind, IntegrityRule } from '@houzhai/contracts';
import type { IntegrityPolicy } from './integrity-policy.ts';

/** One visit at a door, by when it happened. When it was entered is not known here, and neither is what was found. */
export interface DoorVisit {
  readonly key: string;
  readonly kind: DoorVisitKind;
  readonly at: Temporal.Instant;
  readonly path: string;
  /** Path of its house, or its own where it has none. */
  readonly house: string;
  /** The paper it was keyed back from. */
  readonly sheetNo?: string;
}

/** Visits of one collector's day that nobody can have made all of: something to look at again 请复核. */
export interface Signal<V extends DoorVisit = DoorVisit> {
  readonly rule: IntegrityRule;
  /** In their order: those in question, and those before and after them that stand. */
  readonly visits: readonly (V & { readonly questioned: boolean })[];
  /** Of the visits that show it best, the first and the last. */
  readonly from: V;
  readonly to: V;
  /** Seconds that what lies between them takes at least. */
  readonly needs: number;
  /** Minutes between them, as they were said. */
  readonly said: number;
}

const MINUTE = 60;
/** The minute a visit was said to be in; seconds since 1970. */
export const minuteOf = ({ at }: DoorVisit): number => Math.floor(at.epochMilliseconds / 60_000) * MINUTE;

/** Between which seconds a visit can have been: times are said by the minute, on paper less well. */
export function momentsOf(visit: DoorVisit, { paperMinutes }: IntegrityPolicy): { readonly first: number; readonly last: number } {
  const off = visit.sheetNo === undefined ? 0 : paperMinutes * MINUTE;
  return { first: minuteOf(visit) - off, last: minuteOf(visit) + MINUTE + off };
}

/** What two places have to be walked between; undefined where one of them may be in the other. */
function apart(a: DoorVisit, b: DoorVisit): keyof IntegrityPolicy['waySeconds'] | undefined {
  if (`${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`)) return undefined;
  if (a.house === b.house) return 'rooms';
  const [parts, others] = [a.path.split('/'), b.path.split('/')];
  const level = parts.findIndex((part, index) => part !== others[index]);
  return (['areas', 'areas', 'compounds', 'grids'] as const)[level] ?? 'houses';
}

/** Seconds at least, from the beginning of one visit to that of the next, and how many of them are the way. */
export interface Step {
  readonly takes: number;
  readonly way: number;
}

/**
 * From one visit to the next. Nothing for a household that is visited once; no time, but the way, for lines of one sheet with the same
 * minute: people on their way write one time for a staircase.
 */
export function stepBetween(a: DoorVisit, b: DoorVisit, { atDoorSeconds, waySeconds }: IntegrityPolicy): Step {
  const between = apart(a, b);
  if (between === undefined) return { takes: 0, way: 0 };
  const way = waySeconds[between];
  const atOnce = minuteOf(a) === minuteOf(b);
  if (atOnce && a.sheetNo !== undefined && a.sheetNo === b.sheetNo) return { takes: 0, way };
  // Which of two in one minute was first is not known.
  const atDoor = atOnce ? Math.min(atDoorSeconds[a.kind], atDoorSeconds[b.kind]) : atDoorSeconds[a.kind];
  return { takes: atDoor + way, way };
}
