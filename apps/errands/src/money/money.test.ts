import type { ErrandStatus, MoneyAction, MoneyLine, Outcome } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decided } from '../errand/decision.ts';
import { deliverErrand, handOverErrand, startErrand } from '../errand/errand.decide.ts';
import { publishErrand } from '../errand/errand.publish.ts';
import { archiveErrand } from '../errand/errand.settle.decide.ts';
import type { Errand } from '../errand/errand.ts';
import { AGENT, DESK, OTHER_AGENT, POLICY, START, TAKE, WAY, agentFacts, authorisationFacts, given, inState, requested, worldAt, type Standing } from '../errand/test/errand-builder.ts'; // prettier-ignore
import { balanceOf, moneyActionsOf, standingOf, sumsOf } from './ledger.ts';
import { correctMoney, giveAdvance, recordReceipts, refundAdvance } from './money.decide.ts';

const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });
const facts = { authorisation: authorisationFacts(), openAdvancesFen: 0 };
const receipt = (amountFen: number) => ({ receipts: [{ reference: 'A1', amountFen }] });
const at = (minutes = 20, actor = AGENT) => worldAt(minutes, actor);
const give = (errand: Errand, amountFen: number, payer: 'RESIDENT' | 'TILL' = 'RESIDENT', world = at()) =>
  giveAdvance(errand, { amountFen, payer }, facts, world);
const spend = (errand: Errand, amountFen: number, world = at()) => recordReceipts(errand, receipt(amountFen), world);
const back = (errand: Errand, amountFen: number, world = at()) => refundAdvance(errand, { amountFen, payee: 'RESIDENT' }, world);
const correct = (errand: Errand, line: number, amountFen: number, world = at(20, DESK)) => correctMoney(errand, { line, amountFen }, world);
const after = (outcome: Outcome<Decided>): Errand => given(outcome).errand;
const sums = (errand: Errand) => sumsOf(errand.ledger ?? []);

