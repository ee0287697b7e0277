import { randomUUID } from 'node:crypto';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';

/** A message for a stream. */
export interface StreamMessage {
  readonly subject: string;
  readonly body: string;
  /** Keeps a repeat out. */
  readonly id: string;
  /** Refuses the message unless `previous` is the last sequence over `subjects` (with wildcards) in this stream. */
  readonly fence?: { readonly stream: string; readonly previous: number; readonly subjects: string };
}

/** From so many messages on, one atomic publish is cheaper than as many single ones; the server takes a thousand at most. */
export const WORTH_TOGETHER = 32;
const TIMEOUT_MS = 10_000;

/**
 * Publishes messages into one stream, all or none, with one write to the disk (atomic batch of nats-server 2.12).
 * @returns the sequence of the first, the others follow it; undefined when the server refused, and then nothing is stored
 *   and each may be tried alone. @throws when no answer comes: they may be stored, and their ids keep repeats out.
 */
export async function publishTogether(nc: NatsConnection, messages: readonly StreamMessage[]): Promise<number | undefined> {
  const batch = randomUUID();
  const last = messages.at(-1);
  if (!last) return undefined;
  for (const [index, message] of messages.slice(0, -1).entries())
    nc.publish(message.subject, message.body, { headers: headersOf(message, batch, index + 1) });
  const head = headersOf(last, batch, messages.length);
  head.set('Nats-Batch-Commit', '1');
  const ack = await nc.request(last.subject, last.body, { headers: head, timeout: TIMEOUT_MS });
  const { seq, count, error } = ack.json<{ seq?: number; count?: number; error?: unknown }>();
  return error === undefined && seq !== undefined && count === messages.length ? seq - count + 1 : undefined;
}

function headersOf({ id, fence }: StreamMessage, batch: string, nth: number): MsgHdrs {
  const head = headers();
  head.set('Nats-Batch-Id', batch);
  head.set('Nats-Batch-Sequence', String(nth));
  head.set('Nats-Msg-Id', id);
  if (fence) {
    head.set('Nats-Expected-Stream', fence.stream);
    head.set('Nats-Expected-Last-Subject-Sequence', String(fence.previous));
    head.set('Nats-Expected-Last-Subject-Sequence-Subject', fence.subjects);
  }
  return head;
}
