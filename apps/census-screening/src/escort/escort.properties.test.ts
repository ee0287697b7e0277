import { ArrivalRegistered, BATCH_STATUSES, CUSTODIES, EVENTS, isTombstone, type Custody } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arrival } from '../arrival/arrival.ts';
import { wakeAt as wakeDutyAt } from '../arrival/custody.ts';
import { isBalanced } from './escort-batch.decide.ts';
import { toConfirm, wakeAt } from './escort-batch.ts';
import { EscortWorld, type Move } from './test/escort-world.ts';

const nat = fc.nat(10_000);
const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom('register', 'assemble', 'batch', 'batch', 'batch', 'batch', 'batch', 'duty', 'time', 'time'),
  pick: nat,
  on: nat,
  who: nat,
  some: fc.array(nat, { minLength: 1, maxLength: 4 }),
  // by the quarter of an hour, by the evening, and past the next morning
  minutes: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 15 }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: 600, max: 1_500 }) },
  ),
});
const arrive: Move = { what: 'register', pick: 1, on: 0, who: 0, some: [0], minutes: 0 };

/** Plays random moves in a world where five heads wait already, and looks at it after each. */
function always(
  check: (world: EscortWorld, move: Move, came: boolean) => void,
  minLength = 1,
  runs: { readonly numRuns?: number; readonly seed?: number } = {},
): void {
  fc.assert(
    fc.property(fc.array(move, { minLength, maxLength: 60, size: 'max' }), (moves) => {
      const world = new EscortWorld();
      for (const one of [arrive, arrive, arrive, arrive, arrive, ...moves]) check(world, one, world.play(one));
    }),
    { numRuns: 300, ...runs },
  );
}

/** Everywhere a head is, by custody and by the batches that are open: has to be one place. */
const placesOf = (world: EscortWorld, { id, custody, answersFor, outcome }: Arrival): readonly string[] => [
  ...world.open.flatMap((batch) =>
    batch.heads.flatMap((head) => (head.arrivalId === id && head.status === 'ABOARD' ? [`in ${batch.no}`] : [])),
  ),
  ...(custody === 'WAITING' ? ['waiting'] : []),
  ...(custody === 'ACCEPTED' && answersFor !== undefined ? ['accepted'] : []),
  ...(custody === 'REFUSED' && answersFor !== undefined ? ['refused, with an owner'] : []),
  ...(custody === 'MISSING' && answersFor !== undefined ? ['missing, with an owner'] : []),
  ...(custody === 'SETTLED' && outcome !== undefined ? ['settled'] : []),
];

/** How often something was told between two of what allows it anew. */
function mostBetween(told: readonly string[], anew: string, what: string): number {
  let most = 0;
  let since = 0;
  for (const past of told) {
    since = past === anew ? 0 : since + Number(past === what);
    most = Math.max(most, since);
  }
  return most;
}

