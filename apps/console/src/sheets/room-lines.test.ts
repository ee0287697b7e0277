import { expect, test } from 'vitest';
import { roomLines } from './room-lines.ts';

const read = (...lines: readonly (readonly string[])[]) =>
  roomLines(lines.map(([site = '', room = ''], index) => ({ line: index + 2, cells: { 隔离点: site, 房间: room } })));

test('rooms of a file are one a line, each with its site, and none twice', () => {
  expect(read(['GLD-1', 'a301'], ['gld-2', 'A301'])).toEqual({ rooms: [{ line: 2, site: 'gld-1', room: 'A301' }, { line: 3, site: 'gld-2', room: 'A301' }], faults: [] }); // prettier-ignore
  expect(roomLines([{ line: 2, cells: { site: 'gld-1', room: '1' } }]).rooms).toEqual([{ line: 2, site: 'gld-1', room: '1' }]);
  expect(read(['gld-1', '301'], ['gld-1', '301']).faults).toEqual([{ line: 3, column: '房间', rule: 'twice' }]);
});

test.each([
  [['', '301'], '隔离点', 'required'],
  [['一号点', '301'], '隔离点', 'invalid_value'],
  [['gld-1', ''], '房间', 'required'],
  [['gld-1', '三楼 东'], '房间', 'invalid_value'],
] as const)('%o: %s %s', (line, column, rule) => {
  expect(read(line)).toEqual({ rooms: [], faults: [{ line: 2, column, rule }] });
});
