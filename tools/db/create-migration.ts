import 'temporal-polyfill/global';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MikroORM } from '@mikro-orm/postgresql';
import { ormConfig } from '@houzhai/persistence';
import { startPostgres } from '@houzhai/dev/postgres.ts';
import { STORES } from './stores.ts';

/**
 * Writes the next migration of a service: what its entities have that its migrations do not.
 *   node --import ./tools/dev/register-ts.mjs tools/db/create-migration.ts <service> --name <what>
 * The diff is taken against a throwaway database that has all migrations so far. Forward only.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { name: { type: 'string', default: 'change' } } });
const [service = ''] = positionals;
const store = STORES[service as keyof typeof STORES];
const postgres = await startPostgres({ kind: 'throwaway' });
try {
  const orm = await MikroORM.init(ormConfig(store, postgres.url));
  await orm.em.execute(`create schema if not exists "${store.schema}"`);
  await orm.migrator.up();
  const sql = await orm.schema.getUpdateSchemaSQL({ wrap: false, safe: true, dropTables: false });
  await orm.close(true);
  const statements = sql
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '' && !statement.includes('"migration"') && !statement.startsWith('create schema'));
  if (statements.length === 0) {
    console.log(`${service}: nothing to migrate`);
  } else {
    const number = String(store.migrations.length + 1).padStart(4, '0');
    const name = `M${number}_${values.name.replaceAll('-', '_')}`;
    const folder = join(import.meta.dirname, '..', '..', 'apps', service, 'src', 'migrations');
    const body = statements.map((statement) => `    this.addSql(${JSON.stringify(`${statement};`)});`).join('\n');
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { Migration } from '@mikro-orm/migrations';\n\nexport class ${name} extends Migration {\n  override up(): void {\n${body}\n  }\n}\n`,
    );
    const all = [...store.migrations.map((migration) => migration.name), name];
    writeFileSync(
      join(folder, 'index.ts'),
      `${all.map((one) => `import { ${one} } from './${one}.ts';`).join('\n')}\n\n/** Forward-only migrations, oldest first. */\nexport const MIGRATIONS = [\n${all.map((one) => `  { name: '${one}', class: ${one} },`).join('\n')}\n];\n`,
    );
    console.log(`${service}: ${name}, ${String(statements.length)} statements`);
  }
} finally {
  await postgres.stop();
}
