import { rmSync } from 'node:fs';
import { createRoles } from './database-roles.ts';
import { freePort } from './free-port.ts';
import { startNatsServer } from './nats-server.ts';
import { platformNatsConfig } from './platform-nats-config.ts';
import { databaseUrl, startPostgres } from './postgres.ts';
import { bilingual, quietProgress, type Progress } from './say.ts';
import { runStep, SEED_STEPS, type SeedStep, type StepEnvironment } from './seed-steps.ts';
import { becomesReady, startService } from './service-process.ts';
import { DATABASE, MIGRATOR, SERVICES, type StackService } from './services.ts';
import { stackFolder, type StackFolder } from './stack-folder.ts';
import { stackKeys, type StackKeys } from './stack-keys.ts';
import { claimStack, writeRecord } from './stack-record.ts';
import { supervise, type Running, type Supervised } from './supervisor.ts';

/** A running platform on this machine. */
export interface LocalStack {
  readonly natsUrl: string;
  readonly keys: StackKeys;
  /** Database URL of a service's role, or of the migrating role. */
  databaseUrl(role: string): string;
  /** The process of `postgres`, `nats` or a service at this moment. */
  pid(name: string): number | undefined;
  restarts(name: string): number;
  httpPort(service: string): number;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly progress?: Progress;
  readonly folder?: StackFolder;
  readonly services?: readonly StackService[];
  /** What runs between start and use; a test of the supervision goes without. */
  readonly steps?: readonly SeedStep[];
}

/** Another stack has the folder. */
export class StackRuns extends Error {
  override readonly name = 'StackRuns';
  constructor(pid: number, url: string) {
    super(
      bilingual(
        `平台已在运行(进程 ${String(pid)},${url})。打开控制台:npm run console;停止:在其窗口按 Ctrl-C 或 kill ${String(pid)}`,
        `The platform already runs (process ${String(pid)}, ${url}). Open the console: npm run console; stop it: Ctrl-C in its window or kill ${String(pid)}`,
      ),
    );
  }
}

/**
 * Starts PostgreSQL, nats-server and the services, each started again when it dies, all at the ports they had.
 * @throws StackRuns when a stack already runs in the folder.
 */
export async function startStack(options: StackOptions = {}): Promise<LocalStack> {
  const { progress = quietProgress, folder = stackFolder(), services = SERVICES, steps = SEED_STEPS } = options;
  const other = claimStack(folder.record);
  if (other) throw new StackRuns(other.pid, other.nats?.url ?? '');
  const keys = stackKeys(folder);
  const processes = new Processes(folder);
  try {
    const server = await progress('启动 PostgreSQL', 'starting PostgreSQL', () => keepPostgres(processes, folder));
    const urlOf = (role: string): string => databaseUrl(server, DATABASE, { user: role, password: keys.password(role) });
    await createRoles(server, services, keys.password);
    const config = platformNatsConfig(keys, services);
    const natsUrl = await progress('启动 NATS', 'starting NATS', () => keepNats(processes, folder, config));
    const at: StepEnvironment = { folder, keys, natsUrl, migrateUrl: urlOf(MIGRATOR), databaseUrl: urlOf };
    const run = async (when: SeedStep['when']): Promise<void> => {
      for (const step of steps) if (step.when === when) await progress(step.zh, step.en, () => runStep(step, at));
    };
    await run('before-services');
    await progress('启动服务', 'starting the services', () => keepServices(processes, services, at));
    await run('after-services');
    return {
      natsUrl,
      keys,
      databaseUrl: urlOf,
      pid: (name) => processes.kept.get(name)?.pid(),
      restarts: (name) => processes.kept.get(name)?.restarts() ?? 0,
      httpPort: (name) => processes.httpPorts.get(name) ?? 0,
      stop: () => processes.stop(),
    };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

/** What runs now, and its record in the state folder. */
class Processes {
  readonly kept = new Map<string, Supervised>();
  readonly httpPorts = new Map<string, number>();
  postgresPort: number | undefined;
  nats: { readonly url: string; readonly port: number; readonly monitorPort: number } | undefined;
  private readonly folder: StackFolder;
  private readonly startedAt = new Date().toISOString();

  constructor(folder: StackFolder) {
    this.folder = folder;
  }

  async keep(name: string, start: () => Promise<Running>): Promise<void> {
    const supervised = await supervise(name, start, () => {
      if (this.kept.has(name)) this.record();
    });
    this.kept.set(name, supervised);
    this.record();
  }

  /** Services first, so that they can finish what they have begun. */
  async stop(): Promise<void> {
    await Promise.all([...this.httpPorts.keys()].map(async (name) => this.kept.get(name)?.stop()));
    await this.kept.get('nats')?.stop();
    await this.kept.get('postgres')?.stop();
    this.kept.clear();
    rmSync(this.folder.record, { force: true });
  }

  private record(): void {
    const pid = (name: string): number | undefined => this.kept.get(name)?.pid();
    writeRecord(
      this.folder.record,
      {
        ...(this.postgresPort === undefined ? {} : { postgres: { pid: pid('postgres'), port: this.postgresPort } }),
        ...(this.nats ? { nats: { pid: pid('nats'), url: this.nats.url, monitorPort: this.nats.monitorPort } } : {}),
        services: Object.fromEntries([...this.httpPorts].map(([name, httpPort]) => [name, { pid: pid(name), httpPort }])),
      },
      this.startedAt,
    );
  }
}

async function keepPostgres(processes: Processes, folder: StackFolder): Promise<string> {
  let url = '';
  await processes.keep('postgres', async () => {
    const started = await startPostgres({
      kind: 'persistent',
      dataDir: folder.postgres,
      passwordFile: folder.key('postgres-superuser'),
      logFile: folder.log('postgres'),
      ...(processes.postgresPort === undefined ? {} : { port: processes.postgresPort }),
    });
    processes.postgresPort = started.port;
    ({ url } = started);
    return started;
  });
  return url;
}

async function keepNats(processes: Processes, folder: StackFolder, config: string): Promise<string> {
  await processes.keep('nats', async () => {
    const started = await startNatsServer({
      config,
      storeDir: folder.nats,
      fsync: true,
      logFile: folder.log('nats'),
      log: (line) => process.stderr.write(`  ${line}\n`),
      ...(processes.nats ? { port: processes.nats.port, monitorPort: processes.nats.monitorPort } : {}),
    });
    processes.nats = started;
    return started;
  });
  return processes.nats?.url ?? '';
}

async function keepServices(processes: Processes, services: readonly StackService[], at: StepEnvironment): Promise<void> {
  for (const { name } of services) processes.httpPorts.set(name, await freePort());
  const portOf = (name: string): number => processes.httpPorts.get(name) ?? 0;
  await Promise.all(services.map((service) => processes.keep(service.name, () => startService(service, at, portOf(service.name)))));
  await Promise.all(
    services.map(({ name }) => becomesReady(name, portOf(name), () => processes.kept.get(name)?.restarts() ?? 0, at.folder.log(name))),
  );
}
