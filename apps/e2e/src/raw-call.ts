import { randomUUID } from 'node:crypto';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { HEADERS, type Reply } from '@houzhai/contracts';

/** What goes with a body; an absent token or command id is not sent. */
export interface RawHead {
  readonly token?: string | undefined;
  readonly commandId?: string | undefined;
  readonly extra?: Readonly<Record<string, string>>;
}

/** One call as any program may send it: no contract checks it before it leaves. */
export async function rawCall(
  nc: NatsConnection,
  subject: string,
  body: string | Uint8Array,
  { token, commandId, extra = {} }: RawHead = {},
): Promise<{ readonly reply: Reply; readonly text: string }> {
  const head = headers();
  if (token !== undefined) head.set(HEADERS.session, token);
  if (commandId !== undefined) head.set(HEADERS.commandId, commandId);
  for (const [name, value] of Object.entries(extra)) head.set(name, value);
  const message = await nc.request(subject, body, { timeout: 20_000, headers: head });
  const text = message.string();
  return { reply: JSON.parse(text) as Reply, text };
}

/** The code an answer carries: `ok`, a refusal or a fault. */
export const codeOf = (reply: Reply): string => (reply.ok ? 'ok' : 'refusal' in reply ? reply.refusal.code : `fault:${reply.fault.code}`);

/** Calls in batches, so that many take little time without flooding the server. */
export async function inBatches<T, R>(items: readonly T[], size: number, call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += size) results.push(...(await Promise.all(items.slice(at, at + size).map(call))));
  return results;
}

export const freshId = (): string => randomUUID();
