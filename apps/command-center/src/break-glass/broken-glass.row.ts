import { defineEntity, p } from '@mikro-orm/core';

/** Jurisdictions widened in an emergency. */
export const BrokenGlassRow = defineEntity({
  name: 'BrokenGlassRow',
  tableName: 'broken_glass',
  comment: 'Jurisdictions widened in an emergency, per session; reasons are sealed',
  indexes: [
    { name: 'broken_glass_session', properties: ['sessionId'] },
    { name: 'broken_glass_broken_at', properties: ['brokenAt'] },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    sessionId: p.uuid(),
    /** The one of this session before it, or the session: each is followed by one only, so two at once cannot be. */
    follows: p.uuid().nullable().unique('broken_glass_follows'),
    operatorId: p.uuid(),
    areas: p.json<string[]>(),
    reason: p.blob(),
    brokenAt: p.datetime(),
    until: p.datetime(),
    mendedAt: p.datetime().nullable(),
    acknowledgedBy: p.uuid().nullable(),
    acknowledgedAt: p.datetime().nullable(),
  },
});
