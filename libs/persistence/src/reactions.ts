import type { NatsConnection } from '@nats-io/transport-node';
import { DURABLES, SERVICES, isTombstone, streamOf, type Envelope, type Service } from '@houzhai/contracts';
import { DurableReader, Unavailable, type Delivery, type FoundReaction } from '@houzhai/messaging';
import type { Log, Metrics } from '@houzhai/telemetry';
import type { Pool, PoolClient } from 'pg';
import { LeaderLock } from './advisory-lock.ts';
import { reaching } from './database-faults.ts';
import { DeadLetters, decodedText } from './dead-letters.ts';
import { decodeEvent, type DecodedEvent } from './decoded-event.ts';
import { transaction } from './transaction.ts';
import { OutOfOrder, VersionGate } from './version-gate.ts';

/** The transaction a reaction works in. */
export interface ReactionTx {
  /** A statement with `$1…` parameters in this transaction. */
  query(text: string, values: readonly unknown[]): Promise<void>;
  /** Runs once the transaction is committed; live patches go here. */
  afterCommit(task: () => void): void;
}

const MAX_FAILURES = 8;
/** From this failure on, what is missing before an event is fetched from the ledger of its owner. */
const FETCH_MISSING_FROM = 2;
const LEAD_RETRY_MS = 1_000;
/** Wait before the next delivery; doubled with each failure, so that eight take about twenty seconds. */
const RETRY_MS = { first: 200, most: 5_000, away: 500 };

interface Parts {
  readonly pool: Pool;
  readonly schema: string;
  readonly databaseUrl: string;
  readonly nc: NatsConnection;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Events of one record after a number, from the ledger of their owner. */
  readonly ledger: (service: Service, entity: string, recordId: string, after: number) => Promise<readonly Envelope[]>;
  /** Told when this replica begins to read for a durable. */
  readonly leads: (durable: string) => void;
}

interface Delivered extends DecodedEvent {
  readonly message: Delivery;
}

/** What became of a second try. */
export interface Retried {
  readonly applied: number;
  /** Why the next one failed again. */
  readonly cause?: string;
}

/**
 * Applies events of durables, each once and in order per record: `received` and the version gate are written in the same
 * transaction as the effect, a statement each for the whole batch. A batch is one transaction; when it fails, its events are tried one by one. What still fails
 * is tried again with growing delay and after eight failures of its own set aside with its cause.
 */
export class ReactionRunner {
  private readonly parts: Parts;
  private readonly letters: DeadLetters;
  private readonly locks: LeaderLock[] = [];
  private readonly readers = new Set<DurableReader>();
  private readonly loops: Promise<void>[] = [];
  private reactions: readonly FoundReaction[] = [];
  private stopped = false;
  /** How often an event has failed by itself, by durable and id; that the database or what comes before it was away does not count. */
  private readonly failures = new Map<string, number>();
  private readonly sleepers = new Set<() => void>();

  constructor(parts: Parts) {
    this.parts = parts;
    this.letters = new DeadLetters(parts.pool, parts.schema);
  }

  start(reactions: readonly FoundReaction[]): void {
    this.reactions = reactions;
    for (const durable of new Set(reactions.map((reaction) => reaction.durable))) {
      const declared = DURABLES.find((candidate) => candidate.name === durable);
      if (!declared) throw new Error(`The durable ${durable} is not declared in the contracts`);
      for (const { service } of declared.reads) this.loops.push(this.lead(durable, streamOf(service)));
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const wake of this.sleepers) wake();
    await Promise.all([...this.readers].map((reader) => reader.stop()));
    await Promise.all(this.loops);
    await Promise.all(this.locks.map((lock) => lock.release()));
  }

  /** Applies a message that was set aside and its followers, in order, until one fails again; undefined when it is not open. */
  async retry(id: string): Promise<Retried | undefined> {
    const letters = await this.letters.withFollowers(id);
    if (letters.length === 0) return undefined;
    let applied = 0;
    for (const { head, body } of letters) {
      const decoded = decodedText(body);
      if (!decoded) return { applied, cause: head.cause };
      try {
        await this.applyWithMissing(head.durable, decoded, MAX_FAILURES);
      } catch (error) {
        if (error instanceof Unavailable) throw error;
        return { applied, cause: causeOf(error) };
      }
      await this.letters.resolve(this.parts.pool, head.id, 'applied');
      applied += 1;
    }
    return { applied };
  }

