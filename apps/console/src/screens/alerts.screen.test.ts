import type { AlertRow } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { viewChanged } from '../app/update.ts';
import { displayWidth } from '../terminal/width.ts';
import { AT, Desk, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const ALERT = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b91';
const FEVER = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b81';
const row: AlertRow = {
  alertId: ALERT,
  no: 'AL-20200214-0001-8',
  version: 1,
  rule: 'fever-suspected',
  zh: '疑似发热',
  en: 'Suspected fever',
  severity: 'ALARM',
  status: 'RAISED',
  escalated: false,
  area: 'a07',
  path: 'houzhai/a07',
  subject: { kind: 'fever', id: FEVER, no: 'FV-20200214-0001-8' },
  raisedAt: AT,
  dueBy: '2020-02-14T08:50:00+08:00',
  allowedActions: ['acknowledge', 'assign', 'resolve'],
};
const page = (...rows: AlertRow[]) => ({ rows, total: rows.length, asOf: AT });
const shown = { row, history: [{ version: 1, event: 'raised', at: AT, recordedAt: AT, actor: 'service:command-center' }] };
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ AlertsPage: page(row), AlertShow: shown, ...answers }, { roles: ['COMMUNITY_WORKER'], ...options });
const lines = ({ screen }: Desk): readonly string[] => screen.split('\n');
const bells = ({ done }: Desk): number => done.filter((effect) => effect.do === 'bell').length;
const alertsChange = (at: Desk, ...rows: AlertRow[]): Desk => {
  at.answers = { ...at.answers, AlertsPage: page(...rows) };
  return at.take(viewChanged('alert', undefined));
};

describe('the line of alerts', () => {
  test.each(SIZES)('stands on every screen with the number and the newest in words, in %s at %ix%i', (lang, columns, rows) => {
    for (const place of ['checkpoints', 'persons', 'gl']) {
      const at = desk({}, { lang, columns, rows }).at(place);
      expect(lines(at)[2]).toMatch(
        lang === 'zh' ? /‼ 警报 1 · 疑似发热 FV-20200214-0001-8 占位村7 08:40/ : /‼ Alerts 1 · Suspected fever FV-20200214-0001-8/,
      );
      expect(lines(at)[2]).toMatch(lang === 'zh' ? /! 打开/ : /! opens/);
      expect(lines(at)).toHaveLength(rows);
      for (const line of lines(at)) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('comes and goes with the alert, and gives its row back; a key goes there', () => {
    const at = alertsChange(desk().at('checkpoints'));
    expect(at.screen).not.toContain('‼ 警报');
    expect(at.model.size.rows).toBe(40);
    alertsChange(at, row);
    expect(at.model.size.rows).toBe(39);
    expect(at.keys('!').model.stack.map(({ address }) => address)).toEqual(['alerts']);
    expect(lines(at)).toHaveLength(40);
  });

  test('sounds once for a new alert, not for one that was there at the sign-in, nor while it changes; once more when nobody saw it in time', () => {
    const at = desk();
    expect(bells(at)).toBe(0);
    const other = { ...row, alertId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b92' };
    alertsChange(at, other, row);
    expect(bells(at)).toBe(1);
    alertsChange(at, { ...other, status: 'ACKNOWLEDGED', acknowledgedBy: WORKER }, row);
    expect(bells(at)).toBe(1);
    expect(lines(at)[2]).toContain('已签收 社区七');
    alertsChange(at, { ...row, escalated: true });
    expect(bells(at)).toBe(2);
    expect(lines(at)[2]).toContain('逾时待签收');
  });

  test('is silent where somebody wants it so', () => {
    const at = desk().keys(':').type('bell').keys('enter');
    expect(at.screen).toContain('警报声已关闭');
    alertsChange(at, { ...row, alertId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b93' });
    expect(bells(at)).toBe(0);
    expect(at.screen).toContain('‼ 警报 1');
  });

  test('is not shown to roles that no alert concerns, and in the smallest window its number stays', () => {
    expect(desk({}, { roles: ['PLATFORM_ADMIN'] }).asked.map(({ contract }) => contract.name)).not.toContain('AlertsPage');
    expect(desk({}, { columns: 50, rows: 12 }).screen).toContain('警报 1');
  });
});

describe('the alerts', () => {
  test.each(SIZES)('are listed, and acknowledged with one key, in %s at %ix%i', (lang, columns, rows) => {
    const receipt = { alertId: ALERT, no: row.no, status: 'ACKNOWLEDGED', version: 2, area: 'a07', allowedActions: [] };
    const at = desk({ AcknowledgeAlert: receipt }, { lang, columns, rows }).at('jb');
    expect(at.screen).toMatch(
      lang === 'zh' ? /警报 +疑似发热 .*FV-20200214-0001-8 .*待签收/ : /Alarm +Suspected fever .*FV-20200214-0001-8 .*Raised/,
    );
    at.keys('a');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['AcknowledgeAlert', { alertId: ALERT, expectedVersion: 1 }],
    ]);
    expect(at.screen).toContain(lang === 'zh' ? '签收 → 已签收' : 'Acknowledge → Acknowledged');
    expect(lines(at)).toHaveLength(rows);
  });

  test('lead to their record, to those that are mine, and to all', () => {
    const at = desk({ FeverShow: { row: {}, history: [] } }).at('alerts');
    expect(at.keys('M').asked.at(-1)?.input).toMatchObject({ mine: true, open: true });
    expect(at.keys('A').asked.at(-1)?.input).toEqual({ mine: true, limit: 200 });
    expect(desk().at('alerts').keys('o').model.stack.at(-1)?.address).toBe(`fever ${row.subject.no ?? ''}`);
    const silent: AlertRow = { ...row, subject: { kind: 'care-link', id: row.subject.id, no: 'CL-20200214-0001-8' } };
    expect(
      desk({ AlertsPage: page(silent) })
        .at('alerts')
        .keys('o')
        .model.stack.at(-1)?.address,
    ).toBe('household CL-20200214-0001-8');
    expect(desk({ AlertsPage: page() }).at('警报').screen).toContain('没有未解除的警报');
  });
});

describe('one alert', () => {
  test.each(SIZES)('says what is to be done and by when, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`alert ${row.no}`);
    expect(screen).toMatch(lang === 'zh' ? /由谁处理 +尚无人签收：按 a/ : /Who has it +nobody yet: press a/);
    expect(screen).toContain('FV-20200214-0001-8');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('shows why it was resolved, and whether by itself', () => {
    const over: AlertRow = { ...row, status: 'RESOLVED', endedBy: 'FeverResolved', allowedActions: [] };
    expect(desk({ AlertShow: { ...shown, row: over } }).at(`alert ${row.no}`).screen).toContain('起因已了结，自行解除');
    const byHand = { ...row, status: 'RESOLVED', resolvedBy: WORKER, allowedActions: ['review'] };
    const at = desk({ AlertShow: { ...shown, row: byHand, reason: '重复警报，已在另一条办理' } }).at(`alert ${row.no}`);
    expect(at.screen).toMatch(/解除人 +社区七/);
    expect(at.screen).toContain('重复警报');
    expect(at.keys('x').screen).toMatch(/指派 +警报“已解除”时不能/);
  });
});
