import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { hashPassword, newNkey, nkeyAuthenticator, privateKeyOf, signToken } from '@houzhai/auth';
import {
  ContractClient,
  connectNats,
  provisionStreams,
  sessionAuthenticator,
  systemClock,
  type Clock,
  type Retention,
} from '@houzhai/messaging';
import { startService, type RunningService, type ServiceSpec } from '@houzhai/service';
import { freshDatabase, startTestNats } from '@houzhai/testing';
import { platformNatsConfig } from '@houzhai/dev/platform-nats-config.ts';
import { stackKeys } from '@houzhai/dev/stack-keys.ts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { AddPartner, type Role, type Service } from '@houzhai/contracts';
import { censusScreeningService } from '../../census-screening/src/config.ts';
import { commandCenterService } from '../../command-center/src/config.ts';
import { errandsService } from '../../errands/src/config.ts';
import { TEMPLATE } from './global-setup.ts';

const SPECS: Record<Service, ServiceSpec> = {
  'census-screening': censusScreeningService,
  errands: errandsService,
  'command-center': commandCenterService,
};

/** An operator with a session, connected as a console is: through the auth callout, with the permissions of the role. */
export interface TestOperator {
  readonly operatorId: string;
  readonly token: string;
  readonly nc: NatsConnection;
  readonly client: ContractClient;
}

/** With what opens further connections of the session. */
export interface HeldOperator extends TestOperator {
  readonly sessionId: string;
  readonly held: { readonly refreshToken: string; readonly clientSeed: string };
}

/** The three services against a PostgreSQL database and a nats-server of their own, with the real accounts. */
export interface Platform {
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly db: pg.Pool;
  readonly keys: ReturnType<typeof stackKeys>;
  readonly services: ReadonlyMap<Service, RunningService>;
  operator(roles: readonly Role[], scope?: readonly string[]): Promise<HeldOperator>;
  /** An account that signs in with a password, as a person does. */
  account(account: string, displayName: string, roles: readonly Role[], scope: readonly string[], password: string): Promise<string>;
  /** The nats-server goes away as if its machine had failed, and comes back at the same place. */
  killNats(): Promise<void>;
  startNats(streams?: 'kept' | 'lost'): Promise<void>;
  /** Connects as one of the static users (`platform`, a service), or as a partner with the key of that name. */
  staticUser(user: string, inboxPrefix?: string): Promise<NatsConnection>;
  /** What the next start of a service signs session tokens with, and what it accepts. */
  readonly signing: { privateKey: string; publicKeys: string };
  /** Adds a partner that holds the key `partner-<name>`; everything partners may have unless said otherwise. */
  partner(name: string, grant?: { readonly events?: readonly string[]; readonly areas?: readonly string[] }): Promise<void>;
  restart(service: Service): Promise<void>;
  /** One more process of a service. */
  replica(service: Service): Promise<RunningService>;
  stop(): Promise<void>;
}

/** A clock that tests move. */
export class TestClock implements Clock {
  private offset = Temporal.Duration.from({ seconds: 0 });
  now(): Temporal.Instant {
    return Temporal.Now.instant().add(this.offset);
  }
  advance(by: Temporal.DurationLike): void {
    this.offset = this.offset.add(by);
  }
}

