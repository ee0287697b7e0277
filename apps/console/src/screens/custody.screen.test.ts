import { describe, expect, test } from 'vitest';
import { viewChanged } from '../app/update.ts';
import { Desk, WORKER, head, ledger, missing } from './test/checkpoint-desk.ts';

describe('the custody ledger', () => {
  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('shows whether the day balances and who answers for whoever is left, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Desk({}, { lang, columns, rows }).at('jj');
    const account = screen.replaceAll(/\s+/gu, ' ');
    expect(account).toContain(
      lang === 'zh'
        ? '应交接 9 = 接收 5 + 未接收 1 + 未到 0 + 处置 0 + 等候 2 + 途中 1'
        : 'Needed 9 = taken over 5 + refused 1 + missing 0 + settled 0 + waiting 2 + under way 1',
    );
    expect(screen).toContain(lang === 'zh' ? '! 未平：还有 3 人' : '! Not yet: 3 still');
    expect(screen).toMatch(/AR-20200213-0009-1 测\*丙.*社区七/);
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('says when everybody is accounted for', () => {
    const { screen } = new Desk({ CustodyLedger: { ...ledger, waiting: 0, underWay: 0, balanced: true, open: [] } }).at('custody');
    expect(screen).toContain('✓ 平');
    expect(screen).toContain('没有未了的人员');
  });

  test('turns to another day and back, and follows what happens', () => {
    const desk = new Desk().at('custody').keys('<');
    expect(desk.asked.at(-1)?.input).toEqual({ day: '2020-02-13' });
    expect(desk.model.stack.at(-1)?.address).toBe('custody day=2020-02-13');
    desk.keys('>');
    expect(desk.model.stack.at(-1)?.address).toBe('custody');
    const before = desk.asked.length;
    desk.take(viewChanged('arrival', [head.arrivalId]));
    expect(desk.asked.slice(before).map(({ contract }) => contract.name)).toContain('CustodyLedger');
  });

  test('opens the rows of every number', () => {
    const desk = new Desk().at('custody').keys('i', '3');
    expect(desk.asked.at(-1)?.input).toMatchObject({ day: '2020-02-14', custody: ['REFUSED'] });
    expect(desk.model.stack.at(-1)?.address).toBe('arrivals day=2020-02-14 custody=REFUSED');
  });

  test('passes a duty on, settles it, takes somebody over late', () => {
    const duty = { no: missing.no, custody: 'SETTLED' };
    const desk = new Desk({ SettleDuty: duty, AcceptLate: { ...duty, custody: 'ACCEPTED' } }).at('custody');
    desk.keys('x', 'e').keys('right', 'right', 'tab').type('已由民警带离处置').keys('f10');
    desk.keys('x', 'f').type('worker');
    expect(desk.asked.at(-1)?.input).toMatchObject({ area: 'a08', role: 'COMMUNITY_WORKER' });
    desk.keys('tab').type('次日上午报到').keys('f10');
    expect(desk.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['SettleDuty', { arrivalId: missing.arrivalId, expectedVersion: 1, outcome: 'TO_POLICE', reason: '已由民警带离处置' }],
      ['AcceptLate', { arrivalId: missing.arrivalId, expectedVersion: 1, receiverId: WORKER, reason: '次日上午报到' }],
    ]);
    expect(JSON.stringify(desk.model.log)).not.toContain('民警');
    expect(desk.model.log.map(({ line }) => line)).toEqual([
      `hz arrival settle ${missing.no} --outcome TO_POLICE`,
      `hz arrival accept-late ${missing.no} --receiver worker-07`,
    ]);
  });

  test('is looked at only where nobody may write', () => {
    const desk = new Desk({}, { roles: ['AUDITOR'] }).at('custody').keys('x');
    expect(desk.screen).toMatch(/转交责任 +您的角色不能/);
  });
});
