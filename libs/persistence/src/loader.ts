import type { EntityName, FilterQuery, MikroORM } from '@mikro-orm/postgresql';
import { Gathering, type Settled } from './gathering.ts';

const LIMITS = { lanes: 1, most: 64 };

/** Loads records by id for reading; those asked for at the same moment come by one query. */
export class Loader {
  private readonly orm: MikroORM;
  private readonly entities = new Map<EntityName, Gathering<string, object | undefined>>();

  constructor(orm: MikroORM) {
    this.orm = orm;
  }

  /** The record as it is in the database now; undefined where there is none. */
  async load<T extends { readonly id: string }>(entity: EntityName<T>, id: string): Promise<T | undefined> {
    const gathering = this.entities.get(entity) ?? new Gathering((ids: readonly string[]) => this.find(entity, ids), LIMITS);
    this.entities.set(entity, gathering);
    return (await gathering.ask(id)) as T | undefined;
  }

  private async find<T extends { readonly id: string }>(
    entity: EntityName<T>,
    ids: readonly string[],
  ): Promise<readonly Settled<object | undefined>[]> {
    const rows = await this.orm.em
      .fork({ disableTransactions: true })
      .find(entity, { id: { $in: [...new Set(ids)] } } as unknown as FilterQuery<T>);
    const byId = new Map<string, object>(rows.map((row) => [row.id, row]));
    return ids.map((id) => ({ ok: true, value: byId.get(id) }));
  }
}
