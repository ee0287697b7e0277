import type { Caller } from '@houzhai/auth';
import type { ErrandItem, ErrandKind } from '@houzhai/contracts';
import { toInstant, withinScope, type PersonKeys } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** Open or recent errands of a person and kind with their items, for the offer of a duplicate. */
export async function similarErrands(
  pool: Pool,
  keys: PersonKeys,
  beneficiaryId: string,
  kind: ErrandKind,
  since: Temporal.Instant,
): Promise<{ no: string; requestedAt: Temporal.Instant; items: readonly ErrandItem[] }[]> {
  const { rows } = await pool.query<{ no: string; requested_at: string | Date; sealed: Buffer }>(
    `select "no", "requested_at", "sealed" from "errands"."errand"
     where "beneficiary_id" = $1 and "kind" = $2 and "requested_at" >= $3 and "status" not in ('CANCELLED', 'DECLINED', 'DUPLICATE', 'CLOSED') order by "requested_at" desc limit 20`,
    [beneficiaryId, kind, since.toString()],
  );
  return Promise.all(
    rows.map(async (row) => {
      const opened = (await keys.open(beneficiaryId, 'errand', row.sealed)) as { items: ErrandItem[] } | undefined;
      return { no: row.no, requestedAt: toInstant(row.requested_at), items: opened?.items ?? [] };
    }),
  );
}

/** Cash of residents an agent holds, other errands than `exceptId`, fen (ER9). */
export async function openAdvancesOf(pool: Pool, agentId: string, exceptId: string): Promise<number> {
  const { rows } = await pool.query<{ sum: number }>(
    `select coalesce(sum("open_advance_fen"), 0)::int as sum from "errands"."errand" where "agent_id" = $1 and "open_advance_fen" > 0 and "id" <> $2`,
    [agentId, exceptId],
  );
  return rows[0]?.sum ?? 0;
}

/** Ids of an agent's open errands within the caller's jurisdiction, the most pressing first. */
export async function openErrandsOf(pool: Pool, agentId: string, caller: Caller): Promise<string[]> {
  const values: unknown[] = [agentId];
  const scope = withinScope(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<{ id: string }>(
    `select "id" from "errands"."errand" where "agent_id" = $1 and "is_open" and "status" in ('REQUESTED', 'ACCEPTED', 'IN_PROGRESS', 'ON_HOLD') and ${scope} order by "due_at" nulls last, "id" limit 1000`,
    values,
  );
  return rows.map((row) => row.id);
}

/** Agent of an errand, if it has one. */
export async function agentOf(pool: Pool, errandId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ agent_id: string | null }>(`select "agent_id" from "errands"."errand" where "id" = $1`, [errandId]);
  return rows[0]?.agent_id ?? undefined;
}

/** Ids of errands, authorisations, cards, prescriptions, medicine runs, calls and reported needs of a person, for who saw them. */
export async function recordsOfPerson(pool: Pool, personId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select "id" from "errands"."errand" where "beneficiary_id" = $1 union all select "id" from "errands"."authorisation" where "principal_id" = $1
     union all select "id" from "errands"."insurance_card" where "person_id" = $1 union all select "id" from "errands"."prescription" where "person_id" = $1
     union all select "id" from "errands"."call" where "caller_id" = $1 or "beneficiary_id" = $1
     union all select "id" from "errands"."need_report" where "about_id" = $1
     union all select "run_id" from "errands"."medicine_stop" where "person_id" = $1
     union all select "link_id" from "errands"."care_member" where "person_id" = $1`,
    [personId],
  );
  return rows.map((row) => row.id);
}
