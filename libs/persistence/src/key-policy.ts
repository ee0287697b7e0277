import type { Pool } from 'pg';
import { z } from 'zod';
import { PolicyReader } from './policies.ts';

const KeyPolicy = z.object({
  /** Rows of one batch while a key is being changed. */
  batch: z.int().min(1).max(5_000),
  /** Pause between two batches, so that everything else goes on. */
  pauseMilliseconds: z.int().min(0).max(60_000),
  /** Seconds until rows are looked for again that another process wrote under an old key. */
  againSeconds: z.number().min(0.05).max(86_400),
});

export const keyPolicies = (pool: Pool, schema: string): PolicyReader<typeof KeyPolicy> =>
  new PolicyReader({ pool, schema, policy: 'keys', shape: KeyPolicy });
