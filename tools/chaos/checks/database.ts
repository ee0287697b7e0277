import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { COMMANDS } from '@houzhai/contracts';
import { SERVICES } from '@houzhai/dev/services.ts';
import type { Ledger, Outcome } from '../sender.ts';
import { check, type Check } from './check.ts';

/** An event as the outbox has it. */
export interface OutboxEvent {
  readonly service: string;
  readonly eventId: string;
  readonly entity: string;
  readonly recordId: string;
  readonly version: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly actor: string;
  readonly commandId: string;
  readonly traceId: string;
  readonly published: boolean;
  readonly parked: boolean;
}

interface LoggedCommand {
  readonly actor: string;
  readonly command_id: string;
  readonly reply: unknown;
}

interface AuditRow {
  readonly actor: string;
  readonly operation: string;
  readonly record_id: string;
  readonly version: number;
  readonly trace_id: string;
}

/** Tables of records and the entities whose events tell of them. */
const RECORDS: Readonly<Record<string, readonly (readonly [table: string, entities: readonly string[]])[]>> = {
  errands: [
    ['errand', ['errand']],
    ['service_module', ['service-module']],
    ['care_link', ['care-link']],
    ['prescription', ['prescription']],
    ['medicine_run', ['medicine-run']],
    ['insurance_card', ['insurance-card']],
    ['call', ['call']],
    ['need_report', ['need-report']],
  ],
  census_screening: [
    ['person', ['person']],
    ['place', ['area', 'house', 'room']],
    ['checkpoint', ['checkpoint']],
    ['arrival', ['arrival']],
    ['escort_batch', ['escort-batch']],
    ['isolation', ['isolation']],
    ['isolation_site', ['isolation-site']],
    ['screening_campaign', ['screening-campaign']],
    ['screening_unit', ['screening-unit']],
  ],
  command_center: [['task_force', ['task-force']]],
};

/** Every event of the outboxes, in the order in which they were written. */
export async function readOutboxes(db: pg.Pool): Promise<readonly OutboxEvent[]> {
  const all: OutboxEvent[] = [];
  for (const { schema, name } of SERVICES) {
    const { rows } = await db.query<Omit<OutboxEvent, 'service'>>(
      `select "event_id" as "eventId", "entity", "record_id" as "recordId", "version", "envelope" ->> 'type' as "type",
         "envelope" ->> 'occurredat' as "occurredAt", "envelope" ->> 'actor' as "actor", "envelope" ->> 'causationid' as "commandId",
         "envelope" ->> 'correlationid' as "traceId", "published_at" is not null as "published", "parked_at" is not null as "parked"
       from "${schema}"."outbox" order by "seq"`,
    );
    for (const row of rows) all.push({ ...row, service: name });
  }
  return all;
}

/** By no command: the account a deployment begins with, which the migration enters, and the seals of the audit. */
const isCommanded = ({ actor, commandId }: OutboxEvent): boolean =>
  !(actor.startsWith('service:') && /^(?:first-operator-|seal:)/.test(commandId));

const keyOf = (actor: string, commandId: string): string => `${actor} ${commandId}`;

/** What the database must hold after the run: every acknowledged command once, nothing half done, nothing made up. */
export async function checkDatabase(db: pg.Pool, ledger: Ledger, outbox: readonly OutboxEvent[]): Promise<readonly Check[]> {
  const events = outbox.filter(isCommanded);
  const checks: Check[] = [];
  const eventsOf = Map.groupBy(events, ({ actor, commandId }) => keyOf(actor, commandId));
  const logged = new Map<string, LoggedCommand>();
  const noCommand: string[] = [];
  const misfits: string[] = [];
  for (const { schema, name } of SERVICES) {
    const { rows } = await db.query<LoggedCommand>(
      `select "actor", "command_id", "reply" from "${schema}"."command_log" where not "refused"`,
    );
    const own = new Map(rows.map((row) => [keyOf(row.actor, row.command_id), row]));
    for (const [key, row] of own) {
      logged.set(key, row);
      const byRecord = Map.groupBy(eventsOf.get(key) ?? [], ({ recordId }) => recordId);
      const last = [...byRecord.values()].map((events) => Math.max(...events.map(({ version }) => version)));
      const { version, entered } = row.reply as { version?: number; entered?: number };
      if (version !== undefined && !last.includes(version))
        misfits.push(`${name} ${key}: reply says ${String(version)}, events ${last.join()}`);
      if (entered !== undefined && entered !== (eventsOf.get(key) ?? []).length) misfits.push(`${name} ${key}: ${String(entered)} entered`);
    }
    for (const [key, [event]] of eventsOf) if (event?.service === name && !own.has(key)) noCommand.push(`${name} ${key}`);
  }
  const { acknowledged } = ledger;
  checks.push(
    check('lost', '已确认而不在库中', 'acknowledged but lost', acknowledged.length, acknowledged.filter(isLost).map(idOf)),
    check('reply', '库中答复不同', 'stored reply differs', acknowledged.length, acknowledged.filter(differs).map(idOf)),
    check('refused', '已拒绝却已执行', 'refused but carried out', ledger.outcomes.length, ledger.outcomes.filter(isDoneThough).map(fateOf)),
    check('repeat', '重发答复不同', 'repeats answered differently', ledger.repeats, ledger.differentRepeats),
    check('reused', '同号异文被接受', 'accepted under a used id', ledger.reuses, ledger.acceptedReuses),
    check('unanswered', '无答复', 'never answered', ledger.outcomes.length, ledger.outcomes.filter(isUnanswered).map(idOf)),
    check('internal', '内部错误', 'internal errors', ledger.outcomes.length, internal(ledger)),
    check('ghost', '无命令的事件', 'events without their command', events.length, noCommand),
    check('half', '命令与事件不符', 'commands without exactly their events', logged.size, misfits),
  );
  checks.push(...(await checkRecords(db, events)), await checkAudit(db, events));
  return checks;

  function isLost({ actor, commandId }: Outcome): boolean {
    return !logged.has(keyOf(actor, commandId));
  }
  function differs({ actor, commandId, answer }: Outcome): boolean {
    const row = logged.get(keyOf(actor, commandId));
    return row !== undefined && answer.ok && !isDeepStrictEqual(row.reply, answer.value);
  }
  /** However often it was sent: an attempt that was under way while a later one was refused must not be carried out any more. */
  function isDoneThough({ actor, commandId, answer }: Outcome): boolean {
    return !answer.ok && answer.code !== 'unanswered' && logged.has(keyOf(actor, commandId));
  }
}

