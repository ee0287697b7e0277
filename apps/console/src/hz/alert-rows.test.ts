import type { AlertRow, FeverRow } from '@houzhai/contracts';
import { expect, test } from 'vitest';
import { AT, WORKER, head } from '../screens/test/checkpoint-desk.ts';
import { alertRows } from './alert-rows.ts';
import { tableOf } from './output.ts';

const fever: FeverRow = {
  feverId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b81',
  no: 'FV-20200214-0001-8',
  version: 1,
  personId: head.personId,
  label: '测*甲',
  place: 'GATE',
  area: 'a07',
  path: 'houzhai/a07',
  status: 'SUSPECTED',
  since: AT,
  dueAt: AT,
  overdue: true,
  allowedActions: ['recheck'],
};
const alert: AlertRow = {
  alertId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b91',
  no: 'AL-20200214-0001-8',
  version: 2,
  rule: 'fever-suspected',
  zh: '疑似发热',
  en: 'Suspected fever',
  severity: 'ALARM',
  status: 'ACKNOWLEDGED',
  escalated: true,
  area: 'a07',
  path: 'houzhai/a07',
  subject: { kind: 'fever', id: fever.feverId, no: fever.no },
  raisedAt: AT,
  dueBy: AT,
  acknowledgedBy: WORKER,
  allowedActions: ['assign'],
};

test.each(['zh', 'en'] as const)('lists of fevers and alerts are in words, with names and no ids, in %s', (lang) => {
  const table = (contract: string, row: object): string => {
    const rows = alertRows(contract, { rows: [row] }, new Map([[WORKER, '社区七']]), lang) ?? [];
    return tableOf(rows, Object.keys(rows[0] ?? {}));
  };
  const zh = lang === 'zh';
  expect(table('FeversPage', fever)).toMatch(
    zh ? /测\*甲 .*疑似发热 .*腋温复测 .*‼ .*卡口/ : /Suspected .*Recheck, axillary .*‼ .*Checkpoint/,
  );
  expect(table('AlertsPage', alert)).toMatch(zh ? /警报 +疑似发热 .*已签收 +社区七/ : /Alarm +Suspected fever .*Acknowledged +社区七/);
  expect(table('FeversPage', fever) + table('AlertsPage', alert)).not.toMatch(/01912f4e/);
  expect(alertRows('FindPersons', { rows: [] }, new Map(), lang)).toBeUndefined();
});
