import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { faultLine, scheduleOf } from './schedule.ts';

const asked = fc.record({ commands: fc.integer({ min: 1, max: 100_000 }), faults: fc.integer({ min: 0, max: 60 }), seed: fc.integer() });

describe('schedule of faults', () => {
  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(asked, (run) => {
        expect(scheduleOf(run)).toEqual(scheduleOf(run));
      }),
    );
  });

  it('has as many faults as asked for, in order, while commands are sent', () => {
    fc.assert(
      fc.property(asked, (run) => {
        const at = scheduleOf(run).map((fault) => fault.at);
        expect(at).toHaveLength(run.faults);
        expect(at).toEqual([...at].sort((a, b) => a - b));
        expect(at.every((nth) => nth >= 0 && nth < run.commands)).toBe(true);
      }),
    );
  });

  it('goes through every kind before it takes one again', () => {
    const kinds = (faults: number): Set<string> => new Set(scheduleOf({ commands: 1_000, faults, seed: 7 }).map(({ deed }) => deed.kind));
    expect([...kinds(19)].sort()).toEqual(['clock', 'cut', 'full', 'half-open', 'kill', 'lose-streams', 'slow', 'stall', 'stop']);
  });

  it('keeps to the kinds it is given', () => {
    const schedule = scheduleOf({ commands: 1_000, faults: 9, seed: 7 }, ['kill']);
    expect(schedule.every(({ deed }) => deed.kind === 'kill')).toBe(true);
    expect(schedule.map(faultLine)).toContain('postgres: kill -9');
  });
});