  /** One active reader per durable and stream among all replicas. */
  private async lead(durable: string, stream: string): Promise<void> {
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
        take: (batch) => this.take(durable, stream, batch),
      });
      this.readers.add(reader);
      this.parts.leads(durable);
      reader.start();
      await Promise.race([lost, this.sleep(Number.POSITIVE_INFINITY)]);
      await reader.stop();
      this.readers.delete(reader);
      this.failures.clear();
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

  private async take(durable: string, stream: string, batch: readonly Delivery[]): Promise<void> {
    const delivered: Delivered[] = [];
    for (const message of batch) {
      const result = decode(message);
      if ('cause' in result) await this.setAside(durable, stream, message, result.cause);
      else delivered.push({ ...result, message });
    }
    if (delivered.length === 0) return;
    try {
      await this.apply(durable, delivered);
      for (const { message } of delivered) message.ack();
    } catch (error) {
      if (error instanceof Unavailable && error.isForAll) {
        for (const { message } of delivered) message.nak(RETRY_MS.away);
        return;
      }
      if (delivered.length > 1) this.parts.log.warn({ err: error, durable, stream, count: delivered.length }, 'batch failed; one by one');
      const waiting = new Map<string, number>();
      for (const one of delivered) {
        const record = `${one.contract.entity} ${one.event.subject}`;
        const behind = waiting.get(record);
        // What follows a failed event of its record comes again with it.
        const delay = behind ?? (await this.takeOne(durable, stream, one));
        if (delay === undefined) continue;
        waiting.set(record, delay);
        one.message.nak(delay);
      }
    }
  }

  /** @returns after how many milliseconds it is to come again; undefined when it is done with. */
  private async takeOne(durable: string, stream: string, one: Delivered): Promise<number | undefined> {
    const { message, event } = one;
    const key = `${durable} ${event.id}`;
    try {
      await this.applyWithMissing(durable, one, this.failures.get(key) ?? 0);
      this.failures.delete(key);
      message.ack();
      return undefined;
    } catch (error) {
      if (error instanceof Unavailable) return RETRY_MS.away;
      const failures = (this.failures.get(key) ?? 0) + 1;
      const blocked = error instanceof OutOfOrder && (await reaching(() => this.letters.blocks(durable, one)));
      if (!blocked && failures < MAX_FAILURES) {
        this.failures.set(key, failures);
        return Math.min(RETRY_MS.first * 2 ** (failures - 1), RETRY_MS.most);
      }
      this.failures.delete(key);
      await this.setAside(
        durable,
        stream,
        message,
        blocked ? 'waits behind an earlier event of its record that is set aside' : causeOf(error),
      );
      return undefined;
    }
  }

  /** Applies an event; after some failures with what is missing before it, which the stream has let go or lost. */
  private async applyWithMissing(durable: string, one: DecodedEvent, failures: number): Promise<void> {
    try {
      await this.apply(durable, [one]);
    } catch (error) {
      const owner = SERVICES.find((service) => service === one.contract.service);
      if (!(error instanceof OutOfOrder) || failures < FETCH_MISSING_FROM || !owner) throw error;
      if (await reaching(() => this.letters.blocks(durable, one))) throw error;
      const missing = await this.parts.ledger(owner, error.entity, error.recordId, error.have);
      const events = missing.map((event) => decodeEvent(event)).filter((event) => 'event' in event);
      await this.apply(durable, events);
      this.parts.log.warn(
        { durable, entity: error.entity, id: error.recordId, count: events.length },
        'missing events fetched from the ledger',
      );
    }
  }

  private apply(durable: string, batch: readonly DecodedEvent[]): Promise<void> {
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
        const fresh = await new VersionGate(schema, durable).pass(client, batch);
        for (const reaction of this.reactions.filter((one) => one.durable === durable)) {
          const events = fresh
            .filter(({ contract }) => reaction.events.includes(contract) && !isTombstone(contract))
            .map(({ event }) => event);
          if (events.length > 0) await reaction.invoke(events, tx);
        }
        applied = fresh.length;
      });
      metrics.consumed.inc({ durable }, applied);
      for (const task of after) task();
    });
  }

  private async setAside(durable: string, stream: string, message: Delivery, cause: string): Promise<void> {
    const { log, metrics } = this.parts;
    await reaching(() => this.letters.add(durable, stream, message, cause));
    message.term('set aside');
    metrics.setAside.inc({ durable });
    log.error({ durable, stream, sequence: message.seq, subject: message.subject, reason: cause.slice(0, 200) }, 'message set aside');
  }
}

/** Passes over a message that was set aside: it takes no effect, and the record may go on behind it. */
export async function giveUpDeadLetter(client: PoolClient, pool: Pool, schema: string, id: string): Promise<boolean> {
  const letters = new DeadLetters(pool, schema);
  const [first] = await letters.withFollowers(id);
  if (!first || !(await letters.resolve(client, id, 'given-up'))) return false;
  const { durable, entity, recordId, version } = first.head;
  if (entity !== undefined && recordId !== undefined && version !== undefined)
    await new VersionGate(schema, durable).passOver(client, entity, recordId, version);
  return true;
}

const causeOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');

function decode(message: Delivery): DecodedEvent | { readonly cause: string } {
  try {
    return decodeEvent(message.json());
  } catch {
    return { cause: 'not JSON' };
  }
}
