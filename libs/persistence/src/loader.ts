import type { EntityName, FilterQuery, MikroORM } from '@mikro-orm/postgresql';
import { Gathering, type Settled } from './gathering.ts';

const LIMITS = { lanes: 1, most: 64 };

/** Loads records by id for reading; those asked for at the same moment come by one query. */
export class Loader {
  private readonly orm: MikroORM;
  private readonly gatherings = new Map<EntityName, Map<string, Gathering<string, object | undefined>>>();

  constructor(orm: MikroORM) {
    this.orm = orm;
  }

  /** These fields of a record, as it is in the database now; undefined where there is none. */
  async load<T extends { readonly id: string }, F extends string & keyof T>(
    entity: EntityName<T>,
    id: string,
    fields: readonly F[],
  ): Promise<Pick<T, F> | undefined> {
    const ofEntity = this.gatherings.get(entity) ?? new Map<string, Gathering<string, object | undefined>>();
    this.gatherings.set(entity, ofEntity);
    const wanted = fields.join();
    const gathering = ofEntity.get(wanted) ?? new Gathering((ids: readonly string[]) => this.find(entity, ids, fields), LIMITS);
    ofEntity.set(wanted, gathering);
    return (await gathering.ask(id)) as Pick<T, F> | undefined;
  }

  private async find<T extends { readonly id: string }>(
    entity: EntityName<T>,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<readonly Settled<object | undefined>[]> {
    const where = { id: { $in: [...new Set(ids)] } } as unknown as FilterQuery<T>;
    const rows = await this.orm.em.fork({ disableTransactions: true }).find(entity, where, { fields: ['id', ...fields] as never[] });
    const byId = new Map<string, object>(rows.map((row) => [row.id, row]));
    return ids.map((id) => ({ ok: true, value: byId.get(id) }));
  }
}
