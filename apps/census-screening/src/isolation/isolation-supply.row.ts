import { defineEntity, p } from '@mikro-orm/core';

/** Errands that were opened for supplies, by isolation, as the errands service tells it; `version` is that of its last event. */
export const IsolationSupplyRow = defineEntity({
  name: 'IsolationSupplyRow',
  tableName: 'isolation_supply',
  comment: 'Errands opened for the supplies of isolations, as told',
  indexes: [{ name: 'isolation_supply_wake', properties: ['wakeAt'], where: 'wake_at is not null' }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    errandId: p.uuid(),
    errandNo: p.text(),
    status: p.text(),
    wakeAt: p.datetime().nullable(),
  },
});
