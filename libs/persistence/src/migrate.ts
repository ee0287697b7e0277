import type { MikroORM } from '@mikro-orm/postgresql';
import { openOrm, type StoreDefinition } from './orm.ts';

/**
 * Brings one service's schema to the newest migration, as the migrating role, and grants the service's role what it
 * needs and no more: no DDL, no change of audit rows, seals, answers given or policies.
 * @param role login role of the service; granted nothing when absent (throwaway databases).
 */
export async function migrate(definition: StoreDefinition, url: string, role?: string): Promise<{ applied: number }> {
  const orm = await openOrm(definition, url, 2);
  try {
    const { schema } = definition;
    await orm.em.execute(`create schema if not exists "${schema}"`);
    await orm.em.execute(`set lock_timeout = '3s'`);
    const applied = await orm.migrator.up();
    if (role !== undefined) {
      for (const sql of grants(definition, role)) await orm.em.execute(sql);
    }
    return { applied: applied.length };
  } finally {
    await orm.close(true);
  }
}

/** What a service adds to and never changes: what was done, seen, sealed and answered. */
const INSERT_ONLY = ['audit', 'audit_leaf', 'audit_seal', 'command_log'];
/** What a service reads and the migrating role writes. */
const READ_ONLY = ['policy', 'migration'];

const grants = ({ schema, insertOnly = [] }: StoreDefinition, role: string): readonly string[] => [
  `revoke all on schema "${schema}" from public`,
  `grant usage on schema "${schema}" to "${role}"`,
  `grant select, insert, update, delete on all tables in schema "${schema}" to "${role}"`,
  `grant usage, select on all sequences in schema "${schema}" to "${role}"`,
  ...[...INSERT_ONLY, ...insertOnly].map((table) => `revoke update, delete, truncate on "${schema}"."${table}" from "${role}"`),
  ...READ_ONLY.map((table) => `revoke insert, update, delete, truncate on "${schema}"."${table}" from "${role}"`),
  `revoke delete, truncate on "${schema}"."outbox" from "${role}"`,
];

/** Whether the schema a service finds is the one it was written for. */
export async function isMigrated(orm: MikroORM, definition: StoreDefinition): Promise<boolean> {
  const newest = definition.migrations.at(-1)?.name;
  const rows = await orm.em.fork().execute<unknown[]>(`select 1 from "${definition.schema}"."migration" where "name" = ?`, [newest]);
  return rows.length > 0;
}