const idOf = ({ commandId }: Outcome): string => commandId;
const fateOf = ({ commandId, contract, answer, attempts }: Outcome): string =>
  `${commandId}: ${contract.name} ${answer.ok ? 'ok' : answer.code}, sent ${String(attempts)} times`;
const isUnanswered = ({ answer }: Outcome): boolean => !answer.ok && answer.code === 'unanswered';
const internal = (ledger: Ledger): readonly string[] =>
  [...ledger.faults].filter(([code]) => code !== 'unavailable').map(([code, times]) => `${code} × ${String(times)}`);

/** A record's version is the number of its events, numbered 1 to n in the order in which they were written. */
async function checkRecords(db: pg.Pool, events: readonly OutboxEvent[]): Promise<readonly Check[]> {
  const byRecord = Map.groupBy(events, ({ entity, recordId }) => `${entity} ${recordId}`);
  const gaps = [...byRecord].filter(([, own]) => own.some(({ version }, index) => version !== index + 1)).map(([record]) => record);
  const wrong: string[] = [];
  const known = new Set<string>();
  for (const [schema, tables] of Object.entries(RECORDS))
    for (const [table, entities] of tables) {
      const { rows } = await db.query<{ id: string; version: number }>(`select "id", "version" from "${schema}"."${table}"`);
      for (const { id, version } of rows) {
        const own = entities.map((entity) => `${entity} ${id}`).find((record) => byRecord.has(record));
        if (own !== undefined) known.add(own);
        const count = own === undefined ? 0 : (byRecord.get(own)?.length ?? 0);
        if (count !== version) wrong.push(`${table} ${id}: version ${String(version)}, ${String(count)} events`);
      }
    }
  const tracked = new Set(Object.values(RECORDS).flatMap((tables) => tables.flatMap(([, entities]) => entities)));
  for (const [record, [event]] of byRecord) if (event && tracked.has(event.entity) && !known.has(record)) wrong.push(`${record}: no row`);
  return [
    check('dense', '事件编号不连续', 'records whose events are not 1 to n in order', byRecord.size, gaps),
    check('version', '版本与事件数不符', 'records whose version is not the number of their events', byRecord.size, wrong),
  ];
}

/** What services do by themselves. */
const BY_THEMSELVES = ['ErrandTimer', 'CardTimer', 'SupplyNeedTimer', 'EscortTimer', 'IsolationTimer', 'IsolationSupplyTimer', 'FeverTimer', 'AlertTimer', 'AlertReactions', 'TaskForceTimer']; // prettier-ignore

/** One audit row for everything a command did to a record, and no audit row of a change without its events. */
async function checkAudit(db: pg.Pool, events: readonly OutboxEvent[]): Promise<Check> {
  const wanted = new Set<string>();
  const changes = Map.groupBy(events, ({ recordId, actor, commandId }) => `${recordId} ${actor} ${commandId}`);
  const imported = new Set<string>();
  const wrong: string[] = [];
  const found: string[] = [];
  for (const { schema } of SERVICES) {
    const { rows } = await db.query<AuditRow>(
      `select "actor", "operation", "record_id", "version", "trace_id" from "${schema}"."audit"
       where "operation" = 'CommitImport' or ("record_id" is not null and "operation" = any($1))`,
      [[...COMMANDS.map(({ name }) => name), ...BY_THEMSELVES]],
    );
    for (const row of rows)
      if (row.operation === 'CommitImport') imported.add(row.trace_id);
      else found.push(`${row.record_id} ${row.actor} ${row.trace_id} ${String(row.version)}`);
  }
  for (const own of changes.values()) {
    const [first] = own;
    if (!first || imported.has(first.traceId)) continue;
    wanted.add(`${first.recordId} ${first.actor} ${first.traceId} ${String(Math.max(...own.map(({ version }) => version)))}`);
  }
  const once = new Set<string>();
  for (const row of found) {
    if (!wanted.has(row)) wrong.push(`${row}: no events`);
    if (once.has(row)) wrong.push(`${row}: twice`);
    once.add(row);
  }
  for (const row of wanted) if (!once.has(row)) wrong.push(`${row}: no audit row`);
  return check('audit', '与审计不符', 'changes without exactly one audit row', wanted.size, wrong);
}
