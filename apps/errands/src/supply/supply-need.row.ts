import { defineEntity, p } from '@mikro-orm/core';
import { uuidv7, type Change } from '@houzhai/persistence';
import { AT_ONCE } from '@houzhai/service';

/** Isolations as they are announced; written by the reaction alone. */
export const IsolatedRow = defineEntity({
  name: 'IsolatedRow',
  tableName: 'isolated',
  comment: 'Isolations as announced: whose errands are contact-free, and whose supplies are missing',
  indexes: [
    { name: 'isolated_person', properties: ['personId'], where: 'not ended' },
    { name: 'isolated_path', properties: ['path'], where: 'not ended' },
  ],
  properties: {
    id: p.uuid().primary(),
    no: p.text(),
    personId: p.uuid(),
    area: p.text(),
    path: p.text(),
    raised: p.integer(),
    ended: p.boolean(),
  },
});

/** What became of supply needs; the id is that of the isolation. */
export const SupplyNeedRow = defineEntity({
  name: 'SupplyNeedRow',
  tableName: 'supply_need',
  comment: 'Supply needs of isolations and the errands opened for them',
  indexes: [{ name: 'supply_need_errand', properties: ['errandId'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    area: p.text(),
    status: p.text(),
    answered: p.integer(),
    errandId: p.uuid().nullable(),
    errandNo: p.text().nullable(),
  },
});

/** Needs that are to be looked at: a line for each time something happened, deleted once it was looked at. */
export const SupplyWakeRow = defineEntity({
  name: 'SupplyWakeRow',
  tableName: 'supply_wake',
  comment: 'Supply needs to be looked at; a line for each cause',
  indexes: [{ name: 'supply_wake_at', properties: ['wakeAt'] }],
  properties: { id: p.uuid().primary(), version: p.integer(), needId: p.uuid(), wakeAt: p.datetime() },
});

/** The line that has a need looked at. */
export const wakeRow = (needId: string, now: Temporal.Instant): NonNullable<Change['also']>[number] => ({
  table: 'supply_wake',
  columns: { id: uuidv7(now.epochMilliseconds), version: 0, need_id: needId, wake_at: AT_ONCE },
});
