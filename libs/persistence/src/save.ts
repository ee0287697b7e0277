import { createHash } from 'node:crypto';
import { eventSubject, instantText, type EventContract, type Service } from '@houzhai/contracts';
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
  /** The row of a record at version 0 is there already: many were listed at once, and nothing has happened to this one yet. */
  readonly listed?: true;
  /** Column values after the change, documents as values; the same columns at every save of this table. */
  readonly columns: Readonly<Record<string, unknown>>;
  /** One event or more; the version grows by their number. */
  readonly events: readonly NewEvent[];
  /** Rows added to side tables in the same statement. */
  readonly also?: readonly { readonly table: string; readonly columns: Readonly<Record<string, unknown>> }[];
  /** Unique constraints in which two who do the same at one moment meet: whoever is second loads and decides again. */
  readonly meets?: readonly string[];
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
    time: instantText(call.now),
    datacontenttype: 'application/json',
    aggregateversion: version,
    correlationid: call.traceId,
    causationid: call.commandId,
    actor: actorOf(call.caller),
    area: record.area,
    occurredat: instantText(event.occurredAt ?? call.now),
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
      instantText(now),
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

/** A change with its bookkeeping: everything one accepted command writes. */
export interface Entry {
  readonly change: Change;
  readonly book: Bookkeeping;
}

/** A parametrised statement; `name` lets PostgreSQL parse it once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/** Changes of the same shape write the same columns of the same tables and can share a statement. */
export const shapeOf = ({ table, from, listed, events, also = [] }: Change): string =>
  [from === 0 && !listed ? 'add' : 'save', table, String(events.length), ...also.map((side) => side.table)].join('-');

/** PostgreSQL knows a statement by the first 63 characters of its name, and takes two that begin alike for one. */
const LONGEST_NAME = 63;
const nameOf = (shape: string): string => {
  if (shape.length <= LONGEST_NAME) return shape;
  const hash = createHash('sha256').update(shape).digest('base64url').slice(0, 16);
  return `${shape.slice(0, LONGEST_NAME - 17)}-${hash}`;
};

/** Column values as a JSON document carries them; PostgreSQL reads each by the type of its column. */
const rowOf = (columns: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, plain(value)]));
const plain = (value: unknown): unknown => (value instanceof Uint8Array ? bytes(value) : Array.isArray(value) ? value.map(plain) : value);
const bytes = (value: Uint8Array): string => `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;

/**
 * Everything that accepted commands write, as one atomic statement: per command the row under its version check, then command
 * log, outbox and audit, each only if the row was written. It returns the ids that were; one that is missing was changed by
 * somebody else in between. A violated constraint of one command fails them all, with nothing written.
 * @param entries one or more of the same shape, no record twice; written in the order of their ids, which keeps
 *   two such statements from waiting for each other.
 * @param answers 'silent' leaves the command log out: another record of the same command has it.
 */
export function saveStatement(schema: string, entries: readonly Entry[], answers: 'answered' | 'silent' = 'answered'): Statement {
  const [first] = entries;
  if (!first) throw new Error('Nothing to save');
  const { change } = first;
  const table = (name: string): string => `"${schema}"."${name}"`;
  const names = Object.keys(change.columns);
  const rows = `json_populate_recordset(null::${table(change.table)}, $2::json) r`;
  const written =
    change.from === 0 && !change.listed
      ? `insert into ${table(change.table)} ("id", "version", ${names.map((n) => `"${n}"`).join(', ')})
         select r."id", r."version", ${names.map((n) => `r."${n}"`).join(', ')} from ${rows} returning "id"`
      : `update ${table(change.table)} t set "version" = r."version", ${names.map((n) => `"${n}" = r."${n}"`).join(', ')}
         from ${rows} where t."id" = r."id" and t."version" = r."version" - ${String(change.events.length)} returning t."id"`;
  const also = (change.also ?? []).map((side, index) => {
    const columns = Object.keys(side.columns);
    return `a${String(index)} as (insert into ${table(side.table)} (${columns.map((c) => `"${c}"`).join(', ')})
      select ${columns.map((c) => `s."${c}"`).join(', ')} from g, json_populate_record(null::${table(side.table)}, g."also" -> ${String(index)}) s),`;
  });
  const log =
    answers === 'silent'
      ? ''
      : `l as (insert into ${table('command_log')} ("actor", "command_id", "payload_hash", "reply", "recorded_at")
      select g."actor", g."command_id", g."payload_hash", g."reply", g."now" from g),`;
  const text = `with u as materialized (${written}),
    g as materialized (
      select g.* from u join json_to_recordset($1::json) as g("id" uuid, "version" int, "also" json, "actor" text, "command_id" text,
        "payload_hash" bytea, "reply" jsonb, "operation" text, "trace_id" text, "now" timestamptz, "entity" text, "area" text, "details" jsonb) using ("id")),
    ${log}
    ${also.join('\n')}
    o as (insert into ${table('outbox')} ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at")
      select e."event_id", g."entity", g."id", e."version", g."area", e."subject", e."envelope", g."now"
      from g join json_to_recordset($3::json) as e("id" uuid, "version" int, "event_id" uuid, "subject" text, "envelope" jsonb) using ("id")
      order by e."id", e."version"),
    d as (insert into ${table('audit')} ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id", "details")
      select g."now", g."actor", g."operation", g."entity", g."id", g."version", g."area", g."trace_id", g."details" from g)
    select "id" from u`;
  const ordered = [...entries].sort((x, y) => (x.change.id < y.change.id ? -1 : 1));
  const values = [ordered.map(documentOf), ordered.map(recordOf), ordered.flatMap(eventsOf)];
  return {
    name: nameOf(answers === 'silent' ? `${shapeOf(change)}-silent` : shapeOf(change)),
    text,
    values: values.map((documents) => JSON.stringify(documents)),
  };
}

const versionOf = ({ from, events }: Change): number => from + events.length;

const recordOf = ({ change }: Entry): Record<string, unknown> => ({ id: change.id, version: versionOf(change), ...rowOf(change.columns) });

const eventsOf = ({ change, book }: Entry): Record<string, unknown>[] =>
  book.events.map(({ id, subject, envelope }, index) => ({
    id: change.id,
    version: change.from + index + 1,
    event_id: id,
    subject,
    envelope,
  }));

const documentOf = ({ change, book }: Entry): Record<string, unknown> => ({
  id: change.id,
  version: versionOf(change),
  also: change.also?.map((side) => rowOf(side.columns)),
  actor: book.actor,
  command_id: book.commandId,
  payload_hash: bytes(book.payloadHash),
  reply: book.reply,
  operation: book.operation,
  trace_id: book.traceId,
  now: book.now,
  entity: change.entity,
  area: change.area,
  details: change.auditDetails,
});
