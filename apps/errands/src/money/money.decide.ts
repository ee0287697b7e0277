import { refuse, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { mayActFor, type AuthorisationFacts } from '../errand/agent.ts';
import { checkAuthorisation } from '../errand/authorised.ts';
import { decided, inFuture, settled, type Decided, type World } from '../errand/decision.ts';
import type { Errand } from '../errand/errand.ts';
import { balanceOf, isUnderWay, moves, receiptsOf, standingOf, withMoney, type Movement } from './ledger.ts';

type Decision<R extends RefusalCode> = Outcome<Decided, R | 'money.not-allowed-now' | 'errand.happened-in-future'>;
type Had = Errand & { readonly agentId: string };

const illegal = (errand: Errand, action: C.MoneyAction) => refuse('money.not-allowed-now', { action, status: errand.status });

/** The errand, if something can be entered about its money by this actor at this time. */
function open(
  errand: Errand,
  action: C.MoneyAction,
  occurredAt: string | undefined,
  world: World,
): Outcome<Had, 'errand.not-your-errand' | 'money.not-allowed-now' | 'errand.happened-in-future'> {
  const { agentId } = errand;
  if (agentId === undefined || !moves(errand.status, errand.ledger)) return illegal(errand, action);
  if (!mayActFor(agentId, world.actor)) return refuse('errand.not-your-errand', { agent: agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  return { ok: true, value: { ...errand, agentId } };
}

function entered(errand: Had, movements: readonly Movement[], occurredAt: string | undefined, world: World) {
  const at = occurredAt === undefined ? world.now : Temporal.Instant.from(occurredAt);
  const before = errand.ledger?.length ?? 0;
  const next = withMoney(errand, errand.agentId, at, movements);
  const lines = (next.ledger ?? []).slice(before).map(({ agentId: _, at: __, ...line }) => line);
  return decided(settled(next), world, { fact: 'money-entered', lines, balanceFen: balanceOf(next.ledger) });
}

/** Cash for the errand. Once it is done only what the agent laid out is paid back, for which nobody has to authorise anything. */
export function giveAdvance(
  errand: Errand,
  input: Pick<InputOf<typeof C.GiveAdvance>, 'amountFen' | 'payer' | 'occurredAt'>,
  facts: { readonly authorisation?: AuthorisationFacts | undefined; readonly openAdvancesFen: number },
  world: World,
): Decision<'errand.not-your-errand' | 'errand.authorisation-required' | 'authorisation.expired' | 'errand.advance-ceiling'> {
  const found = open(errand, 'give', input.occurredAt, world);
  if (!found.ok) return found;
  const own = found.value;
  const inHand = balanceOf(own.ledger) + input.amountFen;
  if (inHand > 0) {
    if (!isUnderWay(own.status)) return illegal(errand, 'give');
    const lacking = input.payer === 'RESIDENT' ? checkAuthorisation(own, own.agentId, inHand, facts.authorisation, world) : undefined;
    if (lacking) return lacking;
    const sum = facts.openAdvancesFen + inHand;
    const ceiling = world.policy.openAdvanceCeilingFen;
    if (sum > ceiling) return refuse('errand.advance-ceiling', { ceiling, open: sum });
  }
  return entered(own, [{ kind: 'ADVANCE', side: input.payer, amountFen: input.amountFen }], input.occurredAt, world);
}

/** What was spent, each receipt a line. */
export function recordReceipts(
  errand: Errand,
  input: Pick<InputOf<typeof C.RecordReceipts>, 'receipts' | 'occurredAt'>,
  world: World,
): Decision<'errand.not-your-errand'> {
  const found = open(errand, 'receipts', input.occurredAt, world);
  return found.ok ? entered(found.value, receiptsOf(input.receipts), input.occurredAt, world) : found;
}

/** What is left goes back, never more than that. */
export function refundAdvance(
  errand: Errand,
  input: Pick<InputOf<typeof C.RefundAdvance>, 'amountFen' | 'payee' | 'occurredAt'>,
  world: World,
): Decision<'errand.not-your-errand' | 'money.not-in-hand'> {
  const found = open(errand, 'refund', input.occurredAt, world);
  if (!found.ok) return found;
  const inHand = Math.max(0, balanceOf(errand.ledger));
  if (input.amountFen > inHand) return refuse('money.not-in-hand', { inHand });
  return entered(found.value, [{ kind: 'REFUND', side: input.payee, amountFen: 0 - input.amountFen }], input.occurredAt, world);
}

/** A line had the wrong amount: another one says by how much; never by whoever has the money. */
export function correctMoney(
  errand: Errand,
  input: Pick<InputOf<typeof C.CorrectMoney>, 'line' | 'amountFen'>,
  world: World,
): Decision<'errand.not-your-errand' | 'money.line-unknown' | 'money.line-unfit' | 'money.nothing-changed' | 'money.corrector-is-agent'> {
  const found = open(errand, 'correct', undefined, world);
  if (!found.ok) return found;
  const own = found.value;
  const ledger = own.ledger ?? [];
  const line = ledger.find(({ no }) => no === input.line);
  const standing = standingOf(ledger, input.line);
  if (!line || standing === undefined) return refuse('money.line-unknown', { line: input.line });
  if (line.corrects !== undefined || line.kind === 'TRANSFER') return refuse('money.line-unfit', { line: input.line });
  if (own.agentId === world.actor.id || line.agentId === world.actor.id) return refuse('money.corrector-is-agent', {});
  const right = line.kind === 'ADVANCE' ? input.amountFen : 0 - input.amountFen;
  const amountFen = right - standing;
  if (amountFen === 0) return refuse('money.nothing-changed', {});
  return entered(own, [{ kind: line.kind, side: line.side, amountFen, corrects: line.no }], undefined, world);
}
