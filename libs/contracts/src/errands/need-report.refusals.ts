import { z } from 'zod';
import { OperatorId } from '../fields.ts';

const none = z.strictObject({});
const text = z.string();

/** Refusals of needs that fit nowhere, with the parameters their sentences need. */
export const NEED_REFUSALS = {
  'need-report.not-allowed-now': z.strictObject({ action: text, status: text }),
  'need-report.taken-by-other': z.strictObject({ by: OperatorId }),
  /** `areas`: those of its reports that are not the caller's. */
  'need-report.beyond-your-areas': z.strictObject({ areas: text }),
  'need-report.topic-unknown': z.strictObject({ topic: text }),
  'need-report.same-report': none,
  /** `no`: the report it stands together with already. */
  'need-report.joined-already': z.strictObject({ no: text }),
  'need-report.stands-alone': none,
  /** `lacks`: what the end needs besides. */
  'need-report.end-incomplete': z.strictObject({ lacks: text }),
  'need-report.not-yours': none,
} as const;
