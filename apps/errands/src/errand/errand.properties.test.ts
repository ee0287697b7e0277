import { isPaused } from '@houzhai/calendar';
import { ERRAND_ACTIONS, type ErrandAction, type ErrandStatus } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from './agent.ts';
import type { Decided } from './decision.ts';
import { deliverErrand } from './errand.decide.ts';
import { publishErrand } from './errand.publish.ts';
import { fromDocument, type toDocument } from './errand.row.ts';
import { archiveErrand, tickErrand } from './errand.settle.decide.ts';
import { ACTIONS, completeBy, dueOf, isLegal, wakeAt, type Errand } from './errand.ts';
import {
  AGENT,
  DESK,
  OTHER_AGENT,
  START,
  TAKE,
  delivery,
  document,
  given,
  inState,
  newErrand,
  requested,
  taken,
  worldAt,
  type Standing,
} from './test/errand-builder.ts';

/** One move: mostly something the state allows, sometimes anything, sometimes only the passing of time. */
interface Move {
  readonly pick: number;
  readonly minutes: number;
  readonly actor: Actor;
}
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    pick: fc.nat(10_000),
    minutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 100 * 60 })),
    actor: fc.constantFrom(DESK, DESK, AGENT, OTHER_AGENT),
  }),
  { minLength: 1, maxLength: 25 },
);
const kinds = fc.constantFrom('PURCHASE', 'MEDICINE', 'DOCUMENT') as fc.Arbitrary<'PURCHASE'>;
const cash = fc.constantFrom(0, 0, 5_000);
const clocks = fc.constantFrom('CLOCK', 'SERVICE_HOURS') as fc.Arbitrary<'CLOCK'>;

const chosen = (status: ErrandStatus, pick: number): ErrandAction | 'tick' => {
  if (pick % 7 === 0) return 'tick';
  const choice: readonly ErrandAction[] = pick % 5 === 0 || ACTIONS[status].length === 0 ? ERRAND_ACTIONS : ACTIONS[status];
  return choice[pick % choice.length]!;
};

interface Turn {
  readonly before: Standing;
  readonly action: ErrandAction | 'tick';
  readonly now: Temporal.Instant;
  readonly decided: Decided | undefined;
  readonly after: Standing;
}
/** Plays the moves against the decisions; a refused move leaves the errand as it was. */
function play(start: Standing, played: readonly Move[]): Turn[] {
  const turns: Turn[] = [];
  let standing = start;
  let clock = 0;
  for (const { pick, minutes, actor } of played) {
    clock += minutes;
    const world = worldAt(clock, actor);
    const action = chosen(standing.errand.status, pick);
    const outcome = action === 'tick' ? undefined : TAKE[action](standing, world);
    const decided = action === 'tick' ? tickErrand(standing.errand, world) : outcome?.ok ? outcome.value : undefined;
    const after = decided ? { errand: decided.errand, version: standing.version + decided.facts.length } : standing;
    turns.push({ before: standing, action, now: world.now, decided, after });
    standing = after;
  }
  return turns;
}
const every = (check: (turn: Turn, turns: readonly Turn[], at: number) => void): void => {
  fc.assert(
    fc.property(kinds, cash, clocks, moves, (kind, advanceFen, clock, played) => {
      const turns = play(requested({ kind, advanceFen }, { module: { ...newErrand().module, clock } }), played);
      turns.forEach((turn, at) => check(turn, turns, at));
    }),
    { numRuns: 300 },
  );
};

