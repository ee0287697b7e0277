import { defineEntity, p } from '@mikro-orm/core';

/** Hashes of the services' audit seals as they arrived here. Insert-only by grant; two of one number are a finding. */
export const AuditAnchorRow = defineEntity({
  name: 'AuditAnchorRow',
  tableName: 'audit_anchor',
  comment: 'Hashes of audit seals as they arrived; insert-only by grant',
  properties: { service: p.text().primary(), no: p.bigint('bigint').primary(), hash: p.text().primary(), at: p.datetime() },
});
