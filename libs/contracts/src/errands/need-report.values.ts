import { z } from 'zod';
import { AreaCode, DayText, Uuid, Version, words } from '../fields.ts';
import { ModuleCode } from './errand.values.ts';

export const NeedReportId = Uuid.describe('Report of a need that fits nowhere, UUIDv7');
export const NeedReportNo = z
  .string()
  .regex(/^NR-\d{8}-\d{4,}-\d$/)
  .describe('Number of the report: NR-date-sequence-check digit');

/** Where a need stands. JOINED: it was put together with another report, which stands for both. */
export const NEED_STATUSES = ['OPEN', 'RAISED', 'TAKEN', 'ANSWERED', 'SETTLED', 'JOINED'] as const;
export const NeedStatus = z.enum(NEED_STATUSES);
export type NeedStatus = z.output<typeof NeedStatus>;

/** What can be done about a need; commands are named after them. */
export const NEED_ACTIONS = ['take', 'give-back', 'answer', 'settle', 'put-together', 'take-apart', 'rate'] as const;
export const NeedAction = z.enum(NEED_ACTIONS);
export type NeedAction = z.output<typeof NeedAction>;

/** What comes of a need in the end. */
export const NEED_ENDS = ['MODULE', 'AGREEMENT', 'DECLINED'] as const;
export const NeedEnd = z.enum(NEED_ENDS).describe('A service module of its own, an agreement with somebody outside, or declined');
export type NeedEnd = z.output<typeof NeedEnd>;

export const NeedTopic = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,39}$/)
  .describe('What it is about, one of the policy’s topics');

/** With whom something was agreed, from when on. */
export const Agreement = z.strictObject({
  name: words(80).describe('With whom, such as a hospital'),
  from: DayText.describe('From which day on'),
  note: words(300).optional(),
});
export type Agreement = z.output<typeof Agreement>;

export const NeedReceipt = z.object({
  reportId: NeedReportId,
  no: NeedReportNo,
  status: NeedStatus.describe('Of the need it stands for or with'),
  version: Version,
  area: AreaCode,
  reports: z.int().describe('How many reports stand together'),
  areas: z.int().describe('Of how many areas'),
  allowedActions: z.array(NeedAction),
});
export type NeedReceipt = z.output<typeof NeedReceipt>;

/** How a need ended, as everybody who reported it sees it. */
export const Settled = z.object({
  end: NeedEnd,
  moduleCode: ModuleCode.optional(),
  agreement: Agreement.optional(),
  reason: z.string().optional(),
});
