import { dayOf } from '@houzhai/calendar';
import type { Role } from '@houzhai/contracts';
import type { IntegrityPolicy } from './integrity-policy.ts';
import { signalsOf } from './integrity.decide.ts';
import type { DoorVisit, Signal } from './integrity.ts';

/** A visit with who recorded it and what it is a visit of. */
export interface RecordedVisit extends DoorVisit {
  readonly by: string;
  /** Somebody else than who recorded it was there. */
  readonly collected: boolean;
  readonly area: string;
  /** The team whose door it is. */
  readonly teamId?: string;
}

/** A signal with the day and the collector it is about. */
export interface CollectorSignal<V extends RecordedVisit = RecordedVisit> extends Signal<V> {
  readonly day: string;
  /** Who recorded the visits as their own; else they are those of one sheet, whoever took it along. */
  readonly collectorId?: string;
  readonly sheetNo?: string;
}

/** A team as far as it matters who looks again. */
export interface LedTeam {
  readonly leaderId: string;
  readonly people: readonly string[];
}

/** Who looks. */
export interface Viewer {
  readonly operatorId: string;
  readonly roles: readonly Role[];
  /** Whether a place is in their own jurisdiction, not one that was lent to them. */
  readonly covers: (path: string) => boolean;
}

/**
 * The collector of a visit: whoever recorded it, unless somebody else was there; then whoever took the sheet along, one for each sheet,
 * by whatever name that was written down. Without a sheet nobody knows, and it is not looked at.
 */
const collectorOf = ({ by, collected, sheetNo }: RecordedVisit): string | undefined =>
  collected ? (sheetNo === undefined ? undefined : `sheet ${sheetNo}`) : by;

/** Signals of all days and collectors, the newest day first. */
export function signalsOfAll<V extends RecordedVisit>(visits: readonly V[], policy: IntegrityPolicy): readonly CollectorSignal<V>[] {
  const days = Map.groupBy(
    visits.filter((visit) => collectorOf(visit) !== undefined),
    (visit) => `${dayOf(visit.at).toString()} ${collectorOf(visit) ?? ''}`,
  );
  const signals = [...days].flatMap(([key, day]) =>
    signalsOf(day, policy).map((signal) => {
      const { by, collected, sheetNo } = signal.from;
      return { ...signal, day: key.slice(0, 10), ...(!collected ? { collectorId: by } : sheetNo === undefined ? {} : { sheetNo }) };
    }),
  );
  return signals.toSorted((a, b) => (a.day === b.day ? Temporal.Instant.compare(a.from.at, b.from.at) : a.day < b.day ? 1 : -1));
}

/**
 * Whether somebody is the one who looks again: the leader of the team whose doors all of them are and of which the collector is, else a
 * duty officer in whose own jurisdiction all of them are. Never the collector, and never two.
 */
export function looksAgain(viewer: Viewer, { visits, collectorId }: CollectorSignal, teamOf: (id: string) => LedTeam | undefined): boolean {
  if (collectorId === viewer.operatorId) return false;
  const [teamId, ...others] = new Set(visits.map((visit) => visit.teamId));
  const team = teamId === undefined || others.length > 0 ? undefined : teamOf(teamId);
  if (team && (collectorId === undefined || (team.people.includes(collectorId) && team.leaderId !== collectorId)))
    return team.leaderId === viewer.operatorId && viewer.roles.includes('TEAM_LEAD');
  return viewer.roles.includes('DUTY_OFFICER') && visits.every(({ path }) => viewer.covers(path));
}

/** The days a list goes back, the oldest first. */
export const daysUntil = (now: Temporal.Instant, { listedDays }: IntegrityPolicy): readonly string[] =>
  Array.from({ length: listedDays }, (_, index) =>
    dayOf(now)
      .subtract({ days: listedDays - 1 - index })
      .toString(),
  );
