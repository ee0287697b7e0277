import { defineEntity, p } from '@mikro-orm/core';

/** The place register: areas, compounds, grids, houses, rooms and households, each under its parent. */
export const PlaceRow = defineEntity({
  name: 'PlaceRow',
  tableName: 'place',
  comment: 'Place register; public names, no persons',
  indexes: [{ name: 'place_parent', properties: ['parent', 'path'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    path: p.text().unique('place_path'),
    parent: p.text().nullable(),
    level: p.text(),
    area: p.text(),
    zh: p.text(),
    en: p.text(),
    placeholder: p.boolean(),
    rental: p.boolean(),
  },
});
