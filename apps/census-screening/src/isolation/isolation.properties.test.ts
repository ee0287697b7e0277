import { EVENTS, ISOLATION_STATUSES, SLOT_STATUSES, isTombstone } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wakeAt } from './isolation.ts';
import { DAYS, IsolationWorld, isOpen, type Move } from './test/isolation-world.ts';

const nat = fc.nat(10_000);
const move: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom('order', 'act', 'act', 'act', 'act', 'look-after', 'look-after', 'look-after', 'look-after', 'time', 'time'),
  pick: nat,
  on: nat,
  who: nat,
  some: fc.array(nat, { minLength: 1, maxLength: 6 }),
  minutes: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 1_500 })),
});
const order: Move = { what: 'order', pick: 1, on: 0, who: 0, some: [0], minutes: 0 };

/** Plays random moves in a world where one case is ordered, and looks at it after each. */
function always(
  check: (world: IsolationWorld, move: Move, came: boolean) => void,
  minLength = 1,
  runs: { readonly numRuns?: number; readonly seed?: number } = {},
): void {
  fc.assert(
    fc.property(fc.array(move, { minLength, maxLength: 60, size: 'max' }), (moves) => {
      const world = new IsolationWorld();
      for (const one of [order, ...moves]) check(world, one, world.play(one));
    }),
    { numRuns: 300, ...runs },
  );
}

