import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import { isOut, wakeAt, type Card } from './card.ts';

/** Insurance cards, one envelope a person. */
export const InsuranceCardRow = defineEntity({
  name: 'InsuranceCardRow',
  tableName: 'insurance_card',
  comment: 'Insurance cards 医保卡 and who holds them; whose they are by id only',
  indexes: [
    { name: 'insurance_card_area', properties: ['area', 'since', 'id'] },
    { name: 'insurance_card_holder', properties: ['holderId'], where: 'is_out' },
    { name: 'insurance_card_out', properties: ['since', 'id'], where: 'is_out' },
    { name: 'insurance_card_run', properties: ['runId'], where: 'run_id is not null' },
    { name: 'insurance_card_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('insurance_card_no'),
    personId: p.uuid().unique('insurance_card_person'),
    area: p.text(),
    path: p.text(),
    status: p.text(),
    isOut: p.boolean(),
    late: p.boolean(),
    holderId: p.uuid().nullable(),
    ownerId: p.uuid().nullable(),
    runId: p.uuid().nullable(),
    since: p.datetime(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredCard>(),
  },
});

/** Slips, seals and reasons that belong to one event of a card, sealed under its owner's key. */
export const InsuranceCardWordsRow = defineEntity({
  name: 'InsuranceCardWordsRow',
  tableName: 'insurance_card_words',
  comment: 'Numbers of slips and seals, reasons: sealed',
  properties: { cardId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

export type StoredCard = Omit<Card, 'since' | 'at' | 'dueBy'> & { readonly since: string; readonly at: string; readonly dueBy?: string };

/** Column values of a state. */
export function cardColumns(card: Card): Record<string, unknown> {
  const wake = wakeAt(card);
  const { since, at, dueBy, ...rest } = card;
  return {
    no: card.no,
    person_id: card.personId,
    area: card.area,
    path: card.path,
    status: card.status,
    is_out: isOut(card),
    late: card.late,
    holder_id: card.holderId ?? null,
    owner_id: card.ownerId ?? null,
    run_id: card.runId ?? null,
    since: instantText(since),
    wake_at: wake ? instantText(wake) : null,
    facts: { ...rest, since: instantText(since), at: instantText(at), ...(dueBy ? { dueBy: instantText(dueBy) } : {}) },
  };
}

/** State of a loaded row. */
export function toCard({ facts }: { readonly facts: StoredCard }): Card {
  const { since, at, dueBy, ...rest } = facts;
  return { ...rest, since: instantOf(since), at: instantOf(at), ...(dueBy === undefined ? {} : { dueBy: instantOf(dueBy) }) };
}
