import { defineEntity, p } from '@mikro-orm/core';

/** Authorisations 委托: a resident lets an agent use their card, identity document or cash. */
export const AuthorisationRow = defineEntity({
  name: 'AuthorisationRow',
  tableName: 'authorisation',
  comment: 'Authorisations of residents for agents; evidence sealed',
  indexes: [{ name: 'authorisation_principal', properties: ['principalId', 'agentId'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    area: p.text(),
    path: p.text(),
    principalId: p.uuid(),
    agentId: p.uuid(),
    scopes: p.json(),
    validUntil: p.datetime(),
    sealed: p.blob(),
  },
});
