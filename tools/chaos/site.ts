import { randomInt } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pg from 'pg';
import { nkeyAuthenticator } from '@houzhai/auth';
import type { Service } from '@houzhai/contracts';
import { createRoles } from '@houzhai/dev/database-roles.ts';
import { freePort } from '@houzhai/dev/free-port.ts';
import { startNatsServer } from '@houzhai/dev/nats-server.ts';
import { platformNatsConfig } from '@houzhai/dev/platform-nats-config.ts';
import { databaseUrl, startPostgres } from '@houzhai/dev/postgres.ts';
import { runStep, SEED_STEPS, type StepEnvironment } from '@houzhai/dev/seed-steps.ts';
import { becomesReady, startService } from '@houzhai/dev/service-process.ts';
import { DATABASE, MIGRATOR, SERVICES, type StackService } from '@houzhai/dev/services.ts';
import { REPOSITORY, stackFolder, type StackFolder } from '@houzhai/dev/stack-folder.ts';
import { stackKeys, type StackKeys } from '@houzhai/dev/stack-keys.ts';
import { supervise, type Running, type Supervised } from '@houzhai/dev/supervisor.ts';
import { reachableDataFolder, unprivilegedUser } from '@houzhai/dev/unprivileged.ts';
import { enterOperator, type BenchOperator } from '../bench/throwaway-stack.ts';
import { buildInto, type Edit, type Programs } from './programs.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** One of two processes of a service, with its own stretches of network. */
export interface Replica {
  readonly name: string;
  readonly service: Service;
  readonly database: TcpProxy;
  readonly nats: TcpProxy;
  httpPort: number;
  /** Its clock, from its next start on. */
  clockOffsetMs: number;
}

/** A port that no outgoing connection is given while its server is away. */
const lowPort = (): Promise<number> => freePort(randomInt(10_000, 32_000));

/** User of NATS that may read everything; only here. */
const WITNESS = 'witness';

/** A platform to be harmed: two replicas of each service, every acknowledgement on the disk, everything run by an ordinary user. */
export class Site {
  readonly replicas: Replica[] = [];
  /** As the role that owns the schemas, past the proxies. */
  readonly db: pg.Pool;
  /** Bytes the streams may take from the next start of nats-server on. */
  maxFileStore: number | undefined;
  private streamsAreLost = false;
  private readonly kept = new Map<string, Supervised>();
  private readonly open: { close(): Promise<unknown> }[] = [];
  private readonly folder: StackFolder;
  readonly keys: StackKeys;
  private readonly programs: Programs;
  readonly natsUrl: string;
  private readonly monitorPort: number;
  private readonly serverUrl: string;

  private constructor(parts: {
    folder: StackFolder;
    keys: StackKeys;
    programs: Programs;
    serverUrl: string;
    natsUrl: string;
    monitorPort: number;
  }) {
    this.folder = parts.folder;
    this.keys = parts.keys;
    this.programs = parts.programs;
    this.natsUrl = parts.natsUrl;
    this.monitorPort = parts.monitorPort;
    this.serverUrl = parts.serverUrl;
    this.db = new pg.Pool({ connectionString: this.urlOf(MIGRATOR), max: 8 });
    this.db.on('error', () => undefined);
  }

  /** Builds the programs, with these edits, and starts everything. */
  static async start(edits: readonly Edit[] = []): Promise<Site> {
    const root = mkdtempSync(join(tmpdir(), 'hz-chaos-'));
    chmodSync(root, 0o711);
    const folder = stackFolder(root);
    const keys = stackKeys(folder);
    const programs = await buildInto(join(root, 'programs'), edits);
    const ports = { postgres: await lowPort(), nats: await lowPort(), monitor: await lowPort() };
    const site = new Site({
      folder,
      keys,
      programs,
      serverUrl: databaseUrl(`postgresql://127.0.0.1:${String(ports.postgres)}`, DATABASE),
      natsUrl: `nats://127.0.0.1:${String(ports.nats)}`,
      monitorPort: ports.monitor,
    });
    try {
      await site.startServers(ports);
      await site.startReplicas(ports);
      return site;
    } catch (error) {
      await site.stop();
      throw error;
    }
  }

  pid(name: string): number | undefined {
    return this.kept.get(name)?.pid();
  }

  /** Names of everything that runs. */
  get names(): readonly string[] {
    return [...this.kept.keys()];
  }

  /** nats-server finds no streams at its next start. */
  loseStreams(): void {
    this.streamsAreLost = true;
  }

  /** Whether that start is still to come. */
  willLoseStreams(): boolean {
    return this.streamsAreLost;
  }

  /** Keeps the logs of everything when the site goes. @returns where. */
  keepLogs(): string {
    const folder = mkdtempSync(join(tmpdir(), 'hz-chaos-log-'));
    cpSync(join(this.folder.root, 'log'), folder, { recursive: true });
    return folder;
  }

  /** A connection that reads everything. */
  async witness(): Promise<NatsConnection> {
    const nc = await this.connect(WITNESS);
    this.open.push(nc);
    return nc;
  }

  async partner(name: string): Promise<NatsConnection> {
    const nc = await this.connect(`partner-${name}`);
    this.open.push(nc);
    return nc;
  }

  async operator(roles: Parameters<typeof enterOperator>[1]): Promise<BenchOperator> {
    const operator = await enterOperator({ db: this.db, keys: this.keys, natsUrl: this.natsUrl }, roles);
    this.open.push(operator.nc);
    return operator;
  }

