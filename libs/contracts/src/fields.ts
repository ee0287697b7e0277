import { z } from 'zod';

/** Root of every jurisdiction path. */
export const SUBDISTRICT = 'houzhai';

export const Uuid = z.uuid().describe('UUIDv7');
export const ErrandId = Uuid.describe('Errand, UUIDv7');
export const PersonId = Uuid.describe('Person of the register, UUIDv7');
export const OperatorId = Uuid.describe('Operator who signs in, UUIDv7');

export const AreaCode = z
  .string()
  .regex(/^a\d{2}$/)
  .describe('One of the 32 villages and communities, a01 … a32; a00 is the whole subdistrict');

export const Path = z
  .string()
  .max(120)
  .regex(/^[a-z0-9-]+(\/[a-z0-9-]+){0,4}$/)
  .describe('Jurisdiction path subdistrict/area/compound/grid/dwelling');

export const Version = z.int().min(1).max(2_000_000_000).describe('Number of the last event of the record; 1 after its first');
export const ExpectedVersion = Version.optional().describe('Version the caller saw; a newer one answers record.conflict');
/** Years anything here can belong to; outside them neither clocks nor databases agree on how an instant is written. */
const inOurTimes = (text: string): boolean => /^(?:19|20|21)/.test(text);
export const InstantText = z.iso
  .datetime({ offset: true })
  .refine(inOurTimes, { message: 'year' })
  .describe('Instant, ISO 8601 with offset');
export const DayText = z.iso.date().refine(inOurTimes, { message: 'year' }).describe('Calendar day in Asia/Shanghai, ISO 8601');
export const Fen = z.int().min(0).max(100_000_000).describe('Money in fen (1/100 yuan)');

/** Text a person typed: trimmed, no control or bidirectional-override characters, valid Unicode. */
export const words = (max: number, min = 1): z.ZodType<string, string> =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine((text) => text.isWellFormed() && !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text.replaceAll('\n', '')), {
      message: 'text',
    });

export const Reason = words(500, 5).describe('Why, in words; at least five characters');

export const CHANNELS = ['DINGTALK', 'WECHAT', 'PHONE', 'DOOR', 'COUNTER', 'PAPER', 'CONSOLE', 'IMPORT', 'PARTNER'] as const;
export const Channel = z.enum(CHANNELS).describe('How it reached us');
export type Channel = z.output<typeof Channel>;

/** Fields any command about something that happened elsewhere may carry. */
export const happened = {
  occurredAt: InstantText.optional().describe('When it happened, if earlier than the entry'),
  collectedBy: words(60).optional().describe('Who saw it, where somebody else types; a role or sheet number, kept encrypted'),
};

export const PageLimit = z.int().min(1).max(500).default(50).describe('Rows per page');
export const Cursor = z.string().max(300).optional().describe('Continue after the last row of the previous page');

/** A page of rows with what a reader needs to know about completeness. */
export const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({
    rows: z.array(row),
    total: z.int().describe('Rows that match, all pages'),
    nextCursor: z.string().optional().describe('Absent on the last page'),
    asOf: InstantText.describe('When the service read them'),
  });
