import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { mayCall, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { Alert } from './alert.ts';
import { toAlert, type StoredAlert } from './alert.row.ts';
import { ALERT_WORDS, alertActions, seesAlert } from './alert.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredAlert;
}
const TABLE = '"command_center"."alert" a';
const ORDER = `a."is_open", a."severity" = 'ALARM', a."raised_at", a."id"`;

/** Alerts that concern the caller, within their jurisdiction. */
function concerning(call: Call, $: (value: unknown) => string): string {
  const { caller } = call;
  if (caller.kind !== 'operator') return 'false';
  const there = `(${withinScope(caller, $, 'a')} or ${withinScope(caller, $, 'a', 'at_')})`;
  return mayCall(C.ReviewAlert.access, caller.roles) ? there : `${there} and a."roles" && ${$(caller.roles)}::text[]`;
}

@Injectable()
export class AlertQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.AlertsPage)
  page(input: InputOf<typeof C.AlertsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [concerning(call, $)];
      if (input.open !== undefined) where.push(input.open ? 'a."is_open"' : 'not a."is_open"');
      if (input.status) where.push(`a."status" = any(${$(input.status)}::text[])`);
      if (input.severity !== undefined) where.push(`a."severity" = ${$(input.severity)}`);
      if (input.mine) where.push(`a."assignee_id" = ${$(call.caller.kind === 'operator' ? call.caller.operatorId : null)}::uuid`);
      if (input.area !== undefined) where.push(`a."area" = ${$(input.area)}`);
      if (input.rule !== undefined) where.push(`a."rule" = ${$(input.rule)}`);
      if (input.subjectId !== undefined) where.push(`a."subject_id" = ${$(input.subjectId)}::uuid`);
      if (input.ids) where.push(`a."id" = any(${$(input.ids)}::uuid[])`);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [open = '', alarm = '', at, id] = input.cursor.split('|');
        if (!/^[01][01]$/.test(open + alarm) || !C.InstantText.safeParse(at).success || !C.Uuid.safeParse(id).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(${ORDER}) < (${$(open === '1')}::boolean, ${$(alarm === '1')}::boolean, ${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `select a."id", a."version", a."facts" from ${TABLE} where ${where.join(' and ')}
         order by ${ORDER.replaceAll(/,|$/g, ' desc$&')} limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => rowOf(toAlert(row), row.version, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: cursorOf(last) } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.AlertShow)
  show(input: InputOf<typeof C.AlertShow>, call: Call) {
    return reaching(async () => {
      if (input.alertId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'alertId' });
      const { rows } = await this.kit.pool.query<Row>(
        input.alertId === undefined
          ? {
              text: `select a."id", a."version", a."facts" from ${TABLE} where a."no" like $1 order by a."raised_at" desc limit 20`,
              values: [endingIn(input.no ?? '')],
            }
          : { text: `select a."id", a."version", a."facts" from ${TABLE} where a."id" = $1`, values: [input.alertId] },
      );
      const row = rows.find(({ facts }) => seesAlert(call.caller, facts));
      if (!row) return refuse('record.not-found', { entity: 'alert' });
      const { reason, note } = await this.wordsOf(row.id);
      return ok({
        row: rowOf(toAlert(row), row.version, call),
        ...(reason === undefined ? {} : { reason }),
        ...(note === undefined ? {} : { note }),
        history: await historyOf(this.kit.pool, 'command_center', 'alert', row.id),
      });
    });
  }

  private async wordsOf(alertId: string): Promise<{ readonly reason?: string; readonly note?: string }> {
    const { rows } = await this.kit.pool.query<{ sealed: Buffer }>(
      `select "sealed" from "command_center"."alert_words" where "alert_id" = $1 order by "version"`,
      [alertId],
    );
    const said = await Promise.all(rows.map(({ sealed }) => this.kit.personKeys.open(alertId, ALERT_WORDS, sealed)));
    return Object.assign({}, ...said) as { reason?: string; note?: string };
  }
}

const cursorOf = ({ id, facts }: Row): string =>
  [
    C.OPEN_ALERT_STATUSES.some((status) => status === facts.status) ? '1' : '0',
    facts.severity === 'ALARM' ? '1' : '0',
    facts.raisedAt,
    id,
  ].join('|');

function rowOf(alert: Alert, version: number, call: Call): C.AlertRow {
  const { id, no, rule, zh, en, severity, status, escalated, area, path, subject, raisedAt, dueBy } = alert;
  const { acknowledgedBy, assigneeId, resolvedBy, endedBy } = alert;
  return {
    alertId: id,
    no,
    version,
    rule,
    zh,
    en,
    severity,
    status,
    escalated,
    area,
    path,
    subject,
    raisedAt: C.instantText(raisedAt),
    dueBy: C.instantText(dueBy),
    ...(acknowledgedBy === undefined ? {} : { acknowledgedBy }),
    ...(assigneeId === undefined ? {} : { assigneeId }),
    ...(resolvedBy === undefined ? {} : { resolvedBy }),
    ...(endedBy === undefined ? {} : { endedBy }),
    allowedActions: alertActions(alert, call.caller),
  };
}
