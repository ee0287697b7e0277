import { defineEntity, p } from '@mikro-orm/core';

/** Service modules 模块: what errands can be about, with their forms and terms. */
export const ServiceModuleRow = defineEntity({
  name: 'ServiceModuleRow',
  tableName: 'service_module',
  comment: 'Service modules; adding one is configuration',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    code: p.text().unique('service_module_code'),
    active: p.boolean(),
    formVersion: p.integer(),
    definition: p.json(),
  },
});

/** A module as it stood after each of its events; never changed, as errands keep the form they were made with. */
export const ServiceModuleVersionRow = defineEntity({
  name: 'ServiceModuleVersionRow',
  tableName: 'service_module_version',
  comment: 'Every version of a service module; errands name theirs',
  properties: {
    moduleId: p.uuid().primary(),
    version: p.integer().primary(),
    formVersion: p.integer(),
    definition: p.json(),
    publishedAt: p.datetime(),
    publishedBy: p.uuid().nullable(),
  },
});
