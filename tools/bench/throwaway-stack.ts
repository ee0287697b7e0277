import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { hashPassword, newNkey, nkeyAuthenticator, privateKeyOf, signToken } from '@houzhai/auth';
import type { Role } from '@houzhai/contracts';
import { buildPrograms } from '@houzhai/dev/build-programs.ts';
import { startStack, type LocalStack } from '@houzhai/dev/local-stack.ts';
import { printedProgress } from '@houzhai/dev/say.ts';
import { SEED_STEPS } from '@houzhai/dev/seed-steps.ts';
import { MIGRATOR, SERVICES } from '@houzhai/dev/services.ts';
import { stackFolder } from '@houzhai/dev/stack-folder.ts';
import type { StackKeys } from '@houzhai/dev/stack-keys.ts';
import { reachableDataFolder } from '@houzhai/dev/unprivileged.ts';
import { ContractClient, connectNats, sessionAuthenticator, type HeldSession } from '@houzhai/messaging';

/** An operator with a session, connected as a console is. */
export interface BenchOperator {
  readonly operatorId: string;
  readonly token: string;
  readonly nc: NatsConnection;
  readonly client: ContractClient;
}

/** A platform as in production that goes when it is stopped: bundles, a process per service, every acknowledgement on the disk. */
export interface BenchStack {
  readonly stack: LocalStack;
  /** Connections as the role that owns the schemas. */
  pool(max: number): pg.Pool;
  operator(roles: readonly Role[], scope?: readonly string[]): Promise<BenchOperator>;
  /** An account that signs in with a password, as a person does. */
  account(roles: readonly Role[], scope?: readonly string[]): Promise<{ readonly account: string; readonly password: string }>;
  /** A connection as a service, or as `platform`. */
  nats(user: string): Promise<NatsConnection>;
  stop(): Promise<void>;
}

/** Builds the programs that are older than their sources and starts a platform without data. */
export async function startThrowaway(): Promise<BenchStack> {
  await printedProgress('构建', 'building', () => buildPrograms(['migrate', ...SERVICES.map(({ name }) => name)]));
  const root = mkdtempSync(join(tmpdir(), 'hz-bench-'));
  chmodSync(root, 0o711);
  const folder = stackFolder(root);
  const remove = (): void => {
    rmSync(reachableDataFolder(folder.postgres), { recursive: true, force: true });
    rmSync(root, { recursive: true, force: true });
  };
  const open: { close(): Promise<void> }[] = [];
  const kept = <T extends NatsConnection>(nc: T): T => {
    open.push(nc);
    return nc;
  };
  const stack = await startStack({
    folder,
    progress: printedProgress,
    steps: SEED_STEPS.filter(({ when }) => when === 'before-services'),
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const pool = (max: number): pg.Pool => {
    const made = new pg.Pool({ connectionString: stack.databaseUrl(MIGRATOR), max });
    made.on('error', () => undefined);
    open.push({ close: () => made.end() });
    return made;
  };
  const db = pool(2);
  return {
    stack,
    pool,
    nats: async (user) =>
      kept(
        await connect({
          servers: stack.natsUrl,
          name: `bench ${user}`,
          authenticator: nkeyAuthenticator(stack.keys.nats(user).seed),
          inboxPrefix: `_INBOX.${user}`,
        }),
      ),
    operator: async (roles, scope) => {
      const operator = await enterOperator({ db, keys: stack.keys, natsUrl: stack.natsUrl }, roles, scope);
      kept(operator.nc);
      return operator;
    },
    account: async (roles, scope = ['houzhai']) => {
      const password = randomUUID();
      const { account } = await addOperator(db, roles, scope, await hashPassword(password, 'random'));
      return { account, password };
    },
    stop: async () => {
      await Promise.all(open.map((each) => each.close()));
      await stack.stop();
      remove();
    },
  };
}

/** Enters an operator with a session and connects as a console does. @param platform its database, by the role that owns the schemas. */
export async function enterOperator(
  platform: { readonly db: pg.Pool; readonly keys: StackKeys; readonly natsUrl: string },
  roles: readonly Role[],
  scope: readonly string[] = ['houzhai'],
): Promise<BenchOperator> {
  const { operatorId, sessionId, held } = await addSession(platform.db, roles, scope);
  const claims = { kind: 'operator', operatorId, sessionId, roles, scope, readOnly: false, mustChangePassword: false } as const;
  const token = await signToken(claims, privateKeyOf(platform.keys.token.privateKey), Math.floor(Date.now() / 1000) + 36_000);
  const authenticator = sessionAuthenticator(held);
  const nc = await connectNats({
    servers: platform.natsUrl,
    name: 'bench',
    authenticator,
    inboxPrefix: `_INBOX.${sessionId}`,
    extra: { timeout: 6_000, ignoreAuthErrorAbort: true },
  });
  return { operatorId, token, nc, client: new ContractClient(nc, { token: () => token }) };
}

/** An operator and a session of theirs, as sign-in leaves them. */
async function addSession(
  db: pg.Pool,
  roles: readonly Role[],
  scope: readonly string[],
): Promise<{ readonly operatorId: string; readonly sessionId: string; readonly held: Pick<HeldSession, 'refreshToken' | 'clientSeed'> }> {
  const { operatorId } = await addOperator(db, roles, scope, '');
  const sessionId = randomUUID();
  const key = newNkey('user');
  const held = { refreshToken: `rt_${randomUUID()}`, clientSeed: key.seed };
  await db.query(
    `insert into "command_center"."session" ("id", "operator_id", "refresh_hash", "read_only", "client", "started_at", "idle_until", "ends_at", "client_key")
     values ($1, $2, $3, false, 'program', now(), now() + interval '10 hours', now() + interval '10 hours', $4)`,
    [sessionId, operatorId, createHash('sha256').update(held.refreshToken).digest(), key.publicKey],
  );
  return { operatorId, sessionId, held };
}

async function addOperator(
  db: pg.Pool,
  roles: readonly Role[],
  scope: readonly string[],
  passwordHash: string,
): Promise<{ readonly operatorId: string; readonly account: string }> {
  const operatorId = randomUUID();
  const account = `bench-${operatorId.slice(0, 8)}`;
  await db.query(
    `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password")
     values ($1, 1, $2, $2, $3, $4, true, $5, false)`,
    [operatorId, account, JSON.stringify(roles), JSON.stringify(scope), passwordHash],
  );
  return { operatorId, account };
}
