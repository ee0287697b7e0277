import type { SupplyNeedStatus } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';

/** The errand that was opened for the supplies of a case, as a part of its details. */
export async function supplyOf(
  pool: Pool,
  isolationId: string,
): Promise<{ readonly supply?: { readonly errandId: string; readonly errandNo: string; readonly status: SupplyNeedStatus } }> {
  const { rows } = await pool.query<{ errandId: string; errandNo: string; status: SupplyNeedStatus }>(
    `select "errand_id" as "errandId", "errand_no" as "errandNo", "status" from "census_screening"."isolation_supply" where "id" = $1`,
    [isolationId],
  );
  return rows[0] ? { supply: rows[0] } : {};
}

/** What an errand brought was taken note of, unless more was told meanwhile. */
export async function supplyNoted(db: Pool | PoolClient, isolationId: string, version: number): Promise<void> {
  await db.query(`update "census_screening"."isolation_supply" set "wake_at" = null where "id" = $1 and "version" = $2`, [
    isolationId,
    version,
  ]);
}
