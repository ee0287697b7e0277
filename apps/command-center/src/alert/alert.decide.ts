import {
  SUBDISTRICT,
  mayCall,
  ok,
  refuse,
  type AlertAction,
  type Outcome,
  type RefusalCode,
  type Role,
  ReviewAlert,
} from '@houzhai/contracts';
import { isLegal, wakeAt, type Alert } from './alert.ts';
import type { AlertFact } from './alert.publish.ts';
import type { AlertPolicy, On, Rule } from './alert-policy.ts';

/** An event as far as rules look at it. */
export interface Happened {
  readonly name: string;
  readonly entity: string;
  readonly id: string;
  readonly area: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The alert after a decision, and what happened. */
export interface DecidedAlert {
  readonly alert: Alert;
  readonly facts: readonly AlertFact[];
}
export type AlertDecision<R extends RefusalCode = never> = Outcome<DecidedAlert, R | 'alert.not-allowed-now'>;

const fits = ({ event, when = {} }: On, happened: Happened): boolean =>
  event === happened.name && Object.entries(when).every(([field, value]) => happened.data[field] === value);

/** Rules that an event raises an alert by. */
export const raising = ({ rules }: AlertPolicy, happened: Happened): readonly Rule[] =>
  rules.filter(({ raisedBy }) => fits(raisedBy, happened));
/** Rules whose alerts about the same record it ends. */
export const ending = ({ rules }: AlertPolicy, happened: Happened): readonly Rule[] =>
  rules.filter(({ endedBy }) => endedBy.some((one) => fits(one, happened)));

/** Raises an alert: it concerns where the record is, and where it was noticed. */
export function raiseAlert(
  rule: Rule,
  { name, entity, id: subjectId, area, actor, data }: Happened,
  own: { readonly id: string; readonly no: string },
  now: Temporal.Instant,
  policyVersion: string,
): DecidedAlert {
  const text = (...fields: readonly string[]): string | undefined =>
    fields.map((field) => data[field]).find((value) => typeof value === 'string');
  const path = text('path', 'destination') ?? (area === 'a00' ? SUBDISTRICT : `${SUBDISTRICT}/${area}`);
  const [atPath, no] = [text('atPath'), text('no')];
  const alert: Alert = {
    ...own,
    rule: rule.code,
    zh: rule.zh,
    en: rule.en,
    severity: rule.severity,
    area,
    path,
    ...(atPath === undefined ? {} : { atPath }),
    subject: { kind: entity, id: subjectId, ...(no === undefined ? {} : { no }) },
    roles: rule.roles,
    status: 'RAISED',
    escalated: false,
    raisedAt: now,
    raisedBy: name,
    dueBy: now.add({ minutes: rule.acknowledgeWithinMinutes }),
    ...(rule.notByCauser === true ? { notBy: actor } : {}),
    policyVersion,
  };
  return { alert, facts: [{ fact: 'raised', raisedBy: name }] };
}

/** Whether an alert is seen by somebody of these roles, wherever it is. */
export const concerns = ({ roles }: Pick<Alert, 'roles'>, own: readonly Role[]): boolean =>
  mayCall(ReviewAlert.access, own) || roles.some((role) => own.includes(role));

export const acknowledgeAlert = (alert: Alert, actor: string): AlertDecision<'alert.own'> =>
  whyNot(alert, 'acknowledge', actor) ??
  ok({ alert: { ...alert, status: 'ACKNOWLEDGED', acknowledgedBy: actor }, facts: [{ fact: 'acknowledged' }] });

/** Whoever it is given to has to be able to see it. */
export function assignAlert(
  alert: Alert,
  assignee: { readonly operatorId: string; readonly roles: readonly Role[]; readonly covers: (path: string) => boolean },
  actor: string,
): AlertDecision<'alert.own' | 'alert.assignee-unfit'> {
  const { operatorId: assigneeId } = assignee;
  const unfit = whyNot(alert, 'assign', actor);
  if (unfit) return unfit;
  const there = assignee.covers(alert.path) || (alert.atPath !== undefined && assignee.covers(alert.atPath));
  if (!there || !concerns(alert, assignee.roles) || assigneeId === alert.notBy) return refuse('alert.assignee-unfit', { area: alert.area });
  return ok({
    alert: { ...alert, status: 'ASSIGNED', acknowledgedBy: alert.acknowledgedBy ?? actor, assigneeId },
    facts: [{ fact: 'assigned', assigneeId }],
  });
}

export const resolveAlert = (alert: Alert, actor: string): AlertDecision<'alert.own'> =>
  whyNot(alert, 'resolve', actor) ?? ok({ alert: { ...alert, status: 'RESOLVED', resolvedBy: actor }, facts: [{ fact: 'resolved' }] });

/** What ended its cause ends it; undefined when it is over already. */
export const endAlert = (alert: Alert, event: string): DecidedAlert | undefined =>
  isLegal(alert.status, 'resolve')
    ? { alert: { ...alert, status: 'RESOLVED', endedBy: event }, facts: [{ fact: 'resolved', endedBy: event }] }
    : undefined;

/** Looked at once more, by somebody else than whoever resolved it. */
export function reviewAlert(alert: Alert, actor: string): AlertDecision<'alert.reviewed-by-resolver'> {
  if (!isLegal(alert.status, 'review')) return refuse('alert.not-allowed-now', { action: 'review', status: alert.status });
  if (alert.resolvedBy === actor) return refuse('alert.reviewed-by-resolver', {});
  return ok({ alert: { ...alert, status: 'REVIEWED' }, facts: [{ fact: 'reviewed' }] });
}

/** Time alone: what nobody acknowledged is said to the command centre, once. */
export function tickAlert(alert: Alert, now: Temporal.Instant): DecidedAlert | undefined {
  const due = wakeAt(alert);
  if (!due || Temporal.Instant.compare(due, now) > 0) return undefined;
  return { alert: { ...alert, escalated: true }, facts: [{ fact: 'escalated' }] };
}

function whyNot(alert: Alert, action: AlertAction, actor: string) {
  if (!isLegal(alert.status, action)) return refuse('alert.not-allowed-now', { action, status: alert.status });
  return alert.notBy === actor ? refuse('alert.own', {}) : undefined;
}
