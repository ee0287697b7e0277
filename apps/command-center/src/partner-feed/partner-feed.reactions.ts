import { Inject, Injectable } from '@nestjs/common';
import { createHmac, createSecretKey } from 'node:crypto';
import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { EVENTS, PARTNERS, findEvent, partnerSubject, type Envelope, type EventContract } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import type { ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { pseudonymise, type Pseudonym } from './pseudonym.ts';

const READS = EVENTS.filter(({ service, entity }) => service === 'errands' && (entity === 'errand' || entity === 'service-module'));

/** Hands every event that partners may have to each of them, minimised: own pseudonyms for ids, no actor, no trace. */
@Injectable()
export class PartnerFeed {
  private readonly js: JetStreamClient;
  private readonly pseudonyms: ReadonlyMap<string, Pseudonym>;

  constructor(@Inject(KIT) kit: Kit) {
    this.js = jetstream(kit.nc);
    const key = createSecretKey(kit.settings(['HZ_INDEX_KEY']).HZ_INDEX_KEY, 'base64url');
    this.pseudonyms = new Map(
      PARTNERS.map((partner) => [partner, (id: string) => uuidOf(createHmac('sha256', key).update(`partner:${partner}:${id}`).digest())]),
    );
  }

  @Reacts('command-center--partner-feed', READS)
  async hand(events: readonly Envelope[], _tx: ReactionTx): Promise<void> {
    const records = Map.groupBy(events, (event) => event.subject);
    await Promise.all([...records.values()].map((lane) => this.handLane(lane)));
  }

  /** Events of one record one after the other, so that no partner hears them out of order. */
  private async handLane(events: readonly Envelope[]): Promise<void> {
    for (const event of events) {
      const contract = findEvent(event.type);
      if (!contract?.partner) continue;
      await Promise.all([...this.pseudonyms].map(([partner, pseudonym]) => this.publish(event, contract, partner, pseudonym)));
    }
  }

  /** Published before the event counts as applied; the message id keeps a repeat out. */
  private async publish(event: Envelope, contract: EventContract, partner: string, pseudonym: Pseudonym): Promise<void> {
    const minimised = {
      specversion: event.specversion,
      id: pseudonym(event.id),
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
    await this.js.publish(partnerSubject(partner, contract, event.area), JSON.stringify(minimised), {
      msgID: minimised.id,
      timeout: 5_000,
    });
  }
}

/** A UUID (version 8) from the first 16 bytes of a keyed hash. */
function uuidOf(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = own.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
