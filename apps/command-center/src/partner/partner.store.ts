import type { PartnerKey } from '@houzhai/contracts';
import { toInstant, transaction, uuidv7 } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import type { Partner } from './partner.ts';

interface PartnerRecord {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly purpose: string;
  readonly state: Partner['state'];
  readonly place: string | null;
  readonly former_place: string | null;
  readonly events: string[];
  readonly areas: string[];
  readonly keys: PartnerKey[];
  readonly since: Date;
  readonly revoked_at: Date | null;
}

const toState = (row: PartnerRecord): Partner => ({
  id: row.id,
  version: row.version,
  name: row.name,
  purpose: row.purpose,
  state: row.state,
  place: row.place ?? row.former_place ?? '',
  events: row.events,
  areas: row.areas,
  keys: row.keys,
  since: toInstant(row.since),
  ...(row.revoked_at === null ? {} : { revokedAt: toInstant(row.revoked_at) }),
});

/** Column values of a partner. */
export const applyState = (partner: Omit<Partner, 'id' | 'version'>): Record<string, unknown> => ({
  name: partner.name,
  purpose: partner.purpose,
  state: partner.state,
  place: partner.state === 'ACTIVE' ? partner.place : null,
  former_place: partner.state === 'ACTIVE' ? null : partner.place,
  events: partner.events,
  areas: partner.areas,
  keys: partner.keys,
  since: partner.since.toString(),
  revoked_at: partner.revokedAt?.toString() ?? null,
});

/** Every partner there is or was, by name. */
export async function listPartners(db: Pool): Promise<readonly Partner[]> {
  const { rows } = await db.query<PartnerRecord>({
    name: 'partners',
    text: `select * from "command_center"."partner" order by "name"`,
  });
  return rows.map(toState);
}

/** A replay of a partner's feed. */
export interface Replay {
  readonly id: string;
  readonly partnerId: string;
  readonly from: Temporal.Instant;
  readonly askedAt: Temporal.Instant;
  readonly position: string;
  readonly given: number;
  readonly endedAt?: Temporal.Instant;
  /** The stream of the feed was lost: everything is given again that it may have held, and the stream's events wait until then. */
  readonly restores: boolean;
}

interface ReplayRecord {
  readonly id: string;
  readonly partner_id: string;
  readonly from_at: Date;
  readonly asked_at: Date;
  readonly position: string;
  readonly given: number;
  readonly ended_at: Date | null;
  readonly restores: boolean;
}

const toReplay = (row: ReplayRecord): Replay => ({
  id: row.id,
  partnerId: row.partner_id,
  from: toInstant(row.from_at),
  askedAt: toInstant(row.asked_at),
  position: row.position,
  given: row.given,
  restores: row.restores,
  ...(row.ended_at === null ? {} : { endedAt: toInstant(row.ended_at) }),
});

/** The replay of each partner that is under way, else the last one. */
export async function lastReplays(db: Pick<Pool, 'query'>): Promise<readonly Replay[]> {
  const { rows } = await db.query<ReplayRecord>(
    `select distinct on ("partner_id") * from "command_center"."partner_replay" order by "partner_id", ("ended_at" is null) desc, "asked_at" desc`,
  );
  return rows.map(toReplay);
}

const FEEDS = `hashtext('partner feeds')`;
/** A replica that was stopped in the middle loses its transaction, and with it the feeds, after this. */
const AT_MOST = `set local idle_in_transaction_session_timeout = '30s'`;

/** Waits until nobody puts events into feeds and keeps others from it until this transaction ends. */
export async function keepFeedsToOneself(client: PoolClient): Promise<void> {
  await client.query(AT_MOST);
  await client.query(`select pg_advisory_xact_lock(${FEEDS})`);
}

/** Whether events may go into feeds as they come, until this transaction ends: not while one that was lost is being restored. */
export async function mayFillFeeds(client: PoolClient): Promise<boolean> {
  await client.query(AT_MOST);
  const { rows } = await client.query<{ free: boolean }>(`select pg_try_advisory_xact_lock_shared(${FEEDS}) as free`);
  // A statement of its own, which sees what was committed before the lock was had.
  return rows[0]?.free === true && (await restoredPartners(client)).size === 0;
}

/** Runs work while nobody else fills or restores feeds. */
export async function keepingFeeds(pool: Pool, work: () => Promise<void>): Promise<void> {
  await transaction(pool, async (client) => {
    await keepFeedsToOneself(client);
    await work();
  });
}

/** Notes that all since an instant is to be given to a partner again. It takes the place of a replay that was under way. */
export async function beginRestoring(pool: Pool, partnerId: string, from: Temporal.Instant, now: Temporal.Instant): Promise<void> {
  await transaction(pool, async (client) => {
    await client.query(`update "command_center"."partner_replay" set "ended_at" = $2 where "partner_id" = $1 and "ended_at" is null`, [
      partnerId,
      now.toString(),
    ]);
    await client.query(
      `insert into "command_center"."partner_replay" ("id", "partner_id", "from_at", "asked_at", "position", "given", "restores") values ($1, $2, $3, $4, '0', 0, true)`,
      [uuidv7(now.epochMilliseconds), partnerId, from.toString(), now.toString()],
    );
  });
}

/** Partners whose feeds are being restored; until that ends the stream's events wait. */
export async function restoredPartners(db: Pick<Pool, 'query'>): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ partner_id: string }>({
    name: 'restored-partners',
    text: `select "partner_id" from "command_center"."partner_replay" where "restores" and "ended_at" is null`,
  });
  return new Set(rows.map(({ partner_id: id }) => id));
}

/** Keeps how far a replay is. */
export async function saveReplay(
  db: Pick<Pool, 'query'>,
  replay: Pick<Replay, 'id' | 'position' | 'given'>,
  endedAt: Temporal.Instant | undefined,
): Promise<void> {
  await db.query(`update "command_center"."partner_replay" set "position" = $2, "given" = $3, "ended_at" = $4 where "id" = $1`, [
    replay.id,
    replay.position,
    replay.given,
    endedAt?.toString() ?? null,
  ]);
}
