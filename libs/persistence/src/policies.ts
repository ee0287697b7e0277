import type { Pool } from 'pg';
import { z } from 'zod';

/** A policy as seeds ship it. */
export const PolicySeed = z.object({
  policy: z.string(),
  version: z.string(),
  effectiveFrom: z.iso.datetime({ offset: true }),
  source: z.string().describe('Where the numbers come from; "default" where no source gives them'),
  values: z.record(z.string(), z.unknown()),
});
export type PolicySeed = z.output<typeof PolicySeed>;

const FRESH_MS = 5_000;

/** Reads one policy in force; remembers it for a few seconds. */
export class PolicyReader<S extends z.ZodType<object>> {
  private readonly parts: { pool: Pool; schema: string; policy: string; shape: S };
  private cached: { value: z.output<S> & { readonly version: string }; until: number } | undefined;

  constructor(parts: { pool: Pool; schema: string; policy: string; shape: S }) {
    this.parts = parts;
  }

  /** @throws when no version is in force: the migrate step has not run. */
  async inForce(now: Temporal.Instant): Promise<z.output<S> & { readonly version: string }> {
    if (this.cached && this.cached.until > performance.now()) return this.cached.value;
    const { pool, schema, policy, shape } = this.parts;
    const { rows } = await pool.query<{ version: string; values: unknown }>(
      `select "version", "values" from "${schema}"."policy" where "code" = $1 and "effective_from" <= $2 order by "effective_from" desc, "version" desc limit 1`,
      [policy, now.toString()],
    );
    const [row] = rows;
    if (!row) throw new Error(`No version of the policy ${policy} is in force; run the migrate step`);
    const value = { ...shape.parse(row.values), version: row.version };
    this.cached = { value, until: performance.now() + FRESH_MS };
    return value;
  }
}

/** Adds policy versions a schema does not have yet; a version that is there stays as it is. */
export async function addPolicies(pool: Pool, schema: string, seeds: readonly PolicySeed[]): Promise<void> {
  for (const seed of seeds) {
    await pool.query(
      `insert into "${schema}"."policy" ("code", "version", "effective_from", "source", "values") values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [seed.policy, seed.version, seed.effectiveFrom, seed.source, JSON.stringify(seed.values)],
    );
  }
}
