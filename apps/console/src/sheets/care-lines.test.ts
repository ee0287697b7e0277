import { expect, test } from 'vitest';
import { careLines } from './care-lines.ts';

const ids = new Map([['wang', 'w'], ['li', 'l']]); // prettier-ignore
const read = (...lines: readonly (readonly string[])[]) =>
  careLines(
    lines.map(([residents = '', categories = '', tier = '', agent = '', member = ''], index) => ({
      line: index + 2,
      cells: { 居民编号: residents, 类别: categories, 频次: tier, 代办员: agent, 联户党员: member },
    })),
    (account) => ids.get(account),
  );
const NO = 'PE-20200210-0001-5';

test('households of a file are one a line, in either language, and nobody stands there twice', () => {
  const household = { residents: [NO], categories: ['LIVES_ALONE', 'FRAIL'], tier: 'DAILY', agentId: 'w', partyMemberId: 'l' };
  expect(read([NO, '独居、老弱', '每日', 'Wang', 'li'])).toEqual({ households: [{ line: 2, ...household }], faults: [] });
  const english = {
    residents: NO.toLowerCase(),
    categories: 'lives alone; FRAIL'.replace(' ', '_'),
    tier: 'daily',
    agent: 'wang',
    'party member': 'li',
  };
  expect(careLines([{ line: 2, cells: english }], (account) => ids.get(account)).households).toEqual([{ line: 2, ...household }]);
  const twice = read([NO, '独居', '每日', 'wang', 'li'], [NO, '病', '每周', 'wang', 'li']);
  expect([twice.households.length, twice.faults]).toEqual([1, [{ line: 3, column: '居民编号', rule: 'twice' }]]);
});

test.each([
  [['', '独居', '每日', 'wang', 'li'], '居民编号', 'required'],
  [['张三', '独居', '每日', 'wang', 'li'], '居民编号', 'invalid_value'],
  [[NO, '', '每日', 'wang', 'li'], '类别', 'required'],
  [[NO, '富裕', '每日', 'wang', 'li'], '类别', 'invalid_value'],
  [[NO, '独居', '每时', 'wang', 'li'], '频次', 'invalid_value'],
  [[NO, '独居', '每日', 'nobody', 'li'], '代办员', 'account'],
  [[NO, '独居', '每日', 'wang', ''], '联户党员', 'required'],
] as const)('%o: %s %s', (line, column, rule) => {
  expect(read(line)).toEqual({ households: [], faults: [{ line: 2, column, rule }] });
});
