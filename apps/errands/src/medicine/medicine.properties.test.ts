import { CARD_STATUSES, EVENTS, RUN_STATUSES, isTombstone } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCarried, isOut, replay, wakeAt } from '../card/card.ts';
import { isOpen } from './medicine-run.ts';
import { MedicineHistory, type Move } from './test/medicine-history.ts';
import { POLICY } from './test/medicine-builder.ts';

const nat = fc.nat(10_000);
const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom('record', 'plan', 'run', 'run', 'run', 'run', 'run', 'card', 'card', 'card', 'time'),
  pick: nat,
  on: nat,
  who: nat,
  minutes: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: 600, max: 2_000 }) },
  ),
});
const begin: readonly Move[] = [0, 1].map((on) => ({ what: 'record', pick: 2, on, who: 0, minutes: 0 }));

/** Plays random moves after two households have said what they need, and looks at it after each. */
function always(
  check: (history: MedicineHistory, came: boolean) => void,
  minLength = 1,
  runs: { readonly numRuns?: number; readonly seed?: number } = {},
): void {
  fc.assert(
    fc.property(fc.array(move, { minLength, maxLength: 80, size: 'max' }), (moves) => {
      const history = new MedicineHistory();
      for (const one of [...begin, { what: 'plan', pick: 1, on: 0, who: 0, minutes: 1 } as const, ...moves])
        check(history, history.play(one));
    }),
    { numRuns: 300, ...runs },
  );
}

describe('whatever is done with cards and runs, in whatever order', { timeout: 60_000 }, () => {
  it('a card is in one open run at most (ER1), and carried by the agent of it', () => {
    always((history) => {
      const inRuns = history.open.flatMap(({ stops }) => stops.map(({ cardId }) => cardId));
      expect(new Set(inRuns).size).toBe(inRuns.length);
      for (const card of history.cards.values()) {
        if (!isCarried(card)) continue;
        const run = history.runs.get(card.runId ?? '');
        expect([card.no, card.holderId]).toEqual([card.no, run?.agentId]);
        expect(run?.stops.find(({ cardId }) => cardId === card.id)?.card).toBe('OUT');
      }
    });
  });

  it('a run is reconciled when every card is back, or lost and somebody’s to see to (ER2)', () => {
    // A card that was found may be lost again by a later run.
    const told = new WeakSet();
    always((history) => {
      for (const run of history.runs.values()) {
        for (const stop of run.stops) {
          const card = history.cards.get(stop.cardId);
          if (!isOpen(run) || !card) continue;
          expect([stop.card === 'OUT', stop.card]).toEqual([isCarried(card), stop.card]);
          if (stop.card === 'LOST') expect(card.status).toBe('LOST');
        }
        if (run.status !== 'RECONCILED' || told.has(run)) continue;
        told.add(run);
        for (const { card, cardId } of run.stops) {
          expect(['RETURNED', 'LOST']).toContain(card);
          const kept = history.cards.get(cardId);
          if (kept?.status === 'LOST') expect(kept.ownerId).toBeDefined();
        }
        expect(run.lines.every(({ status }) => status === 'DELIVERED' || status === 'POSTPONED')).toBe(true);
      }
    });
  });

  it('no card leaves its household without an authorisation and two signatures (ER3), nor comes back without them', () => {
    always((history) => {
      for (const [cardId, events] of history.events) {
        const facts = replay(events).map(({ fact }) => fact);
        for (const fact of facts)
          if (fact.fact === 'collected' || fact.fact === 'returned') {
            expect(fact.vouched.holderId).toBeTruthy();
            expect(['PAPER', 'FINGERPRINT', 'READ_BACK', 'WITNESSED']).toContain(fact.vouched.method);
            if (fact.fact === 'collected') expect(fact.authorisationId).toBeTruthy();
          }
        const out = facts.filter(({ fact }) => fact === 'collected').length - facts.filter(({ fact }) => fact === 'returned').length;
        const card = history.cards.get(cardId);
        expect(out).toBe(card && isOut(card) ? 1 : 0);
      }
    });
  });

  it('nothing for longer than the policy allows is in a run (ER4), and no day that was asked for is lost or made', () => {
    always((history) => {
      for (const { lines } of history.open) for (const { qtyDays } of lines) expect(qtyDays).toBeLessThanOrEqual(POLICY.mostDays);
      for (const [errandId, { lines }] of history.prescriptions) {
        const kept = lines.filter(({ state }) => state !== 'REFERRED');
        expect(kept.reduce((sum, { qtyDays }) => sum + qtyDays, 0)).toBe(history.days.get(errandId));
        for (const { qtyDays } of kept) expect(qtyDays).toBeLessThanOrEqual(POLICY.mostDays);
      }
    });
  });

  it('every line on its way is in one open run, as its prescription says, and none is twice', () => {
    always((history) => {
      const inRuns = history.open.flatMap(({ id, lines }) =>
        lines.flatMap(({ lineId, status, qtyDays, pharmacy }) =>
          status === 'TO_FETCH' || status === 'FETCHED' ? [`${lineId} ${id} ${String(qtyDays)} ${pharmacy}`] : [],
        ),
      );
      const inPrescriptions = [...history.prescriptions.values()].flatMap(({ lines }) =>
        lines.flatMap(({ lineId, state, runId, qtyDays, pharmacy }) =>
          state === 'IN_RUN' ? [`${lineId} ${runId ?? ''} ${String(qtyDays)} ${pharmacy}`] : [],
        ),
      );
      expect(inRuns.toSorted()).toEqual(inPrescriptions.toSorted());
    });
  });

  it('a card told from its events is the card that was kept', () => {
    always((history) => {
      for (const card of history.cards.values()) {
        const { id, no: _, personId: __, area: ___, path: ____, ...kept } = card;
        expect(replay(history.events.get(id) ?? []).at(-1)?.custody).toEqual(kept);
      }
    });
  });

  it('too long is said once of a time out, and once time has acted nothing is due', () => {
    always((history) => {
      for (const card of history.cards.values()) {
        let said = 0;
        for (const { fact } of replay(history.events.get(card.id) ?? [])) {
          said = fact.fact === 'collected' ? 0 : said + Number(fact.fact === 'out-too-long');
          expect(said).toBeLessThanOrEqual(1);
        }
        expect(wakeAt(card) === undefined || isCarried(card)).toBe(true);
      }
    });
  });

  it('and the moves come everywhere: every state of a card and a run, everything there is to tell', () => {
    const cards = new Set<string>();
    const runs = new Set<string>();
    const told = new Set<string>();
    let refused = 0;
    always(
      (history, came) => {
        if (!came) refused += 1;
        for (const { status } of history.cards.values()) cards.add(status);
        for (const { status } of history.runs.values()) runs.add(status);
        for (const past of history.told) told.add(past);
      },
      60,
      { seed: 4 },
    );
    expect(refused).toBeGreaterThan(100);
    expect([...cards].toSorted()).toEqual(CARD_STATUSES.toSorted());
    expect([...runs].toSorted()).toEqual([...RUN_STATUSES].toSorted());
    const facts = EVENTS.filter((event) => ['insurance-card', 'medicine-run'].includes(event.entity) && !isTombstone(event));
    expect([...told].filter((past) => past !== 'prescription.moved').toSorted()).toEqual(
      facts.map(({ entity, past }) => `${entity}.${past}`).toSorted(),
    );
  });
});
