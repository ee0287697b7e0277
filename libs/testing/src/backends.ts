import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the test run's PostgreSQL, without database. */
    pgUrl: string;
  }
}

/** Runs one statement as superuser. */
async function statement(database: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const urlOf = (database: string): string => {
  const url = new URL(inject('pgUrl'));
  url.pathname = `/${database}`;
  return url.href;
};

/** A database of the test's own, empty or a clone of a template. */
export async function freshDatabase(template = 'template1'): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await statement('postgres', `create database ${name} template ${template} strategy file_copy`);
  return { url: urlOf(name), drop: () => statement('postgres', `drop database if exists ${name} with (force)`) };
}
