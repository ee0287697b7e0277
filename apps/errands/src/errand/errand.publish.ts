import {
  instantText,
  ErrandAccepted,
  ErrandArchived,
  ErrandAssigned,
  ErrandCancelled,
  ErrandClosed,
  ErrandConfirmed,
  ErrandDeclined,
  ErrandDelivered,
  ErrandDisputed,
  ErrandEscalated,
  ErrandFollowedUp,
  ErrandHandedOver,
  ErrandHeld,
  ErrandHoldApproved,
  ErrandMarkedDuplicate,
  ErrandMoneyEntered,
  ErrandOverdue,
  ErrandReferred,
  ErrandReleased,
  ErrandReopened,
  ErrandReportedUnable,
  ErrandRequested,
  ErrandResumed,
  ErrandStarted,
  ErrandStepUndone,
  type DataOf,
  type ErrandStanding,
  type EventContract,
} from '@houzhai/contracts';
import { dueOf, type Errand } from './errand.ts';

/** What can happen to an errand, and the event that tells it. */
const FACTS = {
  requested: ErrandRequested,
  assigned: ErrandAssigned,
  accepted: ErrandAccepted,
  started: ErrandStarted,
  held: ErrandHeld,
  resumed: ErrandResumed,
  'hold-approved': ErrandHoldApproved,
  'handed-over': ErrandHandedOver,
  released: ErrandReleased,
  delivered: ErrandDelivered,
  'reported-unable': ErrandReportedUnable,
  referred: ErrandReferred,
  declined: ErrandDeclined,
  'marked-duplicate': ErrandMarkedDuplicate,
  confirmed: ErrandConfirmed,
  disputed: ErrandDisputed,
  reopened: ErrandReopened,
  closed: ErrandClosed,
  cancelled: ErrandCancelled,
  archived: ErrandArchived,
  'followed-up': ErrandFollowedUp,
  'step-undone': ErrandStepUndone,
  'money-entered': ErrandMoneyEntered,
  overdue: ErrandOverdue,
  escalated: ErrandEscalated,
} as const;

/** A fact about an errand: which, and what is particular to it. */
export type ErrandFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'standing'>;
}[keyof typeof FACTS];

/** Where the errand stands, as every event carries it. */
export function standingOf(errand: Errand, now: Temporal.Instant): ErrandStanding {
  const due = dueOf(errand, now);
  return {
    no: errand.no,
    moduleCode: errand.moduleCode,
    kind: errand.kind,
    status: errand.status,
    ...(errand.agentId === undefined ? {} : { agentId: errand.agentId }),
    beneficiaryId: errand.beneficiaryId,
    requestedAt: instantText(errand.requestedAt),
    ...(due ? { dueStage: due.stage, dueAt: instantText(due.at) } : {}),
    overdue: due !== undefined && errand.overdue.includes(due.stage),
  };
}

/** Turns a fact into the contract's event. */
export function publishErrand(
  errand: Errand,
  fact: ErrandFact,
  now: Temporal.Instant,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { standing: standingOf(errand, now), ...own } };
}
