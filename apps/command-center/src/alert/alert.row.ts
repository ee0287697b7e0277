import { defineEntity, p } from '@mikro-orm/core';
import { areaOf } from '@houzhai/auth';
import { OPEN_ALERT_STATUSES, instantOf, instantText } from '@houzhai/contracts';
import { wakeAt, type Alert } from './alert.ts';

/** Alerts: what lists filter by as columns, the rest as one document. One stands per rule and record. */
export const AlertRow = defineEntity({
  name: 'AlertRow',
  tableName: 'alert',
  comment: 'Alerts 警报; records by id only',
  indexes: [
    { name: 'alert_raised', properties: ['isOpen', 'raisedAt', 'id'] },
    { name: 'alert_area', properties: ['area', 'isOpen'] },
    {
      name: 'alert_subject_open',
      expression: `create unique index "alert_subject_open" on "command_center"."alert" ("rule", "subject_id") where "is_open"`,
    },
    { name: 'alert_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('alert_no'),
    rule: p.text(),
    subjectId: p.uuid(),
    area: p.text(),
    path: p.text(),
    atArea: p.text().nullable(),
    atPath: p.text().nullable(),
    roles: p.array().columnType('text[]'),
    severity: p.text(),
    status: p.text(),
    isOpen: p.boolean(),
    assigneeId: p.uuid().nullable(),
    raisedAt: p.datetime(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredAlert>(),
  },
});

/** Why an alert was resolved, and what a review learned, sealed. */
export const AlertWordsRow = defineEntity({
  name: 'AlertWordsRow',
  tableName: 'alert_words',
  comment: 'Free text that belongs to one change of an alert, sealed; insert-only by grant',
  properties: { alertId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

export type StoredAlert = Omit<Alert, 'raisedAt' | 'dueBy'> & { readonly raisedAt: string; readonly dueBy: string };

/** Column values of a state. */
export function alertColumns(alert: Alert): Record<string, unknown> {
  const { raisedAt, dueBy, ...rest } = alert;
  const wake = wakeAt(alert);
  const facts: StoredAlert = { ...rest, raisedAt: instantText(raisedAt), dueBy: instantText(dueBy) };
  return {
    no: alert.no,
    rule: alert.rule,
    subject_id: alert.subject.id,
    area: alert.area,
    path: alert.path,
    at_area: alert.atPath === undefined ? null : areaOf(alert.atPath),
    at_path: alert.atPath ?? null,
    roles: alert.roles,
    severity: alert.severity,
    status: alert.status,
    is_open: (OPEN_ALERT_STATUSES as readonly string[]).includes(alert.status),
    assignee_id: alert.assigneeId ?? null,
    raised_at: instantText(raisedAt),
    wake_at: wake ? instantText(wake) : null,
    facts,
  };
}

/** State of a loaded row. */
export const toAlert = ({ facts: { raisedAt, dueBy, ...rest } }: { readonly facts: StoredAlert }): Alert => ({
  ...rest,
  raisedAt: instantOf(raisedAt),
  dueBy: instantOf(dueBy),
});
