import {
  instantText,
  ok,
  refuse,
  type CampaignStatus,
  type Outcome,
  type RefusalCode,
  type UnitAction,
  type VacancyEvidence,
  type VisitOutcome,
} from '@houzhai/contracts';
import type { World } from '../decision.ts';
import type { ScreeningPolicy } from './screening-policy.ts';
import type { UnitFact } from './unit.publish.ts';
import { UNIT_TABLE, halfOf, isAccounted, otherHalfOf, standing, statusOf, type Attempt, type ScreeningUnit } from './unit.ts';

/** What a decision about a unit is told besides: whether its round runs, and who leads its team. */
export interface UnitWorld extends World<ScreeningPolicy> {
  readonly campaign: CampaignStatus;
  readonly leaderId?: string | undefined;
}

/** The unit after a decision and what happened. */
export interface DecidedUnit {
  readonly unit: ScreeningUnit;
  readonly facts: readonly UnitFact[];
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedUnit, R | 'screening.unit-not-allowed-now'>;

/** What was found at a door. */
export interface Visit {
  readonly outcome: VisitOutcome;
  readonly foundIds: readonly string[];
  readonly unknown: number;
  readonly evidence?: VacancyEvidence | undefined;
  readonly sheetNo?: string | undefined;
  readonly collected: boolean;
}
type VisitRefusal = 'screening.persons-missing' | 'screening.persons-unfit' | 'screening.evidence-missing' | 'screening.team-lead-only';

const illegal = ({ status }: ScreeningUnit, action: UnitAction): ReturnType<typeof refuse<'screening.unit-not-allowed-now'>> =>
  refuse('screening.unit-not-allowed-now', { action, status });
const isLegal = ({ status }: ScreeningUnit, action: UnitAction): boolean => UNIT_TABLE[status].includes(action);

/** Why what is said of a visit does not fit together; undefined where it does. */
function unfit(unit: ScreeningUnit, visit: Visit, world: UnitWorld): ReturnType<typeof refuse<VisitRefusal>> | undefined {
  const people = visit.foundIds.length + visit.unknown;
  const somebody = visit.outcome === 'COMPLETED' || visit.outcome === 'PARTIAL';
  if (visit.outcome === 'COMPLETED' && people === 0) return refuse('screening.persons-missing', {});
  if (!somebody && people > 0) return refuse('screening.persons-unfit', { outcome: visit.outcome });
  if (visit.outcome === 'VACANT_CONFIRMED' && visit.evidence === undefined) return refuse('screening.evidence-missing', {});
  if (visit.outcome === 'NOT_EXIST') {
    const leads = unit.teamId === undefined ? world.actor.roles.includes('TEAM_LEAD') : world.leaderId === world.actor.id;
    if (!leads) return refuse('screening.team-lead-only', {});
  }
  return undefined;
}

const attemptOf = (unit: ScreeningUnit, visit: Visit, at: Temporal.Instant, world: UnitWorld): Attempt => ({
  nth: unit.attempts.length + 1,
  at,
  recordedAt: world.now,
  half: halfOf(at, world.policy.secondHalfFrom),
  by: world.actor.id,
  collected: visit.collected,
  ...(visit.sheetNo === undefined ? {} : { sheetNo: visit.sheetNo }),
  outcome: visit.outcome,
  found: visit.foundIds.length,
  unknown: visit.unknown,
  ...(visit.evidence === undefined ? {} : { evidence: visit.evidence }),
});

/** The unit with one more attempt: what is accounted for needs nobody any more, what nobody opened twice is the leader's. */
function withAttempt(unit: ScreeningUnit, attempt: Attempt, world: UnitWorld): { unit: ScreeningUnit; next: readonly UnitFact[] } {
  const attempts = [...unit.attempts, attempt];
  const status = statusOf(attempts);
  const { ownerId: _owner, dueAt: _due, ...rest } = unit;
  if (isAccounted(status)) {
    const next: readonly UnitFact[] = isAccounted(unit.status) ? [] : [{ fact: 'accounted' }];
    return { unit: { ...rest, attempts, status }, next };
  }
  if (status !== 'ESCALATED' || unit.status === 'ESCALATED') return { unit: { ...unit, attempts, status }, next: [] };
  const ownerId = unit.ownerId ?? world.leaderId;
  if (ownerId === undefined) return { unit: { ...unit, attempts, status }, next: [{ fact: 'escalated' }] };
  const dueAt = unit.dueAt ?? world.now.add({ hours: world.policy.escalatedWithinHours });
  return {
    unit: { ...unit, attempts, status, ownerId, dueAt },
    next: [{ fact: 'escalated', ownerId, dueAt: instantText(dueAt) }],
  };
}

/** Records what was found, by when it happened. Whoever finds somebody may come at any time; in vain counts once per half of the day. */
export function recordVisit(
  unit: ScreeningUnit,
  visit: Visit,
  at: Temporal.Instant,
  world: UnitWorld,
): Decision<VisitRefusal | 'screening.other-half-needed' | 'screening.not-begun'> {
  const runs = world.campaign === 'RUNNING' || world.campaign === 'CLOSING';
  if (!runs && !(world.campaign === 'CLOSED' && unit.ownerId !== undefined))
    return refuse('screening.not-begun', { status: world.campaign });
  if (!isLegal(unit, 'record-visit')) return illegal(unit, 'record-visit');
  const why = unfit(unit, visit, world);
  if (why) return why;
  const attempt = attemptOf(unit, visit, at, world);
  const needed = otherHalfOf(unit);
  if (attempt.outcome === 'NOBODY_HOME' && needed !== undefined && attempt.half !== needed)
    return refuse('screening.other-half-needed', { half: needed });
  const { unit: after, next } = withAttempt(unit, attempt, world);
  return ok({ unit: after, facts: [{ fact: 'visited', nth: attempt.nth, outcome: attempt.outcome, half: attempt.half }, ...next] });
}

/** Puts a visit right: another attempt at the same time stands in its place, and the unit stands as if it had been said at once. */
export function correctVisit(
  unit: ScreeningUnit,
  nth: number,
  visit: Visit,
  world: UnitWorld,
): Decision<VisitRefusal | 'screening.no-such-visit'> {
  if (!isLegal(unit, 'correct-visit')) return illegal(unit, 'correct-visit');
  const old = standing(unit.attempts).find((one) => one.nth === nth);
  if (!old) return refuse('screening.no-such-visit', { visits: unit.attempts.length });
  const why = unfit(unit, visit, world);
  if (why) return why;
  const sheetNo = visit.sheetNo ?? old.sheetNo;
  const attempt = { ...attemptOf(unit, { ...visit, sheetNo }, old.at, world), corrects: nth };
  const { unit: after, next } = withAttempt(unit, attempt, world);
  return ok({ unit: after, facts: [{ fact: 'visit-corrected', nth: attempt.nth, corrects: nth, outcome: attempt.outcome }, ...next] });
}

/** Somebody answers for a unit until a deadline; another owner may follow. */
export function ownUnit(
  unit: ScreeningUnit,
  ownerId: string,
  dueAt: Temporal.Instant,
  world: UnitWorld,
): Decision<'screening.due-in-past'> {
  if (!isLegal(unit, 'own')) return illegal(unit, 'own');
  if (Temporal.Instant.compare(dueAt, world.now) <= 0) return refuse('screening.due-in-past', {});
  return ok({ unit: { ...unit, ownerId, dueAt }, facts: [{ fact: 'owned', ownerId, dueAt: instantText(dueAt) }] });
}
