import pg from 'pg';
import { databaseUrl } from './postgres.ts';
import { DATABASE, MIGRATOR, type StackService } from './services.ts';

/** Makes the database, its login roles and one schema per service; repeating it renews the passwords. */
export async function createRoles(server: string, services: readonly StackService[], password: (role: string) => string): Promise<void> {
  const roles = [MIGRATOR, ...services.map(({ role }) => role)];
  await connected(server, async (client) => {
    for (const role of roles) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      const verb = rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${name(role)} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(password(role))}`,
      );
    }
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${name(DATABASE)} owner ${name(MIGRATOR)}`);
    await client.query(`revoke connect, temporary on database ${name(DATABASE)} from public`);
    for (const role of roles) await client.query(`grant connect on database ${name(DATABASE)} to ${name(role)}`);
  });
  await connected(databaseUrl(server, DATABASE), async (client) => {
    await client.query('revoke all on schema public from public');
    for (const { schema, role } of services) {
      await client.query(`create schema if not exists ${name(schema)} authorization ${name(MIGRATOR)}`);
      await client.query(`alter role ${name(role)} set search_path to ${name(schema)}`);
    }
  });
}

const name = (text: string): string => pg.escapeIdentifier(text);

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
