import type { EntityName, MikroORM } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import { instantText, ok, refuse, type Outcome, type RefusalCode, type Service } from '@houzhai/contracts';
import { actorOf } from '@houzhai/auth';
import type { Call } from '@houzhai/messaging';
import { detailsOf } from './audit-look.ts';
import { PersonErasedError } from './person-keys.ts';
import { reaching, violatedUnique } from './database-faults.ts';
import { Loader } from './loader.ts';
import { envelopeOf, type Change, type Entry } from './save.ts';
import { Saver } from './saver.ts';
import { transaction } from './transaction.ts';

/** Somebody else changed the record between load and save. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}
/** The command was carried out before, by another delivery of it. */
class AnsweredBefore extends Error {
  override readonly name = 'AnsweredBefore';
}

/** The decision refused: what its transaction did is undone. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** One command being carried out: what it may read and the one way to save. */
export interface Work {
  readonly call: Call;
  readonly now: Temporal.Instant;
  readonly pool: Pool;
  /** Fields of a record by its id, as it is now; for reading only. */
  load<T extends { readonly id: string }, F extends string & keyof T>(
    entity: EntityName<T>,
    id: string,
    fields: readonly F[],
  ): Promise<Pick<T, F> | undefined>;
  /** Saves one record with everything that goes with an accepted command and answers `value`. */
  save<T>(change: Change, value: T): Promise<{ readonly ok: true; readonly value: T }>;
  /** Saves several records of one decision, all or none, each under its version check; `also` does more in the same transaction. */
  saveTogether<T>(
    changes: readonly Change[],
    value: T,
    also?: (client: PoolClient) => Promise<void>,
  ): Promise<{ readonly ok: true; readonly value: T }>;
}

/** What a task in a transaction came to, and what its audit row says. */
interface Settled<T, R extends RefusalCode> {
  readonly outcome: Outcome<T, R>;
  /** Codes and ids only. */
  readonly auditDetails?: unknown;
  readonly area?: string;
  /** The record it was about, where it was one. */
  readonly record?: { readonly entity: string; readonly id: string; readonly version: number };
}

const ATTEMPTS = 3;

/** Carries out commands so that the same id has one effect and one answer, and nothing is half done. */
export class UnitOfWork {
  private readonly pool: Pool;
  private readonly service: Service;
  private readonly schema: string;
  private readonly committed: () => void;
  private readonly loader: Loader;
  private readonly saver: Saver;

  /** @param committed called after every commit that wrote events; wakes the relay. */
  constructor(parts: { orm: MikroORM; pool: Pool; service: Service; schema: string; committed: () => void }) {
    this.pool = parts.pool;
    this.service = parts.service;
    this.schema = parts.schema;
    this.committed = parts.committed;
    this.loader = new Loader(parts.orm, parts.pool);
    this.saver = new Saver(parts.pool, parts.schema);
  }

