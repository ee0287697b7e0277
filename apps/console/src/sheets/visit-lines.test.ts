import { describe, expect, test } from 'vitest';
import type { UnitRow } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { unit } from '../screens/test/screening-desk.ts';
import { EXPORTED_HEADERS, unitColumns } from './unit-sheet.ts';
import { VISIT_COLUMNS, visitIds, visitLines } from './visit-lines.ts';

const now = Temporal.Instant.from('2020-02-14T01:20:00Z');
const PATH = 'houzhai/a07/c1/g1/h0001-r01';
const zh = (cells: Partial<Record<keyof typeof VISIT_COLUMNS, string>>) =>
  Object.fromEntries(
    Object.entries(VISIT_COLUMNS).map(([column, header]) => [header.zh, cells[column as keyof typeof VISIT_COLUMNS] ?? '']),
  );
const good = { path: PATH, outcome: '已查清', time: '2020-02-11 09:30', unknown: '2' };
const read = (...lines: Parameters<typeof zh>[0][]) =>
  visitLines(
    lines.map((cells, index) => ({ line: index + 2, cells: zh(cells) })),
    now,
  );

describe('visits of a file', () => {
  test('are read by their headers in Chinese or English, outcomes by their words or codes', () => {
    const visit = { line: 2, path: PATH, outcome: 'COMPLETED', asRegistered: false, unknown: 2, occurredAt: '2020-02-11T01:30:00Z' };
    expect(read(good)).toEqual({ visits: [visit], empty: 0, faults: [] });
    const cells = { Path: PATH.toUpperCase(), OUTCOME: 'completed', time: '2020-02-11T09:30:00', 'Not in the register': '2' };
    expect(visitLines([{ line: 2, cells }], now).visits).toEqual([visit]);
    expect(read({ ...good, outcome: '查清' }).visits).toEqual([visit]);
    expect(read({ ...good, outcome: 'nobody home', unknown: '' }).visits).toMatchObject([{ outcome: 'NOBODY_HOME', unknown: 0 }]);
    expect(read({ ...good, outcome: '确认空置', evidence: '水电表', evidenceNo: 'M-12', asRegistered: '否' }).visits).toMatchObject([
      { outcome: 'VACANT_CONFIRMED', evidence: 'METER', evidenceNo: 'M-12', asRegistered: false },
    ]);
  });

  test('name who was found by their numbers, as many as there are', () => {
    const [first, second] = [1, 2].map((sequence) => formatBusinessNumber({ prefix: 'PE', date: '2020-02-11', sequence }));
    expect(read({ ...good, found: `${first ?? ''}、 ${(second ?? '').toLowerCase()}` }).visits).toMatchObject([{ foundNos: [first, second], unknown: 2 }]); // prettier-ignore
    expect(read(good).visits[0]).not.toHaveProperty('foundNos');
  });

  test('lines that say nothing are doors nobody was at', () => {
    expect(read({ path: PATH }, good)).toMatchObject({ empty: 1, visits: [{ line: 3 }], faults: [] });
  });

  test.each([
    [{ ...good, path: 'a07 一号楼' }, '位置', 'path'],
    [{ ...good, path: '' }, '位置', 'required'],
    [{ ...good, outcome: '不知道' }, '结果', 'invalid_value'],
    [{ ...good, outcome: '' }, '结果', 'required'],
    [{ ...good, time: '' }, '上门时间', 'required'],
    // a day alone, and a word that is another day tomorrow
    [{ ...good, time: '2020-02-11' }, '上门时间', 'full-time'],
    [{ ...good, time: '昨天 9:30' }, '上门时间', 'full-time'],
    [{ ...good, time: '09:30' }, '上门时间', 'full-time'],
    [{ ...good, asRegistered: '大概' }, '与登记相符', 'yes-no'],
    [{ ...good, found: '测试甲' }, '查到的人', 'person-no'],
    // a digit is wrong
    [{ ...good, found: 'PE-20200211-0001-2' }, '查到的人', 'person-no'],
    [{ ...good, unknown: '两' }, '登记外人数', 'number'],
    [{ ...good, evidence: '听说' }, '空置依据', 'invalid_value'],
    [{ ...good, note: '长'.repeat(301) }, '备注', 'too_big'],
    [{ ...good, sheetNo: 'WS\u202e1' }, '工作单', 'text'],
  ] as const)('%o: %s %s', (cells, column, rule) => {
    expect(read(cells)).toEqual({ visits: [], empty: 0, faults: [{ line: 2, column, rule }] });
  });

  test('a column that means nothing is named, one that was exported is not', () => {
    const rows = [{ line: 2, cells: { ...zh(good), 状态: '未上门', 楼: 'h0001', 电话: '1' } }];
    expect(visitLines(rows, now, EXPORTED_HEADERS).faults).toEqual([{ line: 1, column: '电话', rule: 'column' }]);
  });

  test('every fault of a line is named at once', () => {
    expect(read({ path: 'x y', outcome: '?', time: '?' }).faults.map(({ rule }) => rule)).toEqual(['path', 'invalid_value', 'full-time']);
  });
});

describe('an exported file', () => {
  test.each(['zh', 'en'] as const)('is read back as it is, and says nobody was at any door until it is filled in, in %s', (lang) => {
    const columns = unitColumns(lang, (id) => id.slice(-2));
    const row: UnitRow = unit;
    const cells = Object.fromEntries(columns.map(({ header, value }) => [header, String(value(row))]));
    expect(visitLines([{ line: 2, cells }], now, EXPORTED_HEADERS)).toEqual({ visits: [], empty: 1, faults: [] });
    const filled = {
      ...cells,
      [VISIT_COLUMNS.outcome[lang]]: lang === 'zh' ? '拒绝' : 'Refused',
      [VISIT_COLUMNS.time[lang]]: '2020-02-11 20:00',
    };
    expect(visitLines([{ line: 2, cells: filled }], now, EXPORTED_HEADERS)).toMatchObject({
      visits: [{ path: row.path, outcome: 'REFUSED' }],
      faults: [],
    });
    if (lang === 'en') expect(Object.values(cells).join(' ')).not.toMatch(/未|已|间/);
    // which door, and nobody who lives behind it
    expect(Object.keys(cells).join()).not.toMatch(/name|姓名|phone|电话/);
  });
});

describe('ids of visits', () => {
  const ids = (round: string, ...lines: Parameters<typeof zh>[0][]) => visitIds(round, read(...lines).visits);

  test('are the same whatever else is in the file, and another for another round or another time', () => {
    const [one] = ids('MP-1', good);
    expect(ids('MP-1', { ...good, path: `${PATH.slice(0, -1)}2` }, {}, good)[1]).toBe(one);
    for (const other of [ids('MP-2', good), ids('MP-1', { ...good, time: '2020-02-11 09:31' }), ids('MP-1', { ...good, note: '补' })])
      expect(other).not.toEqual([one]);
  });

  test('equal lines are visits of their own, in their order', () => {
    const twice = ids('MP-1', good, good);
    expect(new Set(twice).size).toBe(2);
    expect(ids('MP-1', good)).toEqual(twice.slice(0, 1));
  });
});
