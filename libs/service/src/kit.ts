import type { MikroORM } from '@mikro-orm/postgresql';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Sealer } from '@houzhai/auth';
import type { Clock, ContractClient } from '@houzhai/messaging';
import type { PersonKeys, UnitOfWork } from '@houzhai/persistence';
import type { Log, Metrics, SettingValues, Setting } from '@houzhai/telemetry';
import type { Pool } from 'pg';
import type { Looks } from './looks.ts';

/** What every service process has; provided to Nest under `KIT`. */
export interface Kit {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly nc: NatsConnection;
  readonly orm: MikroORM;
  readonly pool: Pool;
  readonly unitOfWork: UnitOfWork;
  /** Asks other services, on the caller's or on its own behalf. */
  readonly client: ContractClient;
  readonly sealer: Sealer;
  readonly personKeys: PersonKeys;
  /** Puts looks at personal data on record. */
  readonly looks: Looks;
  /** Further settings of this service from its environment. @throws BadSettings */
  readonly settings: <const K extends Setting>(keys: readonly K[]) => SettingValues<K>;
  /** Tells followers of a view that a row changed. */
  readonly live: (view: string) => { changed(area: string, id: string, version: number): void };
}

export const KIT = Symbol('kit');

/** Work a service does by itself beside answering: timers, answering the auth callout. */
export interface BackgroundTask {
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/** Nest providers under this token (multi by array) run as background tasks. */
export const BACKGROUND = Symbol('background tasks');