describe('whatever is done, in whatever order', { timeout: 60_000 }, () => {
  it('only what the table allows happens, and everything that happens is told in its contract', () => {
    every(({ before, action, decided, after, now }) => {
      if (!decided) return;
      if (action !== 'tick') expect([action, isLegal(before.errand.status, action)]).toEqual([action, true]);
      expect(Object.keys(ACTIONS)).toContain(after.errand.status);
      for (const fact of decided.facts) {
        const { contract, data } = publishErrand(decided.errand, fact, now);
        expect(contract.data.parse(data)).toMatchObject({ standing: { status: decided.errand.status } });
      }
    });
  });

  it('what never changes never changes', () => {
    const fixed = ({ id, no, kind, area, path, beneficiaryId, requestedAt, acceptClock }: Errand) =>
      [id, no, kind, area, path, beneficiaryId, String(requestedAt), String(acceptClock.startedAt), acceptClock.pauses.length].join();
    every(({ before, after }) => {
      expect(fixed(after.errand)).toBe(fixed(before.errand));
      expect(after.errand.reopened).toBeGreaterThanOrEqual(before.errand.reopened);
      expect(after.errand.overdue.slice(0, before.errand.overdue.length)).toEqual(before.errand.overdue);
      expect(before.errand.escalated && !after.errand.escalated).toBe(false);
    });
  });

  it('the clock stands still exactly while the errand is on hold', () => {
    every(({ after: { errand } }) =>
      expect([errand.status, isPaused(errand.completeClock)]).toEqual([errand.status, errand.status === 'ON_HOLD']),
    );
  });

  it('somebody has the errand from the accept on', () => {
    const taken: readonly ErrandStatus[] = [
      'ACCEPTED',
      'IN_PROGRESS',
      'ON_HOLD',
      'DELIVERED',
      'DISPUTED',
      'UNABLE',
      'CONFIRMED',
      'ARCHIVED',
    ];
    every(({ after: { errand } }) => {
      if (taken.includes(errand.status)) expect(errand).toMatchObject({ agentId: expect.any(String), acceptedAt: expect.anything() });
      if (!['DELIVERED', 'DISPUTED', 'CONFIRMED', 'ARCHIVED', 'CLOSED'].includes(errand.status))
        expect(errand).not.toHaveProperty('deliveredAt');
    });
  });

  it('it comes back from the database as it went in', () => {
    every(({ after: { errand } }) => {
      const stored = JSON.parse(document(errand)) as ReturnType<typeof toDocument>;
      expect(fromDocument(stored)).toEqual(errand);
      expect(document(fromDocument(stored))).toBe(document(errand));
    });
  });

  it('it is only taken back by whoever did it, as the very next thing', () => {
    every(({ action, decided, before, after }, turns, at) => {
      if (action !== 'undo' || !decided) return;
      const last = turns.slice(0, at).findLast((turn) => turn.decided);
      expect(decided.facts).toEqual([{ fact: 'step-undone', undone: last?.action, undoneVersion: before.version }]);
      expect(after.errand.status).toBe(last?.before.errand.status);
    });
  });

  it('a deadline is called missed at most once per stage, never early, and the command centre is called once', () => {
    every((_, turns, at) => {
      if (at > 0) return;
      const facts = turns.flatMap(({ decided, now }) => (decided?.facts ?? []).map((fact) => ({ fact, now })));
      const stages = facts.flatMap(({ fact }) => (fact.fact === 'overdue' ? [fact.stage] : []));
      expect(new Set(stages).size).toBe(stages.length);
      expect(facts.filter(({ fact }) => fact.fact === 'escalated').length).toBeLessThanOrEqual(1);
      for (const { fact, now } of facts)
        if (fact.fact === 'overdue') expect(Temporal.Instant.compare(fact.dueAt, now)).toBeLessThanOrEqual(0);
    });
  });

  it('time acts once, and exactly when it was due to be looked at', () => {
    every(({ after: { errand }, now }) => {
      const world = { ...worldAt(0), now };
      const ticked = tickErrand(errand, world);
      if (ticked) expect(tickErrand(ticked.errand, world)).toBeUndefined();
      const wake = wakeAt(errand, now);
      const awake = wake !== undefined && Temporal.Instant.compare(wake, now) <= 0;
      expect(ticked !== undefined).toBe(awake);
    });
  });

  it('money is archived only when it adds up', () => {
    const fen = fc.constantFrom<number[]>(0, 1, 2_000, 4_600, 5_000, 5_001, 8_000);
    fc.assert(
      fc.property(fen, fen, fen, fc.array(fen, { maxLength: 3 }), (advance, spent, refund, receipts) => {
        const input = { ...delivery(spent), receipts: receipts.map((amountFen) => ({ reference: 'A', amountFen })) };
        const delivered = deliverErrand(inState('IN_PROGRESS', 'PURCHASE', advance).errand, input, worldAt(9));
        expect(delivered.ok).toBe(receipts.reduce((sum, one) => sum + one, 0) === spent);
        if (!delivered.ok) return;
        const confirmed = given(TAKE.confirm({ errand: delivered.value.errand, version: 4 }, worldAt(10)));
        const archived = archiveErrand(confirmed.errand, refund, worldAt(11));
        if (!archived.ok) return;
        const { spentFen, receiptsFen, refundFen, advanceFen } = archived.value.errand;
        expect(receiptsFen).toBe(spentFen);
        // the resident is given back all of what is left of the advance and nothing more, and owes nothing
        expect(refundFen).toBe(advanceFen - spentFen);
      }),
    );
  });
});

