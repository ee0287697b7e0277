import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { id, on } from '../isolation/test/isolation-builder.ts';
import { freeBed, moveBetween, moveWithin, takeBed } from './bed.decide.ts';
import * as decide from './isolation-site.decide.ts';
import { accountOf, inRoom, type Bed, type IsolationSite } from './isolation-site.ts';
import { DUTY, POLICY, bedId, guest, site, wish, worldAt } from './test/site-builder.ts';

const nat = fc.nat(10_000);
const ENDS = ['RELEASED', 'CONVERTED', 'TRANSFERRED', 'LOST', 'CANCELED'] as const;
const move = fc.record({
  what: fc.constantFrom('take', 'take', 'take', 'move', 'between', 'free', 'free', 'disinfect', 'withdraw', 'add'),
  who: fc.integer({ min: 1, max: 8 }),
  room: fc.option(fc.constantFrom('301', '302', '303', '304', '305')),
  shares: fc.constantFrom(undefined, undefined, 'CHILD_WITH_PARENT' as const, 'NEEDS_CARE' as const),
  pick: nat,
  minutes: fc.integer({ min: 0, max: 400 }),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** Two sites of one area, and every line of their ledgers. */
class Beds {
  now = on('01-27T08:00');
  sites: readonly [IsolationSite, IsolationSite] = [site(), site({ id: id('52'), code: 'gld-2', rooms: decide.roomsOf(['301', '302']) })];
  readonly ledger = new Map<string, Bed>();
  done = 0;
  private next = 0;

  private keep(...decided: readonly decide.DecidedSite[]): void {
    for (const { site: after, changed } of decided) {
      const now = (one: IsolationSite): IsolationSite => (one.id === after.id ? after : one);
      this.sites = [now(this.sites[0]), now(this.sites[1])];
      for (const bed of changed) this.ledger.set(bed.id, bed);
    }
    this.done += 1;
  }

  play({ what, who, room, shares, pick, minutes }: Move): void {
    this.now = this.now.add({ minutes });
    const [here, there] = pick % 3 === 0 ? [this.sites[1], this.sites[0]] : this.sites;
    const world = worldAt(this.now, DUTY);
    const last = [...this.ledger.values()].flatMap((bed) => (bed.isolationId === guest(who).isolationId && bed.until ? [bed.until] : []));
    const notBefore = last.toSorted((a, b) => Temporal.Instant.compare(b, a))[0] ?? guest(who).notBefore;
    const asked = wish({ ...(room === null ? {} : { room }), ...(shares ? { exception: shares } : {}), hasReason: pick % 5 > 0 });
    const isThere = (one: IsolationSite): boolean => one.beds.some(({ isolationId }) => isolationId === guest(who).isolationId);
    const line = (): string => bedId((this.next += 1) + 100);
    const given = (outcome: { readonly ok: true; readonly value: decide.DecidedSite } | { readonly ok: false }): void => {
      if (outcome.ok) this.keep(outcome.value);
    };
    if (what === 'take') {
      // Who has a bed is not given another: the case knows that, not the site.
      if (!isThere(here) && !isThere(there)) given(takeBed(here, guest(who, { notBefore }), asked, line(), this.now, world));
    } else if (what === 'move') {
      if (isThere(here)) given(moveWithin(here, guest(who), asked, line(), this.now, world));
    } else if (what === 'between') {
      const moved = isThere(here) ? moveBetween(here, there, guest(who), asked, line(), this.now, world) : undefined;
      if (moved?.ok) this.keep(moved.value.left, moved.value.taken);
    } else if (what === 'free') {
      this.keep(
        freeBed(here, guest(who).isolationId, ENDS[pick % ENDS.length] ?? 'LOST', this.now.subtract({ minutes: pick % 90 }), world),
      );
    } else if (what === 'add') given(decide.addRooms(here, [room ?? '306'], world));
    else given(decide.withdrawRooms(here, [room ?? '301'], what === 'withdraw' ? 'OUT_OF_USE' : 'DISINFECTION', this.now, world));
  }
}

function always(check: (beds: Beds) => void): number {
  let done = 0;
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 50, size: 'max' }), (moves) => {
      const beds = new Beds();
      for (const one of moves) {
        beds.play(one);
        check(beds);
      }
      done += beds.done;
    }),
    { numRuns: 300 },
  );
  return done;
}
const before = (a: Temporal.Instant, b: Temporal.Instant | undefined): boolean => b === undefined || Temporal.Instant.compare(a, b) < 0;
const overlap = (a: Bed, b: Bed): boolean => before(a.since, b.until) && before(b.since, a.until);

describe('whatever is done with rooms and beds, in whatever order', { timeout: 120_000 }, () => {
  it('rooms = free + taken + disinfecting + withdrawn, and people are in rooms that are taken', () => {
    const done = always(({ sites, now }) => {
      for (const one of sites) {
        const { rooms, free, taken, disinfecting, withdrawn, people } = accountOf(one, now);
        expect(free + taken + disinfecting + withdrawn).toBe(rooms);
        expect(rooms).toBe(one.rooms.length);
        expect(taken).toBe(new Set(one.beds.map(({ room }) => room)).size);
        expect(people).toBeGreaterThanOrEqual(taken);
        for (const { room } of one.beds) expect(one.rooms.find(({ no }) => no === room)?.withdrawn).toBeUndefined();
      }
    });
    expect(done).toBeGreaterThan(1_000);
  });

  it('nobody is in two beds at any time, and the ledger says of everybody where they are', () => {
    always(({ sites, ledger }) => {
      const lines = [...ledger.values()];
      for (const own of Map.groupBy(lines, ({ personId }) => personId).values())
        for (const [at, one] of own.entries()) for (const other of own.slice(at + 1)) expect([one, other, overlap(one, other)]).toEqual([one, other, false]); // prettier-ignore
      const open = lines.filter(({ until }) => until === undefined).map((bed) => bed.id);
      expect(sites.flatMap(({ beds }) => beds.map((bed) => bed.id)).toSorted()).toEqual(open.toSorted());
    });
  });

  it('nobody shares a room without the reason, nor with more people than the policy has', () => {
    always(({ sites }) => {
      for (const one of sites)
        for (const { no } of one.rooms) {
          const there = inRoom(one, no);
          if (there.length < 2) continue;
          // Whoever came to somebody came with a reason.
          expect(there.filter(({ exception }) => exception === undefined).length).toBeLessThanOrEqual(1);
          expect(there.length).toBeLessThanOrEqual(Math.max(...POLICY.exceptions.map(({ most }) => most)));
        }
    });
  });

  it('between two who had a room alone one after the other it was disinfected for the hours of the policy', () => {
    always(({ ledger }) => {
      const rooms = Map.groupBy(ledger.values(), ({ siteId, room }) => `${siteId} ${room}`);
      for (const lines of rooms.values())
        for (const later of lines.filter(({ exception }) => exception === undefined))
          for (const earlier of lines) {
            if (earlier === later || !earlier.until || before(later.since, earlier.until)) continue;
            const clean = earlier.until.add({ hours: POLICY.disinfectionHours });
            const others = lines.some((one) => one !== earlier && one !== later && overlap(one, { ...earlier, since: earlier.until ?? earlier.since }));
            if (!others && !earlier.since.equals(earlier.until)) expect(Temporal.Instant.compare(later.since, clean)).toBeGreaterThanOrEqual(0);
          }
    });
  });
}); // prettier-ignore
