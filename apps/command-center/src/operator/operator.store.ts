import type { Deployed } from '@houzhai/auth';
import { OperatorLockedOut, instantText, type Role, type SessionGrant } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, transaction } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import type { Operator } from './operator.ts';

export interface StoredOperator extends Operator {
  readonly version: number;
  readonly passwordHash: string;
}
/** A row of the table. */
export interface OperatorRecord {
  readonly id: string;
  readonly version: number;
  readonly account: string;
  readonly display_name: string;
  readonly roles: Role[];
  readonly scope: string[];
  readonly active: boolean;
  readonly password_hash: string;
  readonly must_change_password: boolean;
  readonly phone: string | null;
}

const toState = (row: OperatorRecord): StoredOperator => ({
  id: row.id,
  version: row.version,
  account: row.account,
  displayName: row.display_name,
  roles: row.roles,
  scope: row.scope,
  active: row.active,
  passwordHash: row.password_hash,
  mustChangePassword: row.must_change_password,
  ...(row.phone === null ? {} : { phone: row.phone }),
});

/** Operators of rows that hold their columns. */
export const rowsToOperators = (rows: readonly OperatorRecord[]): readonly StoredOperator[] => rows.map(toState);

/** Column values of an operator. */
export const applyState = (operator: Operator & { readonly passwordHash: string }): Record<string, unknown> => ({
  account: operator.account,
  display_name: operator.displayName,
  roles: operator.roles,
  scope: operator.scope,
  active: operator.active,
  password_hash: operator.passwordHash,
  must_change_password: operator.mustChangePassword,
  phone: operator.phone ?? null,
});

/** An operator by id or account name, if there is one. */
export async function findOperator(
  db: Pool | PoolClient,
  by: { readonly id: string } | { readonly account: string },
): Promise<StoredOperator | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['account', by.account];
  const { rows } = await db.query<OperatorRecord>(`select * from "command_center"."operator" where "${column}" = $1`, [value]);
  const [row] = rows;
  return row && toState(row);
}

/** All operators, by account name. */
export async function listOperators(db: Pool): Promise<StoredOperator[]> {
  const { rows } = await db.query<OperatorRecord>(`select * from "command_center"."operator" order by "account"`);
  return rows.map(toState);
}

/** What an operator's own client is told of them. */
export const publicView = (
  operator: StoredOperator,
  factor: { readonly confirmed: boolean; readonly requiredOf: readonly Role[] },
  deployed: Deployed | undefined,
): SessionGrant['operator'] => ({
  operatorId: operator.id,
  account: operator.account,
  displayName: operator.displayName,
  roles: [...operator.roles],
  scope: [...operator.scope],
  mustChangePassword: operator.mustChangePassword,
  secondFactor: factor.confirmed,
  mustEnrol: !factor.confirmed && factor.requiredOf.some((role) => operator.roles.includes(role)),
  ...(deployed ? { deployed: { path: deployed.path, role: deployed.role } } : {}),
});

/** Says that too many wrong passwords have locked an operator out: a fact of the operator, with its own number. */
export function tellLockedOut(pool: Pool, id: string, until: Temporal.Instant, call: Call): Promise<void> {
  return transaction(pool, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      `update "command_center"."operator" set "version" = "version" + 1 where "id" = $1 returning "version"`,
      [id],
    );
    const [row] = rows;
    if (!row) return;
    const record = { id, area: 'a00' };
    const { version } = row;
    const event = envelopeOf(
      'command-center',
      { ...call, caller: { kind: 'service', service: 'command-center' } },
      record,
      { contract: OperatorLockedOut, data: { until: instantText(until) } },
      version,
    );
    await insertEvents(client, 'command_center', call.now, [{ entity: 'operator', recordId: id, version, area: record.area, ...event }]);
    await client.query(
      `insert into "command_center"."audit" ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id") values ($1, 'guest', 'LockOut', 'operator', $2, $3, 'a00', $4)`,
      [instantText(call.now), id, version, call.traceId],
    );
  });
}
