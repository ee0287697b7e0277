import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  jetstreamManager,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DURABLES, SERVICES, entitySubjects, grantSubjects, streamOf, type PartnerGrant, type Service } from '@houzhai/contracts';
import { FEED_DURABLE, feedStream } from './partner-place.ts';

const NANOS_PER_SECOND = 1_000_000_000;
const DAY = 86_400 * NANOS_PER_SECOND;
/** The server's answer when a consumer is there with other settings. */
const CONSUMER_EXISTS = 10_148;

/** How long streams keep events, seconds where given (tests of aged-out events shorten it); the outbox keeps them for good. */
export interface Retention {
  readonly eventsSeconds?: number;
  readonly replicas?: number;
}

type StreamSettings = Partial<StreamConfig> & { readonly name: string };

const stream = (name: string, subjects: string[], maxAge: number, replicas: number): StreamSettings => ({
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

/** What a reader of ours that was killed had at hand comes to its successor after this; a batch takes it a fraction of a second. */
const OWN_ACK_SECONDS = 10;
/** A partner's program may be slower. */
const PARTNER_ACK_SECONDS = 30;

const consumer = ({ name, subjects, ackSeconds }: StreamDurable): Partial<ConsumerConfig> & { durable_name: string } => ({
  durable_name: name,
  filter_subjects: [...subjects],
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  ack_wait: ackSeconds * NANOS_PER_SECOND,
  max_ack_pending: 1_000,
  max_deliver: -1,
});

/** What a service's event stream is. */
export const eventStreamConfig = (service: Service, { eventsSeconds, replicas = 1 }: Retention = {}): StreamSettings =>
  stream(streamOf(service), [`evt.${service}.>`], eventsSeconds === undefined ? 14 * DAY : eventsSeconds * NANOS_PER_SECOND, replicas);

/** A durable of one stream. */
export interface StreamDurable {
  readonly stream: string;
  readonly name: string;
  readonly subjects: readonly string[];
  /** What was not answered for so long is delivered again. */
  readonly ackSeconds: number;
}

/** Durables that read a service's event stream. */
export const durablesOf = (service: Service): readonly StreamDurable[] =>
  DURABLES.flatMap(({ name, reads }) =>
    reads
      .filter((read) => read.service === service)
      .map(({ entities }) => ({
        stream: streamOf(service),
        name,
        subjects: entities.map((entity) => entitySubjects(service, entity)),
        ackSeconds: OWN_ACK_SECONDS,
      })),
  );

/** Brings a durable to what it should be; one that is there goes on where it was, of a version that read other entities too. */
export async function ensureDurable(manager: JetStreamManager, durable: StreamDurable): Promise<void> {
  try {
    await manager.consumers.add(durable.stream, consumer(durable));
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === CONSUMER_EXISTS)) throw error;
    await changeDurable(manager, durable);
  }
}

/**
 * Brings streams and durable readers to what the contracts say; safe to repeat, at every start.
 * @throws when a stream exists with settings that cannot be changed in place.
 */
export async function provisionStreams(nc: NatsConnection, retention: Retention = {}): Promise<void> {
  const manager = await jetstreamManager(nc);
  const existing = new Set<string>();
  for await (const info of manager.streams.list()) existing.add(info.config.name);
  const put = async (config: StreamSettings): Promise<void> => {
    if (existing.has(config.name)) await manager.streams.update(config.name, config);
    else await manager.streams.add(config);
  };
  for (const service of SERVICES) {
    await put(eventStreamConfig(service, retention));
    for (const durable of durablesOf(service)) await ensureDurable(manager, durable);
  }
}

/** What the stream of a partner's feed is. */
export const feedStreamConfig = (place: string, replicas: number): StreamSettings =>
  stream(feedStream(place), [`pub.${place}.>`], 30 * DAY, replicas);

/** The one durable a partner reads its feed by, filtered by what it may have. */
export const feedDurable = (place: string, grant: PartnerGrant): StreamDurable => ({
  stream: feedStream(place),
  name: FEED_DURABLE,
  subjects: grantSubjects(place, grant),
  ackSeconds: PARTNER_ACK_SECONDS,
});

/** Brings a durable that is there, of an older version too, to these subjects; it goes on where it was. */
export async function changeDurable(manager: JetStreamManager, durable: StreamDurable): Promise<void> {
  const { stream: name, subjects, ackSeconds } = durable;
  await manager.consumers.update(name, durable.name, { filter_subjects: [...subjects], ack_wait: ackSeconds * NANOS_PER_SECOND });
}
