import { dayOf, instantAt } from '@houzhai/calendar';
import {
  ACCOUNTED_STATUSES,
  type Half,
  type Stratum,
  type UnitAction,
  type UnitStatus,
  type VacancyEvidence,
  type VisitOutcome,
} from '@houzhai/contracts';

/** One attempt at a door; who was found is kept beside it. */
export interface Attempt {
  readonly nth: number;
  readonly at: Temporal.Instant;
  readonly recordedAt: Temporal.Instant;
  readonly half: Half;
  readonly by: string;
  readonly collected: boolean;
  readonly sheetNo?: string;
  readonly outcome: VisitOutcome;
  readonly found: number;
  readonly unknown: number;
  readonly evidence?: VacancyEvidence;
  /** The attempt this one puts right. */
  readonly corrects?: number;
}

/** A dwelling in one round 摸排单元. */
export interface ScreeningUnit {
  readonly id: string;
  readonly campaignId: string;
  readonly path: string;
  readonly area: string;
  /** Path of its house, or its own where it has none. */
  readonly house: string;
  readonly stratum: Stratum;
  /** Registered after the freeze. */
  readonly addendum: boolean;
  readonly teamId?: string;
  readonly status: UnitStatus;
  readonly attempts: readonly Attempt[];
  readonly ownerId?: string;
  readonly dueAt?: Temporal.Instant;
}

export const isAccounted = (status: UnitStatus): boolean => (ACCOUNTED_STATUSES as readonly UnitStatus[]).includes(status);

/** Lists show doors nobody has opened first, what is accounted for last. */
export const RANK: Readonly<Record<UnitStatus, number>> = {
  UNVISITED: 0,
  NOBODY_HOME: 1,
  ESCALATED: 2,
  PARTIAL: 3,
  REFUSED: 4,
  INACCESSIBLE: 5,
  COMPLETED: 7,
  VACANT_CONFIRMED: 8,
  NOT_EXIST: 9,
};
/** Ranks below are doors nobody has opened; ranks below `ACCOUNTED_RANK` are not accounted for. */
export const OPENED_RANK = 3;
export const ACCOUNTED_RANK = 7;

const OPEN: readonly UnitAction[] = ['record-visit', 'own', 'correct-visit'];
/** What can be done with a unit in each state. The same table greys out menus. */
export const UNIT_TABLE: Readonly<Record<UnitStatus, readonly UnitAction[]>> = {
  UNVISITED: ['record-visit', 'own'],
  NOBODY_HOME: OPEN,
  ESCALATED: OPEN,
  PARTIAL: OPEN,
  REFUSED: OPEN,
  INACCESSIBLE: OPEN,
  COMPLETED: ['correct-visit'],
  VACANT_CONFIRMED: ['correct-visit'],
  NOT_EXIST: ['correct-visit'],
};

/** Attempts that no later one puts right, in the order in which they happened. */
export function standing(attempts: readonly Attempt[]): readonly Attempt[] {
  const corrected = new Set(attempts.map(({ corrects }) => corrects));
  return attempts.filter(({ nth }) => !corrected.has(nth)).toSorted((a, b) => Temporal.Instant.compare(a.at, b.at) || a.nth - b.nth);
}

/** How a unit stands by what was found at its door: the last that somebody or something answered, else in how many halves nobody did. */
export function statusOf(attempts: readonly Attempt[]): UnitStatus {
  const stands = standing(attempts);
  const told = stands.findLast(({ outcome }) => outcome !== 'NOBODY_HOME');
  if (told) return told.outcome;
  const halves = new Set(stands.map(({ half }) => half)).size;
  return halves === 0 ? 'UNVISITED' : halves === 1 ? 'NOBODY_HOME' : 'ESCALATED';
}

/** The half in which the next attempt has to be, where nobody was at home in the other. */
export function otherHalfOf({ status, attempts }: Pick<ScreeningUnit, 'status' | 'attempts'>): Half | undefined {
  if (status !== 'NOBODY_HOME') return undefined;
  return standing(attempts)[0]?.half === 'AM' ? 'PM' : 'AM';
}

/** Half of its day an instant lies in; `noon` is where the second begins. */
export function halfOf(at: Temporal.Instant, noon: string): Half {
  return Temporal.Instant.compare(at, instantAt(dayOf(at), Temporal.PlainTime.from(noon))) < 0 ? 'AM' : 'PM';
}
