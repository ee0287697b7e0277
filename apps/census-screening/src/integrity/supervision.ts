import { dayOf } from '@houzhai/calendar';
import type { OperatorFacts } from '../decision.ts';
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

/** Those who may look again at all, while their account is active; each with their own jurisdiction, not one that was lent to them. */
export type Supervisors = readonly OperatorFacts[];

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
 * Who looks again: the leader of the team whose doors all of them are and of which the collector is; else the duty officers in whose own
 * jurisdiction all of them are; where there is none, the commanders. Never who collected or entered them, and nobody further up.
 */
export function lookingAgain(
  { visits, collectorId }: CollectorSignal,
  supervisors: Supervisors,
  teamOf: (id: string) => LedTeam | undefined,
): Supervisors {
  const entered = new Set(visits.map(({ by }) => by));
  const others = supervisors.filter(({ operatorId }) => !entered.has(operatorId));
  const [teamId, ...more] = new Set(visits.map((visit) => visit.teamId));
  const team = teamId === undefined || more.length > 0 ? undefined : teamOf(teamId);
  if (team && (collectorId === undefined || team.people.includes(collectorId))) {
    const leader = others.filter(({ operatorId, roles }) => operatorId === team.leaderId && roles.includes('TEAM_LEAD'));
    if (leader.length > 0) return leader;
  }
  const covering = others.filter(({ covers }) => visits.every(({ path }) => covers(path)));
  const onDuty = covering.filter(({ roles }) => roles.includes('DUTY_OFFICER'));
  return onDuty.length > 0 ? onDuty : covering.filter(({ roles }) => roles.includes('COMMANDER'));
}

/** The days a list goes back, the oldest first. */
export const daysUntil = (now: Temporal.Instant, { listedDays }: IntegrityPolicy): readonly string[] =>
  Array.from({ length: listedDays }, (_, index) =>
    dayOf(now)
      .subtract({ days: listedDays - 1 - index })
      .toString(),
  );
