import { defineEntity, p } from '@mikro-orm/core';

/** The wall chart's copy of an errand: what its figures count. */
export const BoardErrandRow = defineEntity({
  name: 'BoardErrandRow',
  tableName: 'board_errand',
  comment: 'Projection board: errands as the wall chart counts them',
  indexes: [
    { name: 'board_errand_open', properties: ['area'], where: 'is_open' },
    { name: 'board_errand_done', properties: ['doneAt'], where: 'done_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    area: p.text(),
    status: p.text(),
    isOpen: p.boolean(),
    overdue: p.boolean(),
    doneAt: p.datetime().nullable(),
    version: p.integer(),
  },
});

/** The wall chart's copy of a person: only that somebody is known, and where. */
export const BoardPersonRow = defineEntity({
  name: 'BoardPersonRow',
  tableName: 'board_person',
  comment: 'Projection board: residents known, per area',
  indexes: [{ name: 'board_person_area', properties: ['area'] }],
  properties: { id: p.uuid().primary(), area: p.text(), version: p.integer() },
});

/** The wall chart's copy of an arrival: that somebody came, when, and where to. */
export const BoardArrivalRow = defineEntity({
  name: 'BoardArrivalRow',
  tableName: 'board_arrival',
  comment: 'Projection board: arrivals, per area they are bound for',
  indexes: [{ name: 'board_arrival_at', properties: ['arrivedAt', 'area'] }],
  properties: { id: p.uuid().primary(), area: p.text(), arrivedAt: p.datetime(), version: p.integer() },
});

/** The wall chart's copy of an isolation case: whether it is open, and what of it nobody has explained. */
export const BoardIsolationRow = defineEntity({
  name: 'BoardIsolationRow',
  tableName: 'board_isolation',
  comment: 'Projection board: open isolation cases and missed half-days, per area',
  indexes: [{ name: 'board_isolation_open', properties: ['area'], where: 'is_open' }],
  properties: { id: p.uuid().primary(), area: p.text(), isOpen: p.boolean(), unexplained: p.integer(), version: p.integer() },
});

/** The wall chart's copy of a team: where it is and how many of it can go. */
export const BoardTaskForceRow = defineEntity({
  name: 'BoardTaskForceRow',
  tableName: 'board_task_force',
  comment: 'Projection board: strength of teams, per area they work in',
  properties: { id: p.uuid().primary(), area: p.text(), strength: p.integer(), version: p.integer() },
});

/** The wall chart's copy of a round of screening: whether visits are recorded in it. */
export const BoardRoundRow = defineEntity({
  name: 'BoardRoundRow',
  tableName: 'board_round',
  comment: 'Projection board: rounds of screening',
  properties: { id: p.uuid().primary(), runs: p.boolean(), version: p.integer() },
});

/** How many dwellings a round was frozen to, and how many were added to it when, per area. */
export const BoardDwellingsRow = defineEntity({
  name: 'BoardDwellingsRow',
  tableName: 'board_dwellings',
  comment: 'Projection board: dwellings of rounds, per area and event of the round',
  indexes: [{ name: 'board_dwellings_round', properties: ['campaignId', 'area'] }],
  properties: {
    id: p.uuid().primary(),
    campaignId: p.uuid(),
    area: p.text(),
    units: p.integer(),
    addendum: p.boolean(),
    version: p.integer(),
  },
});

/** The wall chart's copy of a door that somebody was at: whether it is accounted for. */
export const BoardDoorRow = defineEntity({
  name: 'BoardDoorRow',
  tableName: 'board_door',
  comment: 'Projection board: doors of rounds, per area',
  indexes: [{ name: 'board_door_accounted', properties: ['campaignId', 'area', 'addendum'], where: 'accounted' }],
  properties: {
    id: p.uuid().primary(),
    campaignId: p.uuid(),
    area: p.text(),
    addendum: p.boolean(),
    accounted: p.boolean(),
    version: p.integer(),
  },
});

/** The wall chart's copy of a household that is looked after: the days it counts on, and the last day somebody reached it. */
export const BoardCareRow = defineEntity({
  name: 'BoardCareRow',
  tableName: 'board_care',
  comment: 'Projection board: households that are asked after daily, per area',
  indexes: [{ name: 'board_care_daily', properties: ['area'], where: 'daily_from is not null' }],
  properties: {
    id: p.uuid().primary(),
    area: p.text(),
    dailyFrom: p.text().nullable(),
    dailyUntil: p.text().nullable(),
    reachedOn: p.text().nullable(),
    version: p.integer(),
  },
});

/** The wall chart's copy of an insurance card: whether somebody carries it. */
export const BoardCardRow = defineEntity({
  name: 'BoardCardRow',
  tableName: 'board_card',
  comment: 'Projection board: insurance cards that are out of their household, per area',
  indexes: [{ name: 'board_card_out', properties: ['area'], where: 'is_out' }],
  properties: { id: p.uuid().primary(), area: p.text(), isOut: p.boolean(), version: p.integer() },
});

/** The 32 areas with their public names. */
export const BoardAreaRow = defineEntity({
  name: 'BoardAreaRow',
  tableName: 'board_area',
  comment: 'Projection board: areas',
  properties: {
    id: p.uuid().primary(),
    area: p.text().unique('board_area_area'),
    zh: p.text(),
    en: p.text(),
    placeholder: p.boolean(),
    version: p.integer(),
  },
});
