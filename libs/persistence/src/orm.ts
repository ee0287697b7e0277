import { MikroORM, defineConfig, type EntitySchema } from '@mikro-orm/postgresql';
import { Migrator, type Migration } from '@mikro-orm/migrations';
import type { Pool } from 'pg';
import { BOOKKEEPING } from './bookkeeping.ts';

/** What one service keeps: its schema, its tables and how they came to be. */
export interface StoreDefinition {
  /** PostgreSQL schema; nobody but its own role reads it. */
  readonly schema: string;
  readonly entities: readonly EntitySchema[];
  /** Forward-only migrations, oldest first. */
  readonly migrations: readonly { readonly name: string; readonly class: new (...args: never[]) => Migration }[];
  /** Tables of its own that it may add to and not change. */
  readonly insertOnly?: readonly string[];
}

/** MikroORM configuration of a service's store. */
export const ormConfig = (definition: StoreDefinition, url: string, poolMax = 16): ReturnType<typeof defineConfig> =>
  defineConfig({
    clientUrl: url,
    schema: definition.schema,
    entities: [...BOOKKEEPING, ...definition.entities],
    extensions: [Migrator],
    forceUtcTimezone: true,
    ensureDatabase: false,
    pool: { min: 0, max: poolMax, idleTimeoutMillis: 30_000 },
    driverOptions: { application_name: definition.schema, connectionTimeoutMillis: 3_000, keepAlive: true },
    migrations: {
      tableName: 'migration',
      migrationsList: definition.migrations as never,
      snapshot: false,
      transactional: true,
      allOrNothing: true,
    },
    logger: () => undefined,
  });

/** The pg pool beneath MikroORM, for statements it has no words for. */
export const poolOf = (orm: MikroORM): Promise<Pool> =>
  (orm.em.getConnection() as unknown as { getNativeClient(): Promise<Pool> }).getNativeClient();

/** Opens a service's store; connects at the first use. */
export const openOrm = async (definition: StoreDefinition, url: string, poolMax?: number): Promise<MikroORM> =>
  (await MikroORM.init(ormConfig(definition, url, poolMax))) as unknown as MikroORM;
