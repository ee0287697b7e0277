import { createHash } from 'node:crypto';
import pg from 'pg';

const keyOf = (name: string): string => createHash('sha256').update(name).digest().readBigInt64BE().toString();

/** PostgreSQL ends the lock's session after so long without a sign of life: a stopped process does not hold on to it. */
const SILENCE_MS = 6_000;
const SIGN_EVERY_MS = 2_000;

/**
 * Holds a named lock on a connection of its own for as long as the process lives: one active relay or reader among
 * all replicas. When the connection is lost the lock is lost, and `lost` tells.
 */
export class LeaderLock {
  private readonly url: string;
  private readonly name: string;
  private client: pg.Client | undefined;

  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }

  /** Tries once. @returns whether this process now leads. */
  async tryAcquire(lost: () => void): Promise<boolean> {
    if (this.client) return true;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `lock ${this.name}`,
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      options: `-c idle_session_timeout=${String(SILENCE_MS)}`,
    });
    let sign: NodeJS.Timeout | undefined;
    const gone = (): void => {
      clearTimeout(sign);
      if (this.client !== client) return;
      this.client = undefined;
      lost();
      client.end().catch(() => undefined);
    };
    const giveSign = (): void => {
      sign = setTimeout(() => {
        client.query('select 1').then(giveSign, gone);
      }, SIGN_EVERY_MS);
    };
    client.on('error', gone);
    client.on('end', gone);
    try {
      await client.connect();
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1::bigint) as got', [keyOf(this.name)]);
      if (rows[0]?.got === true) {
        this.client = client;
        giveSign();
        return true;
      }
    } catch {
      // Away: somebody else may lead, or nobody; the caller asks again.
    }
    await client.end().catch(() => undefined);
    return false;
  }

  async release(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
