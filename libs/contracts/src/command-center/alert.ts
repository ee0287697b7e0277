import { z } from 'zod';
import { alertDesk, alertReaders, command, type Access } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import {
  AreaCode,
  Cursor,
  ExpectedVersion,
  InstantText,
  OperatorId,
  PageLimit,
  Path,
  Reason,
  Uuid,
  Version,
  pageOf,
  words,
} from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';

export const AlertId = Uuid.describe('Alert, UUID made from its rule and the event that raised it');
export const AlertNo = z
  .string()
  .regex(/^AL-\d{8}-\d{4,}-\d$/)
  .describe('Business number of an alert: AL-date-sequence-check digit');
export const AlertRule = z
  .string()
  .regex(/^[a-z][a-z-]{2,40}$/)
  .describe('Rule of the policy that raised it');

export const AlertSeverity = z.enum(['WATCH', 'ALARM']);
export type AlertSeverity = z.output<typeof AlertSeverity>;
export const ALERT_STATUSES = ['RAISED', 'ACKNOWLEDGED', 'ASSIGNED', 'RESOLVED', 'REVIEWED'] as const;
export const AlertStatus = z.enum(ALERT_STATUSES);
export type AlertStatus = z.output<typeof AlertStatus>;
/** Alerts that stand. */
export const OPEN_ALERT_STATUSES = ['RAISED', 'ACKNOWLEDGED', 'ASSIGNED'] as const satisfies readonly AlertStatus[];
/** What can be done with an alert; commands are named after them. */
export const ALERT_ACTIONS = ['acknowledge', 'assign', 'resolve', 'review'] as const;
export const AlertAction = z.enum(ALERT_ACTIONS);
export type AlertAction = z.output<typeof AlertAction>;

/** What an alert is about: a record of whatever service. */
export const AlertSubject = z.object({
  kind: z.string().describe('Entity, such as fever'),
  id: Uuid,
  no: z.string().optional().describe('Business number, where it has one'),
});
export type AlertSubject = z.output<typeof AlertSubject>;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const AlertReceipt = z.object({
  alertId: AlertId,
  no: AlertNo,
  status: AlertStatus,
  version: Version,
  area: AreaCode,
  allowedActions: z.array(AlertAction),
});
export type AlertReceipt = z.output<typeof AlertReceipt>;

const onAlert = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: AlertAction;
  summary: string;
  access?: Access;
  fields: S;
  refusals: readonly R[];
  example: object;
}) =>
  defineCommand({
    name: spec.name,
    service: 'command-center',
    entity: 'alert',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? alertDesk,
    input: z.strictObject({ alertId: AlertId, expectedVersion: ExpectedVersion, ...spec.fields }),
    output: AlertReceipt,
    refusals: [...spec.refusals, 'alert.not-allowed-now'] as const,
    examples: [{ alertId: exampleId, ...spec.example } as never],
  });

export const AcknowledgeAlert = onAlert({
  name: 'AcknowledgeAlert',
  verb: 'acknowledge',
  summary: 'Somebody has seen it and sees to it.',
  fields: {},
  refusals: ['alert.own'],
  example: {},
});
export const AssignAlert = onAlert({
  name: 'AssignAlert',
  verb: 'assign',
  summary: 'Gives it to somebody whose jurisdiction covers it and whom it concerns; it counts as seen by that.',
  fields: { assigneeId: OperatorId },
  refusals: ['alert.own', 'alert.assignee-unfit', 'operator.unavailable'],
  example: { assigneeId: exampleId },
});
export const ResolveAlert = onAlert({
  name: 'ResolveAlert',
  verb: 'resolve',
  summary: 'It is over, and why; what ends its cause ends it by itself.',
  fields: { reason: Reason },
  refusals: ['alert.own'],
  example: { reason: '已电话核实，人员在家' },
});
export const ReviewAlert = onAlert({
  name: 'ReviewAlert',
  verb: 'review',
  summary: 'The command centre looks at it once more; never who resolved it.',
  access: command,
  fields: { note: words(300).optional().describe('What was learned; kept encrypted') },
  refusals: ['alert.reviewed-by-resolver'],
  example: { note: '响应及时' },
});

export const AlertRow = z.object({
  alertId: AlertId,
  no: AlertNo,
  version: Version,
  rule: AlertRule,
  zh: z.string(),
  en: z.string(),
  severity: AlertSeverity,
  status: AlertStatus,
  escalated: z.boolean().describe('Nobody had acknowledged it within the rule’s minutes'),
  area: AreaCode,
  path: Path,
  subject: AlertSubject,
  raisedAt: InstantText,
  dueBy: InstantText.describe('By when somebody is to acknowledge it'),
  acknowledgedBy: z.string().optional(),
  assigneeId: OperatorId.optional(),
  resolvedBy: z.string().optional(),
  endedBy: z.string().optional().describe('Event that ended it by itself'),
  allowedActions: z.array(AlertAction).describe('The next step first'),
});
export type AlertRow = z.output<typeof AlertRow>;

export const AlertsPage = defineQuery({
  name: 'AlertsPage',
  service: 'command-center',
  view: 'alert',
  question: 'page',
  version: 1,
  summary: 'Alerts that concern the caller: those that stand first, alarms before them, the newest before older ones.',
  access: alertReaders,
  input: z.strictObject({
    open: z.boolean().optional(),
    status: z.array(AlertStatus).max(5).optional(),
    severity: AlertSeverity.optional(),
    mine: z.boolean().default(false).describe('Assigned to the caller'),
    area: AreaCode.optional(),
    rule: AlertRule.optional(),
    subjectId: Uuid.optional(),
    ids: z.array(AlertId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(AlertRow),
  refusals: [],
  examples: [{ open: true }],
});

export const AlertShow = defineQuery({
  name: 'AlertShow',
  service: 'command-center',
  view: 'alert',
  question: 'show',
  version: 1,
  summary: 'One alert with everything that was done about it, and why.',
  access: alertReaders,
  input: z.strictObject({ alertId: AlertId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: AlertRow,
    reason: z.string().optional(),
    note: z.string().optional(),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ alertId: exampleId }],
});

const alertEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'command-center',
    entity: 'alert',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: AlertNo,
      rule: AlertRule,
      severity: AlertSeverity,
      status: AlertStatus,
      path: Path,
      subjectKind: z.string(),
      subjectId: Uuid,
      ...own,
    }),
  });

export const AlertRaised = alertEvent('AlertRaised', 'raised', 'Something happened that a rule watches for.', {
  raisedBy: z.string().describe('Event that raised it'),
});
export const AlertAcknowledged = alertEvent('AlertAcknowledged', 'acknowledged', 'Somebody has seen it.', {});
export const AlertAssigned = alertEvent('AlertAssigned', 'assigned', 'It was given to somebody.', { assigneeId: OperatorId });
export const AlertEscalated = alertEvent('AlertEscalated', 'escalated', 'Nobody acknowledged it within the rule’s minutes.', {});
export const AlertResolved = alertEvent('AlertResolved', 'resolved', 'It is over.', {
  endedBy: z.string().optional().describe('Event that ended it; absent: somebody did'),
});
export const AlertReviewed = alertEvent('AlertReviewed', 'reviewed', 'The command centre looked at it once more.', {});
