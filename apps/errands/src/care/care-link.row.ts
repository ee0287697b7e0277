import { defineEntity, p } from '@mikro-orm/core';
import { instantText, type CareGapCause, type CareNeed } from '@houzhai/contracts';
import { dueOn, nextBy, tierOf, today, wakeAt, type CareLink } from './care-link.ts';
import type { CarePolicyValues } from './care-policy.ts';

/** Households that are looked after: what lists filter by as columns, the rest as one document. */
export const CareLinkTable = defineEntity({
  name: 'CareLinkTable',
  tableName: 'care_link',
  comment: 'Households looked after 分户到人; why they are is sealed',
  indexes: [
    { name: 'care_link_area', properties: ['area', 'id'] },
    { name: 'care_link_agent', properties: ['agentId'] },
    { name: 'care_link_party_member', properties: ['partyMemberId'] },
    { name: 'care_link_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('care_link_no'),
    status: p.text(),
    area: p.text(),
    path: p.text(),
    tier: p.text(),
    agentId: p.uuid(),
    partyMemberId: p.uuid(),
    agentFor: p.uuid().nullable(),
    partyMemberFor: p.uuid().nullable(),
    lastReached: p.text().nullable(),
    /** Next day somebody is to ask. */
    dueOn: p.text().nullable(),
    /** Latest day somebody tried on, and whose turn it was after that. */
    triedOn: p.text().nullable(),
    turn: p.text().nullable(),
    doorDueSince: p.text().nullable(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<CareLink>(),
    /** Whose key seals why the household is looked after. */
    sealedFor: p.uuid(),
    sealed: p.blob(),
  },
});

/** Who lives in a household that is looked after; nobody in two of them. */
export const CareMemberTable = defineEntity({
  name: 'CareMemberTable',
  tableName: 'care_member',
  comment: 'Who lives in a household that is looked after; ids only',
  indexes: [{ name: 'care_member_link', properties: ['linkId'] }],
  properties: { personId: p.uuid().primary(), linkId: p.uuid() },
});

/** Contacts, one each time somebody asked; what was said is sealed. */
export const CareContactTable = defineEntity({
  name: 'CareContactTable',
  tableName: 'care_contact',
  comment: 'Contacts 日联系 of households; what they need and said is sealed',
  indexes: [
    { name: 'care_contact_day', properties: ['day', 'linkId'] },
    { name: 'care_contact_link', properties: ['linkId', 'at'] },
  ],
  properties: {
    id: p.uuid().primary(),
    linkId: p.uuid(),
    day: p.text(),
    at: p.datetime(),
    by: p.uuid(),
    as: p.text(),
    method: p.text(),
    outcome: p.text(),
    sealedFor: p.uuid(),
    sealed: p.blob(),
  },
});

/** Words written with one event of a household, sealed. */
export const CareWordsTable = defineEntity({
  name: 'CareWordsTable',
  tableName: 'care_words',
  comment: 'Reasons that belong to one event of a household, sealed',
  properties: { linkId: p.uuid().primary(), version: p.integer().primary(), sealedFor: p.uuid(), sealed: p.blob() },
});

/** What is sealed with an event, and with a contact. */
export interface CareWords {
  readonly reason?: string | undefined;
  readonly cause?: CareGapCause | undefined;
}
export interface ContactWords {
  readonly needs: readonly CareNeed[];
  readonly words?: string | undefined;
  readonly collectedBy?: string | undefined;
}

/** After the attempts of the latest day: one of the two is to try, both have, somebody answered, or nobody of the two has tried. */
const turnOf = ({ latest }: CareLink): string | null => {
  const tries = latest?.tries ?? [];
  if (tries.some(({ outcome }) => outcome !== 'NOT_REACHED')) return 'NOBODY';
  return nextBy(tries) ?? (tries.some(({ as }) => as !== 'OTHER') ? 'BOTH' : null);
};

/** Column values of a state, without what is sealed. */
export const careColumns = (link: CareLink, policy: CarePolicyValues, now: Temporal.Instant): Record<string, unknown> => {
  const wake = wakeAt(link, policy, now);
  return {
    no: link.no,
    status: link.status,
    area: link.area,
    path: link.path,
    tier: tierOf(link),
    agent_id: link.agent.id,
    party_member_id: link.partyMember.id,
    agent_for: link.agent.standsInFor ?? null,
    party_member_for: link.partyMember.standsInFor ?? null,
    last_reached: link.lastReached ?? null,
    due_on: dueOn(link, policy, today(now)) ?? null,
    tried_on: link.latest?.day ?? null,
    turn: turnOf(link),
    door_due_since: link.doorDueSince ?? null,
    wake_at: wake ? instantText(wake) : null,
    facts: link,
  };
};
