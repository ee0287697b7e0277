import { transaction, toInstant } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { NO_ATTEMPTS, countFailure, type Attempts, type LockoutPolicy } from '../operator/operator.ts';

/** Wrong passwords and codes per account name, counted in the database so that restarts and replicas change nothing. */
export class SignInAttempts {
  private readonly pool: Pool;
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(pool: Pool) {
    this.pool = pool;
  }

  /** One try of an account after the other: tries that come together would all be judged before the first is counted. */
  async inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(account) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.turns.set(account, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(account) === mine) this.turns.delete(account);
    }
  }

  async of(account: string): Promise<Attempts> {
    const { rows } = await this.pool.query<{ failed: number; lockouts: number; locked_until: string | Date | null }>(
      `select "failed", "lockouts", "locked_until" from "command_center"."sign_in_attempt" where "account" = $1`,
      [account],
    );
    const [row] = rows;
    if (!row) return NO_ATTEMPTS;
    return {
      failed: row.failed,
      lockouts: row.lockouts,
      ...(row.locked_until === null ? {} : { lockedUntil: toInstant(row.locked_until) }),
    };
  }

  /** Counts a wrong one under a row lock, so that those at other replicas are all counted; says how many tries are left. */
  failed(account: string, policy: LockoutPolicy, now: Temporal.Instant): Promise<number> {
    return transaction(this.pool, async (client) => {
      await client.query(
        `insert into "command_center"."sign_in_attempt" ("account", "failed", "lockouts", "last_at") values ($1, 0, 0, $2) on conflict do nothing`,
        [account, now.toString()],
      );
      const { rows } = await client.query<{ failed: number; lockouts: number; locked: boolean }>(
        `select "failed", "lockouts", coalesce("locked_until" > $2, false) as locked from "command_center"."sign_in_attempt" where "account" = $1 for update`,
        [account, now.toString()],
      );
      // Locked meanwhile by tries at another replica: one more must not begin a new series.
      if (rows[0]?.locked) return 0;
      const { next, triesLeft } = countFailure(rows[0] ?? NO_ATTEMPTS, policy, now);
      await client.query(
        `update "command_center"."sign_in_attempt" set "failed" = $2, "lockouts" = $3, "locked_until" = $4, "last_at" = $5 where "account" = $1`,
        [account, next.failed, next.lockouts, next.lockedUntil?.toString() ?? null, now.toString()],
      );
      return triesLeft;
    });
  }

  async forgive(account: string): Promise<void> {
    await this.pool.query(`delete from "command_center"."sign_in_attempt" where "account" = $1`, [account]);
  }
}
