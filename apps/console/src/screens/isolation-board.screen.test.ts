import { describe, expect, test } from 'vitest';
import { AT, Desk } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const days = Array.from({ length: 14 }, (_, at) => Temporal.PlainDate.from('2020-02-14').add({ days: at }).toString());
const area = (code: string, overdue: number, isolated: number) => ({
  area: code,
  overdue,
  due: 3,
  findings: 0,
  cells: days.map((day, at) => ({ day, isolated: at < 5 ? isolated : 0, ends: at === 4 ? 2 : 0 })),
});
const board = { days, rows: [area('a07', 0, 12), area('a08', 4, 5)], total: 17, asOf: AT };
const due = {
  isolationId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b71',
  no: 'IC-20200214-0001-8',
  personId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b41',
  label: '测*甲',
  area: 'a07',
  path: 'houzhai/a07/c1/h1',
  date: '2020-02-14',
  half: 'AM' as const,
  day: 2,
  dueAt: '2020-02-14T12:00:00+08:00',
  overdue: true,
};
const row = {
  ...due,
  version: 6,
  kind: 'HOME',
  reason: 'CONTACT',
  status: 'ACTIVE',
  dayZero: '2020-02-12',
  lastDay: '2020-02-26',
  slots: 28,
  done: 1,
  missed: 0,
  overdue: 1,
  findings: 0,
  allowedActions: ['record-follow-up'],
};
const slot = {
  date: due.date,
  half: due.half,
  nth: 4,
  status: 'NOT_PERFORMED',
  dueAt: due.dueAt,
  overdue: true,
  hasReason: false,
  resolved: false,
};
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      IsolationBoard: board,
      FollowUpsDue: { rows: [due], total: 1, asOf: AT },
      IsolationDetail: { row, careTeam: {}, slots: [slot], history: [] },
      ...answers,
    },
    { roles: ['COMMUNITY_WORKER'], ...options },
  );

describe('isolation by area and day', () => {
  test.each(SIZES)('shows what is overdue first and the nearest days, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('glb');
    const lines = screen.split('\n');
    expect(lines).toHaveLength(rows);
    expect(screen).toContain('02-14');
    expect(screen).toContain('‼4');
    const order = lines.filter((line) => /(占位村|Village )[78]/.test(line));
    expect(order.map((line) => /[78]/.exec(line)?.[0])).toEqual(['8', '7']);
    expect(order[1]).toMatch(/12/);
    if (columns === 120) expect(order[1]).toContain('12-2');
  });

  test('leads to the cases and to what waits in an area; an empty one says that nobody is', () => {
    expect(desk().at('glb').keys('enter').asked.at(-1)?.contract.name).toBe('IsolationsPage');
    expect(desk().at('glb').keys('a').asked.at(-1)?.input).toMatchObject({ area: 'a08' });
    expect(desk({ IsolationBoard: { ...board, rows: [], total: 0 } }).at('glb').screen).toContain('没有隔离中的人员');
  });
});

describe('the list of the day', () => {
  test.each(SIZES)('shows what waits, the overdue marked, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('sf');
    expect(screen).toContain('‼12:00');
    expect(screen).toContain('测*甲');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('records a half-day from the list; mine is a key away; done says so', () => {
    const receipt = { isolationId: due.isolationId, no: due.no, status: 'ACTIVE', version: 7, area: 'a07', allowedActions: [] };
    const at = desk({ RecordFollowUp: receipt }).at('sf').keys('a').type('36.5').keys('Ctrl-S');
    expect(at.sent.map(({ input }) => input)).toEqual([
      expect.objectContaining({ isolationId: due.isolationId, date: '2020-02-14', half: 'AM', temperature: 36.5, expectedVersion: 6 }),
    ]);
    expect(desk().at('sf').keys('M').asked.at(-1)?.input).toMatchObject({ mine: true });
    expect(desk({ FollowUpsDue: { rows: [], total: 0, asOf: AT } }).at('sf').screen).toContain('今天的都已随访');
  });
});
