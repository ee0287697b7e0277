import { areasOf, type Caller, type Sealer } from '@houzhai/auth';
import { AUDITS, ok, refuse, type AuditLine, type InputOf, type Outcome, type Service } from '@houzhai/contracts';
import type { Call, FoundOperation } from '@houzhai/messaging';
import { reaching, toInstant, type PersonKeys } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { Looks } from './looks.ts';

/** What reasons given in words are sealed as, under the key of the person they are about. */
export const REASON = 'reveal-reason';

/** What the answers about the record are made from. */
export interface AuditParts {
  readonly service: Service;
  readonly schema: string;
  readonly pool: Pool;
  readonly looks: Looks;
  readonly personKeys: PersonKeys;
  readonly sealer: Sealer;
  /** Ids of this service's records about a person. */
  readonly recordsOf: (pool: Pool, personId: string) => Promise<readonly string[]>;
}

type Audit = (typeof AUDITS)['errands'];
type Page = InputOf<Audit['list']>;

interface Row {
  readonly seq: string;
  readonly at: string | Date;
  readonly actor: string;
  readonly operation: string;
  readonly entity: string;
  readonly record_id: string | null;
  readonly version: number | null;
  readonly area: string;
  readonly trace_id: string;
  readonly details: Readonly<Record<string, unknown>> | null;
  readonly seal: string | null;
}

type Placeholder = (value: unknown) => string;

/** Rows of the areas a caller has as a whole; a jurisdiction below an area sees none, as rows name no place below it. */
export function withinAreas(caller: Caller, $: Placeholder): string {
  if (caller.kind !== 'operator') return 'false';
  const areas = areasOf(caller.scope.filter((path) => path.split('/').length <= 2));
  return areas === 'all' ? 'true' : `a."area" = any(${$(areas)}::text[])`;
}

/** Every service answers for its record: who did what, and who saw what of a person. */
export function auditOperations(parts: AuditParts): readonly FoundOperation[] {
  const { list, whoSaw } = AUDITS[parts.service];
  return [
    { contract: list, invoke: (input, call) => reaching(() => page(parts, input as Page, call)) },
    { contract: whoSaw, invoke: (input, call) => reaching(() => seenBy(parts, input as InputOf<Audit['whoSaw']>, call)) },
  ];
}

async function page(parts: AuditParts, input: Page, call: Call): Promise<Outcome<unknown>> {
  const values: unknown[] = [];
  const $: Placeholder = (value) => `$${String(values.push(value))}`;
  const { actor, operation, recordId, area, from, to, limit } = input;
  const where = [withinAreas(call.caller, $)];
  if (actor !== undefined) where.push(`a."actor" = ${$(actor)}`);
  if (operation !== undefined) where.push(`a."operation" = ${$(operation)}`);
  if (recordId !== undefined) where.push(`a."record_id" = ${$(recordId)}::uuid`);
  if (area !== undefined) where.push(`a."area" = ${$(area)}`);
  if (from !== undefined) where.push(`a."at" >= ${$(from)}::timestamptz`);
  if (to !== undefined) where.push(`a."at" < ${$(to)}::timestamptz`);
  const answer = await read(parts, { where, values, $, cursor: input.cursor, limit }, call);
  if (!answer.ok) return answer;
  const asked = Object.entries({ actor, operation, recordId, area, from, to, cursor: input.cursor }).filter(
    ([, value]) => value !== undefined,
  );
  await parts.looks.record(call, {
    entity: 'audit',
    area: area ?? 'a00',
    details: { asked: Object.fromEntries(asked), rows: answer.value.rows.length },
  });
  return answer;
}

async function seenBy(parts: AuditParts, input: InputOf<Audit['whoSaw']>, call: Call): Promise<Outcome<unknown>> {
  const records = new Set([input.personId, ...(await parts.recordsOf(parts.pool, input.personId))]);
  const values: unknown[] = [];
  const $: Placeholder = (value) => `$${String(values.push(value))}`;
  const where = [withinAreas(call.caller, $), `a."record_id" = any(${$([...records])}::uuid[])`];
  const answer = await read(parts, { where, values, $, cursor: input.cursor, limit: input.limit }, call);
  if (!answer.ok) return answer;
  await parts.looks.record(call, { entity: 'person', recordId: input.personId, area: 'a00', details: { rows: answer.value.rows.length } });
  return answer;
}

interface Reading {
  readonly where: string[];
  readonly values: unknown[];
  readonly $: Placeholder;
  readonly cursor: string | undefined;
  readonly limit: number;
}

async function read(
  { pool, schema, personKeys }: AuditParts,
  { where, values, $, cursor, limit }: Reading,
  call: Call,
): Promise<Outcome<{ readonly rows: AuditLine[]; readonly nextCursor?: string; readonly asOf: string }, 'request.invalid'>> {
  if (cursor !== undefined) {
    if (!/^\d{1,18}$/.test(cursor)) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
    where.push(`a."seq" < ${$(cursor)}`);
  }
  const { rows } = await pool.query<Row>(
    `select a."seq"::text as seq, a."at", a."actor", a."operation", a."entity", a."record_id", a."version", a."area", a."trace_id", a."details", l."seal_no"::text as seal
     from "${schema}"."audit" a left join "${schema}"."audit_leaf" l on l."seq" = a."seq"
     where ${where.join(' and ')} order by a."seq" desc limit ${$(limit + 1)}`,
    values,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return ok({
    rows: await Promise.all(shown.map((row) => lineOf(row, personKeys))),
    ...(rows.length > limit && last ? { nextCursor: last.seq } : {}),
    asOf: call.now.toString(),
  });
}

async function lineOf(row: Row, personKeys: PersonKeys): Promise<AuditLine> {
  const { sealedReason, ...details } = row.details ?? {};
  const opened =
    typeof sealedReason === 'string' && row.record_id !== null
      ? await personKeys.open(row.record_id, REASON, Buffer.from(sealedReason, 'base64'))
      : undefined;
  return {
    seq: row.seq,
    at: toInstant(row.at).toString(),
    actor: row.actor,
    operation: row.operation,
    entity: row.entity,
    ...(row.record_id === null ? {} : { recordId: row.record_id }),
    ...(row.version === null ? {} : { version: row.version }),
    area: row.area,
    traceId: row.trace_id,
    ...(Object.keys(details).length === 0 ? {} : { details }),
    ...(typeof opened === 'string' ? { reason: opened } : sealedReason === undefined ? {} : { reasonErased: true }),
    ...(row.seal === null ? {} : { seal: Number(row.seal) }),
  };
}
