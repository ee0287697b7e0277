import { defineEntity, p } from '@mikro-orm/core';

/** Persons of the register. Names, phones and numbers are sealed; exact search goes by keyed hashes; initials are in clear, declared. */
export const PersonRow = defineEntity({
  name: 'PersonRow',
  tableName: 'person',
  comment: 'Persons; sealed fields, blind indexes; name_py is in clear and declared',
  indexes: [
    { name: 'person_area', properties: ['area', 'id'] },
    { name: 'person_path', properties: ['path'] },
    {
      name: 'person_initials',
      expression: 'create index "person_initials" on "census_screening"."person" ("name_py" text_pattern_ops, "id")',
    },
    { name: 'person_name_index', expression: 'create index "person_name_index" on "census_screening"."person" using gin ("name_index")' },
    { name: 'person_phone_index', properties: ['phoneIndex'] },
    { name: 'person_phone_tail', properties: ['phoneTail'] },
    { name: 'person_merged_into', properties: ['mergedInto'], where: 'merged_into is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('person_no'),
    area: p.text(),
    path: p.text(),
    documentKind: p.text(),
    documentIndex: p.blob().nullable().unique('person_document_index'),
    phoneIndex: p.blob().nullable(),
    /** Of the last four digits, which is what is heard of a number. */
    phoneTail: p.blob().nullable(),
    nameIndex: p.array().columnType('bytea[]'),
    namePy: p.text(),
    birthYear: p.integer().nullable(),
    sex: p.text(),
    /** Name, document number and phone, sealed under the person's key. */
    sealed: p.blob(),
    updatedAt: p.datetime(),
    /** Which key the hashes were made with; another than the present one while the key is being changed. */
    indexKey: p.text().nullable(),
    erasedAt: p.datetime().nullable(),
    /** The entry of the same person that is kept; this one stays as it is meanwhile. */
    mergedInto: p.uuid().nullable(),
  },
});

/** What somebody said of two entries; the one with the lower id first. */
export const PersonLinkRow = defineEntity({
  name: 'PersonLinkRow',
  tableName: 'person_link',
  comment: 'What was said of two entries: one person or two; nothing personal',
  uniques: [{ name: 'person_link_pair', properties: ['personId', 'otherId'] }],
  indexes: [{ name: 'person_link_other', properties: ['otherId'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    personId: p.uuid(),
    otherId: p.uuid(),
    verdict: p.text(),
    decidedAt: p.datetime(),
    decidedBy: p.text(),
  },
});

/** Persons that were erased: what a certificate is made from. Insert-only by grant. */
export const ErasureRow = defineEntity({
  name: 'ErasureRow',
  tableName: 'erasure',
  comment: 'Persons that were erased, by whom and on what ground; insert-only by grant',
  properties: {
    personId: p.uuid().primary(),
    no: p.text(),
    area: p.text(),
    at: p.datetime(),
    actor: p.text(),
    ground: p.text(),
  },
});
