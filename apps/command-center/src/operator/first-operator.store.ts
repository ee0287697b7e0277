import { createHash, randomBytes } from 'node:crypto';
import { hashPassword, oneTimePassword } from '@houzhai/auth';
import { OperatorAdded, SUBDISTRICT, type Role } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { envelopeOf, insertEvents, transaction, uuidv7 } from '@houzhai/persistence';
import type { Pool } from 'pg';

/**
 * Creates the operator who lets everybody else in, when there is none at all yet; who signs in first cannot have been added by anybody.
 * @param password when absent, a one-time password is made, to be changed at the first sign-in.
 * @returns the one-time password, once; undefined when operators exist or a password was given.
 */
export async function ensureFirstOperator(
  pool: Pool,
  first: {
    readonly account: string;
    readonly displayName: string;
    readonly roles: readonly Role[];
    readonly password?: string | undefined;
  },
  now: Temporal.Instant,
): Promise<string | undefined> {
  const oneTime = first.password === undefined ? oneTimePassword(randomBytes(32)) : undefined;
  const hash = await hashPassword(first.password ?? oneTime ?? '');
  return transaction(pool, async (client) => {
    await client.query('lock table "command_center"."operator" in share row exclusive mode');
    const { rows } = await client.query('select 1 from "command_center"."operator" limit 1');
    if (rows.length > 0) return undefined;
    const id = uuidv7(now.epochMilliseconds);
    await client.query(
      `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password") values ($1, 1, $2, $3, $4, $5, true, $6, $7)`,
      [id, first.account, first.displayName, JSON.stringify(first.roles), JSON.stringify([SUBDISTRICT]), hash, oneTime !== undefined],
    );
    const call: Call = {
      caller: { kind: 'service', service: 'command-center' },
      commandId: `first-operator-${id}`,
      operation: 'FirstOperator',
      payloadHash: createHash('sha256').update(id).digest(),
      traceId: randomBytes(16).toString('hex'),
      now,
      token: undefined,
    };
    const record = { id, area: 'a00' };
    const event = { contract: OperatorAdded, data: { roles: [...first.roles], scope: [SUBDISTRICT] } };
    await insertEvents(client, 'command_center', now, [
      { entity: 'operator', recordId: id, version: 1, area: 'a00', ...envelopeOf('command-center', call, record, event, 1) },
    ]);
    await client.query(
      `insert into "command_center"."audit" ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id") values ($1, 'service:command-center', 'FirstOperator', 'operator', $2, 1, 'a00', $3)`,
      [now.toString(), id, call.traceId],
    );
    return oneTime;
  });
}
