import type { ServiceModuleView } from '@houzhai/contracts';
import type { Pool } from 'pg';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly form_version: number;
  readonly definition: Omit<ServiceModuleView, 'id' | 'version' | 'formVersion'>;
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
