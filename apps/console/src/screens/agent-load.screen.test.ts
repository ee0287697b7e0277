import { describe, expect, test } from 'vitest';
import { Play, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end).padStart(2, '0')}`;
const AT = '2020-02-14T08:40:00+08:00';
const agents = [11, 12].map((nth) => ({
  operatorId: id(nth),
  account: `agent-${String(nth)}`,
  displayName: `代办${String(nth)}`,
  roles: ['AGENT'],
  scope: ['houzhai/a07'],
  active: true,
}));
const suggested = agents.map(({ operatorId }, nth) => ({
  agentId: operatorId,
  open: nth,
  overdue: 0,
  wayMinutes: 5,
  minutes: 5 + nth * 20,
  zh: `在办 ${String(nth)} 件 ${String(nth * 20)} 分 + 路程 5 分 = ${String(5 + nth * 20)} 分`,
  en: `${String(nth)} open, ${String(nth * 20)} min + way 5 min = ${String(5 + nth * 20)} min`,
}));
const row = {
  errandId: id(50),
  no: 'ER-20200214-0001-8',
  version: 1,
  status: 'REQUESTED',
  kind: 'PURCHASE',
  moduleCode: 'standing-1',
  area: 'a07',
  beneficiaryId: id(41),
  requestedAt: AT,
  updatedAt: AT,
  overdue: false,
  escalated: false,
  allowedActions: ['assign'],
};
const detail = {
  row,
  source: 'PHONE',
  acceptBy: AT,
  completeBy: AT,
  policyVersion: '1',
  pausedSeconds: 0,
  reopened: 0,
  authorisationNeeded: [],
  advanceFen: 0,
  spentFen: 0,
  refundFen: 0,
  receipts: [],
  sensitive: { items: [{ name: '大米' }] },
  calls: { count: 2, lastAt: AT },
  history: [],
};
const desk = (options: Omit<PlayOptions, 'answers'> = {}): Play =>
  new Play({
    answers: {
      ListOperators: { rows: agents },
      ErrandDetail: detail,
      PersonLabels: { labels: [] },
      SuggestAgents: { errandId: row.errandId, no: row.no, rows: suggested, away: [], others: 0, policyVersion: '1' },
      AssignErrand: { errandId: row.errandId, no: row.no, status: 'REQUESTED', version: 2, area: 'a07', allowedActions: [] },
      AgentLoad: { rows: [{ agentId: id(12), open: 6, overdue: 2, doneToday: 1, openAdvanceFen: 5_000 }], asOf: AT },
      WorklistPage: { rows: [], total: 0, asOf: AT },
    },
    grant: grantOf(['DUTY_OFFICER']),
    ...options,
  });
const at = (play: Play, address: string): Play => play.keys(':').type(address).keys('enter');
const SIZES = [
  ['zh', 80, 24],
  ['en', 80, 24],
  ['zh', 120, 40],
  ['en', 120, 40],
] as const;

describe('who could take an errand', () => {
  test.each(SIZES)('stands on its card with the reasons, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = at(desk({ lang, columns, rows }), `errand ${row.no}`);
    expect(screen).toContain(lang === 'zh' ? '代办11：在办 0 件 0 分 + 路程 5 分 = 5 分' : '代办11：0 open, 0 min + way 5 min = 5 min');
    expect(screen).toContain(lang === 'zh' ? '2 次' : '2, last');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('is named on the form that assigns, and asked with one key that can be taken back', () => {
    expect(at(desk(), `errand ${row.no}`).keys('m').screen).toContain('代办12：在办 1 件');
    const play = at(desk(), `errand ${row.no}`).keys('g');
    expect(play.screen).toContain('建议谁来办');
    play.keys('2');
    expect(play.sent.at(-1)).toMatchObject({
      contract: { name: 'AssignErrand' },
      input: { errandId: row.errandId, agentId: id(12), expectedVersion: 1 },
    });
    expect(play.screen).toContain('已指派给 代办12');
  });
});

test.each(SIZES)('what agents have in hand is a screen, in %s at %ix%i', (lang, columns, rows) => {
  const play = at(desk({ lang, columns, rows }), 'fuhe');
  expect(play.screen).toMatch(/代办12 +6 .*‼ 2/);
  expect(play.screen.split('\n')).toHaveLength(rows);
  play.keys('enter');
  expect(play.asked.findLast(({ contract }) => contract.name === 'WorklistPage')?.input).toMatchObject({ agentId: id(12), open: true });
});
