import { defineEntity, p } from '@mikro-orm/core';

/** What two sources say differently about a unit: proposals, each once, until somebody says what was true. */
export const DiscrepancyRow = defineEntity({
  name: 'DiscrepancyRow',
  tableName: 'screening_discrepancy',
  comment: 'Discrepancies between door, register and checkpoint; proposals, nothing follows by itself',
  indexes: [
    { name: 'screening_discrepancy_unit', properties: ['unitId'] },
    { name: 'screening_discrepancy_list', properties: ['campaignId', 'status', 'raisedAt', 'id'] },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    campaignId: p.uuid(),
    unitId: p.uuid(),
    area: p.text(),
    source: p.text(),
    kind: p.text(),
    personId: p.uuid().nullable(),
    people: p.integer(),
    status: p.text(),
    truth: p.text().nullable(),
    raisedAt: p.datetime(),
  },
});
