import type { NatsConnection } from '@nats-io/transport-node';
import { DURABLES, Envelope, findEvent, streamOf, type EventContract } from '@houzhai/contracts';
import { DurableReader, Unavailable, type Delivery, type FoundReaction } from '@houzhai/messaging';
import type { Log, Metrics } from '@houzhai/telemetry';
import type { Pool, PoolClient } from 'pg';
import { LeaderLock } from './advisory-lock.ts';
import { reaching } from './database-faults.ts';
import { transaction } from './transaction.ts';
import { uuidv7 } from './uuid.ts';

/** The transaction a reaction works in. */
export interface ReactionTx {
  /** A statement with `$1…` parameters in this transaction. */
  query(text: string, values: readonly unknown[]): Promise<void>;
  /** Runs once the transaction is committed; live patches go here. */
  afterCommit(task: () => void): void;
}

const MAX_DELIVERIES = 8;
const LEAD_RETRY_MS = 1_000;

interface Parts {
  readonly pool: Pool;
  readonly schema: string;
  readonly databaseUrl: string;
  readonly nc: NatsConnection;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Decoded {
  readonly message: Delivery;
  readonly event: Envelope;
  readonly contract: EventContract;
}

class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder';
}

/**
 * Applies events of durables, each once and in order per record: `received` and the version gate are written in the same
 * transaction as the effect, a statement each for the whole batch. A batch is one transaction; when it fails, its events are tried one by one. What still fails
 * is tried again with growing delay and after eight deliveries set aside with its cause.
 */
export class ReactionRunner {
  private readonly parts: Parts;
  private readonly locks: LeaderLock[] = [];
  private readonly readers = new Set<DurableReader>();
  private readonly loops: Promise<void>[] = [];
  private stopped = false;
  private readonly sleepers = new Set<() => void>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  start(reactions: readonly FoundReaction[]): void {
    for (const durable of new Set(reactions.map((reaction) => reaction.durable))) {
      const declared = DURABLES.find((candidate) => candidate.name === durable);
      if (!declared) throw new Error(`The durable ${durable} is not declared in the contracts`);
      const own = reactions.filter((reaction) => reaction.durable === durable);
      for (const { service } of declared.reads) this.loops.push(this.lead(durable, streamOf(service), own));
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const wake of this.sleepers) wake();
    await Promise.all([...this.readers].map((reader) => reader.stop()));
    await Promise.all(this.loops);
    await Promise.all(this.locks.map((lock) => lock.release()));
  }

