import type { AuthorisationScope } from '@houzhai/contracts';
import { toInstant } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { AuthorisationFacts } from '../errand/agent.ts';

interface Row {
  readonly id: string;
  readonly principal_id: string;
  readonly agent_id: string;
  readonly scopes: readonly AuthorisationScope[];
  readonly valid_until: string | Date;
}

/** The authorisation with this id, or else the latest one of this principal for this agent. */
export async function findAuthorisation(
  pool: Pool,
  by: { readonly id?: string | undefined; readonly principalId: string; readonly agentId: string },
): Promise<AuthorisationFacts | undefined> {
  const { rows } = await pool.query<Row>(
    `select "id", "principal_id", "agent_id", "scopes", "valid_until" from "errands"."authorisation"
     where case when $1::uuid is null then "principal_id" = $2 and "agent_id" = $3 else "id" = $1 end order by "valid_until" desc limit 1`,
    [by.id ?? null, by.principalId, by.agentId],
  );
  const [row] = rows;
  return (
    row && { id: row.id, principalId: row.principal_id, agentId: row.agent_id, scopes: row.scopes, validUntil: toInstant(row.valid_until) }
  );
}
