import { defineEntity, p } from '@mikro-orm/core';
import type { PartnerKey } from '@houzhai/contracts';

/** Outside organisations that read a feed. */
export const PartnerRow = defineEntity({
  name: 'PartnerRow',
  tableName: 'partner',
  comment: 'Outside organisations that read a feed; public halves of keys only',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    name: p.text().unique('partner_name'),
    purpose: p.text(),
    state: p.text(),
    /** None any more once revoked. */
    place: p.text().nullable().unique('partner_place'),
    formerPlace: p.text().nullable(),
    events: p.json<string[]>(),
    areas: p.json<string[]>(),
    keys: p.json<PartnerKey[]>(),
    since: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
});

/** Replays of feeds, with how far they are. */
export const PartnerReplayRow = defineEntity({
  name: 'PartnerReplayRow',
  tableName: 'partner_replay',
  comment: 'Replays of partner feeds and how far they are',
  indexes: [{ name: 'partner_replay_partner', properties: ['partnerId', 'askedAt'] }],
  properties: {
    id: p.uuid().primary(),
    partnerId: p.uuid(),
    /** Events recorded since then; up to `askedAt`. */
    fromAt: p.datetime(),
    askedAt: p.datetime(),
    /** Position in the ledger that was reached. */
    position: p.text(),
    given: p.integer(),
    endedAt: p.datetime().nullable(),
    /** Of a feed whose stream was lost: everything since `fromAt`, and until it ends the stream's events wait. */
    restores: p.boolean().default(false),
  },
});
