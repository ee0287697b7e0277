import type {
  CareTeam,
  FollowUpMethod,
  Half,
  HouseholdDecision,
  IsolationAction,
  IsolationKind,
  IsolationReason,
  IsolationStatus,
  SlotStatus,
} from '@houzhai/contracts';

/** One half-day of a case. */
export interface Slot {
  readonly id: string;
  readonly nth: number;
  /** ISO day in Asia/Shanghai. */
  readonly date: string;
  readonly half: Half;
  readonly beginsAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  readonly status: SlotStatus;
  readonly method?: FollowUpMethod;
  readonly occurredAt?: Temporal.Instant;
  readonly recordedAt?: Temporal.Instant;
  readonly recordedBy?: string;
  readonly sheetNo?: string;
  /** Somebody else than who recorded it was there. */
  readonly collected?: boolean;
  readonly hasReason: boolean;
  readonly resolved: boolean;
}

/** One of the two signatures of a release. */
export interface Signature {
  readonly as: 'DOCTOR' | 'COMMUNITY';
  readonly by: string;
  readonly method: 'CONSOLE' | 'PAPER';
  readonly at: Temporal.Instant;
  readonly scanNo?: string;
  readonly checkedBy?: string;
}

/** An isolation case 隔离对象. */
export interface IsolationCase {
  readonly id: string;
  readonly no: string;
  readonly personId: string;
  readonly arrivalId?: string;
  /** The case this one goes on with. */
  readonly continues?: string;
  readonly successorId?: string;
  readonly kind: IsolationKind;
  readonly reason: IsolationReason;
  readonly status: IsolationStatus;
  readonly area: string;
  readonly path: string;
  /** The isolation site that was ordered, or where the person is. */
  readonly site?: { readonly id: string; readonly code: string };
  /** Has a bed there. */
  readonly inBed?: true;
  /** ISO days. Day 0 is the day of arrival; the last day is one of isolation. */
  readonly dayZero: string;
  readonly lastDay: string;
  readonly orderedAt: Temporal.Instant;
  readonly startedAt?: Temporal.Instant;
  readonly noticeNo?: string;
  readonly releaseNoticeNo?: string;
  readonly careTeam: CareTeam;
  readonly household?: HouseholdDecision;
  readonly supplyEnsured?: boolean;
  readonly reduction?: { readonly days: number; readonly by: string };
  readonly signatures: readonly Signature[];
  readonly missedAfterMinutes: number;
  readonly policyVersion: string;
  readonly slots: readonly Slot[];
}

/** Cases of which somebody may get a bed; one that is asked to be shortened still runs. */
export const BED_STATUSES = ['ORDERED', 'ACTIVE', 'REDUCTION_REQUESTED'] as const satisfies readonly IsolationStatus[];

const LOOKED_AFTER = ['record-follow-up', 'excuse-missed', 'resolve-finding', 'convert', 'report-lost'] as const;

/** What a person may do with a case in each state. The same table greys out menus. */
export const ISOLATION_TABLE = {
  ORDERED: ['start', 'transfer', 'report-lost', 'cancel'],
  ACTIVE: [...LOOKED_AFTER, 'extend', 'request-reduction', 'request-release', 'transfer', 'cancel'],
  REDUCTION_REQUESTED: [...LOOKED_AFTER, 'approve-reduction', 'refuse-reduction'],
  PENDING_RELEASE: ['sign-release', 'refuse-release', 'convert'],
  RELEASED: [],
  CONVERTED: [],
  TRANSFERRED: [],
  LOST: [],
  CANCELED: [],
} as const satisfies Record<IsolationStatus, readonly IsolationAction[]>;

export const isLegal = (status: IsolationStatus, action: IsolationAction): boolean =>
  (ISOLATION_TABLE[status] as readonly IsolationAction[]).includes(action);

/** Whether a half-day is over and nobody has recorded it. */
export const isOverdue = ({ status, dueAt }: Slot, now: Temporal.Instant): boolean =>
  status === 'NOT_PERFORMED' && Temporal.Instant.compare(dueAt, now) <= 0;

/** A finding that waits for a doctor. */
export const isOpenFinding = ({ status, resolved }: Slot): boolean => status === 'SEEN_NOT_OK' && !resolved;

/** Half-days by how they stand. */
export function countSlots(slots: readonly Slot[], now: Temporal.Instant) {
  const standing = slots.filter(({ status }) => status !== 'CANCELED');
  return {
    slots: standing.length,
    done: standing.filter(({ status }) => status === 'SEEN_OK' || status === 'SEEN_NOT_OK').length,
    missed: standing.filter(({ status }) => status === 'MISSED').length,
    unexplained: standing.filter(({ status, hasReason }) => status === 'MISSED' && !hasReason).length,
    overdue: standing.filter((slot) => isOverdue(slot, now)).length,
    findings: standing.filter(isOpenFinding).length,
  };
}

/** In centralised isolation without a bed: somebody's open duty. */
export const needsBed = ({ kind, status, inBed }: Pick<IsolationCase, 'kind' | 'status' | 'inBed'>): boolean =>
  kind === 'CENTRALIZED' && !inBed && (BED_STATUSES as readonly IsolationStatus[]).includes(status);

/** When a half-day that nobody records counts as missed. */
export const missedAt = (slot: Slot, minutes: number): Temporal.Instant => slot.dueAt.add({ minutes });

/** When the clock has to look at the case by itself: at the next half-day that would count as missed. */
export function wakeAt(isolation: IsolationCase): Temporal.Instant | undefined {
  if (!['ACTIVE', 'REDUCTION_REQUESTED'].includes(isolation.status)) return undefined;
  const next = isolation.slots.find(({ status }) => status === 'NOT_PERFORMED');
  return next && missedAt(next, isolation.missedAfterMinutes);
}

/** Operators of the care team. */
export const teamOf = ({ careTeam }: Pick<IsolationCase, 'careTeam'>): readonly string[] => [
  ...new Set(Object.values(careTeam).filter((id) => id !== undefined)),
];
