import type { ServiceClock, SlaClock } from '@houzhai/calendar';
import { deadlineOf, holdEndsAt } from '@houzhai/calendar';
import type { Ledger } from '../money/ledger.ts';
import type { DueStage, ErrandAction, ErrandKind, ErrandSource, ErrandStatus } from '@houzhai/contracts';

/** What is true of an errand whatever its state. */
export interface ErrandFacts {
  readonly id: string;
  readonly no: string;
  readonly moduleCode: string;
  readonly formVersion: number;
  readonly kind: ErrandKind;
  readonly source: ErrandSource;
  readonly area: string;
  readonly path: string;
  readonly beneficiaryId: string;
  readonly requesterId?: string;
  readonly requestedAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  readonly wantedBy?: Temporal.Instant;
  readonly policyVersion: string;
  readonly hours: ServiceClock;
  readonly acceptClock: SlaClock;
  readonly completeClock: SlaClock;
  readonly overdue: readonly DueStage[];
  readonly escalated: boolean;
  readonly reopened: number;
  readonly advanceFen: number;
  readonly spentFen: number;
  readonly receiptsFen: number;
  readonly refundFen: number;
  /** Every line of its money from the start on; the sums above are what it comes to. */
  readonly ledger?: Ledger;
  readonly authorisationId?: string;
  /** The isolation whose supply need it answers. */
  readonly supplyOf?: string;
  /** Step that its own actor may still take back. */
  readonly undo?: { readonly action: ErrandAction; readonly actor: string; readonly version: number; readonly before: Errand };
}

interface Taken {
  readonly agentId: string;
  readonly acceptedAt: Temporal.Instant;
}
interface Done extends Taken {
  readonly deliveredAt: Temporal.Instant;
  readonly proof: { readonly kind: string; readonly sha256?: string };
  /** When it counts as confirmed by itself; absent where policy forbids it. */
  readonly autoConfirmAt?: Temporal.Instant;
}

/** An errand 代办单: the data it has in each state. */
export type Errand = ErrandFacts &
  (
    | { readonly status: 'REQUESTED'; readonly agentId?: string }
    | ({ readonly status: 'ACCEPTED' | 'IN_PROGRESS' | 'ON_HOLD' | 'UNABLE' } & Taken)
    | ({ readonly status: 'DELIVERED' } & Done)
    | ({ readonly status: 'DISPUTED' } & Done)
    | ({ readonly status: 'CONFIRMED'; readonly confirmedAt: Temporal.Instant } & Done)
    | ({ readonly status: 'ARCHIVED'; readonly confirmedAt: Temporal.Instant; readonly rating?: number } & Done)
    | { readonly status: 'DUPLICATE'; readonly agentId?: string; readonly duplicateOfId: string }
    | { readonly status: 'DECLINED' | 'REFERRED' | 'CANCELLED' | 'CLOSED'; readonly agentId?: string }
  );

/** What a person may do in each state. The same table greys out the console's menus. */
export const ACTIONS = {
  REQUESTED: ['assign', 'accept', 'cancel', 'mark-duplicate', 'decline', 'undo'],
  ACCEPTED: ['start', 'hand-over', 'release', 'cancel', 'undo'],
  IN_PROGRESS: ['hold', 'deliver', 'report-unable', 'refer', 'hand-over', 'cancel', 'approve-hold', 'undo'],
  ON_HOLD: ['resume', 'report-unable', 'cancel', 'approve-hold', 'undo'],
  DELIVERED: ['confirm', 'dispute'],
  DISPUTED: ['reopen', 'close'],
  UNABLE: ['reopen', 'close'],
  CONFIRMED: ['archive'],
  ARCHIVED: ['follow-up'],
  DUPLICATE: [],
  DECLINED: [],
  REFERRED: [],
  CANCELLED: [],
  CLOSED: [],
} as const satisfies Record<ErrandStatus, readonly ErrandAction[]>;

/** Whether the table allows an action in a state. */
export const isLegal = (status: ErrandStatus, action: ErrandAction): boolean =>
  (ACTIONS[status] as readonly ErrandAction[]).includes(action);

const earlier = (a: Temporal.Instant, b: Temporal.Instant | undefined): Temporal.Instant =>
  b && Temporal.Instant.compare(b, a) < 0 ? b : a;

const deadline = (clock: SlaClock, errand: ErrandFacts, now: Temporal.Instant): Temporal.Instant => {
  const at = deadlineOf(clock, errand.hours, now);
  if (!at.ok) throw new Error(`No deadline: ${at.reason}`);
  return at.value;
};

/** Deadline to accept, and to complete (never later than the resident wants it). */
export const acceptBy = (errand: ErrandFacts, now: Temporal.Instant): Temporal.Instant => deadline(errand.acceptClock, errand, now);
export const completeBy = (errand: ErrandFacts, now: Temporal.Instant): Temporal.Instant =>
  earlier(deadline(errand.completeClock, errand, now), errand.wantedBy);

/** The deadline that runs now; undefined while none does. */
export function dueOf(errand: Errand, now: Temporal.Instant): { readonly stage: DueStage; readonly at: Temporal.Instant } | undefined {
  switch (errand.status) {
    case 'REQUESTED':
      return { stage: 'ACCEPT', at: acceptBy(errand, now) };
    case 'ACCEPTED':
    case 'IN_PROGRESS':
    case 'UNABLE':
    case 'DISPUTED':
      return { stage: 'COMPLETE', at: completeBy(errand, now) };
    case 'ON_HOLD': {
      const endsAt = holdEndsAt(errand.completeClock);
      return endsAt && Temporal.Instant.compare(endsAt, now) <= 0 ? { stage: 'COMPLETE', at: completeBy(errand, now) } : undefined;
    }
    default:
      return undefined;
  }
}

/** When the clock has to look at the errand again by itself; undefined when nothing is to come. */
export function wakeAt(errand: Errand, now: Temporal.Instant): Temporal.Instant | undefined {
  if (errand.status === 'DELIVERED') return errand.autoConfirmAt;
  if (errand.status === 'ON_HOLD') {
    const endsAt = holdEndsAt(errand.completeClock);
    if (endsAt && Temporal.Instant.compare(endsAt, now) > 0) return endsAt;
  }
  const due = dueOf(errand, now);
  return due && !errand.overdue.includes(due.stage) ? due.at : undefined;
}
