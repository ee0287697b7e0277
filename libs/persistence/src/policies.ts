import type { Pool } from 'pg';
import { z } from 'zod';
import { toInstant } from './instants.ts';

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

type Version<S extends z.ZodType<object>> = z.output<S> & { readonly version: string };

/** Reads a policy by the day it was in force on; remembers its versions for a few seconds. */
export class PolicyReader<S extends z.ZodType<object>> {
  private readonly parts: { pool: Pool; schema: string; policy: string; shape: S };
  private known:
    | { readonly versions: readonly { readonly from: Temporal.Instant; readonly value: () => Version<S> }[]; readonly until: number }
    | undefined;

  constructor(parts: { pool: Pool; schema: string; policy: string; shape: S }) {
    this.parts = parts;
  }

  /** The version in force at an instant; the first one for what is said to have happened before it. @throws when there is none: the migrate step has not run. */
  async inForce(at: Temporal.Instant): Promise<Version<S>> {
    const fresh =
      this.known && this.known.until > performance.now()
        ? this.known
        : { versions: await this.read(), until: performance.now() + FRESH_MS };
    this.known = fresh;
    const version = fresh.versions.find(({ from }) => Temporal.Instant.compare(from, at) <= 0) ?? fresh.versions.at(-1);
    if (!version) throw new Error(`No version of the policy ${this.parts.policy} is in force; run the migrate step`);
    return version.value();
  }

  /** All versions, the latest first. */
  private async read(): Promise<{ from: Temporal.Instant; value: () => Version<S> }[]> {
    const { pool, schema, policy, shape } = this.parts;
    const { rows } = await pool.query<{ version: string; from: Date | string; values: unknown }>(
      `select "version", "effective_from" as "from", "values" from "${schema}"."policy" where "code" = $1 order by "effective_from" desc, "version" desc`,
      [policy],
    );
    return rows.map(({ version, from, values }) => {
      let value: Version<S> | undefined;
      return { from: toInstant(from), value: () => (value ??= { ...shape.parse(values), version }) };
    });
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
