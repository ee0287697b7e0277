import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddOperator, DisableOperator, ListOperators, type Outcome, type Role } from '@houzhai/contracts';
import { SEEDER } from '@houzhai/dev/seed-steps.ts';
import { stackFolder } from '@houzhai/dev/stack-folder.ts';
import { stackKeys, type StackKeys } from '@houzhai/dev/stack-keys.ts';
import { openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import type { Player } from './stage.ts';

/** Those who play, made for it and gone afterwards. */
export interface Troupe {
  readonly admin: OperatorSession;
  readonly keys: StackKeys;
  /** Where their shells keep their sessions. */
  readonly folder: string;
  /** Somebody of the play; the account is `demo-<name>-` and something nobody has. @param where jurisdiction */
  add(name: string, displayName: string, roles: readonly Role[], where?: string): Promise<Player>;
  /** Disables everybody who was added. */
  close(): Promise<void>;
}

/** The value of an answer. @throws where it was refused */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${JSON.stringify(outcome.refusal.params)}`);
  return outcome.value;
}

/** Begins as the account the platform was seeded with. */
export async function openTroupe(server: string): Promise<Troupe> {
  const keys = stackKeys(stackFolder());
  const admin = await openSession(
    server,
    must(await signIn({ server, account: SEEDER, password: keys.password('seeder'), client: 'program' })),
    { name: 'demo' },
  );
  const run = Date.now().toString(36);
  const folder = mkdtempSync(join(tmpdir(), 'houzhai-demo-'));
  const made: string[] = [];
  return {
    admin,
    keys,
    folder,
    add: async (name, displayName, roles, where = 'houzhai') => {
      const account = `demo-${name}-${run}`;
      const added = must(
        await admin.client.command(AddOperator, { account, displayName, roles: [...roles], scope: [where] }, { deadlineMs: 60_000 }),
      );
      made.push(added.operatorId);
      return { account, displayName, oneTimePassword: added.oneTimePassword };
    },
    close: async () => {
      const { rows } = must(await admin.client.query(ListOperators, { activeOnly: true }));
      for (const operatorId of made.filter((id) => rows.some((row) => row.operatorId === id)))
        must(await admin.client.command(DisableOperator, { operatorId, reason: '演示结束停用账号' }));
      await admin.signOut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
