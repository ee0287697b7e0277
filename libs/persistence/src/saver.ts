import type { Pool, PoolClient } from 'pg';
import { Gathering, type Settled } from './gathering.ts';
import { saveStatement, shapeOf, type Entry } from './save.ts';
import { transaction } from './transaction.ts';

/** One of several records has another version by now: none is written. */
class NotAll extends Error {
  override readonly name = 'NotAll';
}

/** One group is on its way to the disk while the next gathers; in a rush it waits for those who come a moment later (record 1). */
const LIMITS = { lanes: 1, most: 64, rushMs: 2 };

/** Writes what accepted commands write; those that come at the same moment and look alike share one statement and one commit. */
export class Saver {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly shapes = new Map<string, Gathering<Entry, boolean>>();
  private readonly added = new Map<string, Gathering<readonly Entry[], boolean>>();

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
  }

  /** @returns whether it was written; false when the record has another version by now. @throws what the database says. */
  save(entry: Entry): Promise<boolean> {
    const shape = shapeOf(entry.change);
    const gathering = this.shapes.get(shape) ?? new Gathering((entries: readonly Entry[]) => this.write(entries), LIMITS);
    this.shapes.set(shape, gathering);
    return gathering.ask(entry);
  }

  /**
   * Several records of one command, all or none; they are locked in the order of their ids, so that two such saves never wait for each
   * other. Commands that only add records, and look alike, share a statement: nobody waits for a record that is not there yet.
   * @param also does more in the same transaction. @returns whether it was written. @throws what the database says.
   */
  async saveTogether(entries: readonly Entry[], also?: (client: PoolClient) => Promise<void>): Promise<boolean> {
    if (also || entries.some(({ change }) => change.from !== 0 || change.listed || change.holds)) return this.inOne(entries, also);
    const shape = entries.map(({ change }) => shapeOf(change)).join(' ');
    const gathering =
      this.added.get(shape) ?? new Gathering((commands: readonly (readonly Entry[])[]) => this.addTogether(commands), LIMITS);
    this.added.set(shape, gathering);
    return gathering.ask(entries);
  }

  /** What commands add, together; and each by itself where that fails. */
  private async addTogether(commands: readonly (readonly Entry[])[]): Promise<readonly Settled<boolean>[]> {
    const added = async (some: readonly (readonly Entry[])[]): Promise<void> => {
      const sets = (some[0] ?? []).map((_, nth) => some.flatMap((entries) => entries[nth] ?? []));
      await this.pool.query(saveStatement(this.schema, sets));
    };
    if (commands.length > 1)
      try {
        await added(commands);
        return commands.map(() => ({ ok: true, value: true }));
      } catch {
        // One of them meets something: each finds out alone.
      }
    return Promise.all(
      commands.map((entries) =>
        added([entries]).then(
          () => ({ ok: true, value: true }) as const,
          (error: unknown) => ({ ok: false, error }) as const,
        ),
      ),
    );
  }

  /** The records of one command in one transaction, a statement each, in the order of their ids. */
  private async inOne(entries: readonly Entry[], also?: (client: PoolClient) => Promise<void>): Promise<boolean> {
    const ordered = [...entries].sort((x, y) => (x.change.id < y.change.id ? -1 : 1));
    try {
      await transaction(this.pool, async (client) => {
        for (const [index, entry] of ordered.entries()) {
          const { rows } = await client.query(saveStatement(this.schema, [[entry]], index === 0 ? 'answered' : 'silent'));
          if (rows.length === 0) throw new NotAll();
        }
        await also?.(client);
      });
      return true;
    } catch (error) {
      if (error instanceof NotAll) return false;
      throw error;
    }
  }

  /** Together; and each by itself where that fails, so that nobody is refused for a neighbour's fault. */
  private async write(entries: readonly Entry[]): Promise<readonly Settled<boolean>[]> {
    const records = new Set(entries.map(({ change }) => change.id));
    const apart = (): Promise<readonly Settled<boolean>[]> => Promise.all(entries.map((entry) => this.writeAlone(entry)));
    if (entries.length === 1 || records.size < entries.length) return apart();
    try {
      const written = await this.written(entries);
      return entries.map(({ change }) => ({ ok: true, value: written.has(change.id) }));
    } catch {
      return apart();
    }
  }

  private async writeAlone(entry: Entry): Promise<Settled<boolean>> {
    try {
      const written = await this.written([entry]);
      return { ok: true, value: written.has(entry.change.id) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  private async written(entries: readonly Entry[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ id: string }>(saveStatement(this.schema, [entries]));
    return new Set(rows.map(({ id }) => id));
  }
}
