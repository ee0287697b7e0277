import { defineEntity, p } from '@mikro-orm/core';

/** Which seal an audit row is in, and the hash it had then. Insert-only by grant. */
export const AuditLeaf = defineEntity({
  name: 'AuditLeaf',
  tableName: 'audit_leaf',
  comment: 'Audit rows as they were sealed; insert-only by grant',
  uniques: [{ name: 'audit_leaf_position', properties: ['sealNo', 'position'] }],
  properties: {
    seq: p.bigint('bigint').primary().autoincrement(false),
    sealNo: p.bigint('bigint'),
    position: p.integer(),
    hash: p.blob(),
  },
});

/** The chain: Merkle roots over audit rows, each naming the one before. Insert-only by grant. */
export const AuditSeal = defineEntity({
  name: 'AuditSeal',
  tableName: 'audit_seal',
  comment: 'Chained Merkle roots over audit rows; insert-only by grant',
  properties: {
    no: p.bigint('bigint').primary().autoincrement(false),
    format: p.integer(),
    at: p.datetime(),
    count: p.integer(),
    root: p.blob(),
    previous: p.blob(),
    covered: p.bigint('bigint'),
    hash: p.blob(),
  },
});
