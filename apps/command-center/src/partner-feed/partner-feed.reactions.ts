import { Inject, Injectable } from '@nestjs/common';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { keysOf } from '@houzhai/auth';
import { EVENTS, type Envelope } from '@houzhai/contracts';
import { Reacts, Unavailable, WORTH_TOGETHER, publishTogether, type StreamMessage } from '@houzhai/messaging';
import { transaction, type ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { PartnerFeeds } from '../partner/partner-feeds.delivery.ts';
import type { Partner } from '../partner/partner.ts';
import { listPartners, mayFillFeeds } from '../partner/partner.store.ts';
import { partnerMessages } from './partner-events.delivery.ts';

const READS = EVENTS.filter(({ service, entity }) => service === 'errands' && (entity === 'errand' || entity === 'service-module'));

/** The durable that feeds are filled by. */
export const FEED_READER = 'command-center--partner-feed';

/** Hands every event that partners may have to each of them. */
@Injectable()
export class PartnerFeed {
  private readonly kit: Kit;
  private readonly feeds: PartnerFeeds;
  private readonly js: JetStreamClient;
  private readonly key: KeyObject;

  constructor(@Inject(KIT) kit: Kit, @Inject(PartnerFeeds) feeds: PartnerFeeds) {
    this.kit = kit;
    this.feeds = feeds;
    this.js = jetstream(kit.nc);
    // The oldest: pseudonyms stay what they are until that key is dropped.
    const [newest, ...older] = keysOf(kit.settings(['HZ_INDEX_KEY']).HZ_INDEX_KEY, 'HZ_INDEX_KEY');
    this.key = createSecretKey(older.at(-1) ?? newest);
  }

  @Reacts(FEED_READER, READS)
  async hand(events: readonly Envelope[], _tx: ReactionTx): Promise<void> {
    try {
      await transaction(this.kit.pool, async (client) => {
        // Read each time: whoever was revoked a moment ago gets nothing.
        const partners = (await mayFillFeeds(client)) ? await this.partners() : undefined;
        // They wait and are not passed over: restoring ends before it has seen what is being written.
        if (!partners) throw new Unavailable('A feed is being restored', { isForAll: true });
        await allOf(partners.map((partner) => this.handTo(partner, events)));
      });
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      // Not waited for: restoring one waits for this batch.
      void this.feeds.mend();
      // No event is at fault when the stream does not take it: all come again.
      throw new Unavailable('A feed does not take events', { cause: error });
    }
  }

  /** Those whose feeds are filled. */
  async partners(): Promise<readonly Partner[]> {
    return (await listPartners(this.kit.pool)).filter(({ state }) => state === 'ACTIVE');
  }

  /**
   * Puts into a feed what its partner may have of these events; published before the events count as applied, their ids keep repeats out.
   * @param again of a replay: sets its messages apart from those of the events' first time.
   * @returns how many there were.
   */
  async handTo(partner: Partner, events: readonly Envelope[], again?: string): Promise<number> {
    const messages = partnerMessages(partner, events, this.key).map((message) =>
      again === undefined ? message : { ...message, id: `${message.id}.${again}` },
    );
    if (messages.length >= WORTH_TOGETHER && (await publishTogether(this.kit.nc, messages)) !== undefined) return messages.length;
    const records = Map.groupBy(messages, ({ record }) => record);
    await allOf([...records.values()].map((lane) => this.publishLane(lane)));
    return messages.length;
  }

  /** Events of one record one after the other, so that no partner hears them out of order. */
  private async publishLane(lane: readonly StreamMessage[]): Promise<void> {
    for (const { subject, body, id } of lane) await this.js.publish(subject, body, { msgID: id, timeout: 5_000 });
  }
}

/** Waits for all of them, failed ones included, so that nothing is published behind the back of whoever restores a feed. @throws what the first met. */
export async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}
