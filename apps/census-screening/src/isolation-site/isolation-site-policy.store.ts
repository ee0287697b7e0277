import { PolicyReader } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { IsolationSitePolicyValues } from './isolation-site-policy.ts';

export type SitePolicies = PolicyReader<typeof IsolationSitePolicyValues>;

/** The policy of isolation sites in force. */
export const sitePolicies = (pool: Pool): SitePolicies =>
  new PolicyReader({ pool, schema: 'census_screening', policy: 'isolation-site', shape: IsolationSitePolicyValues });
