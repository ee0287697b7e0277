import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type Half, type IsolationAction, type IsolationReceipt, type Outcome } from '@houzhai/contracts';
import { endingIn, uuidNamed, type Change, type PersonKeys, type Work } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { BED_STATUSES, ISOLATION_TABLE, type IsolationCase, type Slot } from './isolation.ts';
import type { DecidedIsolation } from './isolation.decide.ts';
import { publishIsolation } from './isolation.publish.ts';
import { familyOf } from '../person/person-identity.store.ts';
import { IsolationRow, isolationColumns, storeSlot, toIsolation, type StoredIsolation, type StoredSlot } from './isolation.row.ts';

/** Under which purpose the key of a person seals a half-day, and words about the case. */
export const SLOT = 'follow-up';
export const ISOLATION_WORDS = 'isolation-words';

/** Which cases `i` are in centralised isolation without a bed, as `needsBed` says it. */
export const NO_BED = `i."is_open" and i."facts" ->> 'kind' = 'CENTRALIZED' and not (i."facts" ? 'inBed') and i."status" in (${BED_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/** A case as loaded. */
export interface LoadedIsolation {
  readonly isolation: IsolationCase;
  readonly version: number;
}

/** Half-days of cases, in their order. */
export async function slotsOf(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, readonly StoredSlot[]>> {
  const { rows } = await pool.query<{ isolation_id: string; facts: StoredSlot }>({
    name: 'slots-of-isolations',
    text: `select "isolation_id", "facts" from "census_screening"."follow_up_slot" where "isolation_id" = any($1::uuid[]) order by "isolation_id", "begins_at"`,
    values: [ids],
  });
  const byCase = Map.groupBy(rows, ({ isolation_id }) => isolation_id);
  return new Map([...byCase].map(([id, own]) => [id, own.map(({ facts }) => facts)]));
}

/** What is sealed of the half-days of a case, by their ids. */
export async function sealedOfSlots(pool: Pool, isolationId: string): Promise<ReadonlyMap<string, Buffer>> {
  const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
    `select "id", "sealed" from "census_screening"."follow_up_slot" where "isolation_id" = $1 and "sealed" is not null`,
    [isolationId],
  );
  return new Map(rows.map(({ id, sealed }) => [id, sealed]));
}

/** Words written with the changes of a case, sealed, the newest first. */
export async function sealedWords(pool: Pool, isolationId: string): Promise<readonly Buffer[]> {
  const { rows } = await pool.query<{ sealed: Buffer }>(
    `select "sealed" from "census_screening"."isolation_words" where "isolation_id" = $1 order by "version" desc`,
    [isolationId],
  );
  return rows.map(({ sealed }) => sealed);
}

/** The newest case of an id, or of a number or its end, that may be seen. */
export async function findIsolationByNo(
  pool: Pool,
  { isolationId, no = '' }: { readonly isolationId?: string | undefined; readonly no?: string | undefined },
  maySee: (stored: StoredIsolation) => boolean,
): Promise<LoadedIsolation | undefined> {
  const { rows } = await pool.query<{ id: string; version: number; facts: StoredIsolation }>(
    isolationId === undefined
      ? {
          text: `select "id", "version", "facts" from "census_screening"."isolation" where "no" like $1 order by "id" desc limit 20`,
          values: [endingIn(no)],
        }
      : { text: `select "id", "version", "facts" from "census_screening"."isolation" where "id" = $1`, values: [isolationId] },
  );
  const row = rows.find(({ facts }) => maySee(facts));
  return row && { isolation: toIsolation(row, (await slotsOf(pool, [row.id])).get(row.id) ?? []), version: row.version };
}

/** The case, whoever asks. Half-days read after the row may be newer than it: the save finds that out. */
export async function findIsolation(work: Pick<Work, 'load' | 'pool'>, id: string): Promise<LoadedIsolation | undefined> {
  const row = await work.load(IsolationRow, id, ['version', 'facts']);
  if (!row) return undefined;
  const slots = (await slotsOf(work.pool, [id])).get(id) ?? [];
  return { isolation: toIsolation(row, slots), version: row.version };
}

/** The case, if it is within the caller's jurisdiction. */
export async function getIsolation(
  work: Pick<Work, 'load' | 'pool'>,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedIsolation, 'record.not-found'>> {
  const loaded = await findIsolation(work, id);
  return loaded && covers(caller, loaded.isolation.path)
    ? { ok: true, value: loaded }
    : refuse('record.not-found', { entity: 'isolation' });
}

/** The open case of a person, if there is one; entries merged into theirs count as theirs. */
export async function openIsolationOf(pool: Pool, personId: string): Promise<{ readonly id: string; readonly no: string } | undefined> {
  const { rows } = await pool.query<{ id: string; no: string }>(
    `select "id", "no" from "census_screening"."isolation" where "is_open" and "person_id" in (${familyOf('$1')})`,
    [personId],
  );
  return rows[0];
}

/** What a decision writes of the case itself; half-days go along with `writeSlots`. */
export const isolationChange = (
  { isolation, facts }: DecidedIsolation,
  from: number,
  at: Temporal.Instant,
  now: Temporal.Instant,
  sealedWords?: Buffer,
): Change => ({
  table: 'isolation',
  entity: 'isolation',
  id: isolation.id,
  area: isolation.area,
  from,
  columns: isolationColumns(isolation),
  meets: ['isolation_person_open'],
  events: facts.map((fact) => ({ ...publishIsolation(isolation, fact, now), occurredAt: at })),
  ...(sealedWords
    ? { also: [{ table: 'isolation_words', columns: { isolation_id: isolation.id, version: from + 1, sealed: sealedWords } }] }
    : {}),
  auditDetails: { no: isolation.no, status: isolation.status },
});

/** Writes half-days as they are now; what is sealed of one stays unless something new is given. */
export async function writeSlots(
  client: PoolClient,
  isolationId: string,
  slots: readonly Slot[],
  sealed: ReadonlyMap<string, Buffer> = new Map(),
): Promise<void> {
  if (slots.length === 0) return;
  await client.query({
    name: 'write-slots',
    text: `insert into "census_screening"."follow_up_slot" as s ("id", "isolation_id", "date", "half", "begins_at", "due_at", "status", "facts", "sealed")
      select r.id, $1, r.date, r.half, r.begins_at, r.due_at, r.status, r.facts, r.sealed
      from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::jsonb[], $9::bytea[])
        as r(id, date, half, begins_at, due_at, status, facts, sealed)
      on conflict ("id") do update set "status" = excluded."status", "facts" = excluded."facts", "sealed" = coalesce(excluded."sealed", s."sealed")`,
    values: [
      isolationId,
      slots.map(({ id }) => id),
      slots.map(({ date }) => date),
      slots.map(({ half }) => half),
      slots.map(({ beginsAt }) => C.instantText(beginsAt)),
      slots.map(({ dueAt }) => C.instantText(dueAt)),
      slots.map(({ status }) => status),
      slots.map((slot) => JSON.stringify(storeSlot(slot))),
      slots.map(({ id }) => sealed.get(id) ?? null),
    ],
  });
}

/** Id of a half-day of a case: the same whenever it is made. */
export const slotIdOf =
  (isolationId: string) =>
  (date: string, half: Half): string =>
    uuidNamed(`${isolationId}:${date}:${half}`);

/** Words as they are kept; undefined where there are none. */
export async function sealWords(keys: PersonKeys, personId: string, words: Readonly<Record<string, unknown>>): Promise<Buffer | undefined> {
  const said = Object.entries(words).filter(([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0));
  return said.length === 0 ? undefined : keys.seal(personId, ISOLATION_WORDS, Object.fromEntries(said));
}

const ACCESS = new Map(
  [
    C.StartIsolation, C.RecordFollowUp, C.ExcuseMissedSlot, C.ResolveFinding, C.ExtendIsolation, C.RequestReduction, C.ApproveReduction, C.RefuseReduction,
    C.RequestRelease, C.RefuseRelease, C.SignRelease, C.ConvertIsolation, C.TransferIsolation, C.ReportIsolationLost, C.CancelIsolation,
  ].map(({ verb, access }) => [verb, access]),
); // prettier-ignore

/** What an operator may do with a case now. */
export function isolationActions(isolation: IsolationCase, caller: Caller): IsolationAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return ISOLATION_TABLE[isolation.status].filter((action: IsolationAction) => {
    const access = ACCESS.get(action);
    if (!access || !mayCall(access, caller.roles)) return false;
    if (action === 'approve-reduction') return isolation.reduction?.by !== caller.operatorId;
    return action !== 'sign-release' || isolation.signatures.every(({ by }) => by !== caller.operatorId);
  });
}

export const isolationReceipt = ({ isolation, facts }: DecidedIsolation, from: number, caller: Caller): IsolationReceipt => ({
  isolationId: isolation.id,
  no: isolation.no,
  status: isolation.status,
  version: from + facts.length,
  area: isolation.area,
  ...(isolation.successorId === undefined ? {} : { successorId: isolation.successorId }),
  allowedActions: isolationActions(isolation, caller),
});
