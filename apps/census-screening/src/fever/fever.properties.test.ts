import { FEVER_ACTIONS, FEVER_STATUSES, type FeverAction } from '@houzhai/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { id } from '../isolation/test/isolation-builder.ts';
import * as decide from './fever.decide.ts';
import type { DecidedFever } from './fever.decide.ts';
import { publishFever } from './fever.publish.ts';
import { wakeAt, type Fever } from './fever.ts';
import { feverColumns, toFever, type StoredFever } from './fever.row.ts';
import { OWN, TAKE, after, suspicion } from './test/fever-builder.ts';

const move = fc.record({
  what: fc.constantFrom(...FEVER_ACTIONS, ...FEVER_ACTIONS, 'observe', 'exclude', 'join', 'time'),
  minutes: fc.integer({ min: -5, max: 200 }),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

/** One move by the decisions; undefined where nothing came of it. */
function play(fever: Fever, what: Move['what'], now: Temporal.Instant, nth: number): DecidedFever | undefined {
  const world = { ...after(0), now };
  switch (what) {
    case 'time':
      return decide.tickFever(fever, now);
    case 'join':
      return fever.status === 'RESOLVED' ? undefined : decide.joinFever(fever, { place: 'PHONE', readingId: id(`9${String(nth)}`) });
    case 'observe': {
      const judged = decide.judgeFever(fever, 'OBSERVE', now, world);
      return judged.ok ? judged.value : undefined;
    }
    case 'exclude': {
      const rechecked = decide.recheckFever(fever, { temperature: 36.6, readingId: id(`8${String(nth)}`) }, now, world);
      return rechecked.ok ? rechecked.value : undefined;
    }
    default: {
      const taken = TAKE[what](fever, world);
      return taken.ok ? taken.value : undefined;
    }
  }
}

it('whatever is done with a fever, in whatever order: it goes one way, nobody is sent or has a result unjudged, and every fact is told', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 30, size: 'max' }), (moves) => {
      let fever = suspicion();
      let now = fever.since;
      const told: string[] = ['suspected'];
      for (const [nth, { what, minutes }] of moves.entries()) {
        now = now.add({ minutes });
        const before = fever;
        const decided = play(fever, what, now, nth);
        if (!decided) continue;
        ({ fever } = decided);
        for (const fact of decided.facts) {
          const { contract, data } = publishFever(fever, fact);
          expect(contract.data.parse(data)).toEqual(data);
          told.push(contract.past);
        }
        expect(before.status).not.toBe('RESOLVED');
        expect(FEVER_STATUSES.indexOf(fever.status)).toBeGreaterThanOrEqual(FEVER_STATUSES.indexOf(before.status));
        expect(fever.readingIds.slice(0, before.readingIds.length)).toEqual(before.readingIds);
        expect(Temporal.Instant.compare(fever.steppedAt, before.steppedAt)).toBeGreaterThanOrEqual(0);
        const columns = feverColumns(fever);
        const facts = JSON.parse(JSON.stringify(columns['facts'])) as StoredFever;
        expect(feverColumns(toFever({ facts }))).toEqual(columns);
      }
      if (told.includes('sent')) expect(fever.judgement).toBe('SEND');
      if (fever.ending === 'RESULT') expect(told).toContain('judged');
      if (fever.status === 'RESOLVED') {
        expect(told.filter((past) => past === 'resolved')).toHaveLength(1);
        expect(wakeAt(fever)).toBeUndefined();
        ends.add(fever.ending ?? '');
      } else expect(told).not.toContain('resolved');
      // Late at most once per step.
      const steps = told.filter((past) => ['suspected', 'rechecked', 'judged', 'sent'].includes(past)).length;
      expect(told.filter((past) => past === 'overdue').length).toBeLessThanOrEqual(steps);
    }),
    { numRuns: 500 },
  );
  expect([...ends].toSorted()).toEqual(['EXCLUDED_AT_RECHECK', 'RESULT', 'WITHOUT_RESULT']);
});

it('no plate of their own is accepted, however a fever came to be judged', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<FeverAction>('judge'), { maxLength: 3 }),
      fc.constantFrom('AMBULANCE_120', 'DESIGNATED_CAR'),
      (again, means) => {
        const fever = (['recheck', 'judge', ...again] as const).reduce((one, action, index) => {
          const taken = TAKE[action](one, after(index));
          return taken.ok ? taken.value.fever : one;
        }, suspicion());
        expect(decide.sendFever(fever, { means, plate: OWN }, [OWN, '浙G99999'], after(50).now, after(50))).toMatchObject({
          refusal: { code: 'fever.own-car' },
        });
      },
    ),
  );
});
