import { Inject, Injectable } from '@nestjs/common';
import { connectionName } from '@houzhai/auth';
import { announceEnded } from '@houzhai/messaging';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { NatsSystem } from '../system/nats-system.partner.ts';
import type { ChangedPostings } from '../task-force/posting.store.ts';
import { openSessionsOf, sessionsEndedSince, type EndedSession } from './session.store.ts';

const SWEEP_MS = 2_000;
/** Connections of a session that ended so long ago are looked for again: one may have been on its way in, or a replica died after the commit. */
const SWEEP_SECONDS = 15;
/** Who ends the session they are using still gets the answer. */
const ANSWER_MS = 100;

/** Makes an end of a session felt at once: tells every service, and closes its connections. */
@Injectable()
export class SessionEnding implements BackgroundTask {
  private readonly kit: Kit;
  private readonly system: NatsSystem;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(KIT) kit: Kit, @Inject(NatsSystem) system: NatsSystem) {
    this.kit = kit;
    this.system = system;
  }

  start(): void {
    this.timer = setTimeout(() => void this.sweep(), SWEEP_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** After the commit. */
  told(sessions: readonly EndedSession[]): void {
    announceEnded(
      this.kit.nc,
      sessions.map(({ sessionId }) => sessionId),
    );
    if (sessions.length > 0) setTimeout(() => void this.disconnect(sessions), ANSWER_MS).unref();
  }

  /** After the commit: tokens and the connection of the session are narrow again. */
  mended(glassId: string, session: EndedSession): void {
    announceEnded(this.kit.nc, [glassId]);
    setTimeout(() => void this.disconnect([session]), ANSWER_MS).unref();
  }

  /** After the commit: tokens of those called back are narrow at once; everybody concerned connects anew, with what they may see now. */
  reposted({ ended, operators }: ChangedPostings): void {
    announceEnded(this.kit.nc, ended);
    if (operators.length > 0) setTimeout(() => void this.reconnect(operators), ANSWER_MS).unref();
  }

  private async reconnect(operatorIds: readonly string[]): Promise<void> {
    try {
      await this.disconnect(await openSessionsOf(this.kit.pool, operatorIds, this.kit.clock.now()));
    } catch (error) {
      if (!this.stopped) this.kit.log.warn({ err: error }, 'connections of a team not renewed');
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
    await Promise.all(
      sessions.map(async ({ operatorId, sessionId }) => {
        try {
          for (const connection of await this.system.connections('TERM', connectionName(operatorId, sessionId)))
            await this.system.close(connection);
        } catch (error) {
          if (!this.stopped) this.kit.log.warn({ err: error, sessionId }, 'connections not closed');
        }
      }),
    );
  }
}
