import { z } from 'zod';
import { OperatorId } from '../fields.ts';

const none = z.strictObject({});
const text = z.string();

/** Refusals of calls at the phone desk, with the parameters their sentences need. */
export const CALL_REFUSALS = {
  'call.not-allowed-now': z.strictObject({ action: text, status: text }),
  'call.taken-by-other': z.strictObject({ by: OperatorId }),
  'call.no-call-back': none,
  'call.errand-over': z.strictObject({ no: text, status: text }),
  'call.nobody-to-call': none,
  'call.area-missing': none,
  'call.due-in-past': none,
} as const;
