import { Inject, Injectable } from '@nestjs/common';
import { createHmac, createSecretKey } from 'node:crypto';
import { jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { keysOf } from '@houzhai/auth';
import { EVENTS, PARTNERS, findEvent, partnerSubject, type Envelope, type EventContract } from '@houzhai/contracts';
import { Reacts, Unavailable, WORTH_TOGETHER, ensureFeed, publishTogether, type StreamMessage } from '@houzhai/messaging';
import type { ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { pseudonymise, type Pseudonym } from './pseudonym.ts';

const READS = EVENTS.filter(({ service, entity }) => service === 'errands' && (entity === 'errand' || entity === 'service-module'));

/** Hands every event that partners may have to each of them, minimised: own pseudonyms for ids, no actor, no trace. */
@Injectable()
export class PartnerFeed {
  private readonly nc: NatsConnection;
  private readonly js: JetStreamClient;
  private readonly pseudonyms: ReadonlyMap<string, Pseudonym>;

  constructor(@Inject(KIT) kit: Kit) {
    this.nc = kit.nc;
    this.js = jetstream(kit.nc);
    // The oldest: pseudonyms stay what they are until that key is dropped.
    const [newest, ...older] = keysOf(kit.settings(['HZ_INDEX_KEY']).HZ_INDEX_KEY, 'HZ_INDEX_KEY');
    const key = createSecretKey(older.at(-1) ?? newest);
    this.pseudonyms = new Map(
      PARTNERS.map((partner) => [partner, (id: string) => uuidOf(createHmac('sha256', key).update(`partner:${partner}:${id}`).digest())]),
    );
  }

  @Reacts('command-center--partner-feed', READS)
  async hand(events: readonly Envelope[], _tx: ReactionTx): Promise<void> {
    try {
      await Promise.all([...this.pseudonyms].map(([partner, pseudonym]) => this.handTo(partner, pseudonym, events)));
    } catch (error) {
      // No event is at fault when the stream does not take it: all come again.
      await this.makeFeeds().catch(() => undefined);
      throw new Unavailable('A feed does not take events', { cause: error });
    }
  }

  /** Feeds whose stream is gone are made anew. */
  private async makeFeeds(): Promise<void> {
    const manager = await jetstreamManager(this.nc, { checkAPI: false });
    for (const partner of this.pseudonyms.keys()) await ensureFeed(manager, partner);
  }

  /** Published before the events count as applied; their ids keep repeats out. */
  private async handTo(partner: string, pseudonym: Pseudonym, events: readonly Envelope[]): Promise<void> {
    const messages = events.flatMap((event) => {
      const contract = findEvent(event.type);
      return contract?.partner ? [{ record: event.subject, ...minimised(event, contract, partner, pseudonym) }] : [];
    });
    if (messages.length >= WORTH_TOGETHER && (await publishTogether(this.nc, messages)) !== undefined) return;
    const records = Map.groupBy(messages, ({ record }) => record);
    await Promise.all([...records.values()].map((lane) => this.publishLane(lane)));
  }

  /** Events of one record one after the other, so that no partner hears them out of order. */
  private async publishLane(lane: readonly StreamMessage[]): Promise<void> {
    for (const { subject, body, id } of lane) await this.js.publish(subject, body, { msgID: id, timeout: 5_000 });
  }
}

/** An event as a partner may have it. */
function minimised(event: Envelope, contract: EventContract, partner: string, pseudonym: Pseudonym): StreamMessage {
  const id = pseudonym(event.id);
  const cloudEvent = {
    specversion: event.specversion,
    id,
    source: event.source,
    type: event.type.replace(/^evt\./, 'pub.'),
    subject: pseudonym(event.subject),
    time: event.time,
    datacontenttype: event.datacontenttype,
    aggregateversion: event.aggregateversion,
    area: event.area,
    occurredat: event.occurredat,
    data: pseudonymise(event.data, pseudonym),
  };
  return { id, subject: partnerSubject(partner, contract, event.area), body: JSON.stringify(cloudEvent) };
}

/** A UUID (version 8) from the first 16 bytes of a keyed hash. */
function uuidOf(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = own.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
