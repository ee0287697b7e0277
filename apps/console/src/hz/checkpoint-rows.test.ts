import { expect, test } from 'vitest';
import { OFFICER, WORKER, batch, exit, ledger, missing, released } from '../screens/test/checkpoint-desk.ts';
import { checkpointRows, ledgerRows } from './checkpoint-rows.ts';
import { tableOf } from './output.ts';

const names = new Map([
  [OFFICER, '卡口甲'],
  [WORKER, '社区七'],
]);
const table = (contract: string, row: unknown, lang: 'zh' | 'en'): string => {
  const rows = checkpointRows(contract, { rows: [row] }, names, lang) ?? [];
  return tableOf(rows, Object.keys(rows[0] ?? {}));
};

test.each(['zh', 'en'] as const)('lists of checkpoints, arrivals and batches have names and words, no ids and no plate, in %s', (lang) => {
  const zh = lang === 'zh';
  const text = [table('ListCheckpoints', exit, lang), table('ArrivalsPage', missing, lang), table('BatchesPage', batch, lang)].join('\n');
  expect(text).toMatch(zh ? /exit-1 .*开放 .*卡口甲 至/ : /exit-1 .*Open .*卡口甲 until/);
  expect(text).toMatch(zh ? /测\*丙 .*未到 .*社区七/ : /测\*丙 .*Missing .*社区七/);
  expect(text).toMatch(zh ? /EB-20200214-0001-8 .*‼ 到达/ : /EB-20200214-0001-8 .*‼ Arrived/);
  expect(text).not.toMatch(/01912f4e|鄂/);
  expect(checkpointRows('FindPersons', { rows: [] }, names, lang)).toBeUndefined();
});

test('the ledger is one line of numbers and whoever is left with who answers', () => {
  const { account, open } = ledgerRows({ ...ledger, open: [missing, released] }, names, 'zh');
  expect(account).toEqual([
    { 日期: '2020-02-14', 应交接: 9, 接收: 5, 未接收: 1, 未到: 0, 处置: 0, 等候: 2, 途中: 1, 待确认: 1, 平: '! 未平' },
  ]);
  expect(open.map((row) => row['由谁负责'])).toEqual(['社区七', '卡口甲']);
  expect(ledgerRows({ ...ledger, balanced: true }, names, 'en').account[0]?.['balances']).toBe('✓');
});
