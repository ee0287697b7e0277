import { describe, expect, test } from 'vitest';
import { AT, Desk, LEAD, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['en', 80, 24],
  ['zh', 120, 40],
  ['en', 120, 40],
] as const;
const ERRAND = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1bd1';
const NO = 'ER-20200214-0001-9';
const line = (no: number, kind: string, side: string, amountFen: number, more: object = {}) => ({ no, kind, side, amountFen, agentId: LEAD, at: AT, ...more }); // prettier-ignore
const ledger = [line(1, 'ADVANCE', 'RESIDENT', 5_000), line(2, 'RECEIPT', 'SHOP', -4_610), line(3, 'RECEIPT', 'SHOP', 10, { corrects: 2 })];
const detail = {
  row: { errandId: ERRAND, no: NO, version: 5, status: 'IN_PROGRESS', kind: 'PURCHASE', moduleCode: 'express', area: 'a02', beneficiaryId: WORKER, agentId: LEAD, requestedAt: AT, updatedAt: AT, overdue: false, escalated: false, allowedActions: ['deliver'] }, // prettier-ignore
  module: {
    zh: '代取快递',
    en: 'Parcels',
    formVersion: 1,
    current: 3,
    fields: [
      { key: 'size', type: 'choice', zh: '尺码', en: 'Size', required: true, choices: ['大', '小'] },
      { key: 'limit', type: 'money', zh: '限额', en: 'Limit', required: false },
      { key: 'who', type: 'person', zh: '代收人', en: 'Who else', required: false },
    ],
  },
  source: 'PHONE',
  acceptBy: AT,
  completeBy: AT,
  policyVersion: '1',
  pausedSeconds: 0,
  reopened: 0,
  authorisationNeeded: [],
  advanceFen: 5_000,
  spentFen: 4_600,
  refundFen: 0,
  receipts: [{ reference: 'A1', amountFen: 4_610 }],
  balanceFen: 400,
  ledger,
  moneyActions: ['give', 'receipts', 'refund', 'correct'],
  sensitive: { items: [{ name: '快递一件' }], answers: { limit: 5_000, size: '大', who: OFFICER } },
  history: [{ version: 1, event: 'money-entered', at: AT, recordedAt: AT, actor: LEAD, details: {} }],
};
const balance = { agentId: LEAD, balanceFen: 1_400, advanceFen: 5_000, spentFen: 4_600, refundFen: 0, transferFen: 1_000, openErrands: 1, oldestAt: AT }; // prettier-ignore
const entries = ledger.map((one) => ({ ...one, errandId: ERRAND, errandNo: NO, area: 'a02', recordedAt: AT, recordedBy: WORKER, balanceFen: 400 })); // prettier-ignore
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      ErrandDetail: detail,
      PersonLabels: ({ ids }: { readonly ids: readonly string[] }) => ({
        labels: ids.map((personId) => ({ personId, label: personId === OFFICER ? '测*乙' : '测*甲', no: 'PE-20200214-0001-8' })),
      }),
      MoneyBalance: { rows: [balance], totalFen: 1_400, ceilingFen: 100_000, at: AT },
      MoneyEntries: { rows: entries.toReversed(), total: 3, at: AT },
      ...answers,
    },
    { roles: ['COMMUNITY_WORKER'], ...options },
  );