/** Starts a platform for one test file. */
export async function startPlatform(
  options: {
    readonly clock?: Clock;
    readonly services?: readonly Service[];
    readonly retention?: Retention;
    /** What the database has before the services start, such as another version of a policy. */
    readonly prepare?: (db: pg.Pool) => Promise<void>;
    /** Settings that differ; looked at whenever a service starts. */
    readonly settings?: NodeJS.ProcessEnv;
  } = {},
): Promise<Platform> {
  const database = await freshDatabase(TEMPLATE);
  const db = new pg.Pool({ connectionString: database.url, max: 4 });
  db.on('error', () => undefined);
  await options.prepare?.(db);
  const folder = mkdtempSync(join(tmpdir(), 'hz-e2e-'));
  const keys = stackKeys({ key: (name: string) => join(folder, name) });
  const nats = await startTestNats(platformNatsConfig(keys));
  const natsUrl = nats.url;
  const platform = await connectNats({
    servers: nats.url,
    name: 'platform',
    authenticator: nkeyAuthenticator(keys.nats('platform').seed),
    inboxPrefix: '_INBOX.platform',
  });
  await provisionStreams(platform, options.retention);
  await platform.close();
  const clock = options.clock ?? systemClock();
  const signing = { privateKey: keys.token.privateKey, publicKeys: keys.token.publicKey };
  const env = (service: Service): NodeJS.ProcessEnv => ({
    HZ_DATABASE_URL: database.url,
    HZ_NATS_URL: natsUrl,
    HZ_NATS_SEED: keys.nats(service).seed,
    HZ_LOG_LEVEL: process.env['TEST_LOG'] ?? 'error',
    HZ_TOKEN_PUBLIC_KEY: signing.publicKeys,
    HZ_MASTER_KEY: keys.master,
    HZ_INDEX_KEY: keys.index,
    ...options.settings,
    ...(service === 'command-center'
      ? {
          HZ_TOKEN_PRIVATE_KEY: signing.privateKey,
          HZ_CALLOUT_SEED: keys.nats('callout').seed,
          HZ_SYSTEM_SEED: keys.nats('system').seed,
          HZ_ISSUER_SEED: keys.issuer.seed,
        }
      : {}),
  });
  const services = new Map<Service, RunningService>();
  const start = async (service: Service): Promise<void> => {
    services.set(service, await startService(SPECS[service], env(service), { clock }));
  };
  for (const service of options.services ?? (['command-center', 'census-screening', 'errands'] as const)) await start(service);
  const replicas: RunningService[] = [];
  const open: NatsConnection[] = [];

  const operator: Platform['operator'] = async (roles, scope = ['houzhai']) => {
    const operatorId = randomUUID();
    const sessionId = randomUUID();
    const key = newNkey('user');
    const held = { refreshToken: `rt_${randomUUID()}`, clientSeed: key.seed };
    const ends = clock.now().add({ hours: 12 }).toString();
    await db.query(
      `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password") values ($1, 1, $2, $2, $3, $4, true, '', false)`,
      [operatorId, `t-${operatorId.slice(0, 8)}`, JSON.stringify(roles), JSON.stringify(scope)],
    );
    await db.query(
      `insert into "command_center"."session" ("id", "operator_id", "refresh_hash", "read_only", "client", "started_at", "idle_until", "ends_at", "client_key") values ($1, $2, $3, false, 'program', now(), $4, $4, $5)`,
      [sessionId, operatorId, createHash('sha256').update(held.refreshToken).digest(), ends, key.publicKey],
    );
    const exp = Math.floor(clock.now().epochMilliseconds / 1000) + 10 * 3600;
    const token = await signToken(
      { kind: 'operator', operatorId, sessionId, roles, scope, readOnly: false, mustChangePassword: false },
      privateKeyOf(keys.token.privateKey),
      exp,
    );
    const nc = await connectNats({
      servers: natsUrl,
      name: 'test operator',
      authenticator: sessionAuthenticator(held),
      inboxPrefix: `_INBOX.${sessionId}`,
      waitOnFirstConnect: false,
    });
    open.push(nc);
    return { operatorId, sessionId, token, held, nc, client: new ContractClient(nc, { token: () => token }) };
  };

  return {
    natsUrl,
    signing,
    killNats: nats.kill,
    startNats: nats.startAgain,
    databaseUrl: database.url,
    db,
    keys,
    services,
    operator,
    partner: async (name, { events = ['errand', 'service-module'], areas = ['a00'] } = {}) => {
      const admin = await operator(['PLATFORM_ADMIN']);
      const { publicKey } = keys.nats(`partner-${name}`);
      const asked = { partner: name, purpose: '自动测试用数据流', events: [...events], areas: [...areas], publicKey };
      const added = await admin.client.command(AddPartner, asked);
      if (!added.ok) throw new Error(added.refusal.code);
    },
    account: async (account, displayName, roles, scope, password) => {
      const operatorId = randomUUID();
      await db.query(
        `insert into "command_center"."operator" ("id", "version", "account", "display_name", "roles", "scope", "active", "password_hash", "must_change_password") values ($1, 1, $2, $3, $4, $5, true, $6, false)`,
        [operatorId, account, displayName, JSON.stringify(roles), JSON.stringify(scope), await hashPassword(password, 'random')],
      );
      return operatorId;
    },
    staticUser: async (user, inboxPrefix = `_INBOX.${user}`) => {
      const nc = await connect({ servers: natsUrl, authenticator: nkeyAuthenticator(keys.nats(user).seed), inboxPrefix });
      open.push(nc);
      return nc;
    },
    restart: async (service) => {
      await services.get(service)?.stop();
      await start(service);
    },
    replica: async (service) => {
      const running = await startService(SPECS[service], env(service), { clock });
      replicas.push(running);
      return running;
    },
    stop: async () => {
      for (const nc of open) await nc.close();
      for (const replica of replicas) await replica.stop();
      for (const service of services.values()) await service.stop();
      await db.end();
      await nats.stop();
      rmSync(folder, { recursive: true, force: true });
      await database.drop();
    },
  };
}

/** Waits until a condition holds; fails with what it last saw after ten seconds. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean, limitMs = 10_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > end) throw new Error(`It did not come about; last seen: ${JSON.stringify(seen).slice(0, 2_000)}`);
    await new Promise((done) => {
      setTimeout(done, 20);
    });
  }
}
