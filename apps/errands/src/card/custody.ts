import {
  instantText,
  ok,
  refuse,
  type AuthorisationScope,
  type CardAction,
  type InputOf,
  type Outcome,
  type RefusalCode,
  type Signatures,
} from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { mayActFor, type Actor, type AuthorisationFacts } from '../errand/agent.ts';
import { after, atHome, isCarried, isLegal, isOut, wakeAt, type Card, type CardFact } from './card.ts';

/** The card after a decision, and what happened. */
export interface DecidedCard {
  readonly card: Card;
  readonly fact: CardFact;
  readonly at: Temporal.Instant;
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedCard, R | 'card.not-allowed-now' | 'card.before-last-step'>;

const happened = (card: Card, fact: CardFact, at: Temporal.Instant): DecidedCard => ({
  card: { ...identity(card), ...after(card, fact, at) },
  fact,
  at,
});
const identity = ({ id, no, personId, area, path }: Card): Pick<Card, 'id' | 'no' | 'personId' | 'area' | 'path'> => ({
  id,
  no,
  personId,
  area,
  path,
});

/** The table of actions does not have this one now, or it is said to have happened before what happened last. */
function untimely(card: Card, action: CardAction, at: Temporal.Instant) {
  if (!isLegal(card.status, action)) return refuse('card.not-allowed-now', { action, status: card.status });
  return Temporal.Instant.compare(at, card.at) < 0 ? refuse('card.before-last-step', { at: instantText(card.at) }) : undefined;
}

/** Sets the envelope of a person up; the card stays at home. */
export const registerCard = (fresh: Pick<Card, 'id' | 'no' | 'personId' | 'area' | 'path'>, at: Temporal.Instant): DecidedCard =>
  happened({ ...fresh, ...atHome(at) }, { fact: 'registered' }, at);

type Signing = 'card.signature-unfit' | 'card.agent-signature-missing';

/** Two signatures of two people: the household's, and that of whoever carries the card: under their session, or on paper. */
function signed(
  { by, method }: C.OwnerSignature,
  holderId: string,
  holderSignature: string | undefined,
  actor: Actor,
): Outcome<Signatures, Signing> {
  if (actor.id !== holderId && holderSignature === undefined) return refuse('card.agent-signature-missing', {});
  return ok({ by, method, holderId, holderMethod: actor.id === holderId ? 'SESSION' : 'PAPER' });
}

/** What a collection is decided with. */
export interface Collecting {
  readonly runId: string;
  readonly agentId: string;
  readonly authorisation: AuthorisationFacts | undefined;
  /** What the household has to have authorised. */
  readonly scopes: readonly AuthorisationScope[];
  /** The register knows of an isolation there. */
  readonly isolated: boolean;
  readonly outHours: number;
  readonly policyVersion: string;
}

/** The household hands the card over to the agent of the run. Both identities are on record before (ER3). */
export function collectCard(
  card: Card,
  input: Omit<InputOf<typeof C.CollectCard>, 'cardId'>,
  facts: Collecting,
  at: Temporal.Instant,
  actor: Actor,
): Decision<
  Signing | 'card.not-the-agent' | 'card.authorisation-missing' | 'card.card-missing' | 'card.cash-unclear' | 'card.seal-missing'
> {
  const { runId, agentId, authorisation, scopes, outHours, policyVersion } = facts;
  const no = untimely(card, 'collect', at);
  if (no) return no;
  if (!mayActFor(agentId, actor)) return refuse('card.not-the-agent', { agent: agentId });
  const known =
    authorisation?.principalId === card.personId &&
    authorisation.agentId === agentId &&
    Temporal.Instant.compare(authorisation.validUntil, at) > 0;
  const lacking = scopes.find((scope) => !known || !authorisation.scopes.includes(scope));
  if (!known || lacking !== undefined) return refuse('card.authorisation-missing', { scope: lacking ?? 'CARD' });
  const contents = [...new Set(input.contents)];
  if (!contents.includes('CARD')) return refuse('card.card-missing', {});
  if (contents.includes('CASH') !== input.cashFen > 0) return refuse('card.cash-unclear', {});
  const { method } = input.signature;
  const sealed = input.sealNo !== undefined;
  const contactFree = input.isolated || facts.isolated;
  if (contactFree && !sealed) return refuse('card.seal-missing', {});
  // Who is isolated signs nothing by hand; a read-back vouches for an envelope that cannot be opened unseen.
  const fits = contactFree ? method === 'READ_BACK' : method === 'PAPER' || method === 'FINGERPRINT' || (method === 'READ_BACK' && sealed);
  if (!fits) return refuse('card.signature-unfit', { method });
  const signatures = signed(input.signature, agentId, input.holderSignature, actor);
  if (!signatures.ok) return signatures;
  return ok(
    happened(
      card,
      {
        fact: 'collected',
        runId,
        holderId: agentId,
        contents,
        cashFen: input.cashFen,
        sealed,
        vouched: signatures.value,
        authorisationId: authorisation.id,
        dueBy: instantText(at.add({ hours: outHours })),
        policyVersion,
      },
      at,
    ),
  );
}

/** The household has it back, or a new one for one that is lost. */
export function returnCard(
  card: Card,
  input: Omit<InputOf<typeof C.ReturnCard>, 'cardId'>,
  at: Temporal.Instant,
  actor: Actor,
): Decision<Signing | 'card.not-the-agent' | 'card.nothing-to-replace'> {
  const no = untimely(card, 'return', at);
  if (no) return no;
  const bearer = (card.status === 'LOST' ? card.ownerId : undefined) ?? card.holderId ?? actor.id;
  if (!mayActFor(bearer, actor)) return refuse('card.not-the-agent', { agent: bearer });
  if (input.replaced && card.status !== 'LOST') return refuse('card.nothing-to-replace', {});
  const signatures = signed(input.signature, bearer, input.holderSignature, actor);
  if (!signatures.ok) return signatures;
  return ok(happened(card, { fact: 'returned', vouched: signatures.value, replaced: input.replaced }, at));
}

/** It is not where it should be. Who has to see to it may be named at once; a run does not reconcile before. */
export function reportCardLost(
  card: Card,
  ownerId: string | undefined,
  at: Temporal.Instant,
  actor: Actor,
): Decision<'card.not-the-agent'> {
  const no = untimely(card, 'report-lost', at);
  if (no) return no;
  const lastHolderId = card.holderId ?? '';
  if (!mayActFor(lastHolderId, actor)) return refuse('card.not-the-agent', { agent: lastHolderId });
  return ok(happened(card, { fact: 'lost', lastHolderId, ...(ownerId === undefined ? {} : { ownerId }) }, at));
}

/** Somebody else has to see to it. */
export function passCardDutyOn(card: Card, ownerId: string, at: Temporal.Instant): Decision {
  return untimely(card, 'pass-on', at) ?? ok(happened(card, { fact: 'duty-passed-on', ownerId }, at));
}

/** It reaches the hospital with its run; one that is at home or lost does not. */
export function bringCard(card: Card, at: Temporal.Instant): DecidedCard | undefined {
  const { status, runId, holderId } = card;
  if (status !== 'COLLECTED' || runId === undefined || holderId === undefined) return undefined;
  return happened(card, { fact: 'brought', runId, holderId }, notBefore(card, at));
}

/** A colleague carries it on: whoever carried it signed by offering, the colleague by taking over. */
export function transferCard(card: Card, toId: string, runId: string, at: Temporal.Instant): DecidedCard | undefined {
  const { holderId, runId: fromRunId } = card;
  if (!isCarried(card) || holderId === undefined || fromRunId === undefined) return undefined;
  return happened(card, { fact: 'transferred', runId, holderId: toId, fromId: holderId, fromRunId }, notBefore(card, at));
}

/** What happens to a whole run is never told of a card before what happened to the card. */
const notBefore = (card: Card, at: Temporal.Instant): Temporal.Instant => (Temporal.Instant.compare(at, card.at) < 0 ? card.at : at);

/** What time alone does: says once that a card is out longer than the policy allows. */
export function tickCard(card: Card, now: Temporal.Instant): DecidedCard | undefined {
  const due = wakeAt(card);
  if (!due || !isOut(card) || Temporal.Instant.compare(due, now) > 0) return undefined;
  return happened(card, { fact: 'out-too-long', dueBy: instantText(due) }, now);
}
