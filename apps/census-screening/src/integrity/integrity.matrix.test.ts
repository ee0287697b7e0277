import { describe, expect, test } from 'vitest';
import { signalsOf } from './integrity.decide.ts';
import { POLICY, told, visit } from './test/integrity-builder.ts';

const ROOM = 'a07/c1/g1/h0001-r01';
const NEXT_ROOM = 'a07/c1/g1/h0001-r02';
const HOUSE = 'a07/c1/g1/h0002';
const GRID = 'a07/c1/g2/h0001';
const COMPOUND = 'a07/c2/g1/h0001';
const AREA = 'a08/c1/g1/h0001';
const MINUTE = 60;
const ON_SHEET = { sheetNo: 'WS-20200210-0001-5' };

describe('two visits of one collector', () => {
  // The minute in which both are said to be is given to them: so many minutes apart are asked about, one more is not.
  test.each([
    ['rooms of one house', NEXT_ROOM, 'FOLLOW_UP', 0],
    ['rooms of one house where nobody opened', NEXT_ROOM, 'UNOPENED', undefined],
    ['houses of one grid', HOUSE, 'FOLLOW_UP', 0],
    ['houses of one grid where nobody opened', HOUSE, 'UNOPENED', undefined],
    ['grids of one compound', GRID, 'FOLLOW_UP', 0],
    ['compounds of one area', COMPOUND, 'OPENED', 1],
    ['areas', AREA, 'FOLLOW_UP', 3],
    ['areas where nobody opened', AREA, 'UNOPENED', 3],
  ] as const)('%s are asked about by the way between them', (_, door, kind, minutes) => {
    const apart = (between: number) => told(visit(0, ROOM, { kind }), visit(between * MINUTE, door, { kind }));
    for (let between = 0; between <= 5; between++)
      expect([between, apart(between)]).toEqual([between, minutes !== undefined && between <= minutes ? [['SPACING', 0, between]] : []]);
  });

  test('of one household are one visit, and so is a place of which it is not known where in the other it is', () => {
    expect(told(visit(0, ROOM), visit(0, ROOM, { key: 'another' }))).toEqual([]);
    expect(told(visit(0, ROOM), visit(0, 'a07/c1'))).toEqual([]);
  });
});

describe('three visits and more', () => {
  test('there and back between visits that stand: the one in the middle is in question, the others are not', () => {
    expect(told(visit(-300, NEXT_ROOM), visit(0, ROOM), visit(120, AREA), visit(240, HOUSE), visit(600, HOUSE, { key: 'later' }))).toEqual([
      ['SPACING', 2],
    ]);
  });

  test('there and back, each way just possible, both together not: what is off the way of the others is in question', () => {
    const day = [visit(-600, ROOM, { key: 'before' }), visit(0, NEXT_ROOM), visit(240, AREA), visit(480, HOUSE), visit(780, ROOM)];
    expect(told(...day.slice(1, 3))).toEqual([]);
    expect(told(...day.slice(2, 4))).toEqual([]);
    expect(told(...day)).toEqual([['ROUTE', 4]]);
    expect(signalsOf(day, POLICY)[0]).toMatchObject({ needs: 600, said: 8, from: { key: day[1]?.key }, to: { key: day[3]?.key } });
  });

  test('more visits than minutes: nobody can say which, so it is all of them', () => {
    const staircase = Array.from({ length: 12 }, (_, room) =>
      visit(Math.floor(room / 2) * MINUTE, `a07/c1/g1/h0001-r${String(room + 1).padStart(2, '0')}`, { kind: 'UNOPENED' }),
    );
    expect(told(...staircase)).toEqual([]);
    const said = staircase.map((one) => ({ ...one, kind: 'OPENED' as const }));
    expect(told(...said)).toEqual([['SPACING', ...said.map((_, room) => Math.floor(room / 2))]]);
    const rows = Array.from({ length: 7 }, (_, room) => visit(0, `a07/c1/g1/h0001-r0${String(room + 1)}`, { kind: 'UNOPENED' }));
    expect(told(...rows.slice(0, 3))).toEqual([]);
    expect(told(...rows)).toEqual([['TOO_MANY', 0, 0, 0, 0, 0, 0, 0]]);
  });

  test('what is in question in the morning and in the afternoon are two signals', () => {
    const visits = [0, 5 * 3_600].flatMap((from) => [
      visit(from, ROOM, { key: `r${String(from)}` }),
      visit(from + 30, AREA, { key: `a${String(from)}` }),
    ]);
    expect(signalsOf(visits, POLICY).map(({ visits: those }) => those.map(({ key }) => key))).toEqual([
      ['r0', 'a0'],
      ['r18000', 'a18000'],
    ]);
  });
});

describe('what is never asked about', () => {
  test('lines of one sheet with the same minute, however many', () => {
    const lines = Array.from({ length: 40 }, (_, room) => visit(0, `a07/c1/g1/h00${String(room + 10)}`, ON_SHEET));
    expect(told(...lines)).toEqual([]);
    expect(told(...lines.map(({ sheetNo: _, ...line }) => line))).toHaveLength(1);
  });

  test('times on paper that are rounded, as long as it is not there and back', () => {
    expect(told(visit(0, ROOM, ON_SHEET), visit(300, AREA, ON_SHEET))).toEqual([]);
    expect(told(visit(0, ROOM, ON_SHEET), visit(0, AREA, { sheetNo: 'WS-20200210-0002-4' }))).toEqual([]);
    expect(told(visit(0, ROOM, ON_SHEET), visit(0, AREA, { sheetNo: 'WS-20200210-0002-4' }), visit(60, HOUSE, ON_SHEET))).toEqual([
      ['ROUTE', 0],
    ]);
    expect(told(visit(0, ROOM, ON_SHEET), visit(120, AREA))).toEqual([]);
    expect(told(visit(0, ROOM, ON_SHEET), visit(0, AREA))).toEqual([['SPACING', 0, 0]]);
  });

  test('a day without visits, or with one', () => {
    expect([told(), told(visit(0, ROOM))]).toEqual([[], []]);
  });
});
