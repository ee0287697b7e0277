import { createHash } from 'node:crypto';
import { isTombstone, type Envelope, type Service } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';
import { decodeEvent } from './decoded-event.ts';
import { transaction } from './transaction.ts';

/** A read model that can be built anew from the ledgers of the services it reads. */
export interface Projection {
  readonly name: string;
  /** Durable that keeps it in step. */
  readonly durable: string;
  readonly reads: readonly { readonly service: Service; readonly entities: readonly string[] }[];
  /** Its tables; a row has an `id`. */
  readonly tables: readonly string[];
  /** Statements that apply events to the tables. */
  readonly statements: (events: readonly Envelope[]) => readonly { readonly text: string; readonly values: readonly unknown[] }[];
}

/** A page of a ledger, from a position on. */
export type LedgerPage = (
  service: Service,
  entities: readonly string[],
  after: string,
) => Promise<{ readonly events: readonly Envelope[]; readonly position: string; readonly end: boolean }>;

/** What a rebuild found. */
export interface Rebuilt {
  readonly events: number;
  readonly hashBefore: string;
  readonly hashAfter: string;
  readonly equal: boolean;
}

const AT_ONCE = 1_000;

/** Undoes the transaction of a rebuild that should only tell. */
class OnlyLooking extends Error {
  override readonly name = 'OnlyLooking';
  readonly rebuilt: Rebuilt;
  constructor(rebuilt: Rebuilt) {
    super();
    this.rebuilt = rebuilt;
  }
}

/** Builds a projection anew from the first event ever, up to where its durable is. */
export class ProjectionRebuild {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly projection: Projection;
  private readonly ledger: LedgerPage;

  constructor(parts: { readonly pool: Pool; readonly schema: string; readonly projection: Projection; readonly ledger: LedgerPage }) {
    this.pool = parts.pool;
    this.schema = parts.schema;
    this.projection = parts.projection;
    this.ledger = parts.ledger;
  }

  /** Compares the live projection with what the ledgers give, and changes nothing. */
  verify(): Promise<Rebuilt> {
    return this.alone(async () => {
      try {
        return await transaction(this.pool, async (client) => {
          throw new OnlyLooking(await this.rebuildIn(client));
        });
      } catch (error) {
        if (error instanceof OnlyLooking) return error.rebuilt;
        throw error;
      }
    });
  }

  /** Puts what the ledgers give in the place of the live projection. @param commit runs `work` in the transaction that is to hold it. */
  rebuild<T>(commit: (work: (client: PoolClient) => Promise<Rebuilt>) => Promise<T>): Promise<T> {
    return this.alone(() => commit((client) => this.rebuildIn(client)));
  }

  /** One rebuild at a time among all replicas, a repeated delivery of the same command included: they share the staged ledgers. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const name = `rebuild ${this.schema} ${this.projection.name}`;
    let broken = true;
    try {
      await client.query('select pg_advisory_lock(hashtext($1))', [name]);
      await this.clear(this.pool);
      await this.stage(this.pool, this.start);
      const result = await work();
      await this.clear(this.pool);
      await client.query('select pg_advisory_unlock(hashtext($1))', [name]);
      broken = false;
      return result;
    } finally {
      client.release(broken);
    }
  }

  private async rebuildIn(client: PoolClient): Promise<Rebuilt> {
    const { tables, statements } = this.projection;
    for (const table of tables) await client.query(`lock table ${this.table(table)} in exclusive mode`);
    // What the live reader applied since then; the whole ledgers once more where one was committed out of turn.
    if (await this.lacks(client)) await this.stage(client, this.staged);
    if (await this.lacks(client)) await this.stage(client, this.start);
    const hashBefore = await this.hash(client);
    for (const table of tables) await client.query(`delete from ${this.table(table)}`);
    let events = 0;
    for (let nth = '-1'; ;) {
      const { rows } = await client.query<{ nth: string; envelope: unknown }>(
        `select r."nth"::text as nth, r."envelope" from ${this.table('replay')} r
         join ${this.table('reader_version')} v on v."durable" = $2 and v."entity" = r."entity" and v."record_id" = r."record_id" and r."version" <= v."version"
         where r."projection" = $1 and r."nth" > $3 order by r."nth" limit ${String(AT_ONCE)}`,
        [this.projection.name, this.projection.durable, nth],
      );
      const decoded = rows
        .map(({ envelope }) => decodeEvent(envelope))
        .flatMap((one) => ('event' in one && !isTombstone(one.contract) ? [one.event] : []));
      for (const { text, values } of statements(decoded)) await client.query({ text, values: [...values] });
      events += rows.length;
      nth = rows.at(-1)?.nth ?? nth;
      if (rows.length < AT_ONCE) break;
    }
    const hashAfter = await this.hash(client);
    return { events, hashBefore, hashAfter, equal: hashBefore === hashAfter };
  }

  private get start(): Staged {
    return { nth: 0, after: new Map() };
  }

  private staged: Staged = this.start;

  /** Fetches the events behind the given positions from the ledgers of their owners. */
  private async stage(db: Pool | PoolClient, from: Staged): Promise<void> {
    const staged: Staged = { nth: from.nth, after: new Map(from.after) };
    for (const { service, entities } of this.projection.reads) {
      for (let end = false; !end;) {
        const page = await this.ledger(service, entities, staged.after.get(service) ?? '0');
        await db.query(
          `insert into ${this.table('replay')} ("projection", "event_id", "nth", "entity", "record_id", "version", "envelope")
           select $1, e.id, $2::bigint + e.nth, e.entity, e.record, e.version, e.envelope
           from unnest($3::uuid[], $4::text[], $5::uuid[], $6::int[], $7::jsonb[]) with ordinality as e(id, entity, record, version, envelope, nth) on conflict do nothing`,
          [
            this.projection.name,
            staged.nth,
            page.events.map((event) => event.id),
            page.events.map((event) => event.type.split('.')[2] ?? ''),
            page.events.map((event) => event.subject),
            page.events.map((event) => event.aggregateversion),
            page.events.map((event) => JSON.stringify(event)),
          ],
        );
        staged.nth += page.events.length;
        staged.after.set(service, page.position);
        ({ end } = page);
      }
    }
    this.staged = staged;
  }

  /** Whether the durable is further than what is staged. */
  private async lacks(client: PoolClient): Promise<boolean> {
    const { rows } = await client.query(
      `select 1 from ${this.table('reader_version')} v
       left join (select "entity", "record_id", max("version") as version from ${this.table('replay')} where "projection" = $1 group by 1, 2) r
         on r."entity" = v."entity" and r."record_id" = v."record_id"
       where v."durable" = $2 and v."version" > coalesce(r.version, 0) limit 1`,
      [this.projection.name, this.projection.durable],
    );
    return rows.length > 0;
  }

  /** Hash over all rows of the projection, in a fixed order. */
  private async hash(client: PoolClient): Promise<string> {
    const hash = createHash('sha256');
    for (const table of this.projection.tables) {
      const { rows } = await client.query<{ line: string }>(
        `select row_to_json(t)::text as line from ${this.table(table)} t order by "id"`,
      );
      for (const { line } of rows) hash.update(line);
    }
    return hash.digest('hex');
  }

  private async clear(db: Pool): Promise<void> {
    await db.query(`delete from ${this.table('replay')} where "projection" = $1`, [this.projection.name]);
  }

  private table(name: string): string {
    return `"${this.schema}"."${name}"`;
  }
}

/** How far the ledgers are staged. */
interface Staged {
  nth: number;
  readonly after: Map<Service, string>;
}
