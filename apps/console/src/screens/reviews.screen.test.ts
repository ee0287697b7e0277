import type { SignalRow } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { Desk, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const UNIT = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c03';
const visit = (minute: string, door: string, questioned: boolean, more: object = {}) => ({
  kind: 'OPENED' as const,
  at: `2020-02-13T10:${minute}:00+08:00`,
  path: `houzhai/${door}`,
  zh: '0001号01室',
  en: 'House 0001, room 01',
  questioned,
  ...more,
});
const signal: SignalRow = {
  signalId: '01912f4e-8c3a-8b5e-9d21-0a4c6e8f1b37',
  day: '2020-02-13',
  rule: 'SPACING',
  area: 'a07',
  collectorId: WORKER,
  teamNo: 7,
  visits: [
    visit('04', 'a07/c1/g1/h0001-r01', false, { isolationNo: 'IC-20200124-0001-5' }),
    visit('06', 'a08/c1/g1/h0001-r01', true, { unitId: UNIT }),
    visit('08', 'a07/c1/g1/h0001-r02', false),
  ],
  from: 0,
  to: 1,
  needsMinutes: 5,
  saidMinutes: 2,
};
const paper: SignalRow = {
  ...signal,
  signalId: '01912f4e-8c3a-8b5e-9d21-0a4c6e8f1b38',
  rule: 'TOO_MANY',
  sheetNo: 'WS-20200213-0001-8',
  review: { verdict: 'HONEST', by: WORKER, at: '2020-02-14T08:00:00+08:00', note: '整点' },
};
delete (paper as { collectorId?: string }).collectorId;
const page = (...rows: readonly SignalRow[]) => ({
  rows,
  total: rows.length,
  from: '2020-02-08',
  to: '2020-02-14',
  policyVersion: '1',
  asOf: '2020-02-14T09:00:00+08:00',
});
const answers = {
  IntegrityReview: ({ reviewed, signalId }: { readonly reviewed?: boolean; readonly signalId?: string }) =>
    signalId === undefined ? page(reviewed === true ? paper : signal) : page(...[signal, paper].filter((one) => one.signalId === signalId)),
  MarkReviewed: { signalId: signal.signalId, verdict: 'TO_TALK' },
};
const desk = (more: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}) =>
  new Desk({ ...answers, ...more }, { roles: ['DUTY_OFFICER'], ...options });

describe('visits that ask for another look', () => {
  test.each(SIZES)('are listed by day and collector, and nobody is accused, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('fh');
    expect(screen).toContain('2020-02-13');
    expect(screen).toContain('社区七');
    expect(screen).toContain(lang === 'zh' ? '两处相隔太近' : 'Two too close in time');
    expect(screen).toContain(lang === 'zh' ? '不是指责' : 'Not an accusation');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are a digit away for who looks again, and no place for anybody else', () => {
    expect(desk().screen).toContain('5复核');
    expect(desk().keys('5').screen).toContain('1 项请复核');
    for (const role of ['COMMUNITY_WORKER', 'TEAM_MEMBER', 'AUDITOR'] as const) {
      const other = desk({}, { roles: [role] });
      expect(other.screen).not.toContain('5复核');
      expect(other.keys('5').screen).toContain('您的角色看不到这里');
    }
  });

  test.each(SIZES)('where there is none it says what the list is for, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({ IntegrityReview: page() }, { lang, columns, rows }).at('reviews');
    expect(screen).toContain(lang === 'zh' ? '没有需要复核的上门记录' : 'No visit asks for another look');
    expect(screen).toContain(lang === 'zh' ? '只按发生时间看，不看录入时间' : 'when they were entered does not count');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('that were looked at are kept beside, with what it came to', () => {
    const { screen } = desk().at('reviews').keys('A');
    expect(screen).toContain('情况属实');
    expect(screen).toContain('带走 WS-20200213-0001-8 的');
  });
});

describe('one of them', () => {
  test.each(SIZES)('shows which visits, when, what the policy allows, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('fh').keys('enter');
    expect(screen).toContain(
      lang === 'zh' ? '最快也要 5 分钟，登记相隔 2 分钟（第 1 版）' : '5 minutes at the fastest, said: 2 (version 1)',
    );
    expect(screen).toMatch(/▸ ● .*a08\/c1\/g1\/h0001-r01/);
    expect(screen).toMatch(/ {2}○ .*a07\/c1\/g1\/h0001-r02/);
    expect(screen).toContain(lang === 'zh' ? '常见原因' : 'Often');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('leads to the visit, and to what it came to', () => {
    const at = desk().at('fh').keys('enter');
    expect(at.keys('enter').asked.at(-1)?.input).toEqual({ unitId: UNIT });
    at.keys('escape', 'k', 'enter');
    expect(at.asked.at(-1)?.input).toMatchObject({ no: 'IC-20200124-0001-5' });
    at.keys('escape', 'f');
    expect(at.screen).toContain('不通知任何人，不计入考核');
    at.keys('right');
    expect(at.screen).toContain('需要谈一谈');
    at.keys('tab').type('周三谈').keys('Ctrl-S');
    const command = at.done.findLast((effect) => effect.do === 'command');
    expect(command).toMatchObject({
      contract: { name: 'MarkReviewed' },
      input: { signalId: signal.signalId, verdict: 'TO_TALK', note: '周三谈' },
    });
    expect(at.screen).toContain('社区七 2020-02-13 → 需要谈一谈');
  });

  test('that is not there any more says so', () => {
    expect(desk({ IntegrityReview: page() }).at('review x').screen).toContain('现在没有这一项');
    expect(desk().at(`review ${paper.signalId}`).screen).toContain('情况属实 · 社区七');
  });
});