describe('whatever is done between checkpoint and door, in whatever order', { timeout: 60_000 }, () => {
  it('every head that needs an escort is in exactly one place, and who needs none in none', () => {
    always((world) => {
      for (const arrival of world.arrivals.values())
        expect([arrival.no, arrival.custody, placesOf(world, arrival).length]).toEqual([
          arrival.no,
          arrival.custody,
          arrival.custody === 'NONE' ? 0 : 1,
        ]);
    });
  });

  it('the account adds up: in = accepted + refused + missing + settled + waiting + under way', () => {
    always((world) => {
      const custodies = [...world.arrivals.values()].map(({ custody }) => custody);
      const count = (...which: readonly Custody[]): number => custodies.filter((custody) => which.includes(custody)).length;
      const underWay = world.open.flatMap(({ heads }) => heads.filter(({ status }) => status === 'ABOARD')).length;
      expect(count('ACCEPTED', 'REFUSED', 'MISSING', 'SETTLED', 'WAITING') + underWay).toBe(world.needed);
      expect(count('IN_BATCH')).toBe(underWay);
    });
  });

  it('nobody is in two open batches, or twice in one', () => {
    always((world) => {
      const people = world.open.flatMap(({ heads }) => heads.map(({ personId }) => personId));
      expect(new Set(people).size).toBe(people.length);
    });
  });

  it('who answers for a head is who its batch says', () => {
    always((world) => {
      for (const batch of world.open)
        for (const head of batch.heads) {
          const arrival = world.arrivals.get(head.arrivalId);
          expect(arrival?.batchId).toBe(batch.id);
          if (head.status === 'ABOARD') expect(arrival).toMatchObject({ custody: 'IN_BATCH', answersFor: batch.leadId });
          if (head.status === 'ACCEPTED') expect(arrival).toMatchObject({ custody: 'ACCEPTED', answersFor: head.receiverId });
          if (head.status === 'REFUSED' || head.status === 'MISSING') {
            expect(head.ownerId).toBeDefined();
            expect([head.status, 'ACCEPTED', 'SETTLED']).toContain(arrival?.custody);
          }
        }
    });
  });

  it('a batch that is handed over or closed is balanced, and its lead took nobody over', () => {
    always((world) => {
      for (const batch of world.batches.values()) {
        if (batch.status === 'HANDED_OVER' || batch.status === 'CLOSED') expect(isBalanced(batch)).toBe(true);
        expect(batch.heads.every(({ receiverId }) => receiverId !== batch.leadId)).toBe(true);
        expect(toConfirm(batch).every(({ status, receiverId }) => status === 'ACCEPTED' && receiverId !== undefined)).toBe(true);
        expect(batch.heads.length).toBeGreaterThan(0);
        if (batch.mode === 'CARRY') expect(batch.heads.length).toBeLessThanOrEqual(batch.seats ?? 0);
      }
    });
  });

  it('a head that is with a receiver, or settled, stays there', () => {
    let before = new Map<string, Custody>();
    always((world) => {
      if (world.arrivals.size === 1) before = new Map();
      for (const { id, custody } of world.arrivals.values()) {
        const was = before.get(id);
        if (was === 'ACCEPTED' || was === 'SETTLED' || was === 'NONE') expect(custody).toBe(was);
        before.set(id, custody);
      }
    });
  });

  it('an owner is passed over by time once; late is said once of an arrival, an open read-back once until there is another', () => {
    always((world) => {
      const passed = world.told.filter(({ escalated }) => escalated);
      expect(new Set(passed.map(({ of }) => of)).size).toBe(passed.length);
      for (const batchId of world.batches.keys()) {
        const told = world.told.flatMap(({ of, past }) => (of === batchId ? [past] : []));
        expect(mostBetween(told, 'escort-batch.arrived', 'escort-batch.hand-over-late')).toBeLessThanOrEqual(1);
        expect(mostBetween(told, 'escort-batch.heads-decided', 'escort-batch.read-back-overdue')).toBeLessThanOrEqual(1);
      }
      for (const arrival of world.arrivals.values())
        expect([arrival.custody, wakeDutyAt(arrival) !== undefined]).toEqual([
          arrival.custody,
          (arrival.custody === 'REFUSED' || arrival.custody === 'MISSING') && arrival.escalated !== true,
        ]);
    });
  });

  it('once time has acted, nothing of a batch is due any more', () => {
    always((world, { what }) => {
      if (what !== 'time') return;
      for (const batch of world.batches.values()) {
        const due = wakeAt(batch);
        if (due) expect(Temporal.Instant.compare(due, world.now)).toBe(1);
      }
    });
  });

  it('and the moves come everywhere: every custody, every state of a batch, everything there is to tell', () => {
    const custodies = new Set<string>();
    const statuses = new Set<string>();
    const told = new Set<string>();
    let refused = 0;
    always(
      (world, _, came) => {
        if (!came) refused += 1;
        for (const { custody } of world.arrivals.values()) custodies.add(custody);
        for (const { status } of world.batches.values()) statuses.add(status);
        for (const { past } of world.told) told.add(past);
      },
      40,
      { seed: 4 },
    );
    expect(refused).toBeGreaterThan(100);
    expect([...custodies].toSorted()).toEqual([...CUSTODIES].toSorted());
    expect([...statuses].toSorted()).toEqual([...BATCH_STATUSES].toSorted());
    const entities = ['arrival', 'escort-batch'];
    const facts = EVENTS.filter((event) => entities.includes(event.entity) && !isTombstone(event) && event !== ArrivalRegistered);
    expect([...told].toSorted()).toEqual(facts.map(({ entity, past }) => `${entity}.${past}`).toSorted());
  });
});