describe('whatever is done with isolations, in whatever order', { timeout: 120_000 }, () => {
  it('the half-days that stand are those of the start and of more days, less those of fewer', () => {
    always((world) => {
      for (const isolation of world.cases.values()) {
        const { id, continues } = isolation;
        const account = world.accounts.get(id) ?? { started: 0, extended: 0, reduced: 0 };
        if (account.started > 0 && continues === undefined) expect(account.started).toBe(2 * DAYS);
        if (isolation.status !== 'RELEASED' && !isOpen(isolation)) continue;
        const standing = isolation.slots.filter((slot) => slot.status !== 'CANCELED');
        expect([id, standing.length]).toEqual([id, account.started + account.extended - account.reduced]);
      }
    });
  });

  it('half-days follow one another, each once, and none falls away while a case is looked after but by a reduction', () => {
    always((world) => {
      for (const isolation of world.cases.values()) {
        const { slots } = isolation;
        expect(new Set(slots.map(({ id }) => id)).size).toBe(slots.length);
        for (const [index, slot] of slots.entries()) {
          expect(slot.nth).toBe(index + 1);
          expect(slots[index + 1]?.beginsAt.equals(slot.dueAt) ?? true).toBe(true);
        }
        const gone = slots.filter(({ status }) => status === 'CANCELED').length;
        if (isOpen(isolation)) expect(gone > 0 && world.accounts.get(isolation.id)?.reduced === 0).toBe(false);
      }
    });
  });

  it('nobody is released with a half-day that is not accounted for, or with fewer than two different signers', () => {
    always((world) => {
      for (const { status, slots, signatures, lastDay, releaseNoticeNo } of world.cases.values()) {
        expect(signatures.length).toBeLessThanOrEqual(status === 'RELEASED' ? 2 : 1);
        if (status !== 'RELEASED') continue;
        for (const slot of slots) {
          expect(slot.status).not.toBe('NOT_PERFORMED');
          if (slot.status === 'MISSED') expect(slot.hasReason).toBe(true);
          if (slot.status === 'SEEN_NOT_OK') expect(slot.resolved).toBe(true);
        }
        const lastTwo = slots.filter((slot) => slot.status !== 'CANCELED').slice(-2);
        expect(lastTwo.every((slot) => slot.status === 'SEEN_OK')).toBe(true);
        expect(new Set(signatures.map(({ by }) => by)).size).toBe(2);
        expect(signatures.map(({ as }) => as).toSorted()).toEqual(['COMMUNITY', 'DOCTOR']);
        for (const { at } of signatures) expect(at.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString() > lastDay).toBe(true);
        expect(releaseNoticeNo).toBe('JC-0137');
      }
    }, 40);
  });

  it('a half-day is told as missed exactly once, if it ever was', () => {
    always((world) => {
      const missed = world.told.filter(({ past }) => past === 'follow-up-missed').map(({ of, slot }) => `${of} ${slot}`);
      const told = new Set(missed);
      expect(told.size).toBe(missed.length);
      for (const { id, slots } of world.cases.values())
        for (const { status, date, half } of slots) {
          if (status === 'MISSED') expect(told).toContain(`${id} ${date} ${half}`);
          if (status === 'NOT_PERFORMED' || status === 'CANCELED') expect(told).not.toContain(`${id} ${date} ${half}`);
        }
    });
  });

  it('what has ended has nothing to do any more, stays as it is, and the clock never wakes for it', () => {
    let before = new Map<string, string>();
    always((world, { what }) => {
      if (what === 'order' && world.cases.size === 1) before = new Map();
      for (const isolation of world.cases.values()) {
        if (isOpen(isolation)) continue;
        expect(isolation.slots.filter(({ status }) => status === 'NOT_PERFORMED')).toEqual([]);
        expect(wakeAt(isolation)).toBeUndefined();
        const now = JSON.stringify(isolation);
        expect(before.get(isolation.id) ?? now).toBe(now);
        before.set(isolation.id, now);
      }
    });
  });

  it('after the clock has looked, it wakes later than now, and where a half-day is to do it wakes', () => {
    always((world, { what }) => {
      for (const isolation of world.cases.values()) {
        const wake = wakeAt(isolation);
        const isToDo = isolation.slots.some(({ status }) => status === 'NOT_PERFORMED');
        expect([isolation.status, wake !== undefined]).toEqual([isolation.status, isToDo]);
        if (what === 'time' && wake) expect(Temporal.Instant.compare(wake, world.now)).toBe(1);
      }
    });
  });

  it('who asked for fewer days is known while they are asked for, and only then', () => {
    always((world) => {
      for (const { status, reduction } of world.cases.values())
        expect([status, reduction !== undefined]).toEqual([status, status === 'REDUCTION_REQUESTED']);
    });
  });

  it('a case that went on elsewhere has one that continues it, with its days', () => {
    always((world) => {
      for (const { id, status, successorId } of world.cases.values()) {
        expect([status, successorId !== undefined]).toEqual([status, status === 'TRANSFERRED']);
        if (successorId !== undefined) expect(world.cases.get(successorId)).toMatchObject({ continues: id });
      }
      const continued = [...world.cases.values()].flatMap(({ continues }) => continues ?? []);
      expect(new Set(continued).size).toBe(continued.length);
    });
  });

  it('and the moves come everywhere: every state, every state of a half-day, everything there is to tell', () => {
    const statuses = new Set<string>();
    const slots = new Set<string>();
    const told = new Set<string>();
    let refused = 0;
    always(
      (world, _, came) => {
        if (!came) refused += 1;
        for (const isolation of world.cases.values()) {
          statuses.add(isolation.status);
          for (const { status } of isolation.slots) slots.add(status);
        }
        for (const { past } of world.told) told.add(past);
      },
      50,
      { numRuns: 400, seed: 4 }, // the same histories every time: whether chance comes everywhere is not what is asked
    );
    expect(refused).toBeGreaterThan(100);
    expect([...statuses].toSorted()).toEqual([...ISOLATION_STATUSES].toSorted());
    expect([...slots].toSorted()).toEqual([...SLOT_STATUSES].toSorted());
    // What a bed tells of a case is told together with its site.
    const facts = EVENTS.filter((event) => event.entity === 'isolation' && !event.past.startsWith('bed-') && !isTombstone(event));
    expect([...told].toSorted()).toEqual(facts.map(({ past }) => past).toSorted());
  });
});
