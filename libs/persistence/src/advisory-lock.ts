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
  private sign: NodeJS.Timeout | undefined;
  private lost: (() => void) | undefined;

  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }

  /** Tries once, on the connection of the last try while it lives. @returns whether this process now leads. */
  async tryAcquire(lost: () => void): Promise<boolean> {
    if (this.lost) return true;
    try {
      const client = (this.client ??= await this.connect());
      const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1::bigint) as got', [keyOf(this.name)]);
      if (rows[0]?.got !== true || this.client !== client) return false;
      this.lost = lost;
      this.giveSign(client);
      return true;
    } catch {
      // Away: somebody else may lead, or nobody; the caller asks again.
      this.gone(this.client);
      return false;
    }
  }

  async release(): Promise<void> {
    const { client } = this;
    this.lost = undefined;
    this.client = undefined;
    clearTimeout(this.sign);
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `lock ${this.name}`,
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      query_timeout: SILENCE_MS,
      options: `-c idle_session_timeout=${String(SILENCE_MS)}`,
    });
    const gone = (): void => this.gone(client);
    client.on('error', gone);
    client.on('end', gone);
    await client.connect().catch((error: unknown) => {
      client.end().catch(() => undefined);
      throw error;
    });
    return client;
  }

  private giveSign(client: pg.Client): void {
    this.sign = setTimeout(() => {
      client.query('select 1').then(
        () => {
          if (this.client === client) this.giveSign(client);
        },
        () => this.gone(client),
      );
    }, SIGN_EVERY_MS);
  }

  private gone(client: pg.Client | undefined): void {
    if (!client || this.client !== client) return;
    const { lost } = this;
    this.client = undefined;
    this.lost = undefined;
    clearTimeout(this.sign);
    client.end().catch(() => undefined);
    lost?.();
  }
}