  /** Bytes the streams take on the disk now. */
  async streamBytes(): Promise<number> {
    const reply = await fetch(`http://127.0.0.1:${String(this.monitorPort)}/jsz`);
    return ((await reply.json()) as { storage: number }).storage;
  }

  /** Waits until every replica answers that it is ready. @throws when one does not within a minute. */
  async ready(): Promise<void> {
    await Promise.all(this.replicas.map(({ name, httpPort }) => becomesReady(name, httpPort, () => 0, this.folder.log(name))));
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.open.map((each) => each.close()));
    await this.db.end().catch(() => undefined);
    for (const name of [...this.kept.keys()].reverse()) await this.kept.get(name)?.stop();
    await Promise.all(this.replicas.flatMap(({ database, nats }) => [database.close(), nats.close()]));
    rmSync(reachableDataFolder(this.folder.postgres), { recursive: true, force: true });
    rmSync(this.folder.root, { recursive: true, force: true });
  }

  private urlOf(role: string, port?: number): string {
    const url = new URL(databaseUrl(this.serverUrl, DATABASE, { user: role, password: this.keys.password(role) }));
    if (port !== undefined) url.port = String(port);
    return url.href;
  }

  private connect(user: string): Promise<NatsConnection> {
    return connect({
      servers: this.natsUrl,
      name: user,
      authenticator: nkeyAuthenticator(this.keys.nats(user).seed),
      timeout: 20_000,
      maxReconnectAttempts: -1,
      // After a fault nats-server may just be starting again.
      waitOnFirstConnect: true,
      // A partner is refused while nobody answers who it is.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: 250,
    });
  }

  private async keep(name: string, start: () => Promise<Running>): Promise<void> {
    this.kept.set(name, await supervise(name, start, () => undefined));
  }

  private async startServers(ports: { postgres: number; nats: number; monitor: number }): Promise<void> {
    const { folder, keys } = this;
    let server = '';
    await this.keep('postgres', async () => {
      const started = await startPostgres({
        kind: 'persistent',
        dataDir: folder.postgres,
        passwordFile: folder.key('postgres-superuser'),
        logFile: folder.log('postgres'),
        port: ports.postgres,
      });
      server = started.url;
      return started;
    });
    await createRoles(server, SERVICES, keys.password);
    const everything = { publish: ['>'], subscribe: ['>'] };
    const witness: StackService = { name: WITNESS, role: WITNESS, schema: WITNESS, permissions: everything, environment: () => ({}) };
    const config = platformNatsConfig(keys, [...SERVICES, witness]);
    const user = unprivilegedUser();
    await this.keep('nats', () => {
      if (this.streamsAreLost) rmSync(join(folder.nats, 'jetstream'), { recursive: true, force: true });
      this.streamsAreLost = false;
      return startNatsServer({
        config,
        storeDir: this.reachable(folder.nats),
        fsync: true,
        logFile: folder.log('nats'),
        port: ports.nats,
        monitorPort: ports.monitor,
        program: this.programs.nats,
        ...(user ? { user } : {}),
        ...(this.maxFileStore === undefined ? {} : { maxFileStore: this.maxFileStore }),
      });
    });
    const [migrate] = SEED_STEPS.filter(({ name }) => name === 'migrate');
    if (!migrate) throw new Error('no step migrate');
    await runStep({ ...migrate, command: [relative(REPOSITORY, this.programs.migrate)] }, this.environment());
  }

  /** A folder the unprivileged user may write. */
  private reachable(path: string): string {
    const user = unprivilegedUser();
    mkdirSync(path, { recursive: true });
    if (user) chownSync(path, user.uid, user.gid);
    return path;
  }

  private environment(replica?: Replica): StepEnvironment {
    const nats = replica ? `nats://127.0.0.1:${String(replica.nats.port)}` : this.natsUrl;
    return {
      folder: this.folder,
      keys: this.keys,
      natsUrl: nats,
      migrateUrl: this.urlOf(MIGRATOR),
      databaseUrl: (role) => this.urlOf(role, replica?.database.port),
    };
  }

  private async startReplicas(ports: { postgres: number; nats: number }): Promise<void> {
    const user = unprivilegedUser();
    const cache = this.reachable(join(this.folder.root, 'cache'));
    const start = async (service: (typeof SERVICES)[number], nth: number): Promise<void> => {
      const replica: Replica = {
        name: `${service.name}-${String(nth)}`,
        service: service.name as Service,
        database: await TcpProxy.to(() => ports.postgres),
        nats: await TcpProxy.to(() => ports.nats),
        httpPort: await lowPort(),
        clockOffsetMs: 0,
      };
      this.replicas.push(replica);
      const program = { ...service, program: this.programs.service(service.name) };
      await this.keep(replica.name, () =>
        startService(program, this.environment(replica), replica.httpPort, {
          name: replica.name,
          environment: {
            NODE_COMPILE_CACHE: cache,
            ...(replica.clockOffsetMs === 0 ? {} : { HZ_DEV_CLOCK_OFFSET_MS: String(replica.clockOffsetMs) }),
          },
          ...(user ? { as: { user, node: this.programs.node } } : {}),
        }),
      );
    };
    for (const service of SERVICES) await Promise.all([start(service, 1), start(service, 2)]);
    await this.ready();
  }
}
