import { z } from 'zod';
import type { Pool } from 'pg';
import { PolicyReader } from './policies.ts';

const AuditPolicy = z.object({
  /** Seconds between two seals while rows come; also how long the newest rows may stand alone. */
  sealSeconds: z.number().min(0.05).max(3_600),
  /** Most rows of one seal. */
  sealRows: z.int().min(1).max(20_000),
  /** Seconds after which a row that is in no seal is reported. */
  overdueSeconds: z.number().min(1).max(86_400),
  /** Seconds within which the same look of the same operator at the same version is recorded once. */
  sameLookSeconds: z.number().min(0).max(3_600),
});

/** How often audit rows are sealed and what counts as one look. */
export type AuditPolicies = PolicyReader<typeof AuditPolicy>;

export const auditPolicies = (pool: Pool, schema: string): AuditPolicies =>
  new PolicyReader({ pool, schema, policy: 'audit', shape: AuditPolicy });
