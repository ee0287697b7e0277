import { Inject, Injectable } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { connectionName, nkeyAuthenticator } from '@houzhai/auth';
import { announceEnded } from '@houzhai/messaging';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { z } from 'zod';
import { sessionsEndedSince, type EndedSession } from './session.store.ts';

const SWEEP_MS = 2_000;
/** Connections of a session that ended so long ago are looked for again: one may have been on its way in, or a replica died after the commit. */
const SWEEP_SECONDS = 15;
const ASK_MS = 2_000;
/** Who ends the session they are using still gets the answer. */
const ANSWER_MS = 100;

const Connections = z.object({
  server: z.object({ id: z.string() }),
  data: z.object({ connections: z.array(z.object({ cid: z.int() })).nullish() }),
});

/** Makes an end of a session felt at once: tells every service, and closes its connections. */
@Injectable()
export class SessionEnding implements BackgroundTask {
  private readonly kit: Kit;
  private readonly settings: { readonly HZ_NATS_URL: string; readonly HZ_SYSTEM_SEED: string };
  private nc: NatsConnection | undefined;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.settings = kit.settings(['HZ_NATS_URL', 'HZ_SYSTEM_SEED']);
  }

  /** Does not wait: whoever is refused here still has every service refuse the tokens. */
  start(): void {
    void this.connect();
    this.timer = setTimeout(() => void this.sweep(), SWEEP_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.nc?.close().catch(() => undefined);
  }

  /** After the commit. */
  told(sessions: readonly EndedSession[]): void {
    announceEnded(
      this.kit.nc,
      sessions.map(({ sessionId }) => sessionId),
    );
    if (sessions.length > 0) setTimeout(() => void this.disconnect(sessions), ANSWER_MS).unref();
  }

  private async connect(): Promise<void> {
    try {
      const nc = await connect({
        servers: this.settings.HZ_NATS_URL.split(','),
        name: 'command-center system',
        authenticator: nkeyAuthenticator(this.settings.HZ_SYSTEM_SEED),
        inboxPrefix: '_INBOX.command-center-system',
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 250,
        waitOnFirstConnect: true,
      });
      if (this.stopped) await nc.close();
      else this.nc = nc;
    } catch (error) {
      this.kit.log.warn({ err: error }, 'connections cannot be closed');
    }
  }

  private async sweep(): Promise<void> {
    try {
      const ended = await sessionsEndedSince(this.kit.pool, this.kit.clock.now().subtract({ seconds: SWEEP_SECONDS }));
      await this.disconnect(ended);
    } catch (error) {
      if (!this.stopped) this.kit.log.warn({ err: error }, 'ended sessions not swept');
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.sweep(), SWEEP_MS);
  }

  /** Every server of a cluster is asked for the connections of each session, and to close them. */
  private async disconnect(sessions: readonly EndedSession[]): Promise<void> {
    const { nc } = this;
    if (!nc) return;
    await Promise.all(
      sessions.map(async ({ operatorId, sessionId }) => {
        try {
          const filter = { auth: true, acc: 'TERM', user: connectionName(operatorId, sessionId) };
          const answers = await nc.requestMany('$SYS.REQ.SERVER.PING.CONNZ', JSON.stringify(filter), {
            strategy: 'stall',
            stall: 250,
            maxWait: ASK_MS,
          });
          for await (const answer of answers) {
            const { server, data } = Connections.parse(answer.json());
            for (const { cid } of data.connections ?? [])
              await nc.request(`$SYS.REQ.SERVER.${server.id}.KICK`, JSON.stringify({ cid }), { timeout: ASK_MS });
          }
        } catch (error) {
          if (!this.stopped) this.kit.log.warn({ err: error, sessionId }, 'connections not closed');
        }
      }),
    );
  }
}
