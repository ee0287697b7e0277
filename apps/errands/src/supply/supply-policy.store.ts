import { PolicyReader } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { SupplyPolicyValues } from './supply-policy.ts';

export type SupplyPolicies = PolicyReader<typeof SupplyPolicyValues>;

/** The supply policy in force. */
export const supplyPolicies = (pool: Pool): SupplyPolicies =>
  new PolicyReader({ pool, schema: 'errands', policy: 'supply', shape: SupplyPolicyValues });
