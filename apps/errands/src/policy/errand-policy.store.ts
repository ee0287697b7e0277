import { PolicyReader } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { ErrandPolicyValues } from './errand-policy.ts';

export type ErrandPolicies = PolicyReader<typeof ErrandPolicyValues>;

/** The errand policy in force. */
export const errandPolicies = (pool: Pool): ErrandPolicies =>
  new PolicyReader({ pool, schema: 'errands', policy: 'errand', shape: ErrandPolicyValues });
