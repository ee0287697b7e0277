import { describe, expect, test } from 'vitest';
import { teamLines } from './team-lines.ts';

const ACCOUNTS = ['lead-07', 'member-1', 'member-2', 'lead-08'];
const read = (...lines: readonly (readonly string[])[]) =>
  teamLines(
    lines.map(([no = '', area = '', leader = '', members = ''], index) => ({
      line: index + 2,
      cells: { 队号: no, '村(居)': area, 队长: leader, 队员: members },
    })),
    (account) => (ACCOUNTS.includes(account) ? `id of ${account}` : undefined),
  );

describe('teams of a file', () => {
  test('are one a line, people by their accounts, apart by whatever people put between them', () => {
    const team = { line: 2, no: 7, homeArea: 'a07', leaderId: 'id of lead-07', memberIds: ['id of member-1', 'id of member-2'] };
    for (const members of ['member-1 member-2', 'member-1、Member-2', 'member-1，member-2', ' member-1;\nmember-2 '])
      expect(read(['7', 'A07', 'lead-07', members])).toEqual({ teams: [team], faults: [] });
    const cells = { team: '7', area: 'a07', leader: 'lead-07', members: '' };
    const english = teamLines([{ line: 2, cells }], (account) => account);
    expect(english.teams).toEqual([{ line: 2, no: 7, homeArea: 'a07', leaderId: 'lead-07', memberIds: [] }]);
  });

  test.each([
    [['x', 'a07', 'lead-07'], '队号', 'number'],
    [['0', 'a07', 'lead-07'], '队号', 'number'],
    [['', 'a07', 'lead-07'], '队号', 'required'],
    [['7', 'houzhai', 'lead-07'], '村(居)', 'invalid_value'],
    [['7', 'a07', ''], '队长', 'required'],
    [['7', 'a07', 'nobody'], '队长', 'account'],
    [['7', 'a07', 'lead-07', 'member-1 stranger'], '队员', 'account'],
    [['7', 'a07', 'lead-07', 'lead-07'], '队员', 'twice'],
  ] as const)('%o: %s %s', (line, column, rule) => {
    expect(read(line)).toEqual({ teams: [], faults: [{ line: 2, column, rule }] });
  });

  test('nobody and no number stands there twice', () => {
    const { teams, faults } = read(['7', 'a07', 'lead-07', 'member-1'], ['7', 'a08', 'lead-08', 'member-1']);
    expect(teams).toHaveLength(1);
    expect(faults).toEqual([{ line: 3, column: '队号', rule: 'twice' }, { line: 3, column: '队员', rule: 'twice' }]); // prettier-ignore
  });
});
