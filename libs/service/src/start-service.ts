import 'reflect-metadata';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Sealer, TokenVerifier, nkeyAuthenticator, publicKeysOf } from '@houzhai/auth';
import type { Service } from '@houzhai/contracts';
import {
  ContractClient,
  ContractServer,
  HandlerRegistry,
  HandlersModule,
  LiveViewPublisher,
  NatsTransport,
  RevokedSessions,
  connectNats,
  systemClock,
  type FoundOperation,
  type Clock,
} from '@houzhai/messaging';
import {
  AuditSealer,
  PersonKeys,
  ReactionRunner,
  ReceivedRetention,
  Relay,
  UnitOfWork,
  isMigrated,
  openOrm,
  poolOf,
  type StoreDefinition,
} from '@houzhai/persistence';
import { Metrics, createLog, readSettings, serveProbes, type Setting } from '@houzhai/telemetry';
import type { Pool } from 'pg';
import { approvalOperations } from './approval.commands.ts';
import { Approvals } from './approvals.ts';
import { auditOperations } from './audit.queries.ts';
import { auditVerification } from './audit-verification.queries.ts';
import { deliveryCommands } from './delivery.commands.ts';
import { DeliveryFigures } from './delivery.queries.ts';
import { KeyChanges, keyStateOperation, type Reindexing } from './key-changes.ts';
import { ledgerOperation, ledgerReader } from './ledger.queries.ts';
import { BACKGROUND, KIT, type BackgroundTask, type Kit } from './kit.ts';
import { Looks } from './looks.ts';

/** Settings every service reads. */
const BASE = [
  'HZ_DATABASE_URL',
  'HZ_NATS_URL',
  'HZ_NATS_SEED',
  'HZ_HTTP_PORT',
  'HZ_LOG_LEVEL',
  'HZ_TOKEN_PUBLIC_KEY',
  'HZ_MASTER_KEY',
  'HZ_INDEX_KEY',
  'HZ_DEV_CLOCK_OFFSET_MS',
] as const satisfies readonly Setting[];

/** Figures of delivery are taken so often; alerts look at minutes. */
const GAUGES_MS = 10_000;
/** Old ids are forgotten so often. */
const FORGET_MS = 3_600_000;

/** What makes one service different from the others. */
export interface ServiceSpec {
  readonly service: Service;
  readonly store: StoreDefinition;
  /** Composition root with the handlers; the kit is provided under `KIT`. */
  readonly module: Type;
  /** View to patch when an event of this entity reached the stream. */
  readonly views?: Readonly<Record<string, string>>;
  /** View that is patched by the reader of a durable. */
  readonly readerViews?: Readonly<Record<string, string>>;
  /** How its blind indexes are brought to another key, if it has any. */
  readonly reindexing?: (kit: Kit) => Reindexing;
  /** Ids of its records about a person, besides the person's own; for who saw what of them. */
  readonly recordsOf?: (pool: Pool, personId: string) => Promise<readonly string[]>;
}

/** A running service. */
export interface RunningService {
  readonly port: number;
  readonly kit: Kit;
  /** Not ready, drain, finish what runs (20 s at most), stop the relay after its commit, close. */
  stop(): Promise<void>;
}

const kitModule = (kit: Kit): DynamicModule => {
  class KitModule {}
  Module({})(KitModule);
  return { module: KitModule, global: true, providers: [{ provide: KIT, useValue: kit }], exports: [KIT] };
};

/**
 * Starts a service from its environment: settings, database, NATS, handlers, relay, readers, probes.
 * @throws BadSettings, or what the first connection says.
 */