  /**
   * Runs load, decide, save. The command log is asked only when it can matter: when the decision refuses, or when the
   * save finds the id taken. An overtaken save loads and decides again.
   */
  run<T, R extends RefusalCode>(call: Call, task: (work: Work) => Promise<Outcome<T, R>>): Promise<Outcome<T, R>> {
    return reaching(async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          const outcome = await task(this.workOf(call));
          if (outcome.ok) return outcome;
          return (await this.storedAnswer<T, R>(call)) ?? outcome;
        } catch (error) {
          if (error instanceof AnsweredBefore) {
            const stored = await this.storedAnswer<T, R>(call);
            if (stored) return stored;
          } else if (error instanceof PersonErasedError) return refuse('person.erased', {}) as Outcome<T, R>;
          else if (!(error instanceof Overtaken)) throw error;
          // Overtaken each time, perhaps by another delivery of the same command.
          if (attempt === ATTEMPTS)
            return (await this.storedAnswer<T, R>(call)) ?? (refuse('record.conflict', { version: 0 }) as Outcome<T, R>);
        }
      }
    });
  }

  /**
   * For decisions that must lock more than one record: everything in one transaction, closed by `commit`, which writes the
   * command log and one audit row. The task answers before the commit; a throw rolls back.
   */
  inTransaction<T, R extends RefusalCode>(call: Call, task: (client: PoolClient) => Promise<Settled<T, R>>): Promise<Outcome<T, R>> {
    return reaching(async () => {
      const stored = await this.storedAnswer<T, R>(call);
      if (stored) return stored;
      let refused: Outcome<T, R> | undefined;
      try {
        const outcome = await transaction(this.pool, async (client) => {
          const { outcome, auditDetails, area, record } = await task(client);
          if (!outcome.ok) {
            refused = outcome;
            throw new RolledBack();
          }
          const details = detailsOf(call, auditDetails);
          await client.query(
            `with l as (insert into "${this.schema}"."command_log" ("actor", "command_id", "payload_hash", "reply", "recorded_at") values ($1, $2, $3, $4, $5))
             insert into "${this.schema}"."audit" ("at", "actor", "operation", "entity", "area", "trace_id", "details", "record_id", "version")
             values ($5, $1, $6, $7, $8, $9, $10, $11, $12)`,
            [
              actorOf(call.caller),
              call.commandId,
              call.payloadHash,
              JSON.stringify(outcome.value),
              instantText(call.now),
              call.operation,
              record?.entity ?? this.service,
              area ?? 'a00',
              call.traceId,
              details === undefined ? null : JSON.stringify(details),
              record?.id ?? null,
              record?.version ?? null,
            ],
          );
          return outcome;
        });
        this.committed();
        return outcome;
      } catch (error) {
        if (error instanceof PersonErasedError) return refuse('person.erased', {}) as Outcome<T, R>;
        if (refused && error instanceof RolledBack) return (await this.storedAnswer<T, R>(call)) ?? refused;
        if (violatedUnique(error) === 'command_log_pkey') {
          const answer = await this.storedAnswer<T, R>(call);
          if (answer) return answer;
        }
        throw error;
      }
    });
  }

  /**
   * What the refusal of a command comes to: the answer it was given before, if it was. Where it is sent again, an earlier delivery may
   * still be under way, in another replica or on its way to the database: the refusal is written down, so that it holds for that one too.
   */
  async refused<O extends Outcome<unknown>>(call: Call, outcome: O): Promise<O> {
    if (outcome.ok) return outcome;
    return reaching(async () => {
      if (call.again)
        await this.pool.query(
          `insert into "${this.schema}"."command_log" ("actor", "command_id", "payload_hash", "reply", "refused", "recorded_at") values ($1, $2, $3, $4, true, $5) on conflict do nothing`,
          [actorOf(call.caller), call.commandId, call.payloadHash, JSON.stringify(outcome.refusal), instantText(call.now)],
        );
      return ((await this.storedAnswer(call)) as O | undefined) ?? outcome;
    });
  }

  /** Whether the command was carried out before. */
  async wasAnswered(call: Call): Promise<boolean> {
    return (await this.storedAnswer(call))?.ok === true;
  }

  private workOf(call: Call): Work {
    const entryOf = (change: Change, value: unknown): Entry => ({
      change: { ...change, auditDetails: detailsOf(call, change.auditDetails) },
      book: {
        actor: actorOf(call.caller),
        commandId: call.commandId,
        payloadHash: call.payloadHash,
        reply: value,
        operation: call.operation,
        traceId: call.traceId,
        now: instantText(call.now),
        events: change.events.map((event, index) => envelopeOf(this.service, call, change, event, change.from + index + 1)),
      },
    });
    return {
      call,
      now: call.now,
      pool: this.pool,
      load: (entity, id, fields) => this.loader.load(entity, id, fields),
      save: async (change, value) => {
        await this.written([change], this.saver.save(entryOf(change, value)));
        return ok(value);
      },
      saveTogether: async (changes, value, also) => {
        const entries = changes.map((change) => entryOf(change, value));
        await this.written(changes, this.saver.saveTogether(entries, also));
        return ok(value);
      },
    };
  }

  /** @throws AnsweredBefore, Overtaken, or what the database says. */
  private async written(changes: readonly Change[], saving: Promise<boolean>): Promise<void> {
    let written: boolean;
    try {
      written = await saving;
    } catch (error) {
      const unique = violatedUnique(error);
      if (unique === 'command_log_pkey') throw new AnsweredBefore();
      if (
        unique === 'outbox_record_version' ||
        changes.some(({ table, meets = [] }) => unique !== undefined && [`${table}_pkey`, ...meets].includes(unique))
      )
        throw new Overtaken();
      throw error;
    }
    if (!written) throw new Overtaken();
    this.committed();
  }

  private async storedAnswer<T, R extends RefusalCode>(call: Call): Promise<Outcome<T, R> | undefined> {
    const { rows } = await this.pool.query<{ payload_hash: Buffer; reply: unknown; refused: boolean }>({
      name: 'stored-answer',
      text: `select "payload_hash", "reply", "refused" from "${this.schema}"."command_log" where "actor" = $1 and "command_id" = $2`,
      values: [actorOf(call.caller), call.commandId],
    });
    const [row] = rows;
    if (!row) return undefined;
    if (!row.payload_hash.equals(call.payloadHash)) return refuse('command.id-reused', {}) as Outcome<T, R>;
    return (row.refused ? { ok: false, refusal: row.reply } : { ok: true, value: row.reply }) as Outcome<T, R>;
  }
}
