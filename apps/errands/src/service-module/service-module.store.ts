import type { Caller } from '@houzhai/auth';
import { ModuleDefinition, type ServiceModuleView } from '@houzhai/contracts';
import { toInstant, withinScope } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { ServiceModule } from './service-module.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly form_version: number;
  readonly definition: ModuleDefinition;
}

const view = (row: Row): ServiceModuleView => ({ ...row.definition, id: row.id, version: row.version, formVersion: row.form_version });

/** All modules, by code. */
export async function listModules(pool: Pool, activeOnly: boolean): Promise<ServiceModuleView[]> {
  const { rows } = await pool.query<Row>(
    `select "id", "version", "form_version", "definition" from "errands"."service_module" where "active" or not $1 order by "code"`,
    [activeOnly],
  );
  return rows.map(view);
}

/** One module by its code, if there is one. */
export async function findModule(pool: Pool, code: string): Promise<ServiceModuleView | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'find-module',
    text: `select "id", "version", "form_version", "definition" from "errands"."service_module" where "code" = $1`,
    values: [code],
  });
  const [row] = rows;
  return row && view(row);
}

/** The module apart from its bookkeeping. */
export const stateOf = ({ id, version, formVersion, openErrands: _, ...definition }: ServiceModuleView): ServiceModule => ({
  id,
  version,
  formVersion,
  definition: ModuleDefinition.parse(definition),
});

/** A version of a module that is kept. */
export interface KeptVersion {
  readonly version: number;
  readonly formVersion: number;
  readonly definition: ModuleDefinition;
  readonly publishedAt: Temporal.Instant;
  readonly publishedBy: string | undefined;
}

/** Every version of a module that is kept, the oldest first. */
export async function versionsOf(pool: Pool, moduleId: string): Promise<KeptVersion[]> {
  const { rows } = await pool.query<Row & { published_at: string | Date; published_by: string | null }>(
    `select "version", "form_version", "definition", "published_at", "published_by" from "errands"."service_module_version"
     where "module_id" = $1 order by "version"`,
    [moduleId],
  );
  return rows.map((row) => ({
    version: row.version,
    formVersion: row.form_version,
    definition: row.definition,
    publishedAt: toInstant(row.published_at),
    publishedBy: row.published_by ?? undefined,
  }));
}

/** A form of a module as it was published, if it is kept. */
export async function findForm(pool: Pool, code: string, formVersion: number): Promise<ModuleDefinition | undefined> {
  const { rows } = await pool.query<Pick<Row, 'definition'>>(
    `select v."definition" from "errands"."service_module" m join "errands"."service_module_version" v on v."module_id" = m."id"
     where m."code" = $1 and v."form_version" = $2 order by v."version" limit 1`,
    [code, formVersion],
  );
  return rows[0]?.definition;
}

/** Which of these forms of a module errands were made with. */
export async function usedForms(pool: Pool, code: string, forms: readonly number[]): Promise<readonly number[]> {
  if (forms.length === 0) return [];
  const { rows } = await pool.query<{ form: number }>(
    `select f as form from unnest($2::int[]) f where exists
       (select 1 from "errands"."errand" e where e."module_code" = $1 and (e."facts" ->> 'formVersion')::int = f)`,
    [code, forms],
  );
  return rows.map(({ form }) => form);
}

/** Open errands by module, as far as the caller may see them. */
export async function openErrandsByModule(pool: Pool, caller: Caller, code?: string): Promise<ReadonlyMap<string, number>> {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const only = code === undefined ? 'true' : `"module_code" = ${$(code)}`;
  const { rows } = await pool.query<{ module_code: string; open: number }>(
    `select "module_code", count(*)::int as open from "errands"."errand" where "is_open" and ${only} and ${withinScope(caller, $)} group by "module_code"`,
    values,
  );
  return new Map(rows.map((row) => [row.module_code, row.open]));
}
