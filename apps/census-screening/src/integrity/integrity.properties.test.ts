import { DoorVisitKind } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signalsOf } from './integrity.decide.ts';
import { minuteOf, momentsOf, stepBetween, type DoorVisit } from './integrity.ts';
import { POLICY, visit } from './test/integrity-builder.ts';

const door = fc
  .tuple(fc.integer({ min: 7, max: 8 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), fc.nat(3), fc.nat(4))
  .map(([area, compound, grid, house, room]) => `a0${area}/c${compound}/g${grid}/h000${house}-r0${room}`);
const kind = fc.constantFrom(...DoorVisitKind.options);
const minutes = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: 'minute', roundingMode: 'trunc' });

/** In no minute of the day. */
const LATER = 86_400;
/** A day on which somebody keeps to the policy's least, said by the second, by the minute, or on paper by what it may be off. */
const honest = fc
  .array(fc.record({ door, kind, wait: fc.oneof(fc.constant(0), fc.nat(900)), as: fc.constantFrom('now', 'minute', 'paper'), off: fc.integer({ min: -1, max: 1 }) }), { maxLength: 40 })
  .map((steps) => {
    const day: DoorVisit[] = [];
    let seconds = 0;
    let before: DoorVisit | undefined;
    for (const [index, step] of steps.entries()) {
      const more = { kind: step.kind, key: String(index).padStart(2, '0') };
      seconds += (before ? stepBetween(before, visit(LATER, step.door, more), POLICY).takes : 0) + step.wait;
      const there = visit(seconds, step.door, more);
      before = there;
      const at = step.as === 'now' ? there.at : minutes(there.at);
      day.push(step.as === 'paper' ? { ...there, at: at.add({ minutes: step.off * POLICY.paperMinutes }), sheetNo: 'WS-20200210-0001-5' } : { ...there, at });
    }
    return day;
  }); // prettier-ignore

/** A day as somebody might make it up: any door at any time. */
const any = fc
  .array(fc.record({ door, kind, at: fc.nat(2_400), sheet: fc.option(fc.constantFrom('WS-20200210-0001-5', 'WS-20200210-0002-3')) }), {
    maxLength: 9,
  })
  .map((visits) =>
    visits.map(({ door: where, kind: what, at, sheet }, index) =>
      visit(at, where, { kind: what, key: String(index), ...(sheet === null ? {} : { sheetNo: sheet }) }),
    ),
  );

/** The order in which visits are looked at. */
const inOrder = (day: readonly DoorVisit[]): readonly DoorVisit[] =>
  day.toSorted(
    (a, b) => Temporal.Instant.compare(a.at, b.at) || (a.path < b.path ? -1 : Number(a.path > b.path)) || (a.key < b.key ? -1 : 1),
  );

/** Whether one person can have made these, tried second by second from the end: another way than the detector's. */
function possible(visits: readonly DoorVisit[]): boolean {
  let until = Infinity;
  for (const [index, one] of [...visits.entries()].toReversed()) {
    const { first, last } = momentsOf(one, POLICY);
    const next = visits[index + 1];
    until = Math.min(last, next ? until - stepBetween(one, next, POLICY).takes : last);
    if (until < first) return false;
  }
  return true;
}

const wayOf = (visits: readonly DoorVisit[]): number =>
  visits.slice(1).reduce((sum, one, index) => sum + stepBetween(visits[index] ?? one, one, POLICY).way, 0);

describe('whoever keeps to the least anybody needs', () => {
  test('is never asked about, by whatever clock or paper, as long as what they write keeps the order', () => {
    fc.assert(
      fc.property(honest, (day) => {
        fc.pre(inOrder(day).every(({ key }, index) => Number(key) === index));
        expect(signalsOf(day, POLICY)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('of any day', () => {
  test('what is not in question is part of every way to have made the most visits by the shortest way', () => {
    fc.assert(
      fc.property(any, (day) => {
        const signals = signalsOf(day, POLICY);
        const visits = inOrder(day);
        const subsets = Array.from({ length: 2 ** visits.length }, (_, bits) => visits.filter((__, index) => bits & (1 << index)));
        const able = subsets.filter(possible);
        const most = Math.max(...able.map(({ length }) => length));
        const longest = able.filter(({ length }) => length === most);
        const shortest = Math.min(...longest.map(wayOf));
        const best = longest.filter((those) => wayOf(those) === shortest);
        const inAll = visits.filter(({ key }) => best.every((those) => those.some((one) => one.key === key)));
        const open = new Set(signals.flatMap(({ visits: those }) => those.flatMap(({ key, questioned }) => (questioned ? [key] : []))));
        expect(visits.filter(({ key }) => !open.has(key)).map(({ key }) => key)).toEqual(inAll.map(({ key }) => key));
        expect(signals.length > 0).toBe(!possible(visits));
      }),
      { numRuns: 500 },
    );
  });

  test('every signal shows what one person cannot have made, with something in question, and each visit is in one of them at most', () => {
    fc.assert(
      fc.property(any, (day) => {
        const signals = signalsOf(day, POLICY);
        for (const { visits, from, to, needs, said } of signals) {
          expect(possible(visits)).toBe(false);
          expect(visits.some(({ questioned }) => questioned)).toBe(true);
          const keys = visits.map(({ key }) => key);
          expect(keys.indexOf(from.key)).toBeLessThan(keys.indexOf(to.key));
          expect(said).toBe((minuteOf(to) - minuteOf(from)) / 60);
          expect(needs).toBeGreaterThan(said * 60);
        }
        const all = signals.flatMap(({ visits }) => visits.map(({ key }) => key));
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('the order in which visits were entered says nothing', () => {
    fc.assert(
      fc.property(any, fc.func(fc.nat()), (day, rank) => {
        const shuffled = day.toSorted((a, b) => rank(a.key) - rank(b.key));
        expect(signalsOf(shuffled, POLICY)).toEqual(signalsOf(day, POLICY));
      }),
    );
  });
});
