import { defineEntity, p } from '@mikro-orm/core';

/** Teams as the command centre tells of them. */
export const TeamRow = defineEntity({
  name: 'TeamRow',
  tableName: 'screening_team',
  comment: 'Projection: teams 突击队 with their people, as the command centre tells of them',
  indexes: [
    {
      name: 'screening_team_people',
      expression: `create index "screening_team_people" on "census_screening"."screening_team" using gin ("people")`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.integer(),
    status: p.text(),
    homeArea: p.text(),
    at: p.text(),
    leaderId: p.uuid(),
    people: p.array().columnType('uuid[]'),
    strength: p.integer(),
  },
});
