import { refuse, type InputOf } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { balanceOf, takenBack, withMoney } from '../money/ledger.ts';
import { mayActFor } from './agent.ts';
import { decided, illegal, inFuture, runAgain, settled, without, type Decided, type Decision, type World } from './decision.ts';
import { dueOf, isLegal, type Errand } from './errand.ts';

/** Somebody outside takes it on. */
export function referErrand(errand: Errand, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'refer');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  return decided(settled({ ...errand, status: 'REFERRED' }), world, { fact: 'referred' });
}

/** Not ours; the responsible party is named. */
export function declineErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'REQUESTED') return illegal(errand, 'decline');
  return decided(settled({ ...errand, status: 'DECLINED' }), world, { fact: 'declined' });
}

/** The same need is registered already under another errand of the same person. */
export function markErrandDuplicate(
  errand: Errand,
  original: Errand,
  world: World,
): Decision<'errand.duplicate-of-itself' | 'errand.duplicate-target-unfit'> {
  if (errand.status !== 'REQUESTED') return illegal(errand, 'mark-duplicate');
  if (errand.id === original.id) return refuse('errand.duplicate-of-itself', {});
  const unfit = original.status === 'DUPLICATE' || original.status === 'CANCELLED' || original.status === 'DECLINED';
  if (unfit || original.beneficiaryId !== errand.beneficiaryId || original.kind !== errand.kind)
    return refuse('errand.duplicate-target-unfit', {});
  return decided(settled({ ...errand, status: 'DUPLICATE', duplicateOfId: original.id }), world, {
    fact: 'marked-duplicate',
    duplicateOfId: original.id,
  });
}

/** The resident says it arrived; never through the agent who delivered. */
export function confirmErrand(
  errand: Errand,
  input: Pick<InputOf<typeof C.ConfirmErrand>, 'by' | 'occurredAt'>,
  world: World,
): Decision<'errand.confirmer-is-agent'> {
  if (errand.status !== 'DELIVERED') return illegal(errand, 'confirm');
  if (errand.agentId === world.actor.id) return refuse('errand.confirmer-is-agent', {});
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, status: 'CONFIRMED', confirmedAt: world.now }), world, {
    fact: 'confirmed',
    by: input.by,
    automatic: false,
  });
}

/** The resident says it is not right. */
export function disputeErrand(errand: Errand, occurredAt: string | undefined, world: World): Decision {
  if (errand.status !== 'DELIVERED') return illegal(errand, 'dispute');
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, status: 'DISPUTED' }), world, { fact: 'disputed' });
}

type Delivered = Pick<Extract<Errand, { status: 'DELIVERED' }>, 'deliveredAt' | 'proof' | 'autoConfirmAt'>;

/** Back to work, counted; more often than the policy allows, the command centre has to look at it. */
export function reopenErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'DISPUTED' && errand.status !== 'UNABLE') return illegal(errand, 'reopen');
  const times = errand.reopened + 1;
  const tooOften = times > world.policy.reopenLimit && !errand.escalated;
  // What an earlier delivery left behind would otherwise confirm the next one by silence.
  const undelivered = without(errand as typeof errand & Partial<Delivered>, 'deliveredAt', 'proof', 'autoConfirmAt');
  const again = settled({ ...undelivered, status: 'IN_PROGRESS', reopened: times, escalated: errand.escalated || tooOften });
  return tooOften
    ? decided(again, world, { fact: 'reopened', times }, { fact: 'escalated', cause: 'REOPENED_TOO_OFTEN' })
    : decided(again, world, { fact: 'reopened', times });
}

/** Ends a disputed or impossible errand. */
export function closeErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'DISPUTED' && errand.status !== 'UNABLE') return illegal(errand, 'close');
  return decided(settled({ ...errand, status: 'CLOSED' }), world, { fact: 'closed' });
}

