import { describe, expect, test } from 'vitest';
import { viewChanged } from '../app/update.ts';
import { displayWidth } from '../terminal/width.ts';
import { AT, Desk } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const definition = (id: string, zh: string, en: string, drill?: string) => ({
  id,
  zh,
  en,
  meaningZh: `${zh}的含义`,
  meaningEn: `${en}, as it is meant`,
  ...(drill === undefined ? {} : { drill }),
});
const DEFINITIONS = [
  definition('errandsOpen', '在办代办', 'Errands open'),
  definition('errandsOverdue', '超期', 'Overdue'),
  definition('errandsDoneToday', '今日办结', 'Done today'),
  definition('residentsKnown', '登记居民', 'People known'),
  definition('arrivalsToday', '今日来(返)义', 'Arrived today'),
  definition('inIsolation', '隔离中', 'In isol.'),
  definition('slotsMissed', '漏访', 'Missed'),
  definition('strength', '在岗', 'On duty'),
  definition('coverage', '摸排查清', 'Doors done', 'doors unopened=true'),
];
const whole = (units: number, addendum = 0, accountedAddendum = 0) => ({ units, addendum, accountedAddendum });
const row = (number: number, value: number, of?: ReturnType<typeof whole>) => ({
  area: `a0${String(number)}`,
  zh: `占位村${String(number)}`,
  en: `Village ${String(number)}`,
  placeholder: false,
  updatedAt: AT,
  cells: {
    ...Object.fromEntries(DEFINITIONS.map(({ id }) => [id, { value: 1, level: 'none' }])),
    coverage: { value, level: 'none', ...(of ? { whole: of } : {}) },
  },
});
const chart = (...rows: ReturnType<typeof row>[]) => ({
  rows,
  totals: { errandsOverdue: 0, coverage: 41 },
  wholes: { coverage: whole(56, 2, 1) },
  definitions: DEFINITIONS,
  asOf: AT,
  stale: false,
});
const CHART = chart(row(7, 40, whole(52, 2, 1)), row(8, 1, whole(4)), row(9, 0));
const desk = (options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ WallChart: CHART }, { roles: ['DUTY_OFFICER'], ...options }).at('board');
const left = (at: Desk): Desk => at.keys('left');

describe('coverage on the wall chart', () => {
  test.each(SIZES)('is n/N and what came later, or in percent where there is no room, in %s at %ix%i', (lang, columns, rows) => {
    const at = left(desk({ lang, columns, rows }));
    const lines = at.screen.split('\n');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(at.screen).toContain('75.9%');
    // The chosen figure in full, below the table.
    expect(at.screen).toContain('40/52(+1/2)');
    expect(lines.find((line) => line.includes(lang === 'zh' ? '占位村8' : 'Village 8'))).toContain('25.0%');
    expect(lines.find((line) => line.includes(lang === 'zh' ? '占位村9' : 'Village 9'))).toContain('—');
    expect(lines.find((line) => line.includes(lang === 'zh' ? '合计' : 'Total'))).toContain('72.4%');
  });

  test.each(['zh', 'en'] as const)('the figures of one area stand beside the table only where they are not cut, in %s', (lang) => {
    const meaning = lang === 'zh' ? '摸排查清的含义' : 'Doors done, as it is meant';
    expect(left(desk({ lang, columns: 120, rows: 40 })).screen).not.toContain('┌─ ');
    const wide = left(desk({ lang, columns: 160, rows: 40 })).screen;
    for (const text of [meaning, '40/52(+1/2)', ':doors unopened=true @a07']) expect(wide).toContain(text);
  });

  test('stands behind the others where there is no room for all; the legend says which comes next', () => {
    const at = desk({ lang: 'zh', columns: 80, rows: 24 });
    expect(at.screen).toContain('› 摸排查清');
    expect(at.screen).not.toContain('75.9%');
    expect(left(at).screen).toContain('‹ 在办代办');
  });

  test('leads to the doors of the area that nobody has opened yet', () => {
    const asked: unknown[] = [];
    const answer = (input: unknown) => (asked.push(input), { rows: [], total: 0, open: 0, asOf: AT }); // prettier-ignore
    const at = new Desk({ WallChart: CHART, UnitsPage: answer }, { roles: ['DUTY_OFFICER'] }).at('board');
    left(at).keys('enter');
    expect(asked).toEqual([expect.objectContaining({ area: 'a07', unopened: true })]);
  });

  test('sorts by share, and is asked for in full when a round begins or ends anywhere', () => {
    const at = left(desk({ lang: 'zh' })).keys('s', '9');
    expect(at.screen.indexOf('占位村7')).toBeLessThan(at.screen.indexOf('占位村8'));
    at.answers = { ...at.answers, WallChart: (input: { areas?: string[] }) => (input.areas ? chart() : chart(row(7, 52, whole(52)))) };
    at.take(viewChanged('board', ['a00']));
    expect(at.screen).toContain('52/52');
    expect(at.screen).not.toContain('占位村8');
  });
});
