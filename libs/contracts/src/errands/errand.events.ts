import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { Channel, ErrandId, Fen, InstantText, OperatorId, PersonId, Uuid } from '../fields.ts';
import {
  ConfirmationKind,
  DueStage,
  ErrandAction,
  ErrandKind,
  ErrandSource,
  ErrandStanding,
  HoldCause,
  ProofKind,
} from './errand.values.ts';
import { MoneyKind, MoneySide, SignedFen } from './money.values.ts';

/** An event of an errand: where it now stands, and what is particular to this fact. */
const errandEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S, partner = true) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'errand',
    past,
    version: 1,
    summary,
    partner,
    data: z.object({ standing: ErrandStanding.describe('Where the errand stands after this fact'), ...own }),
  });

export const ErrandRequested = errandEvent('ErrandRequested', 'requested', 'A need was registered.', {
  source: ErrandSource,
  channel: Channel,
  requesterId: PersonId.optional(),
  itemCount: z.int().describe('How many things; never which'),
  advanceFen: Fen,
  acceptBy: InstantText,
  completeBy: InstantText,
  policyVersion: z.string().describe('SLA policy the deadlines come from'),
});
export const ErrandAssigned = errandEvent('ErrandAssigned', 'assigned', 'An agent was asked to take it.', { agentId: OperatorId });
export const ErrandAccepted = errandEvent('ErrandAccepted', 'accepted', 'An agent took it.', { agentId: OperatorId });
export const ErrandStarted = errandEvent('ErrandStarted', 'started', 'The agent set out.', {
  authorisationId: Uuid.optional(),
  advanceFen: Fen,
});
export const ErrandHeld = errandEvent('ErrandHeld', 'held', 'Paused; the clock stands still.', { cause: HoldCause });
export const ErrandResumed = errandEvent('ErrandResumed', 'resumed', 'Goes on after a hold.', { pausedSeconds: z.int() });
export const ErrandHoldApproved = errandEvent('ErrandHoldApproved', 'hold-approved', 'A longer hold was allowed.', { hours: z.int() });
export const ErrandHandedOver = errandEvent('ErrandHandedOver', 'handed-over', 'Another agent goes on with it.', {
  fromAgentId: OperatorId,
  toAgentId: OperatorId,
});
export const ErrandReleased = errandEvent('ErrandReleased', 'released', 'The agent gave it back to the desk.', { agentId: OperatorId });
export const ErrandDelivered = errandEvent('ErrandDelivered', 'delivered', 'Done, with proof.', {
  proof: ProofKind,
  spentFen: Fen,
  receiptCount: z.int(),
  onTime: z.boolean().describe('Within its deadline'),
});
export const ErrandReportedUnable = errandEvent('ErrandReportedUnable', 'reported-unable', 'The agent could not get it done.', {});
export const ErrandReferred = errandEvent('ErrandReferred', 'referred', 'Somebody outside took it on.', {});
export const ErrandDeclined = errandEvent('ErrandDeclined', 'declined', 'Not ours; the responsible party was named.', {});
export const ErrandMarkedDuplicate = errandEvent('ErrandMarkedDuplicate', 'marked-duplicate', 'The same need was already registered.', {
  duplicateOfId: ErrandId,
});
export const ErrandConfirmed = errandEvent('ErrandConfirmed', 'confirmed', 'The resident confirmed, or the term passed.', {
  by: ConfirmationKind.optional(),
  automatic: z.boolean().describe('Confirmed by the passing of time; never for medicine, cards or money'),
});
export const ErrandDisputed = errandEvent('ErrandDisputed', 'disputed', 'The resident said it is not right.', {});
export const ErrandReopened = errandEvent('ErrandReopened', 'reopened', 'Back to work.', { times: z.int().describe('How often so far') });
export const ErrandClosed = errandEvent('ErrandClosed', 'closed', 'Ended without success.', {});
export const ErrandCancelled = errandEvent('ErrandCancelled', 'cancelled', 'No longer needed.', {});
export const ErrandArchived = errandEvent('ErrandArchived', 'archived', 'Filed; the money adds up.', {
  advanceFen: Fen,
  spentFen: Fen,
  refundFen: Fen,
});
export const ErrandFollowedUp = errandEvent('ErrandFollowedUp', 'followed-up', 'The resident was asked whether it helped.', {
  rating: z.int(),
});
export const ErrandStepUndone = errandEvent('ErrandStepUndone', 'step-undone', 'The last step was taken back by its own actor.', {
  undone: ErrandAction,
  undoneVersion: z.int().describe('Number of the event that no longer counts'),
});
export const ErrandMoneyEntered = errandEvent('ErrandMoneyEntered', 'money-entered', 'Cash moved, or a line of its ledger was corrected.', {
  lines: z.array(z.object({ no: z.int(), kind: MoneyKind, side: MoneySide, amountFen: SignedFen, corrects: z.int().optional() })),
  balanceFen: SignedFen.describe('In the hands of the agent for this errand'),
});
export const ErrandOverdue = errandEvent('ErrandOverdue', 'overdue', 'A deadline passed.', {
  stage: DueStage,
  dueAt: InstantText,
  late: z.boolean().describe('Noticed late because the service was down'),
});
export const ErrandEscalated = errandEvent('ErrandEscalated', 'escalated', 'The command centre has to look at it.', {
  cause: z.enum(['OVERDUE', 'REOPENED_TOO_OFTEN']),
});

export const ServiceModulePublished = defineEvent({
  name: 'ServiceModulePublished',
  service: 'errands',
  entity: 'service-module',
  past: 'published',
  version: 1,
  summary: 'A service module was added, changed or switched on or off.',
  partner: true,
  data: z.object({ code: z.string(), active: z.boolean(), formVersion: z.int(), kinds: z.array(ErrandKind) }),
});
export const AuthorisationRecorded = defineEvent({
  name: 'AuthorisationRecorded',
  service: 'errands',
  entity: 'authorisation',
  past: 'recorded',
  version: 1,
  summary: 'A resident authorised an agent.',
  partner: false,
  data: z.object({ principalId: PersonId, agentId: OperatorId, scopes: z.array(z.string()), validUntil: InstantText }),
});
