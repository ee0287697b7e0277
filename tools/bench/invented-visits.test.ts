import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { INVENTIONS, generateSaidVisits } from './invented-visits.ts';

describe('visits as people say them', () => {
  const said = generateSaidVisits(7, 120, 5);
  const honest = said.filter(({ invented }) => invented === undefined);

  test('are made up in five of a hundred cases, in every way, by whoever gives minutes', () => {
    const invented = said.filter((one) => one.invented !== undefined);
    expect((invented.length * 100) / said.length).toBeGreaterThanOrEqual(5);
    expect((invented.length * 100) / said.length).toBeLessThan(6);
    expect(new Set(invented.map((one) => one.invented))).toEqual(new Set(INVENTIONS));
    expect(invented.filter(({ sheetNo }) => sheetNo !== undefined)).toEqual([]);
  });

  test('of honest people repeat 36.5, share a minute on paper, and are entered in the evening', () => {
    const many = (of: readonly unknown[]): void => {
      expect(of.length).toBeGreaterThan(honest.length / 20);
    };
    many(honest.filter(({ celsius }) => celsius === 36.5));
    many(honest.filter(({ enteredAt }) => enteredAt >= 19 * 3_600));
    const lines = honest.filter(({ sheetNo }) => sheetNo !== undefined);
    many([...Map.groupBy(lines, ({ sheetNo, at }) => `${sheetNo ?? ''} ${String(at)}`).values()].flatMap((those) => those.slice(1)));
  });

  test('are the same for the same seed', () => {
    expect(generateSaidVisits(7, 120, 5)).toEqual(said);
    expect(generateSaidVisits(8, 120, 5)).not.toEqual(said);
  });

  test('are made without anything of what looks at them', () => {
    const source = readFileSync(join(import.meta.dirname, 'invented-visits.ts'), 'utf8');
    expect([...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from)).toEqual(['../../seeds/demo/chance.ts']);
  });
});