/** No longer needed. */
export function cancelErrand(errand: Errand, world: World): Decision<'errand.not-your-errand'> {
  if (!isLegal(errand.status, 'cancel')) return illegal(errand, 'cancel');
  const owner = errand.agentId;
  if (owner !== undefined && !mayActFor(owner, world.actor)) return refuse('errand.not-your-errand', { agent: owner });
  return decided(settled({ ...runAgain(errand, world), status: 'CANCELLED' }), world, { fact: 'cancelled' });
}

/** Files it once advance = spent + refund, to the fen; what is given back with it is entered first. */
export function archiveErrand(errand: Errand, refundFen: number, world: World): Decision<'errand.money-does-not-add-up'> {
  if (errand.status !== 'CONFIRMED') return illegal(errand, 'archive');
  const paid = withMoney(errand, errand.agentId, world.now, [{ kind: 'REFUND', side: 'RESIDENT', amountFen: 0 - refundFen }]);
  const { advanceFen, spentFen, refundFen: refund, receiptsFen } = paid;
  if (balanceOf(paid.ledger) !== 0)
    return refuse('errand.money-does-not-add-up', { advance: advanceFen, spent: spentFen, refund, receipts: receiptsFen });
  return decided(settled({ ...paid, status: 'ARCHIVED' }), world, { fact: 'archived', advanceFen, spentFen, refundFen: refund });
}

/** Asks some time later whether it helped; once, and never by the agent. */
export function followUpErrand(
  errand: Errand,
  input: { readonly rating: number; readonly occurredAt?: string | undefined },
  world: World,
): Decision<'errand.already-followed-up' | 'errand.confirmer-is-agent'> {
  if (errand.status !== 'ARCHIVED') return illegal(errand, 'follow-up');
  if (errand.rating !== undefined) return refuse('errand.already-followed-up', {});
  if (errand.agentId === world.actor.id) return refuse('errand.confirmer-is-agent', {});
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, rating: input.rating }), world, { fact: 'followed-up', rating: input.rating });
}

/** Takes back the actor's own last step while nothing else has happened. */
export function undoErrandStep(
  errand: Errand,
  version: number,
  world: World,
): Decision<'errand.nothing-to-undo' | 'errand.undo-not-yours'> {
  const { undo } = errand;
  if (undo?.version !== version) return refuse('errand.nothing-to-undo', {});
  if (undo.actor !== world.actor.id) return refuse('errand.undo-not-yours', {});
  const money = errand.ledger ? { ledger: takenBack(errand.ledger, undo.before.ledger?.length ?? 0, world.now) } : {};
  return decided(settled({ ...undo.before, ...money, overdue: errand.overdue, escalated: errand.escalated }), world, {
    fact: 'step-undone',
    undone: undo.action,
    undoneVersion: undo.version,
  });
}

/** How late a timer may be before its event says so. */
const LATE: Temporal.DurationLike = { minutes: 1 };

/** What the passing of time does: a deadline passed (once per stage), an escalation, a confirmation by silence. */
export function tickErrand(errand: Errand, world: World): Decided | undefined {
  if (errand.status === 'DELIVERED') {
    if (!errand.autoConfirmAt || Temporal.Instant.compare(errand.autoConfirmAt, world.now) > 0) return undefined;
    const confirmed = settled({ ...errand, status: 'CONFIRMED', confirmedAt: world.now });
    return { errand: { ...confirmed, updatedAt: world.now }, facts: [{ fact: 'confirmed', automatic: true }] };
  }
  const due = dueOf(errand, world.now);
  if (!due || errand.overdue.includes(due.stage) || Temporal.Instant.compare(due.at, world.now) > 0) return undefined;
  const late = Temporal.Instant.compare(due.at.add(LATE), world.now) < 0;
  const fact = { fact: 'overdue', stage: due.stage, dueAt: due.at.toString(), late } as const;
  const marked = settled({ ...errand, overdue: [...errand.overdue, due.stage], escalated: true, updatedAt: world.now });
  return { errand: marked, facts: errand.escalated ? [fact] : [fact, { fact: 'escalated', cause: 'OVERDUE' }] };
}
