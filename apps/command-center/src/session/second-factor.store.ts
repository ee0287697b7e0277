import { createHash, randomBytes } from 'node:crypto';
import { newTotpSecret, oneTimePassword, totpStepOf } from '@houzhai/auth';
import { toInstant, transaction, type PersonKeys } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';

/** How many recovery codes come with a second factor. */
const RECOVERY_CODES = 10;
const PURPOSE = 'second-factor';

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

/** A second factor that is switched on, or waits for its first code. */
export interface SecondFactor {
  readonly confirmedAt: Temporal.Instant | undefined;
  readonly recoveryCodesLeft: number;
}

/** Authenticators of operators: the secret is sealed like personal data, a code and a recovery code work once. */
export class SecondFactors {
  private readonly pool: Pool;
  private readonly keys: PersonKeys;

  constructor(pool: Pool, keys: PersonKeys) {
    this.pool = pool;
    this.keys = keys;
  }

  async of(operatorId: string): Promise<SecondFactor | undefined> {
    const { rows } = await this.pool.query<{ confirmed_at: Date | string | null; left: number }>(
      `select "confirmed_at", (select count(*)::int from "command_center"."recovery_code" r where r."operator_id" = $1 and r."used_at" is null) as left
       from "command_center"."second_factor" where "operator_id" = $1`,
      [operatorId],
    );
    const [row] = rows;
    return row && { confirmedAt: row.confirmed_at === null ? undefined : toInstant(row.confirmed_at), recoveryCodesLeft: row.left };
  }

  /** A new secret that waits for its first code; one that waited before is forgotten. Undefined when one is switched on. */
  async begin(operatorId: string): Promise<string | undefined> {
    const { secret, text } = newTotpSecret();
    const sealed = await this.keys.seal(operatorId, PURPOSE, secret.toString('base64'));
    const { rowCount } = await this.pool.query(
      `insert into "command_center"."second_factor" as f ("operator_id", "sealed") values ($1, $2)
       on conflict ("operator_id") do update set "sealed" = excluded."sealed", "last_step" = 0 where f."confirmed_at" is null`,
      [operatorId, sealed],
    );
    return rowCount === 1 ? text : undefined;
  }

  /** Switches it on; the recovery codes are known to nobody afterwards. Undefined when somebody else just did. */
  confirm(operatorId: string, now: Temporal.Instant): Promise<readonly string[] | undefined> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => oneTimePassword(randomBytes(32)));
    return transaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `update "command_center"."second_factor" set "confirmed_at" = $2 where "operator_id" = $1 and "confirmed_at" is null`,
        [operatorId, now.toString()],
      );
      if (rowCount !== 1) return undefined;
      await client.query(`delete from "command_center"."recovery_code" where "operator_id" = $1`, [operatorId]);
      await client.query(`insert into "command_center"."recovery_code" ("operator_id", "hash") select $1, unnest($2::bytea[])`, [
        operatorId,
        codes.map(hashOf),
      ]);
      return codes;
    });
  }

  /** Whether a code fits and was not used before; it is used now. */
  async accept(operatorId: string, code: string, now: Temporal.Instant): Promise<boolean> {
    if (!/^\d+$/.test(code)) {
      const { rowCount } = await this.pool.query(
        `update "command_center"."recovery_code" set "used_at" = $3 where "operator_id" = $1 and "hash" = $2 and "used_at" is null`,
        [operatorId, hashOf(code), now.toString()],
      );
      return rowCount === 1;
    }
    const { rows } = await this.pool.query<{ sealed: Buffer }>(
      `select "sealed" from "command_center"."second_factor" where "operator_id" = $1`,
      [operatorId],
    );
    const secret = rows[0] && (await this.keys.open(operatorId, PURPOSE, rows[0].sealed));
    if (typeof secret !== 'string') return false;
    const step = totpStepOf(Buffer.from(secret, 'base64'), code, Math.floor(now.epochMilliseconds / 1_000));
    if (step === undefined) return false;
    const { rowCount } = await this.pool.query(
      `update "command_center"."second_factor" set "last_step" = $2 where "operator_id" = $1 and "last_step" < $2`,
      [operatorId, step],
    );
    return rowCount === 1;
  }

  /** Takes it away with its recovery codes; false when there was none. */
  async remove(operatorId: string, db: Pool | PoolClient = this.pool): Promise<boolean> {
    const { rows } = await db.query<{ removed: number }>(
      `with c as (delete from "command_center"."recovery_code" where "operator_id" = $1),
            f as (delete from "command_center"."second_factor" where "operator_id" = $1 returning 1)
       select count(*)::int as removed from f`,
      [operatorId],
    );
    return rows[0]?.removed === 1;
  }
}
