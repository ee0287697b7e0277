import { Inject, Injectable } from '@nestjs/common';
import { contractsFingerprint } from '@houzhai/messaging';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { NatsSystem } from './nats-system.partner.ts';

const FIRST_MS = 500;
const LOOK_MS = 30_000;

/**
 * Sees to it that every nats-server runs by the contracts of this version: one whose configuration was made from others is asked, once,
 * to read it again, in case the file was replaced. What then still differs stays as it is and is told.
 */
@Injectable()
export class NatsConfiguration implements BackgroundTask {
  private readonly kit: Pick<Kit, 'log'>;
  private readonly system: NatsSystem;
  /** Configurations of servers that were read again in vain. */
  private readonly tried = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(@Inject(KIT) kit: Pick<Kit, 'log'>, @Inject(NatsSystem) system: NatsSystem) {
    this.kit = kit;
    this.system = system;
  }

  start(): void {
    this.timer = setTimeout(() => void this.look(), FIRST_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      const wanted = contractsFingerprint();
      for (const { id, name, contracts, digest } of await this.system.servers()) {
        const seen = `${id} ${digest}`;
        if (contracts === wanted || this.tried.has(seen)) continue;
        this.tried.add(seen);
        const refused = await this.system.reload(id);
        this.kit.log.warn({ server: name, refused }, 'nats-server ran by other contracts and was asked to read its configuration again');
      }
    } catch (error) {
      if (!this.stopped) this.kit.log.warn({ err: error }, 'configuration of nats-server not compared');
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.look(), LOOK_MS);
  }
}
