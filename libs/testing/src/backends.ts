import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { startPostgres } from '@houzhai/dev/postgres.ts';
import { bilingual } from '@houzhai/dev/say.ts';
import type { Started, TestNats } from './container-backends.ts';
import { chooseBackends, type Backends } from './container-engine.ts';
import { startLocalNats } from './local-nats.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the test run's PostgreSQL, without database. */
    pgUrl: string;
    /** Where the run's servers come from. */
    backends: Backends;
  }
}

/** What a test run has before its first test: PostgreSQL, and the decision where every other server comes from. */
export async function startBackends(): Promise<{ readonly backends: Backends; readonly postgres: Started }> {
  const backends = await chooseBackends();
  const { kind } = backends;
  const where = kind === 'local' ? bilingual('本机进程', 'local processes') : bilingual('容器', 'containers');
  process.stdout.write(`PostgreSQL, NATS: ${where}\n`);
  if (kind === 'local') return { backends, postgres: await startPostgres({ kind: 'throwaway' }) };
  const { startPostgresContainer } = await import('./container-backends.ts');
  return { backends, postgres: await startPostgresContainer(backends.dockerHost) };
}

/** A nats-server of the test's own, with these accounts, as the test run's backends are. */
export async function startTestNats(config: string): Promise<TestNats> {
  const backends = inject('backends');
  if (backends.kind === 'local') return startLocalNats(config);
  const { startNatsContainer } = await import('./container-backends.ts');
  return startNatsContainer(backends.dockerHost, config);
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