describe('the money of an errand', () => {
  it('is a line for everything that moved, and what they come to', () => {
    const begun = inState('IN_PROGRESS', 'PURCHASE', 5_000).errand;
    expect(begun.ledger).toEqual([
      { no: 1, kind: 'ADVANCE', side: 'RESIDENT', amountFen: 5_000, agentId: AGENT.id, at: expect.any(String) },
    ]);
    const outcome = recordReceipts(begun, { receipts: [{ reference: 'A1', amountFen: 4_000 }, { reference: 'A2', amountFen: 599 }] }, at()); // prettier-ignore
    const { errand: spent, facts: told } = given(outcome);
    expect(told).toEqual([{ fact: 'money-entered', balanceFen: 401, lines: [{ no: 2, kind: 'RECEIPT', side: 'SHOP', amountFen: -4_000 }, { no: 3, kind: 'RECEIPT', side: 'SHOP', amountFen: -599 }] }]); // prettier-ignore
    const { contract, data } = publishErrand(spent, told[0], at().now);
    expect(contract.data.parse(data)).toMatchObject({ balanceFen: 401 });
    const left = after(back(after(give(spent, 1_000, 'TILL')), 1_401));
    expect(sums(left)).toEqual({ advanceFen: 6_000, spentFen: 4_599, refundFen: 1_401, balanceFen: 0 });
    expect([left.advanceFen, left.spentFen, left.receiptsFen, left.refundFen]).toEqual([6_000, 4_599, 4_599, 1_401]);
  });

  it('is corrected by a line that says by how much, and never by whoever has it', () => {
    const spent = after(spend(inState('IN_PROGRESS', 'PURCHASE', 5_000).errand, 4_600));
    const right = after(correct(spent, 2, 4_500));
    expect(right.ledger?.at(-1)).toMatchObject({ no: 3, kind: 'RECEIPT', amountFen: 100, corrects: 2 });
    expect([standingOf(right.ledger ?? [], 2), sums(right).spentFen, balanceOf(right.ledger)]).toEqual([-4_500, 4_500, 500]);
    expect(correct(right, 2, 4_500)).toEqual(refused('money.nothing-changed'));
    expect(correct(right, 3, 1)).toEqual(refused('money.line-unfit', { line: 3 }));
    expect(correct(right, 9, 1)).toEqual(refused('money.line-unknown', { line: 9 }));
    expect(correct(spent, 2, 1, at(20, { ...AGENT, roles: ['AGENT', 'DUTY_OFFICER'] }))).toEqual(refused('money.corrector-is-agent'));
    expect(correct(spent, 1, 0)).toMatchObject({ ok: true, value: { errand: { advanceFen: 0 } } });
  });

  it('of the resident needs their authorisation for this agent, of the till it does not', () => {
    const { errand } = inState('IN_PROGRESS');
    const none = { openAdvancesFen: 0 };
    const asked = { amountFen: 100, payer: 'RESIDENT' as const };
    expect(giveAdvance(errand, asked, none, at())).toEqual(refused('errand.authorisation-required', { scope: 'ADVANCE' }));
    expect(giveAdvance(errand, { ...asked, payer: 'TILL' }, none, at()).ok).toBe(true);
  });

  it('stays under the ceiling of what one agent has in hand, all errands together, and names the sum', () => {
    const ceiling = POLICY.openAdvanceCeilingFen;
    const { errand } = inState('IN_PROGRESS', 'PURCHASE', 1_000);
    const held = { ...facts, openAdvancesFen: ceiling - 2_000 };
    expect(giveAdvance(errand, { amountFen: 1_000, payer: 'TILL' }, held, at()).ok).toBe(true);
    const over = refused('errand.advance-ceiling', { ceiling, open: ceiling + 1 });
    expect(giveAdvance(errand, { amountFen: 1_001, payer: 'TILL' }, held, at())).toEqual(over);
    const theirs = { authorisation: authorisationFacts({ agentId: OTHER_AGENT.id }), openAdvancesFen: ceiling - 999 };
    expect(handOverErrand(errand, agentFacts(OTHER_AGENT), theirs, at(20, DESK))).toEqual(over);
  });

  it('goes over to the agent who goes on with it, whole', () => {
    const spent = after(spend(inState('IN_PROGRESS', 'PURCHASE', 5_000).errand, 600));
    const passed = after(TAKE['hand-over']({ errand: spent, version: 4 }, worldAt(30)));
    const inHands = (agentId: string): number => (passed.ledger ?? []).reduce((sum, line) => (line.agentId === agentId ? sum + line.amountFen : sum), 0); // prettier-ignore
    expect([inHands(AGENT.id), inHands(OTHER_AGENT.id), balanceOf(passed.ledger)]).toEqual([0, 4_400, 4_400]);
    expect(passed).toMatchObject({ advanceFen: 5_000, spentFen: 600 });
  });

  it('that was received by a step taken back was not received, and both are on record', () => {
    const { errand, version } = inState('ACCEPTED', 'PURCHASE', 5_000);
    const started = given(startErrand(errand, version, {}, facts, at()));
    const undone = after(TAKE.undo({ errand: started.errand, version: version + 1 }, at()));
    expect(undone).toMatchObject({ status: 'ACCEPTED', advanceFen: 5_000 });
    expect(undone.ledger?.map(({ amountFen, corrects }) => [amountFen, corrects])).toEqual([[5_000, undefined], [-5_000, 1]]); // prettier-ignore
    const again = after(startErrand(undone, version + 2, {}, facts, at()));
    expect([again.advanceFen, balanceOf(again.ledger)]).toEqual([5_000, 5_000]);
  });

  it('delivered with the receipts of all of it, or with those besides what was entered before', () => {
    const begun = inState('IN_PROGRESS', 'PURCHASE', 5_000).errand;
    const proof = { kind: 'HANDED_OVER' as const, reference: '本人' };
    const spent = after(spend(begun, 4_000));
    const deliver = (spentFen: number, ...sum: number[]) =>
      deliverErrand(spent, { proof, spentFen, receipts: sum.map((amountFen) => ({ reference: 'B', amountFen })) }, at());
    expect(after(deliver(0)).spentFen).toBe(4_000);
    expect(after(deliver(4_000)).spentFen).toBe(4_000);
    expect(after(deliver(4_600, 600)).spentFen).toBe(4_600);
    expect(after(deliver(4_700, 4_100, 600)).spentFen).toBe(4_700);
    expect(deliver(4_700, 600)).toEqual(refused('errand.money-does-not-add-up', { advance: 5_000, spent: 4_700, refund: 0, receipts: 600 })); // prettier-ignore
  });

  const MAY: Readonly<Record<ErrandStatus, readonly MoneyAction[]>> = {
    REQUESTED: [],
    ACCEPTED: [],
    IN_PROGRESS: ['give', 'receipts'],
    ON_HOLD: ['give', 'receipts'],
    DELIVERED: ['receipts'],
    DISPUTED: ['receipts'],
    UNABLE: ['receipts'],
    CONFIRMED: ['receipts'],
    ARCHIVED: [],
    DUPLICATE: [],
    DECLINED: [],
    REFERRED: ['receipts'],
    CANCELLED: [],
    CLOSED: ['receipts'],
  };
  it.each(Object.keys(WAY) as ErrandStatus[])('%s: what is offered is what is taken', (status) => {
    const { errand } = inState(status);
    const taken: Readonly<Record<MoneyAction, Outcome<Decided>>> = {
      give: give(errand, 100),
      receipts: spend(errand, 100),
      refund: back(errand, 1),
      correct: correct(errand, 1, 1),
    };
    const done = (Object.keys(taken) as MoneyAction[]).filter((action) => taken[action].ok);
    expect([done, moneyActionsOf(status, errand.ledger)]).toEqual([MAY[status], MAY[status]]);
  });

  it('is entered by the agent or the desk, and not before it happened', () => {
    const { errand } = inState('IN_PROGRESS', 'PURCHASE', 5_000);
    const stranger = refused('errand.not-your-errand', { agent: AGENT.id });
    for (const outcome of [give(errand, 1, 'TILL', at(20, OTHER_AGENT)), spend(errand, 1, at(20, OTHER_AGENT)), back(errand, 1, at(20, OTHER_AGENT))]) expect(outcome).toEqual(stranger); // prettier-ignore
    expect(spend(errand, 1, at(20, DESK)).ok).toBe(true);
    const later = START.add({ hours: 9 }).toString();
    expect(recordReceipts(errand, { ...receipt(1), occurredAt: later }, at())).toEqual(refused('errand.happened-in-future'));
    const earlier = START.add({ minutes: 7 }).toString();
    expect(after(recordReceipts(errand, { ...receipt(1), occurredAt: earlier }, at())).ledger?.at(-1)?.at).toBe(earlier);
    expect(back(errand, 5_001)).toEqual(refused('money.not-in-hand', { inHand: 5_000 }));
  });

  it('laid out by the agent is paid back after it is done, and no more than that', () => {
    const { errand } = inState('IN_PROGRESS');
    const spent = after(spend(errand, 800));
    const done = given(TAKE.confirm({ errand: after(TAKE.deliver({ errand: spent, version: 3 }, at())), version: 4 }, at(21, DESK))).errand;
    expect(archiveErrand(done, 0, at(22, DESK))).toEqual(refused('errand.money-does-not-add-up', { advance: 0, spent: 800, refund: 0, receipts: 800 })); // prettier-ignore
    expect(give(done, 801)).toMatchObject({ refusal: { code: 'money.not-allowed-now' } });
    expect(archiveErrand(after(give(done, 800)), 0, at(22, DESK)).ok).toBe(true);
  });
});

