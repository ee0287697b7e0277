import { ErrandItem, ErrandKind, ModuleCode } from '@houzhai/contracts';
import { z } from 'zod';

/** What is asked for when an isolation begins without supplies; a versioned row, never a constant. */
export const SupplyPolicyValues = z.strictObject({
  moduleCode: ModuleCode,
  kind: ErrandKind,
  items: z.array(ErrandItem).min(1),
  answers: z.record(z.string(), z.string()),
  /** When an errand that could not be opened is tried again. */
  retrySeconds: z.int().positive(),
});
export type SupplyPolicy = z.output<typeof SupplyPolicyValues>;
