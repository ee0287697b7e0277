import { defineEntity, p } from '@mikro-orm/core';
import { areaOf } from '@houzhai/auth';
import { instantOf, instantText } from '@houzhai/contracts';
import { wakeAt, type Fever } from './fever.ts';

/** Fevers, one open per person. How warm, which symptoms, in which car and with what result is sealed. */
export const FeverRow = defineEntity({
  name: 'FeverRow',
  tableName: 'fever',
  comment: 'Fevers 发热 from suspicion to result; nothing measured, told or found in clear',
  indexes: [
    { name: 'fever_area', properties: ['area', 'since', 'id'] },
    { name: 'fever_person', properties: ['personId'] },
    {
      name: 'fever_person_open',
      expression: `create unique index "fever_person_open" on "census_screening"."fever" ("person_id") where "is_open"`,
    },
    { name: 'fever_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('fever_no'),
    personId: p.uuid(),
    area: p.text(),
    path: p.text(),
    atArea: p.text().nullable(),
    atPath: p.text().nullable(),
    status: p.text(),
    isOpen: p.boolean(),
    since: p.datetime(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredFever>(),
  },
});

/** What was told, measured beside the readings, or found with one change of a fever, sealed. */
export const FeverWordsRow = defineEntity({
  name: 'FeverWordsRow',
  tableName: 'fever_words',
  comment: 'Symptoms, plate, result and words that belong to one change of a fever, sealed; insert-only by grant',
  properties: { feverId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

export type StoredFever = Omit<Fever, 'since' | 'steppedAt' | 'dueAt'> & {
  readonly since: string;
  readonly steppedAt: string;
  readonly dueAt?: string;
};

/** Column values of a state. */
export function feverColumns(fever: Fever): Record<string, unknown> {
  const { since, steppedAt, dueAt, ...rest } = fever;
  const wake = wakeAt(fever);
  const facts: StoredFever = {
    ...rest,
    since: instantText(since),
    steppedAt: instantText(steppedAt),
    ...(dueAt ? { dueAt: instantText(dueAt) } : {}),
  };
  return {
    no: fever.no,
    person_id: fever.personId,
    area: fever.area,
    path: fever.path,
    at_area: fever.atPath === undefined ? null : areaOf(fever.atPath),
    at_path: fever.atPath ?? null,
    status: fever.status,
    is_open: fever.status !== 'RESOLVED',
    since: instantText(since),
    wake_at: wake ? instantText(wake) : null,
    facts,
  };
}

/** State of a loaded row. */
export function toFever({ facts }: { readonly facts: StoredFever }): Fever {
  const { since, steppedAt, dueAt, ...rest } = facts;
  return {
    ...rest,
    since: instantOf(since),
    steppedAt: instantOf(steppedAt),
    ...(dueAt === undefined ? {} : { dueAt: instantOf(dueAt) }),
  };
}
