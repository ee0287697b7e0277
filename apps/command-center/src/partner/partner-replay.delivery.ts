import { Inject, Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { LEDGERS, type Envelope } from '@houzhai/contracts';
import { OutOfOrder, VersionGate, decodeEvent, transaction } from '@houzhai/persistence';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { FEED_READER, PartnerFeed, allOf } from '../partner-feed/partner-feed.reactions.ts';
import { PartnerFeeds } from './partner-feeds.delivery.ts';
import { keepFeedsToOneself, lastReplays, listPartners, restoredPartners, saveReplay, type Replay } from './partner.store.ts';

const LOOK_MS = 500;
const ENTITIES = ['errand', 'service-module'];
const PAGE = 500;

/**
 * Carries out replays: reads the ledger from where a replay stands and puts the events into the feed once more. How far it is stands in
 * the database, so that it goes on after a crash; a page that was given and not noted is given again.
 */
@Injectable()
export class PartnerReplays implements BackgroundTask {
  private readonly kit: Kit;
  private readonly feed: PartnerFeed;
  private readonly feeds: PartnerFeeds;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(@Inject(KIT) kit: Kit, @Inject(PartnerFeed) feed: PartnerFeed, @Inject(PartnerFeeds) feeds: PartnerFeeds) {
    this.kit = kit;
    this.feed = feed;
    this.feeds = feeds;
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
      for (const { id, endedAt, restores } of await lastReplays(this.kit.pool))
        if (endedAt === undefined) while (!this.stopped && (await (restores ? this.restoredPage(id) : this.page(id))));
    } catch (error) {
      if (!this.stopped) {
        this.kit.log.warn({ err: error }, 'replay of a feed interrupted; it goes on');
        // It may have been lost once more.
        await this.feeds.mend();
      }
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

  /**
   * Gives one page of a feed that was lost. What of it had not come by the stream yet counts as come from then on, for all partners, so that
   * no event is in a feed twice or before an earlier one. @returns whether there is more to do here.
   */
  private async restoredPage(id: string): Promise<boolean> {
    return transaction(this.kit.pool, async (client) => {
      await keepFeedsToOneself(client);
      const replay = (await lastReplays(client)).find((one) => one.id === id && one.endedAt === undefined);
      const partners = await this.feed.partners();
      const partner = partners.find((one) => one.id === replay?.partnerId);
      if (!replay) return false;
      const { events, position } = partner ? await this.ledgerPage(replay) : { events: [], position: replay.position };
      if (!partner || events.length === 0) {
        await saveReplay(client, replay, this.kit.clock.now());
        return false;
      }
      const restored = await restoredPartners(client);
      const fresh = await this.unseen(client, events);
      const given = replay.given + (await this.feed.handTo(partner, events));
      await allOf(partners.filter((other) => !restored.has(other.id)).map((other) => this.feed.handTo(other, fresh)));
      await saveReplay(client, { id, position, given }, undefined);
      return true;
    });
  }

  /** Events that had not come by the stream; they count as come. Where one before them is still missing they are left to the stream. */
  private async unseen(client: PoolClient, events: readonly Envelope[]): Promise<readonly Envelope[]> {
    const decoded = events.map((event) => decodeEvent(event)).filter((event) => 'event' in event);
    await client.query('savepoint seen');
    try {
      return (await new VersionGate('command_center', FEED_READER).pass(client, decoded)).map(({ event }) => event);
    } catch (error) {
      if (!(error instanceof OutOfOrder)) throw error;
      await client.query('rollback to savepoint seen');
      return [];
    }
  }

  private async ledgerPage({ position, from }: Replay) {
    const page = await this.kit.client.query(LEDGERS.errands, {
      entities: ENTITIES,
      after: position,
      since: from.toString(),
      settled: true,
      limit: PAGE,
    });
    if (page.ok) return page.value;
    throw new Error(`the ledger of errands cannot be read: ${page.refusal.code}`);
  }
}
