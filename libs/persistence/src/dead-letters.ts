import type { Pool, PoolClient } from 'pg';
import type { Delivery } from '@houzhai/messaging';
import { decodeEvent, type DecodedEvent } from './decoded-event.ts';
import { toInstant } from './instants.ts';
import { uuidv7 } from './uuid.ts';

/** A message that was set aside, without what it says. */
export interface DeadLetterHead {
  readonly id: string;
  readonly durable: string;
  readonly stream: string;
  readonly streamSequence: string;
  readonly eventType?: string;
  readonly entity?: string;
  readonly recordId?: string;
  readonly version?: number;
  readonly cause: string;
  readonly deliveries: number;
  readonly at: string;
}

interface Row {
  readonly id: string;
  readonly durable: string;
  readonly stream: string;
  readonly stream_seq: string;
  readonly event_type: string | null;
  readonly entity: string | null;
  readonly record_id: string | null;
  readonly version: number | null;
  readonly cause: string;
  readonly deliveries: number;
  readonly at: string | Date;
}

const HEAD = `"id", "durable", "stream", "stream_seq", "event_type", "entity", "record_id", "version", "cause", "deliveries", "at"`;

const toHead = (row: Row): DeadLetterHead => ({
  id: row.id,
  durable: row.durable,
  stream: row.stream,
  streamSequence: row.stream_seq,
  ...(row.event_type === null ? {} : { eventType: row.event_type }),
  ...(row.entity === null ? {} : { entity: row.entity }),
  ...(row.record_id === null ? {} : { recordId: row.record_id }),
  ...(row.version === null ? {} : { version: row.version }),
  cause: row.cause,
  deliveries: row.deliveries,
  at: toInstant(row.at).toString(),
});

/** Messages that could not be applied, with their cause, until somebody tries them again or gives them up. */
export class DeadLetters {
  private readonly pool: Pool;
  private readonly table: string;

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.table = `"${schema}"."dead_letter"`;
  }

  async add(durable: string, stream: string, message: Delivery, cause: string): Promise<void> {
    const text = new TextDecoder().decode(message.data);
    const decoded = decodedText(text);
    const event = decoded && {
      type: decoded.event.type,
      entity: decoded.contract.entity,
      id: decoded.event.subject,
      version: decoded.event.aggregateversion,
    };
    await this.pool.query(
      `insert into ${this.table} ("id", "durable", "stream", "stream_seq", "subject", "body", "cause", "deliveries", "at", "event_type", "entity", "record_id", "version")
       values ($1, $2, $3, $4, $5, $6, $7, $8, now(), $9, $10, $11, $12)`,
      [
        uuidv7(Date.now()),
        durable,
        stream,
        message.seq,
        message.subject,
        text.replaceAll('\0', '\ufffd'),
        cause.slice(0, 500),
        message.info.deliveryCount,
        event?.type ?? null,
        event?.entity ?? null,
        event?.id ?? null,
        event?.version ?? null,
      ],
    );
  }

  /** Whether an earlier event of the record is set aside, so that this one has to wait behind it. */
  async blocks(durable: string, { contract, event }: DecodedEvent): Promise<boolean> {
    const { rows } = await this.pool.query(
      `select 1 from ${this.table} where "resolved_at" is null and "durable" = $1 and "entity" = $2 and "record_id" = $3 and "version" < $4 limit 1`,
      [durable, contract.entity, event.subject, event.aggregateversion],
    );
    return rows.length > 0;
  }

  /** Open ones, the oldest first. */
  async open(limit: number): Promise<readonly DeadLetterHead[]> {
    const { rows } = await this.pool.query<Row>(
      `select ${HEAD} from ${this.table} where "resolved_at" is null order by "at", "id" limit $1`,
      [limit],
    );
    return rows.map(toHead);
  }

  async count(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ durable: string; count: number }>(
      `select "durable", count(*)::int as count from ${this.table} where "resolved_at" is null group by 1`,
    );
    return new Map(rows.map(({ durable, count }) => [durable, count]));
  }

  /** An open one and those of the same record set aside after it, in the order of their events. */
  async withFollowers(id: string): Promise<readonly { readonly head: DeadLetterHead; readonly body: string }[]> {
    const { rows } = await this.pool.query<Row & { body: string }>(
      `select ${HEAD}, "body" from ${this.table} x where x."resolved_at" is null and (x."id" = $1 or exists (
         select 1 from ${this.table} f where f."id" = $1 and f."resolved_at" is null and f."durable" = x."durable" and f."entity" = x."entity"
           and f."record_id" = x."record_id" and x."version" >= f."version"))
       order by x."version" nulls first, x."id"`,
      [id],
    );
    return rows.map((row) => ({ head: toHead(row), body: row.body }));
  }

  /** @returns whether it was still open. */
  async resolve(client: Pool | PoolClient, id: string, resolution: 'applied' | 'given-up'): Promise<boolean> {
    const { rowCount } = await client.query(
      `update ${this.table} set "resolved_at" = now(), "resolution" = $2 where "id" = $1 and "resolved_at" is null`,
      [id, resolution],
    );
    return rowCount === 1;
  }
}

/** The event a body holds, if it can be read. */
export function decodedText(text: string): DecodedEvent | undefined {
  try {
    const decoded = decodeEvent(JSON.parse(text) as unknown);
    return 'cause' in decoded ? undefined : decoded;
  } catch {
    return undefined;
  }
}
