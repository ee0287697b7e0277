import type { Role } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';
import type { Operator } from './operator.ts';

export interface StoredOperator extends Operator {
  readonly version: number;
  readonly passwordHash: string;
}
interface Row {
  readonly id: string;
  readonly version: number;
  readonly account: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly scope: string[];
  readonly active: boolean;
  readonly password_hash: string;
  readonly must_change_password: boolean;
}

const toState = (row: Row): StoredOperator => ({
  id: row.id,
  version: row.version,
  account: row.account,
  displayName: row.display_name,
  roles: row.roles,
  scope: row.scope,
  active: row.active,
  passwordHash: row.password_hash,
  mustChangePassword: row.must_change_password,
});

/** Column values of an operator. */
export const applyState = (operator: Operator & { readonly passwordHash: string }): Record<string, unknown> => ({
  account: operator.account,
  display_name: operator.displayName,
  roles: operator.roles,
  scope: operator.scope,
  active: operator.active,
  password_hash: operator.passwordHash,
  must_change_password: operator.mustChangePassword,
});

/** An operator by id or account name, if there is one. */
export async function findOperator(
  db: Pool | PoolClient,
  by: { readonly id: string } | { readonly account: string },
): Promise<StoredOperator | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['account', by.account];
  const { rows } = await db.query<Row>(`select * from "command_center"."operator" where "${column}" = $1`, [value]);
  const [row] = rows;
  return row && toState(row);
}

/** All operators, by account name. */
export async function listOperators(db: Pool): Promise<StoredOperator[]> {
  const { rows } = await db.query<Row>(`select * from "command_center"."operator" order by "account"`);
  return rows.map(toState);
}

/** Ends every session of an operator, except one. */
export async function endSessions(db: Pool | PoolClient, operatorId: string, now: Temporal.Instant, exceptId?: string): Promise<void> {
  await db.query(
    `update "command_center"."session" set "ended_at" = $2 where "operator_id" = $1 and "ended_at" is null and "id" is distinct from $3`,
    [operatorId, now.toString(), exceptId ?? null],
  );
}
