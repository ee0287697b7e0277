import { defineEntity, p } from '@mikro-orm/core';
import { areaOf } from '@houzhai/auth';
import { instantOf, instantText } from '@houzhai/contracts';
import type { Arrival } from './arrival.ts';
import { wakeAt } from './custody.ts';

/** Arrivals, one row per head. Where somebody came from, how warm they were and their number plate are sealed. */
export const ArrivalRow = defineEntity({
  name: 'ArrivalRow',
  tableName: 'arrival',
  comment: 'Arrivals 来(返)义人员登记, one per head; origin, temperature and plate sealed under the key of the person',
  indexes: [
    { name: 'arrival_at', properties: ['arrivedAt', 'id'] },
    { name: 'arrival_checkpoint', properties: ['checkpointId', 'arrivedAt', 'id'] },
    { name: 'arrival_area', properties: ['area', 'arrivedAt', 'id'] },
    {
      name: 'arrival_open',
      properties: ['custody', 'checkpointId'],
      where: `custody = any (array['WAITING'::text, 'IN_BATCH'::text, 'REFUSED'::text, 'MISSING'::text])`,
    },
    { name: 'arrival_person', properties: ['personId', 'arrivedAt'] },
    {
      name: 'arrival_person_open',
      expression: `create unique index "arrival_person_open" on "census_screening"."arrival" ("person_id") where "custody" = any (array['WAITING'::text, 'IN_BATCH'::text])`,
    },
    { name: 'arrival_party', properties: ['partyId'] },
    { name: 'arrival_batch', properties: ['batchId'], where: 'batch_id is not null' },
    { name: 'arrival_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('arrival_no'),
    partyId: p.uuid(),
    personId: p.uuid(),
    checkpointId: p.uuid(),
    checkpointArea: p.text(),
    checkpointPath: p.text(),
    area: p.text(),
    path: p.text(),
    arrivedAt: p.datetime(),
    disposition: p.text(),
    custody: p.text(),
    batchId: p.uuid().nullable(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredArrival>(),
    sealed: p.blob(),
  },
});

/** Every temperature taken anywhere, as it was taken. Insert-only by grant. */
export const ReadingRow = defineEntity({
  name: 'ReadingRow',
  tableName: 'reading',
  comment:
    'Temperatures 测温, each with place, instrument and who took it; the value sealed under the key of the person; insert-only by grant',
  indexes: [{ name: 'reading_person', properties: ['personId', 'at'] }],
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid(),
    place: p.text(),
    recordId: p.uuid(),
    area: p.text(),
    instrument: p.text(),
    /** How it reached us; null where we took it. */
    method: p.text().nullable(),
    at: p.datetime(),
    takenBy: p.text(),
    sealed: p.blob(),
  },
});

export type StoredArrival = Omit<Arrival, 'arrivedAt' | 'escalateAt'> & { readonly arrivedAt: string; readonly escalateAt?: string };

/** Column values of a state. */
export const arrivalColumns = (arrival: Arrival): Record<string, unknown> => {
  const { arrivedAt, escalateAt, ...rest } = arrival;
  const wake = wakeAt(arrival);
  const facts: StoredArrival = {
    ...rest,
    arrivedAt: instantText(arrivedAt),
    ...(escalateAt ? { escalateAt: instantText(escalateAt) } : {}),
  };
  return {
    no: arrival.no,
    party_id: arrival.partyId,
    person_id: arrival.personId,
    checkpoint_id: arrival.checkpointId,
    checkpoint_area: areaOf(arrival.checkpointPath),
    checkpoint_path: arrival.checkpointPath,
    area: arrival.area,
    path: arrival.destination,
    arrived_at: instantText(arrivedAt),
    disposition: arrival.disposition,
    custody: arrival.custody,
    batch_id: arrival.batchId ?? null,
    wake_at: wake ? instantText(wake) : null,
    facts,
  };
};

/** State of a loaded row. */
export const toArrival = ({ facts }: { readonly facts: StoredArrival }): Arrival => {
  const { arrivedAt, escalateAt, ...rest } = facts;
  return { ...rest, arrivedAt: instantOf(arrivedAt), ...(escalateAt === undefined ? {} : { escalateAt: instantOf(escalateAt) }) };
};
