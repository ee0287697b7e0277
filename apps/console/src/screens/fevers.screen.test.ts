import type { FeverRow } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, WORKER, head } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const FEVER = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b81';
const row: FeverRow = {
  feverId: FEVER,
  no: 'FV-20200214-0001-8',
  version: 2,
  personId: head.personId,
  label: '测*甲',
  place: 'GATE',
  area: 'a07',
  path: 'houzhai/a07',
  status: 'SUSPECTED',
  since: AT,
  dueAt: '2020-02-14T09:10:00+08:00',
  overdue: false,
  arrivalId: head.arrivalId,
  allowedActions: ['recheck'],
};
const page = (...rows: FeverRow[]) => ({ rows, total: rows.length, asOf: AT });
const shown = (own: FeverRow = row) => ({
  row: own,
  slots: [],
  history: [{ version: 1, event: 'suspected', at: AT, recordedAt: AT, actor: WORKER }],
});
const readings = {
  feverId: FEVER,
  readings: [{ at: AT, temperature: 37.6, instrument: 'FOREHEAD' }],
  symptoms: ['COUGH'],
  plate: '浙G12345',
  ending: 'RESULT',
  result: 'CONFIRMED',
  convert: true,
};
const receipt = { feverId: FEVER, no: row.no, status: 'RECHECKED', version: 3, area: 'a07', allowedActions: [] };
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ FeversPage: page(row), FeverShow: shown(), FeverReadings: readings, ...answers }, { roles: ['COMMUNITY_WORKER'], ...options });

describe('the fevers', () => {
  test.each(SIZES)('are listed with the next step and by when, in %s at %ix%i, and never how warm', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('fr');
    expect(screen).toContain(row.no);
    expect(screen).toMatch(lang === 'zh' ? /疑似发热 .*腋温复测 09:10 前/ : /Suspected .*Recheck, axillary by 09:10/);
    expect(screen.split('\n')).toHaveLength(rows);
    expect(screen).not.toMatch(/37\.\d/);
  });

  test('are the open ones, those of an area, or all; none says how one begins', () => {
    const at = desk().at('fevers @a07');
    expect(at.asked.at(-1)?.input).toMatchObject({ open: true, area: 'a07' });
    expect(at.keys('A').asked.at(-1)?.input).not.toHaveProperty('open');
    expect(desk({ FeversPage: page() }).at('发热').screen).toContain('没有未办结的发热');
    expect(desk({ FeversPage: page({ ...row, overdue: true }) }).at('fr').screen).toContain('‼ 超时 1');
  });

  test('go on by one key: only what was measured is asked, and it stands in no log', () => {
    const at = desk({ RecheckTemperature: receipt }).at('fr').keys('a');
    expect(at.screen).toContain('腋温复测 · 测*甲');
    at.type('37.5').keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['RecheckTemperature', expect.objectContaining({ feverId: FEVER, expectedVersion: 2, temperature: 37.5 })],
    ]);
    expect(at.screen).toContain('腋温复测 → 复测仍高');
    expect(JSON.stringify(at.model.log)).not.toContain('37.5');
  });

  test('what is not for this role is dim with the reason, and one can be reported from a call', () => {
    expect(desk().at('fr').keys('x').screen).toMatch(/医生研判 +您的角色不能/);
    const at = desk({ SuspectFever: receipt }).at('fr').keys('n');
    expect(at.screen).toContain('登记疑似发热');
    expect(at.screen).toContain('居民');
    expect(
      desk({}, { roles: ['COMMANDER'] })
        .at('fr')
        .keys('n').screen,
    ).toContain('您的角色不能');
  });
});

describe('one fever', () => {
  test.each(SIZES)('says the next step, what it belongs to and its history, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`fever ${row.no}`);
    expect(screen).toMatch(lang === 'zh' ? /下一步 +腋温复测 09:10 前（a 办理）/ : /Next +Recheck, axillary by 09:10 \(a does it\)/);
    expect(screen.split('\n')).toHaveLength(rows);
    expect(screen).not.toMatch(/37\.\d|确诊|Confirmed|浙G/);
  });

  test('says that another of the same person is open', () => {
    const beside = [{ feverId: head.arrivalId, no: 'FV-20200214-0002-6' }];
    const { screen } = desk({ FeverShow: { ...shown(), beside } }).at(`fever ${row.no}`);
    expect(screen).toMatch(/同一人另有 *FV-20200214-0002-6 未办结，也须办结/);
  });

  test('how warm and with what result is one key away for whoever may, with what a doctor has to do then', () => {
    const at = desk({}, { roles: ['COMMUNITY_DOCTOR'] })
      .at(`fever ${row.no}`)
      .keys('o');
    expect(at.screen).toMatch(/37\.6 ℃ +额温/);
    expect(at.screen).toMatch(/结果 +确诊/);
    expect(at.screen).toContain('办理“转病例”');
    expect(at.keys('enter').screen).not.toMatch(/37\.6|浙G/);
    const other = desk({}, { roles: ['AGENT'] })
      .at(`fever ${row.no}`)
      .keys('o');
    expect(other.screen).toContain('只给卡口、社区和责任医生看');
    expect(other.asked.map(({ contract }) => contract.name)).not.toContain('FeverReadings');
  });

  test('leads to the arrival it began with', () => {
    const at = desk().at(`fever ${row.no}`).keys('b');
    expect(at.model.stack.at(-1)?.address).toBe(`arrival ${head.arrivalId}`);
    expect(at.screen).toMatch(/发热 +FV-20200214-0001-8 · 疑似发热 · 腋温复测 09:10 前 · f 打开/);
    expect(at.keys('f').model.stack.at(-1)?.address).toBe(`fever ${row.no}`);
    expect(desk().at(`fever ${row.no}`).keys('w').screen).toContain('此人不在隔离');
  });

  test('the card of an arrival without one says nothing of fevers, nor to those who may not know', () => {
    expect(desk({ FeversPage: page() }).at(`arrival ${head.no}`).screen).not.toMatch(/FV-|疑似发热/);
  });
});
