import { JetStreamApiError, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DEMO_PARTNER, findEvent, streamOf, type Envelope } from '@houzhai/contracts';
import { feedStream } from '@houzhai/messaging';
import { SERVICES } from '@houzhai/dev/services.ts';
import type { Service } from '@houzhai/contracts';
import type { PartnerEvent } from '../followers.ts';
import { check, type Check } from './check.ts';
import type { OutboxEvent } from './database.ts';

/** An event as a stream has it. */
interface StreamEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly occurredAt: string;
}

const AT_ONCE = 500;

/** Everything in a stream, in its order; nothing where the stream itself is missing. */
async function readStream(nc: NatsConnection, name: string): Promise<readonly StreamEvent[]> {
  const manager = await jetstreamManager(nc);
  const info = await manager.streams.info(name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  });
  const events: StreamEvent[] = [];
  if (!info || info.state.messages === 0) return events;
  const { state } = info;
  const consumer = await jetstream(nc).consumers.get(name, {});
  while (events.length < state.messages) {
    const before = events.length;
    for await (const message of await consumer.fetch({ max_messages: AT_ONCE, expires: 5_000 })) {
      const event = message.json<Envelope>();
      events.push({
        id: event.id,
        type: event.type,
        subject: event.subject,
        version: event.aggregateversion,
        occurredAt: event.occurredat,
      });
      if (events.length === state.messages) break;
    }
    if (events.length === before) break;
  }
  return events;
}

/** The streams hold exactly the outboxes' events, each once, in order per record. */
export async function checkStreams(nc: NatsConnection, outbox: readonly OutboxEvent[]): Promise<readonly Check[]> {
  const missing: string[] = [];
  const ghosts: string[] = [];
  const doubled: string[] = [];
  const disordered: string[] = [];
  let all = 0;
  for (const { name } of SERVICES) {
    const stream = streamOf(name as Service);
    const events = await readStream(nc, stream);
    all += events.length;
    const own = new Map(outbox.filter(({ service }) => service === name).map((event) => [event.eventId, event]));
    const seen = new Set<string>();
    const last = new Map<string, number>();
    for (const { id, type, subject, version } of events) {
      if (!own.has(id)) ghosts.push(`${stream} ${id}`);
      if (seen.has(id)) doubled.push(`${stream} ${id}`);
      seen.add(id);
      const record = `${type.split('.')[2] ?? ''} ${subject}`;
      if (version !== (last.get(record) ?? 0) + 1)
        disordered.push(`${stream} ${record}: ${String(version)} after ${String(last.get(record) ?? 0)}`);
      last.set(record, version);
    }
    for (const id of own.keys()) if (!seen.has(id)) missing.push(`${stream} ${id}`);
  }
  return [
    check('missing', '流中缺事件', 'events missing in the stream', outbox.length, missing),
    check('unknown', '流中多出事件', 'events in the stream that nobody wrote', all, ghosts),
    check('doubled', '流中重复', 'events twice in the stream', all, doubled),
    check('order', '流中次序不对', 'events out of order in the stream', all, disordered),
  ];
}

/** What a partner was offered: every event partners may have, none twice, in order per record. */
export async function checkPartner(
  nc: NatsConnection,
  outbox: readonly OutboxEvent[],
  received: readonly PartnerEvent[],
): Promise<readonly Check[]> {
  const wanted = outbox.filter(({ type }) => findEvent(type)?.partner === true);
  const offered = await readStream(nc, feedStream(DEMO_PARTNER));
  const factOf = (event: { readonly type: string; readonly version: number; readonly occurredAt: string }): string =>
    `${event.type.replace(/^(?:evt|pub)\./, '')} ${String(event.version)} ${event.occurredAt}`;
  const doubled = repeated(offered.map(({ id }) => id));
  const last = new Map<string, number>();
  const disordered: string[] = [];
  for (const { subject, version } of offered) {
    if (version <= (last.get(subject) ?? 0)) disordered.push(`${subject}: ${String(version)} after ${String(last.get(subject) ?? 0)}`);
    last.set(subject, version);
  }
  const arrived = [...new Map(received.map((event) => [event.id, event])).values()].map((event) =>
    factOf({ type: event.type, version: event.aggregateversion, occurredAt: event.occurredat }),
  );
  return [
    check('partner-missing', '伙伴未收到', 'events a partner did not get', wanted.length, lacking(wanted.map(factOf), arrived)),
    check('partner-unknown', '伙伴多收到', 'events a partner should not have got', arrived.length, lacking(arrived, wanted.map(factOf))),
    check('partner-doubled', '伙伴源重复', 'events twice in the partner feed', offered.length, doubled),
    check('partner-order', '伙伴源次序不对', 'events out of order in the partner feed', offered.length, disordered),
  ];
}

function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

/** What is in the first list more often than in the second. */
function lacking(wanted: readonly string[], have: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const fact of have) left.set(fact, (left.get(fact) ?? 0) + 1);
  return wanted.filter((fact) => {
    const count = left.get(fact) ?? 0;
    left.set(fact, count - 1);
    return count <= 0;
  });
}
