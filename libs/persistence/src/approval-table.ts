import { defineEntity, p } from '@mikro-orm/core';

/** Commands that wait for a second person. */
export const Approval = defineEntity({
  name: 'Approval',
  tableName: 'approval',
  comment: 'Commands that wait for a second person; what they say is sealed and goes once they are decided',
  uniques: [{ name: 'approval_command', properties: ['proposer', 'commandId'] }],
  indexes: [
    { name: 'approval_open', properties: ['expiresAt'], where: "(state = ANY (ARRAY['WAITING'::text, 'APPROVED'::text]))" },
    { name: 'approval_proposed', properties: ['proposedAt'] },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    operation: p.text(),
    proposer: p.uuid(),
    sessionId: p.uuid(),
    /** What the proposer's session could do and where, when it was proposed. */
    roles: p.json(),
    scope: p.json(),
    area: p.text(),
    commandId: p.text(),
    payloadHash: p.blob(),
    traceId: p.text(),
    sealedInput: p.blob().nullable(),
    proposedAt: p.datetime(),
    expiresAt: p.datetime(),
    state: p.text(),
    decidedBy: p.uuid().nullable(),
    decidedAt: p.datetime().nullable(),
    sealedReason: p.blob().nullable(),
    refusal: p.json().nullable(),
  },
});
