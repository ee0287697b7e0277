import { z } from 'zod';
import { Fen } from '../fields.ts';

/** Refusals about the money of an errand, with the parameters their sentences need. */
export const MONEY_REFUSALS = {
  'money.not-allowed-now': z.strictObject({ action: z.string(), status: z.string() }),
  /** `inHand`: what is left of the advance. */
  'money.not-in-hand': z.strictObject({ inHand: Fen }),
  'money.line-unknown': z.strictObject({ line: z.int() }),
  'money.line-unfit': z.strictObject({ line: z.int() }),
  'money.nothing-changed': z.strictObject({}),
  'money.corrector-is-agent': z.strictObject({}),
} as const;