describe('the card of an errand', () => {
  test.each(SIZES)(
    'shows its module, what was answered on its own form, and every line of its money, in %s at %ix%i',
    (lang, columns, rows) => {
      const at = desk({}, { lang, columns, rows }).at(`errand ${NO}`);
      const seen = `${at.screen}\n${at.keys('PgDn').screen}`;
      const zh = lang === 'zh';
      for (const word of [zh ? '代购 · 代取快递' : 'Purchase · Parcels', zh ? '第 1 版（现行第 3 版）' : 'version 1 (today’s is 3)', '测*乙', '+¥50.00', '-¥46.10', '+¥0.10', zh ? '更正第 2 笔' : 'corrects 2', zh ? '在手 ¥4.00' : 'in hand ¥4.00', 'A1 ¥46.10']) expect(seen).toContain(word); // prettier-ignore
      expect(seen).toMatch(
        zh ? /尺码 +大[\s\S]*限额 +¥50\.00[\s\S]*代收人 +测\*乙/ : /Size +大[\s\S]*Limit +¥50\.00[\s\S]*Who else +测\*乙/,
      );
      expect(at.screen.split('\n')).toHaveLength(rows);
    },
  );

  test('enters what moved, with what is in hand in sight', () => {
    const receipt = { errandId: ERRAND, no: NO, status: 'IN_PROGRESS', version: 6, area: 'a02', allowedActions: [], balanceFen: 0, lines: [4] }; // prettier-ignore
    const at = desk({ RefundAdvance: receipt }).at(`errand ${NO}`).keys('b', 'f');
    expect(at.screen).toContain('预付 ¥50.00 · 花费 ¥46.00 · 退还 ¥0.00 · 在手 ¥4.00');
    at.type('4').keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([['RefundAdvance', { errandId: ERRAND, expectedVersion: 5, amountFen: 400, payee: 'RESIDENT' }]]); // prettier-ignore
    expect(at.screen).toContain('已记账，在手 ¥0.00');
    const over = { ...detail, row: { ...detail.row, status: 'ARCHIVED' }, moneyActions: [] };
    expect(desk({ ErrandDetail: over }).at(`errand ${NO}`).keys('b').screen).toMatch(/退还 +已归档，账目不再变动/);
    const done = { ...detail, row: { ...detail.row, status: 'CONFIRMED' }, moneyActions: ['receipts', 'refund', 'correct'] };
    expect(desk({ ErrandDetail: done }).at(`errand ${NO}`).keys('b').screen).toMatch(/收到预付 +办完只补付垫款/);
  });
});

describe('the money', () => {
  test.each(SIZES)('says who has how much, and leads to every line of it, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at('zk');
    expect(at.screen).toMatch(/护送甲 +¥14\.00 +¥50\.00 +¥46\.00 +¥0\.00 +\+¥10\.00 +1/);
    expect(at.screen).toContain(lang === 'zh' ? '1 名代办员 在手 ¥14.00' : '1 agent, ¥14.00 in hand');
    at.keys('Enter');
    expect(at.asked.at(-1)?.input).toMatchObject({ agentId: LEAD, open: true });
    expect(at.screen).toMatch(
      lang === 'zh' ? /ER-20200214-0001-9 +3 票据 · 更正第 2 笔 +\+¥0\.10/ : /ER-20200214-0001-9 +3 Receipt · corrects 2 +\+¥0\.10/,
    );
    expect(at.screen.split('\n')).toHaveLength(rows);
    expect(at.keys('A').asked.at(-1)?.input).toMatchObject({ open: false });
  });

  test('of a moment is that of then, on its lines as well', () => {
    const at = desk().at('zk').keys('t').type('2020-02-10 12:00').keys('Ctrl-S');
    const moment = { at: '2020-02-10T04:00:00Z' };
    expect(at.asked.at(-1)?.input).toEqual(moment);
    expect(at.screen).toContain('截至 02-10 12:00');
    expect(at.keys('Enter').asked.at(-1)?.input).toMatchObject(moment);
    expect(desk().at('zk').keys('t').type('2020-02-15 12:00').keys('Ctrl-S').screen).toContain('还没有到这个时刻');
  });

  test('is written to a file a spreadsheet reads', () => {
    const at = desk().at('zk').keys('E');
    const [file] = at.done.filter((effect) => effect.do === 'table');
    expect(file?.rows).toEqual([['护送甲', 14, 50, 46, 0, 10, 1, AT]]);
    expect(file?.columns).toHaveLength(8);
    const [lines] = at.keys('Enter', 'E').done.filter((effect) => effect.do === 'table' && effect.fileName === 'money-entries');
    expect(lines?.do === 'table' && lines.rows.map((row) => row[4])).toEqual([0.1, -46.1, 50]);
  });

  test('that nobody has says so', () => {
    expect(desk({ MoneyBalance: { rows: [], totalFen: 0, ceilingFen: 1, at: AT } }).at('zk').screen).toContain('没有账');
    expect(desk({ MoneyEntries: { rows: [], total: 0, at: AT } }).at('money-entries').screen).toContain('没有未结的账；A 看全部');
  });
});