/** One thing that is tried with the money of an errand, in whatever state it is. */
interface Try {
  readonly what: 'give' | 'till' | 'spend' | 'back' | 'correct' | 'deliver' | 'confirm' | 'dispute' | 'reopen' | 'hand-over' | 'hold' | 'resume' | 'cancel' | 'undo' | 'archive'; // prettier-ignore
  readonly fen: number;
  readonly line: number;
}
const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    what: fc.constantFrom<Try['what'][]>('give', 'till', 'spend', 'spend', 'back', 'back', 'correct', 'deliver', 'confirm', 'dispute', 'reopen', 'hand-over', 'hold', 'resume', 'cancel', 'undo', 'archive'), // prettier-ignore
    fen: fc.oneof(fc.constantFrom(1, 99, 100, 5_000), fc.integer({ min: 1, max: 20_000 })),
    line: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 1, maxLength: 20 },
);

function attempt({ errand, version }: Standing, { what, fen, line }: Try, minutes: number): Outcome<Decided> {
  const world = worldAt(minutes, DESK);
  const authorised = { ...facts, authorisation: authorisationFacts({ agentId: errand.agentId ?? AGENT.id }) };
  switch (what) {
    case 'give':
    case 'till':
      return giveAdvance(errand, { amountFen: fen, payer: what === 'till' ? 'TILL' : 'RESIDENT' }, authorised, world);
    case 'spend':
      return spend(errand, fen, world);
    case 'back':
      return back(errand, Math.min(fen, Math.max(1, balanceOf(errand.ledger))), world);
    case 'correct':
      return correct(errand, line, fen, world);
    case 'deliver':
      return deliverErrand(errand, { proof: { kind: 'PHOTO', reference: '1' }, spentFen: errand.spentFen + (fen % 2) * fen, receipts: fen % 2 === 0 ? [] : [{ reference: 'D', amountFen: fen }] }, world); // prettier-ignore
    case 'archive':
      return archiveErrand(errand, Math.max(0, balanceOf(errand.ledger)), world);
    default:
      return TAKE[what]({ errand, version }, world);
  }
}

