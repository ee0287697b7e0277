import type { SessionEnd } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';
import { rowsToOperators, type OperatorRecord, type StoredOperator } from '../operator/operator.store.ts';

/** A session that just ended, as far as its connections and tokens must be found. */
export interface EndedSession {
  readonly sessionId: string;
  readonly operatorId: string;
}

/** Which sessions are to end. */
export type SessionChoice = { readonly sessionId: string } | { readonly operatorId: string; readonly exceptId?: string | undefined };

/** Ends sessions that are open; says which those were. */
export async function endSessions(
  db: Pool | PoolClient,
  choice: SessionChoice,
  end: { readonly why: SessionEnd; readonly by: string; readonly now: Temporal.Instant },
): Promise<readonly EndedSession[]> {
  const [where, id, except] =
    'sessionId' in choice ? ['"id" = $1', choice.sessionId, null] : ['"operator_id" = $1', choice.operatorId, choice.exceptId ?? null];
  const { rows } = await db.query<{ id: string; operator_id: string }>(
    `update "command_center"."session" set "ended_at" = $3, "ended_why" = $4, "ended_by" = $5
     where ${where} and "id" is distinct from $2 and "ended_at" is null returning "id", "operator_id"`,
    [id, except, end.now.toString(), end.why, end.by],
  );
  return rows.map((row) => ({ sessionId: row.id, operatorId: row.operator_id }));
}

/** Sessions of operators that are open. */
export async function openSessionsOf(db: Pool, operatorIds: readonly string[], now: Temporal.Instant): Promise<readonly EndedSession[]> {
  const { rows } = await db.query<{ id: string; operator_id: string }>(
    `select "id", "operator_id" from "command_center"."session"
     where "operator_id" = any($1::uuid[]) and "ended_at" is null and "ends_at" > $2 and "idle_until" > $2`,
    [operatorIds, now.toString()],
  );
  return rows.map((row) => ({ sessionId: row.id, operatorId: row.operator_id }));
}

/** Sessions that ended since an instant. */
export async function sessionsEndedSince(db: Pool, since: Temporal.Instant): Promise<readonly EndedSession[]> {
  const { rows } = await db.query<{ id: string; operator_id: string }>({
    name: 'sessions-ended',
    text: `select "id", "operator_id" from "command_center"."session" where "ended_at" >= $1`,
    values: [since.toString()],
  });
  return rows.map((row) => ({ sessionId: row.id, operatorId: row.operator_id }));
}

/** What sign-in keeps of a session. */
export interface NewSession {
  readonly id: string;
  readonly operatorId: string;
  readonly refreshHash: Buffer;
  readonly clientKey: string;
  readonly readOnly: boolean;
  readonly client: string;
  readonly now: Temporal.Instant;
  readonly idleUntil: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

/** Keeps a new session. */
export async function insertSession(db: Pool, session: NewSession): Promise<void> {
  await db.query(
    `insert into "command_center"."session" ("id", "operator_id", "refresh_hash", "read_only", "client", "started_at", "last_seen_at", "idle_until", "ends_at", "client_key")
     values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
    [
      session.id,
      session.operatorId,
      session.refreshHash,
      session.readOnly,
      session.client,
      session.now.toString(),
      session.idleUntil.toString(),
      session.endsAt.toString(),
      session.clientKey,
    ],
  );
}

/** An open session of an account that may sign in. */
export interface LiveSession {
  readonly sessionId: string;
  readonly readOnly: boolean;
  /** Epoch seconds. */
  readonly ends: number;
  readonly clientKey: string | undefined;
  readonly operator: StoredOperator;
}

/** Open: not ended, not idle for too long, not too old, of an active account. */
const LIVE = `s."ended_at" is null and s."ends_at" > $2 and s."idle_until" > $2 and o."active"`;

/** The open session of a refresh token. */
export async function liveSession(db: Pool, refreshHash: Buffer, now: Temporal.Instant): Promise<LiveSession | undefined> {
  const { rows } = await db.query<
    OperatorRecord & { readonly session_id: string; readonly read_only: boolean; readonly ends: number; readonly client_key: string | null }
  >({
    name: 'live-session',
    text: `select o.*, s."id" as session_id, s."read_only", s."client_key", extract(epoch from s."ends_at")::int as ends
           from "command_center"."session" s join "command_center"."operator" o on o."id" = s."operator_id" where s."refresh_hash" = $1 and ${LIVE}`,
    values: [refreshHash, now.toString()],
  });
  const [row] = rows;
  const [operator] = rowsToOperators(rows);
  return row && operator
    ? { sessionId: row.session_id, readOnly: row.read_only, ends: row.ends, clientKey: row.client_key ?? undefined, operator }
    : undefined;
}

/** Notes that a session was used, and that it stays open so much longer. */
export async function touchSession(db: Pool, sessionId: string, now: Temporal.Instant, idleUntil?: Temporal.Instant): Promise<void> {
  await db.query({
    name: 'touch-session',
    text: `update "command_center"."session" set "last_seen_at" = $2, "idle_until" = coalesce($3::timestamptz, "idle_until") where "id" = $1`,
    values: [sessionId, now.toString(), idleUntil?.toString() ?? null],
  });
}

/** An open session as lists show it. */
export interface ListedSession {
  readonly id: string;
  readonly operator_id: string;
  readonly account: string;
  readonly display_name: string;
  readonly scope: readonly string[];
  readonly client: 'console' | 'hz' | 'program';
  readonly read_only: boolean;
  readonly started_at: Date | string;
  readonly last_seen_at: Date | string;
}

/** Open sessions, the one last seen first; of one operator, or by id, or all. */
export async function listSessions(
  db: Pool,
  now: Temporal.Instant,
  of: { readonly operatorId?: string; readonly sessionId?: string } = {},
): Promise<readonly ListedSession[]> {
  const { rows } = await db.query<ListedSession>(
    `select s."id", s."operator_id", o."account", o."display_name", o."scope", s."client", s."read_only", s."started_at",
            coalesce(s."last_seen_at", s."started_at") as last_seen_at
     from "command_center"."session" s join "command_center"."operator" o on o."id" = s."operator_id"
     where ${LIVE} and ($1::uuid is null or s."operator_id" = $1) and ($3::uuid is null or s."id" = $3) order by last_seen_at desc, s."id"`,
    [of.operatorId ?? null, now.toString(), of.sessionId ?? null],
  );
  return rows;
}

/** How a session ended, or that it lives; undefined for a refresh token that was never given out. */
export async function endingOf(
  db: Pool,
  refreshHash: Buffer,
  now: Temporal.Instant,
): Promise<{ readonly live: boolean; readonly why: SessionEnd | undefined; readonly by: string | undefined } | undefined> {
  const { rows } = await db.query<{ live: boolean; ended_why: SessionEnd | null; by: string | null }>(
    `select (${LIVE}) as live, s."ended_why", e."display_name" as by
     from "command_center"."session" s join "command_center"."operator" o on o."id" = s."operator_id"
     left join "command_center"."operator" e on e."id" = s."ended_by" and e."id" <> s."operator_id" where s."refresh_hash" = $1`,
    [refreshHash, now.toString()],
  );
  const [row] = rows;
  return row && { live: row.live, why: row.ended_why ?? undefined, by: row.by ?? undefined };
}
