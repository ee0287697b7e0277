import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { RevokedSessions as List, SESSIONS_ENDED } from '@houzhai/contracts';
import type { Log } from '@houzhai/telemetry';
import { z } from 'zod';
import type { ContractClient } from './client.ts';
import { Unavailable } from './errors.ts';

const READ_MS = 3_000;
const FIRST_READ_MS = 200;
/** Read again: what was being written when the list was read last. */
const OVERLAP_SECONDS = 60;

const Ended = z.object({ sessionIds: z.array(z.uuid()) });

/** Tells every service, within a moment, which sessions ended; those that miss it read the list. */
export const announceEnded = (nc: NatsConnection, sessionIds: readonly string[]): void => {
  if (sessionIds.length > 0 && !nc.isClosed()) nc.publish(SESSIONS_ENDED, JSON.stringify({ sessionIds }));
};

/** Sessions whose access tokens are refused though they have not run out: heard as they end, and read at start, on reconnect and every few seconds. */
export class RevokedSessions {
  private readonly nc: NatsConnection;
  private readonly client: ContractClient;
  private readonly log: Log;
  /** When each was heard of, epoch milliseconds. */
  private readonly ended = new Map<string, number>();
  private asOf: Temporal.Instant | undefined;
  private timer: NodeJS.Timeout | undefined;
  private subscription: Subscription | undefined;
  private stopped = false;

  constructor(parts: { readonly nc: NatsConnection; readonly client: ContractClient; readonly log: Log }) {
    this.nc = parts.nc;
    this.client = parts.client;
    this.log = parts.log;
  }

  start(): void {
    this.subscription = this.nc.subscribe(SESSIONS_ENDED, {
      callback: (error, message) => {
        if (error) return;
        const parsed = Ended.safeParse(safeJson(message.string()));
        if (parsed.success) this.add(parsed.data.sessionIds);
      },
    });
    void this.readForEver();
    void this.readOnReconnect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.subscription?.isClosed() === false) this.subscription.unsubscribe();
  }

  /** Whether a session ended. @throws Unavailable before the list was read for the first time. */
  has(sessionId: string): boolean {
    if (!this.asOf) throw new Unavailable('The sessions that ended are not known yet');
    return this.ended.has(sessionId);
  }

  private add(sessionIds: readonly string[]): void {
    const now = Date.now();
    for (const id of sessionIds) this.ended.set(id, now);
  }

  private async readForEver(): Promise<void> {
    await this.read();
    if (!this.stopped) this.timer = setTimeout(() => void this.readForEver(), this.asOf ? READ_MS : FIRST_READ_MS);
  }

  private async readOnReconnect(): Promise<void> {
    for await (const { type } of this.nc.status()) if (type === 'reconnect') await this.read();
  }

  private async read(): Promise<void> {
    try {
      const since = this.asOf?.subtract({ seconds: OVERLAP_SECONDS }).toString();
      const answer = await this.client.query(List, since === undefined ? {} : { since }, { deadlineMs: 2_000 });
      if (!answer.ok) throw new Error(answer.refusal.code);
      const { sessionIds, tokenSeconds, asOf } = answer.value;
      this.add(sessionIds);
      this.asOf = Temporal.Instant.from(asOf);
      const oldest = Date.now() - (tokenSeconds + 2 * OVERLAP_SECONDS) * 1_000;
      for (const [id, at] of this.ended) if (at < oldest) this.ended.delete(id);
    } catch (error) {
      // Who cannot be asked can end no session either; it is asked again soon.
      if (!this.stopped && !(error instanceof Unavailable)) this.log.warn({ err: error }, 'ended sessions not read');
    }
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
