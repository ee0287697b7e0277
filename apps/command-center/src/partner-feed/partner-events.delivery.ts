import { createHmac, type KeyObject } from 'node:crypto';
import { grantedEvent, partnerSubject, type Envelope } from '@houzhai/contracts';
import type { StreamMessage } from '@houzhai/messaging';
import type { Partner } from '../partner/partner.ts';
import { pseudonymise, type Pseudonym } from './pseudonym.ts';

/** A message for a feed, with the record it is about. */
export interface FeedMessage extends StreamMessage {
  readonly record: string;
}

/** Events as a partner may have them: those it is granted, minimised, with its own pseudonyms for ids, no actor, no trace. */
export function partnerMessages(partner: Partner, events: readonly Envelope[], key: KeyObject): readonly FeedMessage[] {
  const pseudonym: Pseudonym = (id) => uuidOf(createHmac('sha256', key).update(`partner:${partner.name}:${id}`).digest());
  return events.flatMap((event) => {
    const contract = grantedEvent(partner, event.type, event.area);
    if (!contract) return [];
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
    return [{ record: event.subject, id, subject: partnerSubject(partner.place, contract, event.area), body: JSON.stringify(cloudEvent) }];
  });
}

/** A UUID (version 8) from the first 16 bytes of a keyed hash. */
function uuidOf(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own[6] = ((own[6] ?? 0) & 0x0f) | 0x80;
  own[8] = ((own[8] ?? 0) & 0x3f) | 0x80;
  const hex = own.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
