import { describe, expect, it } from 'vitest';
import { check } from './checks/check.ts';
import { holds, reportLines, type Report } from './report.ts';

const figures: Report['figures'] = {
  seconds: 1,
  settling: 1,
  looking: 1,
  acknowledged: 1,
  refused: 0,
  resent: 0,
  repeats: 0,
  reuses: 0,
  unavailable: 0,
  longestGapSeconds: 0.24,
  longestGapAt: 1,
  events: 1,
  viewGaps: 0,
  isolations: 0,
  met: 0,
  longestToErrand: 0,
};
const reportOf = (...checks: Report['checks']): Report => ({ seed: 7, commands: 1, faults: 0, checks, figures, memory: { nats: 30.4 } });

describe('what a run says', () => {
  it('a check without cases has seen nothing, and does not hold', () => {
    expect(holds(check('lost', '丢失', 'lost', 0, []))).toBe(false);
    expect(holds(check('lost', '丢失', 'lost', 3, []))).toBe(true);
    expect(holds(check('lost', '丢失', 'lost', 3, ['a']))).toBe(false);
  });

  it('what is wrong has examples, three at most, and the last line says that it is', () => {
    const lines = reportLines(reportOf(check('lost', '丢失', 'lost', 9, ['a', 'b', 'c', 'd'])));
    expect(lines[0]).toContain('4 / 9');
    expect(lines.slice(1, 4)).toEqual(['      a', '      b', '      c']);
    expect(lines.join('\n')).not.toContain('      d');
    expect(lines.at(-1)).toMatch(/^✗.*7/);
  });

  it('when everything holds the last line says so', () => {
    expect(reportLines(reportOf(check('lost', '丢失', 'lost', 9, []))).at(-1)).toMatch(/^✓/);
  });
});
