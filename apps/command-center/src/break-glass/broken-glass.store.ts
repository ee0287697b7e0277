import { SUBDISTRICT } from '@houzhai/contracts';
import type { Glass } from '@houzhai/auth';
import { toInstant } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** A jurisdiction that is or was widened. */
export interface BrokenGlass {
  readonly id: string;
  readonly version: number;
  readonly sessionId: string;
  /** The one of the session before it, or the session; undefined for those of before this was kept. */
  readonly follows: string | undefined;
  readonly operatorId: string;
  readonly areas: readonly string[];
  readonly reason: Buffer;
  readonly brokenAt: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly mendedAt: Temporal.Instant | undefined;
  readonly acknowledgedBy: string | undefined;
  readonly acknowledgedAt: Temporal.Instant | undefined;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly session_id: string;
  readonly follows: string | null;
  readonly operator_id: string;
  readonly areas: string[];
  readonly reason: Buffer;
  readonly broken_at: Date | string;
  readonly until: Date | string;
  readonly mended_at: Date | string | null;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: Date | string | null;
}

const toGlass = (row: Row): BrokenGlass => ({
  id: row.id,
  version: row.version,
  sessionId: row.session_id,
  follows: row.follows ?? undefined,
  operatorId: row.operator_id,
  areas: row.areas,
  reason: row.reason,
  brokenAt: toInstant(row.broken_at),
  until: toInstant(row.until),
  mendedAt: row.mended_at === null ? undefined : toInstant(row.mended_at),
  acknowledgedBy: row.acknowledged_by ?? undefined,
  acknowledgedAt: row.acknowledged_at === null ? undefined : toInstant(row.acknowledged_at),
});

/** Column values of a broken glass. */
export const columnsOf = (glass: BrokenGlass): Record<string, unknown> => ({
  session_id: glass.sessionId,
  follows: glass.follows ?? null,
  operator_id: glass.operatorId,
  areas: glass.areas,
  reason: glass.reason,
  broken_at: glass.brokenAt.toString(),
  until: glass.until.toString(),
  mended_at: glass.mendedAt?.toString() ?? null,
  acknowledged_by: glass.acknowledgedBy ?? null,
  acknowledged_at: glass.acknowledgedAt?.toString() ?? null,
});

/** What widens the jurisdiction of a session now, if anything does. */
export async function openGlass(db: Pool, sessionId: string, now: Temporal.Instant): Promise<BrokenGlass | undefined> {
  const { rows } = await db.query<Row>({
    name: 'open-glass',
    text: `select * from "command_center"."broken_glass" where "session_id" = $1 and "mended_at" is null and "until" > $2 order by "until" desc limit 1`,
    values: [sessionId, now.toString()],
  });
  return rows[0] && toGlass(rows[0]);
}

/** What the next broken glass of a session follows. */
export async function lastOf(db: Pool, sessionId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `select "id" from "command_center"."broken_glass" where "session_id" = $1 order by "broken_at" desc, "id" desc limit 1`,
    [sessionId],
  );
  return rows[0]?.id ?? sessionId;
}

export async function findGlass(db: Pool, id: string): Promise<BrokenGlass | undefined> {
  const { rows } = await db.query<Row>(`select * from "command_center"."broken_glass" where "id" = $1`, [id]);
  return rows[0] && toGlass(rows[0]);
}

/** The jurisdiction of a session while the glass is broken, beside its own. */
export const widened = (own: readonly string[], glass: BrokenGlass): { readonly scope: readonly string[]; readonly glass: Glass } => ({
  scope: [...new Set([...own, ...glass.areas.map((area) => `${SUBDISTRICT}/${area}`)])],
  glass: { id: glass.id, until: Math.floor(glass.until.epochMilliseconds / 1000), own },
});

/** Those mended since an instant: tokens that were widened by them may still be about. */
export async function glassMendedSince(db: Pool, since: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'glass-mended',
    text: `select "id" from "command_center"."broken_glass" where "mended_at" >= $1`,
    values: [since.toString()],
  });
  return rows.map(({ id }) => id);
}

/** One as lists show it. */
export interface ListedGlass extends BrokenGlass {
  readonly account: string;
  readonly displayName: string;
  readonly scope: readonly string[];
  readonly endedAt: Temporal.Instant;
  readonly open: boolean;
  readonly calls: number;
}

/** The newest first; one also ends with its session. */
export async function listGlass(db: Pool, only: 'open' | 'all', now: Temporal.Instant, limit: number): Promise<readonly ListedGlass[]> {
  const { rows } = await db.query<
    Row & { account: string; display_name: string; scope: string[]; ended: Date | string; open: boolean; calls: number }
  >(
    `select * from (
       select g.*, o."account", o."display_name", o."scope", least(g."until", g."mended_at", s."ended_at") as ended,
         least(g."until", g."mended_at", s."ended_at") > $1 as open,
         (select count(*)::int from "command_center"."audit" a where a."record_id" = g."id" and a."entity" = 'broken-glass' and a."version" is null) as calls
       from "command_center"."broken_glass" g
       join "command_center"."operator" o on o."id" = g."operator_id" join "command_center"."session" s on s."id" = g."session_id"
     ) listed where $2 = 'all' or "open" order by "broken_at" desc limit $3`,
    [now.toString(), only, limit],
  );
  return rows.map((row) => ({
    ...toGlass(row),
    account: row.account,
    displayName: row.display_name,
    scope: row.scope,
    endedAt: toInstant(row.ended),
    open: row.open,
    calls: row.calls,
  }));
}
