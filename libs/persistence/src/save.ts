import { eventSubject, type EventContract, type Service } from '@houzhai/contracts';
import { actorOf } from '@houzhai/auth';
import type { Call } from '@houzhai/messaging';
import type { PoolClient } from 'pg';
import { uuidv7 } from './uuid.ts';

/** A fact decided by the core, ready to be published. */
export interface NewEvent {
  readonly contract: EventContract;
  readonly data: unknown;
  /** When it happened, where that is earlier than now. */
  readonly occurredAt?: Temporal.Instant;
}

/** The change of one record: its row, its events and what goes with them. */
export interface Change {
  /** Table of the record. */
  readonly table: string;
  readonly entity: string;
  readonly id: string;
  readonly area: string;
  /** Version that was loaded; 0 for a new record. */
  readonly from: number;
  /** Column values after the change; the same columns at every save of this table. */
  readonly columns: Readonly<Record<string, unknown>>;
  /** One event or more; the version grows by their number. */
  readonly events: readonly NewEvent[];
  /** Rows added to side tables in the same statement. */
  readonly also?: readonly { readonly table: string; readonly columns: Readonly<Record<string, unknown>> }[];
  /** For the audit row: codes and ids only. */
  readonly auditDetails?: unknown;
}

/** The event of one record as it is published. */
export function envelopeOf(
  service: Service,
  call: Call,
  record: { readonly id: string; readonly area: string },
  event: NewEvent,
  version: number,
): { readonly id: string; readonly subject: string; readonly envelope: unknown } {
  const id = uuidv7(call.now.epochMilliseconds);
  const envelope = {
    specversion: '1.0',
    id,
    source: `/houzhai/${service}`,
    type: event.contract.type,
    subject: record.id,
    time: call.now.toString(),
    datacontenttype: 'application/json',
    aggregateversion: version,
    correlationid: call.traceId,
    causationid: call.commandId,
    actor: actorOf(call.caller),
    area: record.area,
    occurredat: (event.occurredAt ?? call.now).toString(),
    data: event.data,
  };
  return { id, subject: eventSubject(event.contract, record.id, record.area), envelope };
}

/** Events of many new records at once, inside a transaction that has inserted their rows; `version` from 1 per record. */
export async function insertEvents(
  client: PoolClient,
  schema: string,
  now: Temporal.Instant,
  events: readonly {
    readonly entity: string;
    readonly recordId: string;
    readonly version: number;
    readonly area: string;
    readonly id: string;
    readonly subject: string;
    readonly envelope: unknown;
  }[],
): Promise<void> {
  await client.query(
    `insert into "${schema}"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at")
     select e.id, e.entity, e.record_id, e.version, e.area, e.subject, e.envelope, $7
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[], $8::int[]) with ordinality as e(id, entity, record_id, area, subject, envelope, version, nth)
     order by e.nth`,
    [
      events.map((e) => e.id),
      events.map((e) => e.entity),
      events.map((e) => e.recordId),
      events.map((e) => e.area),
      events.map((e) => e.subject),
      events.map((e) => JSON.stringify(e.envelope)),
      now.toString(),
      events.map((e) => e.version),
    ],
  );
}

/** Values of the bookkeeping rows that go with a change. */
export interface Bookkeeping {
  readonly actor: string;
  readonly commandId: string;
  readonly payloadHash: Buffer;
  readonly reply: unknown;
  readonly operation: string;
  readonly traceId: string;
  readonly now: string;
  readonly events: readonly { readonly id: string; readonly subject: string; readonly envelope: unknown }[];
}

/** A parametrised statement; `name` lets PostgreSQL parse it once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/**
 * Everything an accepted command writes, as one atomic statement: the row under its version check, then command log,
 * outbox and audit, each only if the row was written. No row back means somebody else changed it in between.
 */
export function saveStatement(schema: string, change: Change, book: Bookkeeping): Statement {
  const values: unknown[] = [];
  const $ = (value: unknown): string => {
    values.push(value);
    return `$${String(values.length)}`;
  };
  const to = change.from + change.events.length;
  const table = (name: string): string => `"${schema}"."${name}"`;
  const names = Object.keys(change.columns);
  const row =
    change.from === 0
      ? `insert into ${table(change.table)} ("id", "version", ${names.map((n) => `"${n}"`).join(', ')})
         values (${$(change.id)}, ${$(to)}, ${names.map((n) => $(change.columns[n])).join(', ')}) returning "version"`
      : `update ${table(change.table)} set "version" = ${$(to)}, ${names.map((n) => `"${n}" = ${$(change.columns[n])}`).join(', ')}
         where "id" = ${$(change.id)} and "version" = ${$(change.from)} returning "version"`;
  const also = (change.also ?? []).map((side, index) => {
    const columns = Object.keys(side.columns);
    return `a${String(index)} as (insert into ${table(side.table)} (${columns.map((c) => `"${c}"`).join(', ')})
      select ${columns.map((c) => $(side.columns[c])).join(', ')} from u)`;
  });
  const text = `with u as (${row}),
    l as (insert into ${table('command_log')} ("actor", "command_id", "payload_hash", "reply", "recorded_at")
      select ${$(book.actor)}, ${$(book.commandId)}, ${$(book.payloadHash)}, ${$(JSON.stringify(book.reply))}, ${$(book.now)} from u),
    ${also.map((cte) => `${cte},`).join('\n')}
    o as (insert into ${table('outbox')} ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at")
      select e.id, ${$(change.entity)}, ${$(change.id)}, ${$(change.from)}::int + e.nth::int, ${$(change.area)}, e.subject, e.envelope, ${$(book.now)}
      from u, unnest(${$(book.events.map((e) => e.id))}::uuid[], ${$(book.events.map((e) => e.subject))}::text[],
        ${$(book.events.map((e) => JSON.stringify(e.envelope)))}::jsonb[]) with ordinality as e(id, subject, envelope, nth))
    insert into ${table('audit')} ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id", "details")
      select ${$(book.now)}, ${$(book.actor)}, ${$(book.operation)}, ${$(change.entity)}, ${$(change.id)}, ${$(to)}, ${$(change.area)}, ${$(book.traceId)},
        ${$(change.auditDetails === undefined ? null : JSON.stringify(change.auditDetails))} from u`;
  return { name: `${change.from === 0 ? 'add' : 'save'}-${change.table}-${String(change.also?.length ?? 0)}`, text, values };
}
