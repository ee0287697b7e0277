import 'temporal-polyfill/global';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startBackends } from '@houzhai/testing';
import { migrateAll } from '../../../tools/db/migrate-all.ts';

/** Name of the database every test's platform is cloned from: all schemas, policies, no rows. */
export const TEMPLATE = 'tpl_platform';

/** One PostgreSQL for the test run, with a template of the whole platform. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { backends, postgres: server } = await startBackends();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  const template = new URL(server.url);
  template.pathname = `/${TEMPLATE}`;
  await migrateAll(template.href, { grantRoles: false });
  await admin.query(`alter database ${TEMPLATE} is_template true allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [TEMPLATE]);
  await admin.end();
  project.provide('pgUrl', server.url);
  project.provide('backends', backends);
  return () => server.stop();
}