describe('the deadline', { timeout: 60_000 }, () => {
  const started = (clock: 'CLOCK' | 'SERVICE_HOURS'): Standing =>
    taken(requested({ kind: 'PURCHASE' }, { module: { ...newErrand().module, clock } }), 'accept', 'start');
  const gaps = fc.array(fc.integer({ min: 1, max: 20 * 60 }), { minLength: 1, maxLength: 8 });

  it('moves by exactly the time on hold, up to the ceiling, and no more once it has passed', () => {
    fc.assert(
      fc.property(gaps, (minutes) => {
        let standing = started('CLOCK');
        // The oracle counts single minutes: eight hours of work, twenty-four of standing still.
        let [clock, left, still] = [2, 8 * 60 - 2, 24 * 60];
        let missedAt: number | undefined;
        for (const gap of minutes) {
          const onHold = standing.errand.status === 'ON_HOLD';
          for (let minute = 0; minute < gap; minute++) {
            clock++;
            if (onHold && still > 0) still--;
            else if (--left === 0) missedAt = clock;
          }
          const due = missedAt ?? clock + left;
          expect(completeBy(standing.errand, worldAt(clock).now).toString()).toBe(START.add({ minutes: due }).toString());
          const next = TAKE[onHold ? 'resume' : 'hold'](standing, worldAt(clock));
          if (next.ok) standing = { errand: next.value.errand, version: standing.version + 1 };
          else expect([onHold, still, next.refusal.code]).toEqual([false, 0, 'errand.hold-allowance-used']);
        }
      }),
    );
  });

  it('never moves earlier by what is done, save by taking a step back', () => {
    every(({ before, after, action, now }) => {
      if (action === 'undo') return;
      const moved = Temporal.Instant.compare(completeBy(after.errand, now), completeBy(before.errand, now));
      if (action === 'approve-hold') expect(moved).toBeGreaterThanOrEqual(0);
      else expect(moved).toBe(0);
    });
  });

  it('never moves earlier by the passing of time', () => {
    every(({ after: { errand }, now }) => {
      const later = now.add({ minutes: 37 });
      expect(Temporal.Instant.compare(completeBy(errand, later), completeBy(errand, now))).toBeGreaterThanOrEqual(0);
    });
  });

  it('is tightened by when the resident wants it, never loosened', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000 }), clocks, gaps, (wanted, clock, minutes) => {
        const wantedBy = START.add({ minutes: wanted });
        let standing = started(clock);
        let now = 2;
        for (const gap of minutes) {
          now += gap;
          const free = completeBy(standing.errand, worldAt(now).now);
          const bound = completeBy({ ...standing.errand, wantedBy }, worldAt(now).now);
          expect(bound.toString()).toBe((Temporal.Instant.compare(free, wantedBy) < 0 ? free : wantedBy).toString());
          const next = TAKE[standing.errand.status === 'ON_HOLD' ? 'resume' : 'hold'](standing, worldAt(now));
          if (next.ok) standing = { errand: next.value.errand, version: standing.version + 1 };
        }
      }),
    );
  });

  it('does not run on hold until the allowance is used up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 60 }), (minutes) => {
        const held = taken(started('CLOCK'), 'hold');
        expect(dueOf(held.errand, worldAt(3 + minutes).now) === undefined).toBe(minutes < 24 * 60);
      }),
    );
  });
});
