import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  jetstreamManager,
  type ConsumerConfig,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DURABLES, PARTNERS, SERVICES, entitySubjects, streamOf } from '@houzhai/contracts';

const NANOS_PER_SECOND = 1_000_000_000;
const DAY = 86_400 * NANOS_PER_SECOND;

/** How long streams keep events, seconds where given (tests of aged-out events shorten it); the outbox keeps them for good. */
export interface Retention {
  readonly eventsSeconds?: number;
  readonly replicas?: number;
}

const stream = (name: string, subjects: string[], maxAge: number, replicas: number): Partial<StreamConfig> & { name: string } => ({
  name,
  subjects,
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_age: maxAge,
  max_msg_size: 64 * 1024,
  duplicate_window: Math.min(120 * NANOS_PER_SECOND, maxAge),
  deny_delete: true,
  deny_purge: true,
  allow_atomic: true,
  num_replicas: replicas,
});

const consumer = (name: string, subjects: string[]): Partial<ConsumerConfig> & { durable_name: string } => ({
  durable_name: name,
  filter_subjects: subjects,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  ack_wait: 30 * NANOS_PER_SECOND,
  max_ack_pending: 1_000,
  max_deliver: -1,
});

/**
 * Brings streams and durable readers to what the contracts say; safe to repeat, at every start.
 * @throws when a stream exists with settings that cannot be changed in place.
 */
export async function provisionStreams(nc: NatsConnection, retention: Retention = {}): Promise<void> {
  const manager = await jetstreamManager(nc);
  const existing = new Set<string>();
  for await (const info of manager.streams.list()) existing.add(info.config.name);
  const replicas = retention.replicas ?? 1;
  const put = async (config: Partial<StreamConfig> & { name: string }): Promise<void> => {
    if (existing.has(config.name)) await manager.streams.update(config.name, config);
    else await manager.streams.add(config);
  };
  const age = retention.eventsSeconds === undefined ? 14 * DAY : retention.eventsSeconds * NANOS_PER_SECOND;
  for (const service of SERVICES) await put(stream(streamOf(service), [`evt.${service}.>`], age, replicas));
  for (const durable of DURABLES) {
    for (const { service, entities } of durable.reads) {
      await manager.consumers.add(
        streamOf(service),
        consumer(
          durable.name,
          entities.map((entity) => entitySubjects(service, entity)),
        ),
      );
    }
  }
  for (const partner of PARTNERS) {
    const name = `PUB_${partner.toUpperCase()}`;
    await put(stream(name, [`pub.${partner}.>`], 30 * DAY, replicas));
    await manager.consumers.add(name, consumer('feed', [`pub.${partner}.>`]));
  }
}
