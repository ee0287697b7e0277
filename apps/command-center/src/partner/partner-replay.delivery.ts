import { Inject, Injectable } from '@nestjs/common';
import { LEDGERS } from '@houzhai/contracts';
import { transaction } from '@houzhai/persistence';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { PartnerFeed } from '../partner-feed/partner-feed.reactions.ts';
import { lastReplays, listPartners, saveReplay, type Replay } from './partner.store.ts';

const LOOK_MS = 500;
const ENTITIES = ['errand', 'service-module'];
const PAGE = 200;

/**
 * Carries out replays: reads the ledger from where a replay stands and puts the events into the feed once more. How far it is stands in
 * the database, so that it goes on after a crash; a page that was given and not noted is given again.
 */
@Injectable()
export class PartnerReplays implements BackgroundTask {
  private readonly kit: Kit;
  private readonly feed: PartnerFeed;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(@Inject(KIT) kit: Kit, @Inject(PartnerFeed) feed: PartnerFeed) {
    this.kit = kit;
    this.feed = feed;
  }

  start(): void {
    this.timer = setTimeout(() => void this.look(), LOOK_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      for (const { id, endedAt } of await lastReplays(this.kit.pool))
        if (endedAt === undefined) while (!this.stopped && (await this.page(id)));
    } catch (error) {
      if (!this.stopped) this.kit.log.warn({ err: error }, 'replay of a feed interrupted; it goes on');
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.look(), LOOK_MS);
  }

  /** Gives one page. @returns whether there is more to do here; not when another replica does it. */
  private async page(id: string): Promise<boolean> {
    return transaction(this.kit.pool, async (client) => {
      const locked = await client.query(
        `select 1 from "command_center"."partner_replay" where "id" = $1 and "ended_at" is null for update skip locked`,
        [id],
      );
      const replay = (await lastReplays(client)).find((one) => one.id === id);
      const partner = (await listPartners(this.kit.pool)).find((one) => one.id === replay?.partnerId);
      if (locked.rowCount !== 1 || !replay || !partner) return false;
      if (partner.state === 'REVOKED') {
        await saveReplay(client, replay, this.kit.clock.now());
        return false;
      }
      const { events, position, end } = await this.ledgerPage(replay);
      // What came later reaches the feed by itself.
      const before = events.filter(({ time }) => Temporal.Instant.compare(Temporal.Instant.from(time), replay.askedAt) <= 0);
      const given = replay.given + (await this.feed.handTo(partner, before, id));
      const isOver = end || before.length < events.length;
      await saveReplay(client, { id, position, given }, isOver ? this.kit.clock.now() : undefined);
      return !isOver;
    });
  }

  private async ledgerPage({ position, from }: Replay) {
    const page = await this.kit.client.query(LEDGERS.errands, { entities: ENTITIES, after: position, since: from.toString(), limit: PAGE });
    if (page.ok) return page.value;
    throw new Error(`the ledger of errands cannot be read: ${page.refusal.code}`);
  }
}
