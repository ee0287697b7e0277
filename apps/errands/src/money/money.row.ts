import { defineEntity, p } from '@mikro-orm/core';

/** One line of the ledger of an errand: written with the errand, never changed. */
export const MoneyEntryRow = defineEntity({
  name: 'MoneyEntryRow',
  tableName: 'money_entry',
  comment: 'Cash for errands, line by line; a correction is another line',
  indexes: [{ name: 'money_entry_agent', properties: ['agentId', 'at'] }],
  properties: {
    errandId: p.uuid().primary(),
    no: p.integer().primary(),
    errandNo: p.text(),
    area: p.text(),
    path: p.text(),
    agentId: p.uuid(),
    kind: p.text(),
    side: p.text(),
    amountFen: p.integer(),
    corrects: p.integer().nullable(),
    at: p.datetime(),
    recordedAt: p.datetime(),
    recordedBy: p.text(),
  },
});