export async function startService(
  spec: ServiceSpec,
  env: NodeJS.ProcessEnv,
  injected: { readonly clock?: Clock } = {},
): Promise<RunningService> {
  const settings = readSettings(BASE, env);
  const { service, store } = spec;
  const log = createLog(service, settings.HZ_LOG_LEVEL);
  const metrics = new Metrics(service);
  const clock = injected.clock ?? systemClock(settings.HZ_DEV_CLOCK_OFFSET_MS);
  const orm = await openOrm(store, settings.HZ_DATABASE_URL);
  const pool = await poolOf(orm);
  const nc = await connectNats({
    servers: settings.HZ_NATS_URL,
    name: service,
    authenticator: nkeyAuthenticator(settings.HZ_NATS_SEED),
    inboxPrefix: `_INBOX.${service}`,
    log,
  });

  const publishers = new Map<string, LiveViewPublisher>();
  const live = (view: string): LiveViewPublisher => {
    const known = publishers.get(view) ?? new LiveViewPublisher(nc, service, view);
    publishers.set(view, known);
    return known;
  };
  const relay = new Relay({
    service,
    schema: store.schema,
    databaseUrl: settings.HZ_DATABASE_URL,
    pool,
    nc,
    log,
    metrics,
    relayed: (event) => {
      const view = event.entity === 'approval' ? 'approval' : spec.views?.[event.entity];
      if (view !== undefined) live(view).changed(event.area, event.recordId, event.version);
    },
    unsure: () => {
      for (const view of new Set(['approval', ...Object.values(spec.views ?? {})])) live(view).startAnew();
    },
  });
  const unitOfWork = new UnitOfWork({
    orm,
    pool,
    service,
    schema: store.schema,
    committed: () => {
      relay.committed();
    },
  });
  const sealer = new Sealer(settings.HZ_MASTER_KEY, settings.HZ_INDEX_KEY);
  const kit: Kit = {
    log,
    metrics,
    clock,
    nc,
    orm,
    pool,
    unitOfWork,
    client: new ContractClient(nc, { service }),
    sealer,
    personKeys: new PersonKeys(pool, store.schema, sealer),
    looks: new Looks(pool, store.schema),
    settings: (keys) => readSettings(keys, env),
    live,
  };

  class RootModule {}
  Module({ imports: [kitModule(kit), HandlersModule, spec.module] })(RootModule);
  const nowSeconds = (): number => Math.floor(clock.now().epochMilliseconds / 1000);
  const revoked = new RevokedSessions({ nc, client: kit.client, log });
  const approvals = new Approvals({
    ...kit,
    service,
    schema: store.schema,
    operations: () => operations(),
    committed: () => {
      relay.committed();
    },
  });
  const server = new ContractServer({
    nc,
    service,
    verifier: new TokenVerifier(publicKeysOf(settings.HZ_TOKEN_PUBLIC_KEY), nowSeconds),
    revoked,
    clock,
    log,
    metrics,
    secondPerson: (contract, body, call) => approvals.hold(contract, body, call),
    refused: (call, outcome) => unitOfWork.refused(call, outcome),
    byBrokenGlass: (call, glassId) => kit.looks.record(call, { entity: 'broken-glass', recordId: glassId, area: 'a00' }),
  });
  const registry = (): HandlerRegistry => app.get(HandlerRegistry, { strict: false });
  const keys = { ...kit, service, schema: store.schema, databaseUrl: settings.HZ_DATABASE_URL, reindexing: spec.reindexing?.(kit) };
  const keyChanges = new KeyChanges(keys);
  const audit = { ...kit, service, schema: store.schema, recordsOf: spec.recordsOf ?? (() => Promise.resolve([])) };
  const reactions = new ReactionRunner({
    pool,
    schema: store.schema,
    databaseUrl: settings.HZ_DATABASE_URL,
    nc,
    log,
    metrics,
    ledger: ledgerReader(kit.client),
    leads: (durable) => {
      const view = spec.readerViews?.[durable];
      if (view !== undefined) live(view).startAnew();
    },
  });
  const figures = new DeliveryFigures({ service, schema: store.schema, pool, nc });
  let found: readonly FoundOperation[] | undefined;
  const operations = (): readonly FoundOperation[] =>
    (found ??= [
      ...registry().operations(),
      ledgerOperation(service, store.schema, pool),
      figures.operation(),
      ...deliveryCommands({ service, schema: store.schema, pool, unitOfWork, relay, reactions }),
      keyStateOperation(keys),
      ...auditOperations(audit),
      ...auditVerification(audit),
      ...approvalOperations({ ...kit, service, schema: store.schema, approvals, operations, committed: () => undefined }),
    ]);
  const transport = new NatsTransport(nc, server, operations);
  const app = await NestFactory.createMicroservice(RootModule, { strategy: transport, logger: ['error', 'warn'], abortOnError: false });
  await app.init();
  const background = app.get<readonly BackgroundTask[]>(BACKGROUND, { strict: false });
  const auditSealer = new AuditSealer({
    service,
    schema: store.schema,
    databaseUrl: settings.HZ_DATABASE_URL,
    pool,
    clock,
    log,
    sealed: () => {
      relay.committed();
    },
  });

  let draining = false;
  const probes = await serveProbes({
    port: settings.HZ_HTTP_PORT,
    metrics,
    ready: async () => ({
      accepting: !draining,
      nats: !nc.isClosed() && nc.info !== undefined,
      database: await pool.query('select 1').then(
        () => true,
        () => false,
      ),
      schema: await isMigrated(orm, store).catch(() => false),
    }),
  });
  await app.listen();
  revoked.start();
  relay.start();
  auditSealer.start();
  approvals.start();
  keyChanges.start();
  reactions.start(registry().reactions());
  for (const task of background) await task.start();
  const gauges = setInterval(() => {
    figures.measure(metrics).catch((error: unknown) => {
      log.warn({ err: error }, 'delivery not measured');
    });
  }, GAUGES_MS);
  const received = new ReceivedRetention(pool, store.schema);
  const forgetting = setInterval(() => {
    received.forget(clock.now()).catch((error: unknown) => {
      log.warn({ err: error }, 'old ids not forgotten');
    });
  }, FORGET_MS);
  log.info({ port: probes.port }, 'serving');

  return {
    port: probes.port,
    kit,
    stop: async () => {
      draining = true;
      clearInterval(gauges);
      clearInterval(forgetting);
      revoked.stop();
      for (const task of background) await task.stop();
      await app.close();
      await reactions.stop();
      await approvals.stop();
      await keyChanges.stop();
      await auditSealer.stop();
      await relay.stop();
      for (const publisher of publishers.values()) publisher.close();
      await nc.drain().catch(() => undefined);
      await orm.close(true);
      await probes.close();
      log.info({}, 'stopped');
    },
  };
}

/** Runs a service until SIGTERM or SIGINT; exits 0 after a clean stop, 1 when it cannot start. */
export async function runService(spec: ServiceSpec): Promise<void> {
  const log = createLog(spec.service);
  try {
    const running = await startService(spec, process.env);
    const stop = (signal: string): void => {
      log.info({ signal }, 'stopping');
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    log.error({ err: error }, 'cannot start');
    process.exitCode = 1;
    setTimeout(() => process.exit(1), 100).unref();
  }
}
