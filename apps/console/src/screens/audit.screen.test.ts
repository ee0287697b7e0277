import { describe, expect, test } from 'vitest';
import type { AuditLine } from '@houzhai/contracts';
import { signedIn } from '../app/update.ts';
import { Play as Console, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const AUDITOR = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';
const DESK = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b98';
const grant = grantOf(['AUDITOR'], { operatorId: AUDITOR, account: 'auditor', displayName: '审计员' });
const line = (seq: string, own: Partial<AuditLine> = {}): AuditLine => ({
  seq,
  at: '2020-02-14T08:30:00+08:00',
  actor: DESK,
  operation: 'RevealPersonField',
  entity: 'person',
  recordId: ID,
  version: 1,
  area: 'a07',
  traceId: 'trace-1',
  details: { field: 'phone' },
  reason: '核对送药时间',
  seal: 3,
  ...own,
});
const state = {
  service: 'errands',
  lastSeal: { no: 3, at: '2020-02-14T08:55:00+08:00', hash: 'a'.repeat(64) },
  unsealed: 2,
  overdue: false,
  asOf: '2020-02-14T09:00:00+08:00',
};
const operator = {
  operatorId: DESK,
  account: 'desk',
  displayName: '接线员',
  roles: ['COMMUNITY_WORKER'],
  scope: ['houzhai/a07'],
  active: true,
};

/** A console of an auditor on their screen. */
class Play extends Console {
  constructor(answers: Readonly<Record<string, unknown>> = {}, options: Omit<PlayOptions, 'answers' | 'grant'> = {}) {
    super({
      ...options,
      grant,
      answers: {
        ListOperators: { rows: [operator] },
        'AuditPage-census-screening': {
          rows: [line('9'), line('8', { reason: undefined, reasonErased: true, seal: undefined })],
          nextCursor: '8',
          asOf: state.asOf,
        },
        'AuditPage-errands': { rows: [], asOf: state.asOf },
        'AuditState-census-screening': state,
        'AuditState-errands': { ...state, lastVerified: { at: state.asOf, actor: AUDITOR, seals: 3, rows: 40 } },
        'AuditState-command-center': {
          ...state,
          overdue: true,
          lastVerified: { at: state.asOf, actor: AUDITOR, seals: 2, rows: 30, finding: { fault: 'content-changed', seq: '17', seal: 2 } },
        },
        ...answers,
      },
    });
    this.keys('7');
  }
  last(name: string): unknown {
    return this.asked.findLast(({ contract }) => contract.name === name)?.input;
  }
}

describe('the auditor’s screen', () => {
  test('says of every service how far it is sealed and whether it was found whole', () => {
    const { screen } = new Play();
    expect(screen).toMatch(/摸排.*第 3 封 08:55 · 待封 2 · 未核对过/);
    expect(screen).toMatch(/代办.*✓ 已核对 09:00/);
    expect(screen).toMatch(/指挥中心.*‼ 超时 · ‼ 第 17 条，第 2 封: 内容被改动/);
  });

  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('shows who, what and why in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Play({}, { lang, columns, rows });
    expect(screen).toContain('接线员');
    expect(screen).toContain(lang === 'zh' ? '查看明文一项' : 'Reveal one field');
    expect(screen).toContain('核对送药时间');
    expect(screen).toContain(lang === 'zh' ? '（理由已销毁）' : '(reason');
    expect(screen.split('\n').length).toBe(rows);
  });

  test('opens a row, changes the service, goes on with the next page', () => {
    const play = new Play().keys('enter');
    expect(play.screen).toContain('追踪号 trace-1');
    expect(play.screen).toContain('在第 3 封');
    play.keys('escape', 'm');
    expect(play.last('AuditPage-census-screening')).toMatchObject({ cursor: '8' });
    play.keys('s');
    expect(play.screen).toContain('没有符合条件的记录');
  });

  test('asks for what was typed: an account, an operation, an area; and says which word means nothing', () => {
    const play = new Play().keys('/').type('desk RevealPersonField a07').keys('enter');
    expect(play.last('AuditPage-census-screening')).toEqual({ actor: DESK, operation: 'RevealPersonField', area: 'a07', limit: 100 });
    const before = play.asked.length;
    play.keys('/').type(' nobody').keys('enter');
    expect(play.screen).toContain('“nobody”不是账号、操作名或村(居)');
    expect(play.asked.length).toBe(before);
    play.keys('escape');
    expect(play.last('AuditPage-census-screening')).toEqual({ limit: 100 });
  });

  test('verifies part by part, and says what was found', () => {
    const parts = [
      { seals: 1, rows: 10, ofSeals: 3, unsealed: 0, cursor: 'c' },
      { seals: 2, rows: 20, ofSeals: 3, unsealed: 0, finding: { fault: 'row-missing', seq: '25', seal: 3 } },
    ];
    const play = new Play({ 'VerifyAudit-census-screening': () => parts.shift() }).keys('v');
    expect(play.last('VerifyAudit-census-screening')).toEqual({ cursor: 'c' });
    expect(play.screen).toContain('‼ 摸排 第 25 条，第 3 封: 记录被删除');
    expect(new Play({ 'VerifyAudit-census-screening': { seals: 3, rows: 30, ofSeals: 3, unsealed: 0 } }).keys('v').screen).toContain(
      '✓ 摸排 30 条完好',
    );
  });

  test('is not for other roles', () => {
    const desk = { ...grant, operator: { ...grant.operator, roles: ['COMMUNITY_WORKER' as const] } };
    const play = new Play().take(signedIn(desk)).keys('7');
    expect(play.screen).toContain('您的角色看不到这里');
    expect(play.screen).not.toContain('7审计');
  });
});
