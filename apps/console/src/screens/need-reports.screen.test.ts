import { describe, expect, test } from 'vitest';
import type { NeedReportRow } from '@houzhai/contracts';
import { Play, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end).padStart(2, '0')}`;
const AT = '2020-02-14T08:40:00+08:00';
const row: NeedReportRow = {
  reportId: id(10),
  no: 'NR-20200214-0001-8',
  version: 3,
  topic: 'outside-medicine',
  zh: '外地医院配药',
  en: 'Medicine from a hospital elsewhere',
  status: 'RAISED',
  leadId: id(10),
  leadNo: 'NR-20200214-0001-8',
  area: 'a07',
  reporterId: id(99),
  reportedAt: AT,
  reports: 4,
  areas: 3,
  helps: 0,
  helpsNot: 0,
  allowedActions: ['take', 'put-together'],
};
const detail = {
  row,
  words: '外地医院的药本地配不到',
  keywords: ['外地', '配药'],
  together: [{ reportId: id(10), no: row.no, area: 'a07', reporterId: id(99), reportedAt: AT }],
  alike: [{ reportId: id(11), no: 'NR-20200214-0009-8', area: 'a08', sameTopic: true, keywords: ['配药'] }],
  history: [],
};
const receipt = { reportId: row.reportId, no: row.no, status: 'TAKEN', version: 4, area: 'a07', reports: 4, areas: 3, allowedActions: [] };
const topics = { topics: [{ code: row.topic, zh: row.zh, en: row.en }], raiseReports: 4, raiseAreas: 3 };
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: Omit<PlayOptions, 'answers'> = {}): Play =>
  new Play({
    answers: {
      NeedReportsPage: { rows: [row], total: 1, asOf: AT },
      NeedReportDetail: detail,
      NeedTopics: topics,
      ReportNeed: { ...receipt, status: 'OPEN' },
      TakeNeed: receipt,
      PutNeedsTogether: receipt,
      SettleNeed: { ...receipt, status: 'SETTLED' },
      ...answers,
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

describe('needs that fit nowhere', () => {
  test.each(SIZES)('are listed, the raised first, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = at(desk({}, { lang, columns, rows }), 'xq');
    expect(screen).toContain(row.no);
    expect(screen).toContain(lang === 'zh' ? '多地同需待认领 1' : '1 raised');
    expect(screen).toContain('4/3');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are reported with a topic of the policy; none says how', () => {
    const play = at(desk({ NeedReportsPage: { rows: [], total: 0, asOf: AT } }), 'xq');
    expect(play.screen).toContain('n 上报现有服务办不了的');
    play.keys('n');
    expect(play.screen).toContain('4 条相似、来自 3 个村(居)即上提');
    play.keys('enter').type('外地医院的药本地配不到').keys('enter').type('外地，配药').keys('f10');
    expect(play.sent.at(-1)?.input).toEqual({ topic: row.topic, words: '外地医院的药本地配不到', keywords: ['外地', '配药'] });
  });

  test.each(SIZES)('one shows its words, who stands with it and what is alike and why, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = at(desk({}, { lang, columns, rows }), `need-report ${row.no}`);
    expect(screen).toContain('外地医院的药本地配不到');
    expect(screen).toContain(lang === 'zh' ? '另有 3 条' : '3 more');
    expect(screen).toMatch(lang === 'zh' ? /NR-20200214-0009-8.*同主题 · 同词：配药/ : /NR-20200214-0009-8.*same topic · words: 配药/);
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('one is taken with a key, and put together with what is alike by somebody', () => {
    const play = at(desk(), `need-report ${row.no}`).keys('m');
    expect(play.sent.at(-1)).toMatchObject({ contract: { name: 'TakeNeed' }, input: { reportId: row.reportId, expectedVersion: 3 } });
    const joined = at(desk(), `need-report ${row.no}`).keys('b', 'f10');
    expect(joined.sent.at(-1)).toMatchObject({ contract: { name: 'PutNeedsTogether' }, input: { reportId: row.reportId, withId: id(11) } });
    expect(at(desk(), `need-report ${row.no}`).keys('h').screen).toContain('上报人本人在答复后反馈');
    expect(at(desk({ NeedReportDetail: { ...detail, alike: [] } }), `need-report ${row.no}`).keys('b').screen).toContain('没有相似的');
  });
});
