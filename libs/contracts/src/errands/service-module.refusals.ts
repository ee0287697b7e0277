import { z } from 'zod';
import { InstantText, OperatorId } from '../fields.ts';

const none = z.strictObject({});
const text = z.string();
const count = z.int();

/** Refusals of service modules and of answers to their forms, with the parameters their sentences need. */
export const MODULE_REFUSALS = {
  'service-module.inactive': z.strictObject({ code: text }),
  'service-module.unknown': z.strictObject({ code: text }),
  'service-module.exists': z.strictObject({ code: text }),
  'service-module.answer-missing': z.strictObject({ field: text }),
  'service-module.answer-unfit': z.strictObject({ field: text }),
  'service-module.form-unknown': z.strictObject({ code: text, form: count, current: count }),
  /** `code`: the module that has the name. */
  'service-module.name-taken': z.strictObject({ code: text }),
  'service-module.key-twice': z.strictObject({ field: text }),
  'service-module.choices-missing': z.strictObject({ field: text }),
  'service-module.choices-twice': z.strictObject({ field: text, choice: text }),
  'service-module.choices-unfit': z.strictObject({ field: text }),
  /** `kind`: kind of errand; `sla-other` where the module does not serve it. */
  'service-module.sla-too-short': z.strictObject({ kind: text }),
  'service-module.sla-other': z.strictObject({ kind: text }),
  /** `form`: the last form that asked it so. */
  'service-module.field-type-changed': z.strictObject({ field: text, type: text, form: count }),
  'service-module.nothing-changed': none,
  'service-module.is-so-already': none,
  /** `changed`: parts that differ, each `part` or `part=key`, apart by spaces. */
  'service-module.overtaken': z.strictObject({ by: OperatorId.optional(), at: InstantText, form: count, changed: text }),
  'service-module.serves-supplies': none,
  'service-module.supplies-answer': z.strictObject({ field: text }),
} as const;
