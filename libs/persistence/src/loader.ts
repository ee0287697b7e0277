import type { EntityMetadata, EntityName, MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { Gathering, type Settled } from './gathering.ts';

const LIMITS = { lanes: 1, most: 64 };

/** Loads records by id for reading; those asked for at the same moment come by one query, parsed once per connection. */
export class Loader {
  private readonly orm: MikroORM;
  private readonly pool: Pool;
  private readonly gatherings = new Map<EntityName, Map<string, Gathering<string, object | undefined>>>();

  constructor(orm: MikroORM, pool: Pool) {
    this.orm = orm;
    this.pool = pool;
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
    const gathering = ofEntity.get(wanted) ?? this.gathering(entity, fields);
    ofEntity.set(wanted, gathering);
    return (await gathering.ask(id)) as Pick<T, F> | undefined;
  }

  /** MikroORM knows the columns and their types; the statement is the same for every group. */
  private gathering<T extends { readonly id: string }>(
    entity: EntityName<T>,
    fields: readonly string[],
  ): Gathering<string, object | undefined> {
    const meta: EntityMetadata<T> = this.orm.getMetadata().get(entity);
    const columns = ['id', ...fields].flatMap((field) => meta.props.find(({ name }) => name === field)?.fieldNames ?? []);
    const statement = {
      name: `load ${meta.tableName} ${columns.join()}`,
      text: `select ${columns.map((column) => `"${column}"`).join(', ')} from "${meta.schema ?? this.orm.config.get('schema', '')}"."${meta.tableName}" where "id" = any($1::uuid[])`,
    };
    const driver = this.orm.em.getDriver();
    const find = async (ids: readonly string[]): Promise<readonly Settled<object | undefined>[]> => {
      const { rows } = await this.pool.query<{ readonly id: string } & Record<string, unknown>>({
        ...statement,
        values: [[...new Set(ids)]],
      });
      const byId = new Map(rows.map((row) => [row.id, driver.mapResult<T>(row as never, meta) ?? undefined]));
      return ids.map((id) => ({ ok: true, value: byId.get(id) }));
    };
    return new Gathering(find, LIMITS);
  }
}