describe('whatever is done with money, in whatever order', () => {
  /** The oracle: a purse per agent, and what came from and went to everybody else. */
  const purses = (ledger: readonly MoneyLine[]): Map<string, number> =>
    ledger.reduce((all, { agentId, amountFen }) => all.set(agentId, (all.get(agentId) ?? 0) + amountFen), new Map<string, number>());

  it('no fen is lost, no line is changed, what the sums say is what the lines say, and it is archived exactly when it adds up', () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 5_000, 10_000), tries, (advanceFen, played) => {
        const accepted = inState('ACCEPTED', 'PURCHASE', advanceFen);
        let standing: Standing = { errand: after(TAKE.start(accepted, worldAt(3))), version: 3 };
        played.forEach((one, nth) => {
          const before = standing.errand;
          const outcome = attempt(standing, one, 10 + nth);
          if (one.what === 'archive' && before.status === 'CONFIRMED') expect(outcome.ok).toBe(balanceOf(before.ledger) >= 0);
          if (!outcome.ok) return;
          const { errand, facts: told } = outcome.value;
          standing = { errand, version: standing.version + told.length };
          const ledger = errand.ledger ?? [];
          expect(ledger.slice(0, before.ledger?.length ?? 0)).toEqual(before.ledger ?? []);
          expect(ledger.map(({ no }) => no)).toEqual(ledger.map((_, index) => index + 1));
          expect(ledger.every(({ amountFen }) => Number.isInteger(amountFen) && amountFen !== 0)).toBe(true);
          const { advanceFen: came, spentFen, refundFen, balanceFen } = sumsOf(ledger);
          expect(came - spentFen - refundFen).toBe(balanceFen);
          const held = purses(ledger);
          expect([...held.values()].reduce((sum, fen) => sum + fen, 0)).toBe(balanceFen);
          // whoever went on with it has all of it; until it is begun what is announced is not a line yet
          for (const [agentId, fen] of held) if (agentId !== errand.agentId) expect(fen).toBe(0);
          if (errand.status !== 'ACCEPTED' && errand.status !== 'CANCELLED') expect([errand.advanceFen, errand.spentFen, errand.refundFen]).toEqual([came, spentFen, refundFen]); // prettier-ignore
          if (errand.status === 'ARCHIVED') expect(balanceFen).toBe(0);
          if (one.what === 'back') expect(balanceFen).toBeGreaterThanOrEqual(0);
          const told0 = publishErrand(errand, told[0], START);
          expect(told0.contract.data.safeParse(told0.data).success).toBe(true);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('an errand nobody began has no line', () => {
    expect(requested({ advanceFen: 5_000 }).errand.ledger).toBeUndefined();
    expect(inState('CANCELLED', 'PURCHASE', 5_000).errand.ledger).toBeUndefined();
  });
});
