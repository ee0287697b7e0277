import { Inject, Injectable } from '@nestjs/common';
import { partnerAccount } from '@houzhai/messaging';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { NatsSystem } from '../system/nats-system.partner.ts';
import { PartnerFeeds } from './partner-feeds.delivery.ts';
import { letsIn, partnerConnection, type Partner } from './partner.ts';
import { listPartners } from './partner.store.ts';

const SWEEP_MS = 2_000;
/** Feeds are looked at as often, and whenever nats-server comes back: it may have lost them while nothing happens that would go into them. */
const MEND_MS = 30_000;
/** A revoked partner is looked for again for so long: a connection may have been on its way in, or a replica died after the commit. */
const AFTER = { minutes: 30 } as const;

/** Closes connections whose partner or key is no longer good, and takes feeds of revoked partners away. */
@Injectable()
export class PartnerCutting implements BackgroundTask {
  private readonly kit: Kit;
  private readonly system: NatsSystem;
  private readonly feeds: PartnerFeeds;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private mendedAt = Number.NEGATIVE_INFINITY;

  constructor(@Inject(KIT) kit: Kit, @Inject(NatsSystem) system: NatsSystem, @Inject(PartnerFeeds) feeds: PartnerFeeds) {
    this.kit = kit;
    this.system = system;
    this.feeds = feeds;
  }

  start(): void {
    void this.sweep();
    void this.mendAfterReconnect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** A key or a partner was just ended. */
  soon(): void {
    void this.cut();
  }

  private async mendAfterReconnect(): Promise<void> {
    for await (const { type } of this.kit.nc.status()) if (type === 'reconnect') this.mendedAt = Number.NEGATIVE_INFINITY;
  }

  /** What cannot be made now is tried at the next sweep: after nats-server came back a stream of ours may be missing still. */
  private async mend(): Promise<void> {
    if (!(await this.feeds.mend())) this.mendedAt = Number.NEGATIVE_INFINITY;
  }

  private async sweep(): Promise<void> {
    if (performance.now() - this.mendedAt > MEND_MS) {
      this.mendedAt = performance.now();
      void this.mend();
    }
    await this.cut();
    if (!this.stopped) this.timer = setTimeout(() => void this.sweep(), SWEEP_MS);
  }

  private async cut(): Promise<void> {
    try {
      const partners = await listPartners(this.kit.pool);
      const inUse = new Set(partners.filter(({ state }) => state === 'ACTIVE').map(({ place }) => place));
      await Promise.all(partners.map((partner) => this.look(partner, inUse)));
    } catch (error) {
      if (!this.stopped) this.kit.log.warn({ err: error }, 'connections of partners not looked at');
    }
  }

  private async look(partner: Partner, inUse: ReadonlySet<string>): Promise<void> {
    const now = this.kit.clock.now();
    const { state, revokedAt, keys, name, place } = partner;
    if (state === 'ACTIVE' && keys.every(({ until }) => until === undefined)) return;
    if (revokedAt !== undefined && Temporal.Instant.compare(revokedAt, now.subtract(AFTER)) < 0) return;
    const ended = keys.filter(({ publicKey }) => letsIn(partner, publicKey, now) === undefined);
    const users = new Set(ended.map(({ publicKey }) => partnerConnection(name, publicKey)));
    if (users.size > 0)
      for (const connection of await this.system.connections(partnerAccount(place)))
        if (users.has(connection.user)) await this.system.close(connection);
    if (state === 'REVOKED' && !inUse.has(place)) await this.feeds.remove(place);
  }
}