  /** One active reader per durable and stream among all replicas. */
  private async lead(durable: string, stream: string, reactions: readonly FoundReaction[]): Promise<void> {
    const lock = new LeaderLock(this.parts.databaseUrl, `durable ${this.parts.schema} ${durable} ${stream}`);
    this.locks.push(lock);
    while (!this.stopped) {
      let lostLead: () => void = () => undefined;
      const lost = new Promise<void>((done) => {
        lostLead = done;
      });
      if (!(await lock.tryAcquire(lostLead))) {
        await this.sleep(LEAD_RETRY_MS);
        continue;
      }
      const reader = new DurableReader({
        nc: this.parts.nc,
        stream,
        durable,
        log: this.parts.log,
        take: (batch) => this.take(durable, stream, reactions, batch),
      });
      this.readers.add(reader);
      reader.start();
      await Promise.race([lost, this.sleep(Number.POSITIVE_INFINITY)]);
      await reader.stop();
      this.readers.delete(reader);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((done) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(finish);
        done();
      };
      const timer = Number.isFinite(ms) ? setTimeout(finish, ms) : undefined;
      this.sleepers.add(finish);
      if (this.stopped) finish();
    });
  }

  private async take(durable: string, stream: string, reactions: readonly FoundReaction[], batch: readonly Delivery[]): Promise<void> {
    const decoded: Decoded[] = [];
    for (const message of batch) {
      const result = decode(message);
      if ('cause' in result) await this.setAside(durable, stream, message, result.cause);
      else decoded.push(result);
    }
    if (decoded.length === 0) return;
    try {
      await this.apply(durable, reactions, decoded);
      for (const { message } of decoded) message.ack();
    } catch (error) {
      if (decoded.length > 1) this.parts.log.warn({ err: error, durable, stream, count: decoded.length }, 'batch failed; one by one');
      for (const one of decoded) await this.takeOne(durable, stream, reactions, one);
    }
  }

  private async takeOne(durable: string, stream: string, reactions: readonly FoundReaction[], one: Decoded): Promise<void> {
    try {
      await this.apply(durable, reactions, [one]);
      one.message.ack();
    } catch (error) {
      const deliveries = one.message.info.deliveryCount;
      if (error instanceof Unavailable || deliveries < MAX_DELIVERIES) one.message.nak(Math.min(250 * 2 ** deliveries, 30_000));
      else await this.setAside(durable, stream, one.message, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
    }
  }

  private apply(durable: string, reactions: readonly FoundReaction[], batch: readonly Decoded[]): Promise<void> {
    const { schema, pool, metrics } = this.parts;
    return reaching(async () => {
      const after: (() => void)[] = [];
      let applied = 0;
      await transaction(pool, async (client) => {
        const tx: ReactionTx = {
          query: async (text, values) => {
            await client.query(text, [...values]);
          },
          afterCommit: (task) => after.push(task),
        };
        const fresh = await this.markReceived(client, durable, batch);
        if (fresh.length === 0) return;
        await passGate(client, schema, durable, fresh);
        for (const reaction of reactions) {
          const events = fresh.filter(({ contract }) => reaction.events.includes(contract)).map(({ event }) => event);
          if (events.length > 0) await reaction.invoke(events, tx);
        }
        applied = fresh.length;
      });
      metrics.consumed.inc({ durable }, applied);
      for (const task of after) task();
    });
  }

  /** Those of the batch that were not applied before, in the order of the stream, each once. */
  private async markReceived(client: PoolClient, durable: string, batch: readonly Decoded[]): Promise<readonly Decoded[]> {
    const { rows } = await client.query<{ event_id: string }>(
      `insert into "${this.parts.schema}"."received" ("durable", "event_id", "at")
       select $1, e.id::uuid, now() from json_array_elements_text($2::json) with ordinality as e(id, nth) order by e.nth on conflict do nothing returning "event_id"`,
      [durable, JSON.stringify(batch.map(({ event }) => event.id))],
    );
    const fresh = new Set(rows.map((row) => row.event_id));
    return batch.filter(({ event }) => fresh.delete(event.id));
  }

  private async setAside(durable: string, stream: string, message: Delivery, cause: string): Promise<void> {
    const { schema, pool, log, metrics } = this.parts;
    await reaching(() =>
      pool.query(
        `insert into "${schema}"."dead_letter" ("id", "durable", "stream", "stream_seq", "subject", "body", "cause", "deliveries", "at") values ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
        [
          uuidv7(Date.now()),
          durable,
          stream,
          message.seq,
          message.subject,
          new TextDecoder().decode(message.data),
          cause.slice(0, 500),
          message.info.deliveryCount,
        ],
      ),
    );
    message.term('set aside');
    metrics.deadLetters.inc({ durable });
    log.error({ durable, stream, sequence: message.seq, subject: message.subject, reason: cause.slice(0, 200) }, 'message set aside');
  }
}

/** Refuses to run ahead of a record's missing event; a record never seen before may begin anywhere. */
async function passGate(client: PoolClient, schema: string, durable: string, events: readonly Decoded[]): Promise<void> {
  const steps = new Map<string, { entity: string; id: string; first: number; last: number }>();
  for (const { contract, event } of events) {
    const { subject: id, aggregateversion: version } = event;
    const step = steps.get(`${contract.entity} ${id}`);
    if (step && version !== step.last + 1) throw new OutOfOrder(outOfOrder(contract.entity, id, version));
    steps.set(`${contract.entity} ${id}`, { entity: contract.entity, id, first: step?.first ?? version, last: version });
  }
  const { rows } = await client.query<{ record_id: string }>(
    `with g as materialized (select * from json_to_recordset($1::json) as g("entity" text, "id" uuid, "first" int, "last" int))
     insert into "${schema}"."reader_version" as r ("durable", "entity", "record_id", "version")
     select $2, g."entity", g."id", g."last" from g order by g."id"
     on conflict ("durable", "entity", "record_id") do update set "version" = excluded."version"
       where r."version" = (select g."first" - 1 from g where g."entity" = r."entity" and g."id" = r."record_id")
     returning "record_id"`,
    [JSON.stringify([...steps.values()]), durable],
  );
  if (rows.length === steps.size) return;
  const passed = new Set(rows.map((row) => row.record_id));
  const held = [...steps.values()].find(({ id }) => !passed.has(id));
  throw new OutOfOrder(outOfOrder(held?.entity ?? '', held?.id ?? '', held?.first ?? 0));
}

const outOfOrder = (entity: string, id: string, version: number): string =>
  `event ${String(version)} of ${entity} ${id} does not follow the last one applied`;

function decode(message: Delivery): Decoded | { cause: string } {
  let body: unknown;
  try {
    body = message.json();
  } catch {
    return { cause: 'not JSON' };
  }
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return { cause: `not an event: ${envelope.error.issues[0]?.path.join('.') ?? ''}` };
  const contract = findEvent(envelope.data.type);
  if (!contract) return { cause: `unknown type ${envelope.data.type}` };
  const data = contract.data.safeParse(envelope.data.data);
  if (!data.success) return { cause: `data of ${contract.name} does not fit: ${data.error.issues[0]?.path.join('.') ?? ''}` };
  return { message, contract, event: { ...envelope.data, data: data.data } };
}
