import { instantText } from '@houzhai/contracts';
import type { Change } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import type { DecidedNeed } from './supply-need.decide.ts';
import { publishSupplyNeed } from './supply-need.publish.ts';
import type { Isolated, SupplyNeed } from './supply-need.ts';

/** What is known of an isolation and of its need. */
export interface LoadedNeed {
  readonly isolated: Isolated;
  readonly need: SupplyNeed | undefined;
  readonly version: number;
}

interface Row {
  readonly id: string;
  readonly no: string;
  readonly person_id: string;
  readonly area: string;
  readonly path: string;
  readonly raised: number;
  readonly ended: boolean;
  readonly version: number | null;
  readonly status: SupplyNeed['status'];
  readonly answered: number;
  readonly errand_id: string | null;
  readonly errand_no: string | null;
}

/** The need a line has looked at; undefined where somebody else has looked, and the line is gone. */
export async function needOfWake(pool: Pool, wakeId: string): Promise<LoadedNeed | undefined> {
  const { rows } = await pool.query<Row>(
    `select i."id", i."no", i."person_id", i."area", i."path", i."raised", i."ended", n."version", n."status", n."answered", n."errand_id", n."errand_no"
     from "errands"."supply_wake" w join "errands"."isolated" i on i."id" = w."need_id" left join "errands"."supply_need" n on n."id" = w."need_id"
     where w."id" = $1`,
    [wakeId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { id, no, person_id: personId, area, path, raised, ended, version, status, answered } = row;
  return {
    isolated: { id, no, personId, area, path, raised, ended },
    version: version ?? 0,
    need:
      version === null
        ? undefined
        : {
            id,
            area,
            status,
            answered,
            ...(row.errand_id === null || row.errand_no === null ? {} : { errandId: row.errand_id, errandNo: row.errand_no }),
          },
  };
}

/** What a decision writes of the need itself. */
export const needChange = ({ need, fact }: DecidedNeed, from: number): Change => ({
  table: 'supply_need',
  entity: 'supply-need',
  id: need.id,
  area: need.area,
  from,
  columns: {
    area: need.area,
    status: need.status,
    answered: need.answered,
    errand_id: need.errandId ?? null,
    errand_no: need.errandNo ?? null,
  },
  events: [publishSupplyNeed(need, fact)],
  meets: ['supply_need_pkey'],
  auditDetails: { status: need.status, ...(need.errandNo === undefined ? {} : { errand: need.errandNo }) },
});

/** There is nothing more to do for a line. */
export async function lookedAt(db: Pool | PoolClient, wakeId: string): Promise<void> {
  await db.query(`delete from "errands"."supply_wake" where "id" = $1`, [wakeId]);
}

/** What a line asks for could not be done now: it is tried again later. */
export async function lookLater(db: Pool, wakeId: string, at: Temporal.Instant): Promise<void> {
  await db.query(`update "errands"."supply_wake" set "wake_at" = $2 where "id" = $1`, [wakeId, instantText(at)]);
}

/** Whether the beneficiary of an errand is in isolation now, and the isolation to show with it: the one it was opened for, else the open one. */
export async function isolationsOf(
  pool: Pool,
  { beneficiaryId, supplyOf }: { readonly beneficiaryId: string; readonly supplyOf?: string },
): Promise<{ readonly open: boolean; readonly shown: { readonly isolationId: string; readonly no: string } | undefined }> {
  const { rows } = await pool.query<{ isolationId: string; no: string; ended: boolean }>({
    name: 'isolations-of-errand',
    text: `select "id" as "isolationId", "no", "ended" from "errands"."isolated" where ("person_id" = $1 and not "ended") or "id" = $2
      order by ("id" = $2) desc nulls last, "no" desc`,
    values: [beneficiaryId, supplyOf ?? null],
  });
  const [first] = rows;
  return { open: rows.some(({ ended }) => !ended), shown: first && { isolationId: first.isolationId, no: first.no } };
}
