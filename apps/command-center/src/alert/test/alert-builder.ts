import { type AlertAction, type AlertStatus, type Outcome } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/alert.2.json' with { type: 'json' };
import * as decide from '../alert.decide.ts';
import type { AlertDecision, Happened } from '../alert.decide.ts';
import { AlertPolicyValues } from '../alert-policy.ts';
import type { Alert } from '../alert.ts';

/** The rules that ship. */
export const POLICY = AlertPolicyValues.parse(values.values);
export const RAISED = Temporal.Instant.from('2020-01-24T12:00:00Z');
export const id = (tail: string): string => `01912f4e-8c3a-7b5e-9d21-${tail.padStart(12, '0')}`;
export const [WORKER, DOCTOR, OTHER] = [id('e1'), id('e2'), id('e3')];

export const happened = (name: string, data: Happened['data'] = {}, more: Partial<Happened> = {}): Happened => ({
  name,
  entity: 'fever',
  id: id('f1'),
  area: 'a07',
  actor: WORKER,
  data,
  ...more,
});

/** The alert of a rule, as an event raises it. */
export function raised(code = 'fever-suspected', data: Happened['data'] = {}, more: Partial<Happened> = {}): Alert {
  const rule = POLICY.rules.find((one) => one.code === code);
  if (!rule) throw new Error(`no rule ${code}`);
  const event = happened(rule.raisedBy.event, { no: 'FV-20200124-0001-1', path: 'houzhai/a07', ...data }, more);
  return decide.raiseAlert(rule, event, { id: id('a1'), no: 'AL-20200124-0001-1' }, RAISED, '1').alert;
}

export function given<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

/** A doctor of everywhere. */
export const ASSIGNEE = { operatorId: DOCTOR, roles: ['COMMUNITY_DOCTOR'], covers: () => true } as const;

/** Takes each action as it is taken where it fits; what resolves and what reviews are two people. */
export const TAKE: Readonly<Record<AlertAction, (alert: Alert, by?: string) => AlertDecision>> = {
  acknowledge: (alert, by = WORKER) => decide.acknowledgeAlert(alert, by) as AlertDecision,
  assign: (alert, by = WORKER) => decide.assignAlert(alert, ASSIGNEE, by) as AlertDecision,
  resolve: (alert, by = WORKER) => decide.resolveAlert(alert, by) as AlertDecision,
  review: (alert, by = OTHER) => decide.reviewAlert(alert, by) as AlertDecision,
};

const WAY: Readonly<Record<AlertStatus, readonly AlertAction[]>> = {
  RAISED: [],
  ACKNOWLEDGED: ['acknowledge'],
  ASSIGNED: ['acknowledge', 'assign'],
  RESOLVED: ['acknowledge', 'resolve'],
  REVIEWED: ['acknowledge', 'resolve', 'review'],
};
/** An alert in a state. */
export const inState = (status: AlertStatus): Alert => WAY[status].reduce((alert, action) => given(TAKE[action](alert)).alert, raised());
