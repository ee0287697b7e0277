import { covers, type Caller } from '@houzhai/auth';
import {
  AcknowledgeAlert,
  AssignAlert,
  ResolveAlert,
  ReviewAlert,
  mayCall,
  refuse,
  type Access,
  type AlertAction,
  type AlertReceipt,
  type Outcome,
} from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { concerns, type DecidedAlert } from './alert.decide.ts';
import { publishAlert } from './alert.publish.ts';
import { ALERT_TABLE, type Alert } from './alert.ts';
import { AlertRow, alertColumns, toAlert, type StoredAlert } from './alert.row.ts';

/** Under which purpose words about an alert are sealed; the alert has a key of its own. */
export const ALERT_WORDS = 'alert-words';

/** An alert as loaded. */
export interface LoadedAlert {
  readonly alert: Alert;
  readonly version: number;
}

/** An alert is seen by those it concerns and by the command centre, each within their jurisdiction. */
export const seesAlert = (caller: Caller, alert: Pick<Alert, 'path' | 'atPath' | 'roles'>): boolean =>
  caller.kind === 'operator' &&
  concerns(alert, caller.roles) &&
  (covers(caller, alert.path) || (alert.atPath !== undefined && covers(caller, alert.atPath)));

/** The alert, whoever asks. */
export async function findAlert(work: Pick<Work, 'load'>, id: string): Promise<LoadedAlert | undefined> {
  const row = await work.load(AlertRow, id, ['version', 'facts']);
  return row && { alert: toAlert(row), version: row.version };
}

/** The alert, if it concerns the caller. */
export async function getAlert(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedAlert, 'record.not-found'>> {
  const loaded = await findAlert(work, id);
  return loaded && seesAlert(caller, loaded.alert) ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'alert' });
}

/** The alert of a rule about a record that stands, if there is one. */
export async function openAlertOf(pool: Pool, rule: string, subjectId: string): Promise<LoadedAlert | undefined> {
  const { rows } = await pool.query<{ version: number; facts: StoredAlert }>(
    `select "version", "facts" from "command_center"."alert" where "rule" = $1 and "subject_id" = $2 and "is_open"`,
    [rule, subjectId],
  );
  const [row] = rows;
  return row && { alert: toAlert(row), version: row.version };
}

/** What a decision writes. */
export const alertChange = ({ alert, facts }: DecidedAlert, from: number, sealedWords?: Buffer): Change => ({
  table: 'alert',
  entity: 'alert',
  id: alert.id,
  area: alert.area,
  from,
  columns: alertColumns(alert),
  events: facts.map((fact) => publishAlert(alert, fact)),
  ...(sealedWords ? { also: [{ table: 'alert_words', columns: { alert_id: alert.id, version: from + 1, sealed: sealedWords } }] } : {}),
  auditDetails: { no: alert.no, rule: alert.rule, status: alert.status },
});

const ACCESS: Readonly<Record<AlertAction, Access>> = {
  acknowledge: AcknowledgeAlert.access,
  assign: AssignAlert.access,
  resolve: ResolveAlert.access,
  review: ReviewAlert.access,
};

/** What an operator may do with an alert now, the next step first. */
export function alertActions(alert: Alert, caller: Caller): AlertAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return ALERT_TABLE[alert.status].filter((action: AlertAction) => {
    if (!mayCall(ACCESS[action], caller.roles)) return false;
    return action === 'review' ? alert.resolvedBy !== caller.operatorId : alert.notBy !== caller.operatorId;
  });
}

export const alertReceipt = ({ alert, facts }: DecidedAlert, from: number, caller: Caller): AlertReceipt => ({
  alertId: alert.id,
  no: alert.no,
  status: alert.status,
  version: from + facts.length,
  area: alert.area,
  allowedActions: alertActions(alert, caller),
});
