import type { IsolationRow, Slot } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, LEAD, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const CASE = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b71';
const row: IsolationRow = {
  isolationId: CASE,
  no: 'IC-20200214-0001-8',
  version: 6,
  personId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b41',
  label: '测*甲',
  kind: 'HOME',
  reason: 'ENTRY_FROM_RISK_AREA',
  status: 'ACTIVE',
  area: 'a07',
  path: 'houzhai/a07',
  dayZero: '2020-02-12',
  lastDay: '2020-02-26',
  day: 2,
  slots: 4,
  done: 1,
  missed: 1,
  overdue: 1,
  findings: 0,
  nextDueAt: '2020-02-14T12:00:00+08:00',
  allowedActions: ['record-follow-up', 'excuse-missed', 'resolve-finding', 'extend', 'request-release', 'cancel'],
};
const slot = (nth: number, date: string, half: 'AM' | 'PM', more: Partial<Slot> = {}): Slot => ({
  nth,
  date,
  half,
  status: 'NOT_PERFORMED',
  dueAt: `${date}T12:00:00+08:00`,
  overdue: false,
  hasReason: false,
  resolved: false,
  ...more,
});
const detail = {
  row,
  careTeam: { streetCadreId: WORKER, doctorId: LEAD },
  household: 'LIVES_ALONE',
  supplyEnsured: false,
  noticeNo: 'GL-0137',
  slots: [
    slot(1, '2020-02-13', 'AM', { status: 'SEEN_OK', method: 'PHONE', occurredAt: '2020-02-13T09:00:00+08:00', recordedBy: WORKER }),
    slot(2, '2020-02-13', 'PM', { status: 'MISSED' }),
    slot(3, '2020-02-14', 'AM', { overdue: true }),
    slot(4, '2020-02-14', 'PM'),
  ],
  history: [{ version: 1, event: 'ordered', at: AT, recordedAt: AT, actor: WORKER }],
};
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    { IsolationsPage: { rows: [row], total: 1, asOf: AT }, IsolationDetail: detail, ...answers },
    { roles: ['COMMUNITY_WORKER'], ...options },
  );

describe('the cases', () => {
  test.each(SIZES)('are listed with the day, what is done and what each needs, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('gl');
    expect(screen).toContain('IC-20200214-0001-8');
    expect(screen).toContain('1/4');
    expect(screen).toContain(lang === 'zh' ? '‼逾期 1 !漏访 1' : '‼overdue 1');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are the open ones; mine and all are a key away; none says what to do', () => {
    const at = desk().at('isolations');
    expect(at.asked.at(-1)?.input).toEqual({ mine: false, limit: 200, open: true });
    expect(at.keys('M').asked.at(-1)?.input).toMatchObject({ mine: true, open: true });
    expect(at.keys('A').asked.at(-1)?.input).toEqual({ mine: true, limit: 200 });
    expect(desk({ IsolationsPage: { rows: [], total: 0, asOf: AT } }).at('isolations').screen).toContain('没有未结束的隔离对象');
    expect(desk().at('isolations open=true @a07').asked.at(-1)?.input).toMatchObject({ area: 'a07' });
  });

  test('say why something of a half-day cannot be done from the list', () => {
    expect(desk().at('isolations').keys('x').screen).toMatch(/登记随访 +打开该对象，选中一个半天/);
  });
});

describe('one case', () => {
  test.each(SIZES)('shows its half-days, its team and what is missing, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`isolation ${row.no}`);
    expect(screen).toContain(lang === 'zh' ? '‼ 逾期未访' : '‼ overdue');
    expect(screen).toContain(lang === 'zh' ? '! 物资需要保障' : '! supplies needed');
    expect(screen).toContain('GL-0137');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('records the half-day that waits: only what was seen is asked', () => {
    const receipt = { isolationId: CASE, no: row.no, status: 'ACTIVE', version: 7, area: 'a07', allowedActions: [] };
    const at = desk({ RecordFollowUp: receipt }).at(`isolation ${row.no}`).keys('a');
    expect(at.screen).toContain('登记随访 · 测*甲 · 2020-02-14 上午');
    at.type('36.5').keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      [
        'RecordFollowUp',
        expect.objectContaining({ isolationId: CASE, expectedVersion: 6, date: '2020-02-14', half: 'AM', temperature: 36.5 }),
      ],
    ]);
    expect(at.screen).toContain('登记随访 → 隔离中');
    expect(JSON.stringify(at.model.log)).not.toContain('36.5');
  });

  test('explains a missed one where the cursor is; a recorded one cannot be recorded again', () => {
    const at = desk().at(`isolation ${row.no}`).keys('up');
    expect(at.keys('x').screen).toMatch(/‼|说明漏访/);
    expect(at.keys('e').screen).toContain('说明漏访 · 测*甲 · 2020-02-13 下午');
    const first = desk().at(`isolation ${row.no}`).keys('up', 'up', 'a');
    expect(first.screen).toContain('2020-02-13 上午 正常');
  });
});
