import type { AuditFinding } from '@houzhai/contracts';
import { z } from 'zod';

/** Where a verification is: in the chain, in the rows that no seal has, or in the copies of the stream. */
export const VerificationPosition = z.union([
  z.strictObject({ part: z.literal('chain'), no: z.int(), hash: z.string(), rows: z.int() }),
  z.strictObject({ part: z.literal('rows'), after: z.string(), seals: z.int(), rows: z.int() }),
  z.strictObject({ part: z.literal('stream'), after: z.int(), seals: z.int(), rows: z.int() }),
]);
export type VerificationPosition = z.output<typeof VerificationPosition>;

/** What the server answers who asks for one message of a stream. */
export const StreamAnswer = z.object({
  message: z.object({ seq: z.int(), data: z.string() }).optional(),
  error: z.object({ err_code: z.int() }).optional(),
});

/** What the record says of a verification that ended. */
export const VerificationResult = z.object({
  seals: z.int(),
  rows: z.int(),
  finding: z.custom<AuditFinding>((value) => typeof value === 'object').optional(),
});
