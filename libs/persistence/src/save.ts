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
  /** A record that was looked at and stays as it is: with another version by now nothing is written, and it is loaded and decided again. */
  readonly holds?: { readonly table: string; readonly id: string; readonly version: number } | undefined;
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
export const shapeOf = ({ table, from, listed, events, holds, also = [] }: Change): string =>
  [
    from === 0 && !listed ? 'add' : 'save',
    table,
    String(events.length),
    ...(holds ? [`holding ${holds.table}`] : []),
    ...also.map((side) => side.table),
  ].join('-');

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
 * Everything that accepted commands write, as one atomic statement: per record the row under its version check, then command
 * log, outbox and audit, each only if the row was written. It returns the ids that were; one that is missing was changed by
 * somebody else in between. A violated constraint of one command fails them all, with nothing written.
 * @param sets the first records of all commands, their second ones and so on; each set of one shape, no record twice, written in
 *   the order of ids, which keeps two statements of one set from waiting for each other.
 * @param answers 'silent' leaves the command log out: another record of the same commands has it. It is never in a second set.
 */
export function saveStatement(schema: string, sets: readonly (readonly Entry[])[], answers: 'answered' | 'silent' = 'answered'): Statement {
  const parts = sets.map((entries, nth) => setOf(schema, entries, nth, nth === 0 && answers === 'answered'));
  const text = `with ${parts.map((part) => part.text).join(',\n')}
    ${parts.map((_, nth) => `select "id" from u${String(nth)}`).join(' union all ')}`;
  const shape = parts.map((part) => part.shape).join('+');
  return { name: nameOf(answers === 'silent' ? `${shape}-silent` : shape), text, values: parts.flatMap((part) => part.values) };
}

/** What is written of records that look alike. */
function setOf(
  schema: string,
  entries: readonly Entry[],
  nth: number,
  isAnswered: boolean,
): { readonly shape: string; readonly text: string; readonly values: readonly string[] } {
  const [first] = entries;
  if (!first) throw new Error('Nothing to save');
  const { change } = first;
  const table = (name: string): string => `"${schema}"."${name}"`;
  const cte = (name: string): string => `${name}${String(nth)}`;
  const value = (of: number): string => `$${String(nth * VALUES + of)}`;
  const names = Object.keys(change.columns);
  const rows = `json_populate_recordset(null::${table(change.table)}, ${value(2)}::json) r`;
  const held = change.holds
    ? `${cte('h')} as materialized (select k."id" from json_to_recordset(${value(1)}::json) as k("id" uuid, "held" uuid, "heldVersion" int)
        join ${table(change.holds.table)} p on p."id" = k."held" and p."version" = k."heldVersion" order by p."id" for share of p),`
    : '';
  const onlyHeld = change.holds ? `r."id" in (select "id" from ${cte('h')})` : 'true';
  const written =
    change.from === 0 && !change.listed
      ? `insert into ${table(change.table)} ("id", "version", ${names.map((n) => `"${n}"`).join(', ')})
         select r."id", r."version", ${names.map((n) => `r."${n}"`).join(', ')} from ${rows} where ${onlyHeld} returning "id"`
      : `update ${table(change.table)} t set "version" = r."version", ${names.map((n) => `"${n}" = r."${n}"`).join(', ')}
         from ${rows} where t."id" = r."id" and t."version" = r."version" - ${String(change.events.length)} and ${onlyHeld} returning t."id"`;
  const also = (change.also ?? []).map((side, index) => {
    const columns = Object.keys(side.columns);
    return `${cte(`a${String(index)}_`)} as (insert into ${table(side.table)} (${columns.map((c) => `"${c}"`).join(', ')})
      select ${columns.map((c) => `s."${c}"`).join(', ')} from ${cte('g')}, json_populate_record(null::${table(side.table)}, "also" -> ${String(index)}) s),`;
  });
  const log = isAnswered
    ? `${cte('l')} as (insert into ${table('command_log')} ("actor", "command_id", "payload_hash", "reply", "recorded_at")
      select "actor", "command_id", "payload_hash", "reply", "now" from ${cte('g')}),`
    : '';
  const text = `${held} ${cte('u')} as materialized (${written}),
    ${cte('g')} as materialized (
      select d.* from ${cte('u')} join json_to_recordset(${value(1)}::json) as d("id" uuid, "version" int, "also" json, "actor" text, "command_id" text,
        "payload_hash" bytea, "reply" jsonb, "operation" text, "trace_id" text, "now" timestamptz, "entity" text, "area" text, "details" jsonb) using ("id")),
    ${log}
    ${also.join('\n')}
    ${cte('o')} as (insert into ${table('outbox')} ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at")
      select e."event_id", g."entity", g."id", e."version", g."area", e."subject", e."envelope", g."now"
      from ${cte('g')} g join json_to_recordset(${value(3)}::json) as e("id" uuid, "version" int, "event_id" uuid, "subject" text, "envelope" jsonb) using ("id")
      order by e."id", e."version"),
    ${cte('d')} as (insert into ${table('audit')} ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id", "details")
      select "now", "actor", "operation", "entity", "id", "version", "area", "trace_id", "details" from ${cte('g')})`;
  const ordered = [...entries].sort((x, y) => (x.change.id < y.change.id ? -1 : 1));
  const values = [ordered.map((entry) => documentOf(entry, isAnswered)), ordered.map(recordOf), ordered.flatMap(eventsOf)];
  return { shape: shapeOf(change), text, values: values.map((documents) => JSON.stringify(documents)) };
}

/** Parameters of a set: documents, rows, events. */
const VALUES = 3;

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

const documentOf = ({ change, book }: Entry, isAnswered: boolean): Record<string, unknown> => ({
  id: change.id,
  version: versionOf(change),
  held: change.holds?.id,
  heldVersion: change.holds?.version,
  also: change.also?.map((side) => rowOf(side.columns)),
  actor: book.actor,
  ...(isAnswered ? { command_id: book.commandId, payload_hash: bytes(book.payloadHash), reply: book.reply } : {}),
  operation: book.operation,
  trace_id: book.traceId,
  now: book.now,
  entity: change.entity,
  area: change.area,
  details: change.auditDetails,
});
