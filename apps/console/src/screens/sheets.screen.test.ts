import type { SheetLine, SheetRow } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end)}`;
const row: SheetRow = {
  sheetId: id(80),
  no: 'WS-20200214-0001-8',
  kind: 'FOLLOW_UPS',
  status: 'PRINTED',
  version: 1,
  area: 'a07',
  day: '2020-02-14',
  half: 'AM',
  printedAt: AT,
  printedBy: WORKER,
  lines: 3,
  open: 2,
};
const line = (nth: number, status: SheetLine['status']): SheetLine => ({
  line: nth,
  isolationId: id(70 + nth),
  no: `IC-20200214-000${String(nth)}-8`,
  label: '测*甲',
  path: `houzhai/a07/c1/h${String(nth)}`,
  date: '2020-02-14',
  half: 'AM',
  nth: 3,
  slots: 28,
  isolation: 'ACTIVE',
  status,
});
const lines = [line(1, 'SEEN_OK'), line(2, 'NOT_PERFORMED'), line(3, 'MISSED')];
const receipt = { isolationId: id(72), no: 'IC-20200214-0002-8', status: 'ACTIVE', version: 7, area: 'a07', allowedActions: [] };
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    { SheetsPage: { rows: [row], total: 1, asOf: AT }, WorkSheet: { row, lines }, RecordFollowUp: receipt, ...answers },
    { roles: ['COMMUNITY_WORKER'], ...options },
  );

describe('the sheets', () => {
  test.each(SIZES)('are listed with what is to key back, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('gzd');
    expect(screen).toContain('WS-20200214-0001-8');
    expect(screen).toContain('2/3');
    expect(screen.split('\n').find((line) => /编号|No\./.test(line))).toMatch(/(纸张|Paper)(?!.*…)/);
    expect(screen).toContain(lang === 'zh' ? '2020-02-14 上午' : '2020-02-14 Morning');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are those to key back first; all is a key away; none says what to do', () => {
    const at = desk().at('sheets');
    expect(at.asked.at(-1)?.input).toEqual({ open: true, limit: 200 });
    expect(at.keys('A').asked.at(-1)?.input).toEqual({ open: false, limit: 200 });
    expect(desk({ SheetsPage: { rows: [], total: 0, asOf: AT } }).at('sheets').screen).toContain('a 打印一张');
  });

  test('of doors stand there too: opened they are their doors, printed again they keep their number', () => {
    const doors: SheetRow = { ...row, kind: 'DOORS', no: 'WS-20200214-0002-6' };
    const at = desk({ SheetsPage: { rows: [doors], total: 1, asOf: AT } }).at('sheets');
    expect(at.screen).toMatch(/WS-20200214-0002-6 +上门/);
    expect(at.keys('enter').asked.at(-1)?.input).toMatchObject({ sheet: doors.no });
    at.keys('escape', 'p');
    expect(at.done.at(-1)).toMatchObject({ do: 'print', contract: { name: 'ExportUnits' }, input: { sheet: doors.no } });
  });

  test('are destroyed only with somebody who stood by', () => {
    const at = desk().at('sheets').keys('D');
    expect(at.screen).toContain('WS-20200214-0001-8 登记销毁');
    at.keys('Ctrl-S');
    expect(at.sent).toEqual([]);
  });
});

describe('one sheet', () => {
  test.each(SIZES)('shows its lines and which wait, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`sheet ${row.no}`);
    expect(screen).toContain(lang === 'zh' ? '待回录 2/3' : 'to key 2/3');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('is keyed a line after the other with a few keys, and nothing measured stands in the log', () => {
    const at = desk().at(`sheet ${row.no}`).keys('a');
    expect(at.screen).toContain('第 2 行');
    at.type('372 0930 电').keys('enter');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      [
        'RecordFollowUp',
        expect.objectContaining({
          isolationId: id(72),
          date: '2020-02-14',
          half: 'AM',
          temperature: 37.2,
          method: 'PHONE',
          occurredAt: '2020-02-14T01:30:00Z',
          sheetNo: row.no,
        }),
      ],
    ]);
    expect(at.screen).toContain('第 3 行');
    at.type('365').keys('enter');
    expect(at.screen).toContain('已全部回录');
    expect(JSON.stringify(at.model.log)).not.toMatch(/37\.?2|36\.?5/);
  });

  test('refuses what it cannot read, in place, and sends nothing', () => {
    const at = desk().at(`sheet ${row.no}`).keys('a').type('三七').keys('enter');
    expect(at.screen).toContain('“三七”不是体温');
    expect(at.sent).toEqual([]);
    expect(at.keys('enter').screen).toContain('第 2 行');
  });
});
