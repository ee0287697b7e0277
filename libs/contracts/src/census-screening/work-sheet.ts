import { z } from 'zod';
import { everybody, followUps, paperCarriers, paperReaders } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, DayText, InstantText, OperatorId, PageLimit, Path, Uuid, Version, words } from '../fields.ts';
import { Half, IsolationId, IsolationNo, IsolationStatus, SlotStatus, slot } from './isolation.values.ts';

export const SheetId = Uuid.describe('Work sheet 工作单, UUIDv7');
export const SheetNo = z
  .string()
  .regex(/^WS-\d{8}-\d{4,}-\d$/)
  .describe('Number of a work sheet: WS-date-sequence-check digit');
/** FOLLOW_UPS: half-days of isolation cases. DOORS: dwellings of a round of screening. */
export const SHEET_KINDS = ['FOLLOW_UPS', 'DOORS'] as const;
export const SheetKind = z.enum(SHEET_KINDS);
export type SheetKind = z.output<typeof SheetKind>;
export const SheetStatus = z.enum(['PRINTED', 'DESTROYED']);
export type SheetStatus = z.output<typeof SheetStatus>;

/** What every form that collects something says: who, why, until when, and where to complain. */
export const CollectionNotice = z.strictObject({
  collector: z.object({ zh: z.string(), en: z.string() }),
  purpose: z.object({ zh: z.string(), en: z.string() }),
  keptUntil: z.object({ zh: z.string(), en: z.string() }),
  complaints: z.object({ zh: z.string(), en: z.string() }),
});
export type CollectionNotice = z.output<typeof CollectionNotice>;

export const SheetReceipt = z.object({
  sheetId: SheetId,
  no: SheetNo,
  status: SheetStatus,
  version: Version,
  area: AreaCode,
  lines: z.int().describe('Half-days or doors on it'),
});
export type SheetReceipt = z.output<typeof SheetReceipt>;

/** The half-day a sheet is for. */
export const sheetHalf = { day: DayText, half: Half };
const exampleNo = 'WS-20200125-0001-5';

export const PrintFollowUpSheet = defineCommand({
  name: 'PrintFollowUpSheet',
  service: 'census-screening',
  entity: 'work-sheet',
  verb: 'print-follow-ups',
  version: 1,
  summary: 'Numbers the half-days that wait to be recorded, as a sheet to take along and key back.',
  access: followUps,
  input: z.strictObject({
    area: AreaCode,
    day: DayText.optional().describe('Absent: today'),
    half: Half,
    mine: z.boolean().default(false).describe('Only where the caller is of the care team'),
  }),
  output: SheetReceipt,
  refusals: ['sheet.nothing-to-do'],
  examples: [{ area: 'a07', day: '2020-01-25', half: 'AM' }],
});

export const DestroySheet = defineCommand({
  name: 'DestroySheet',
  service: 'census-screening',
  entity: 'work-sheet',
  verb: 'destroy',
  version: 1,
  summary: 'The paper was destroyed; it no longer counts among what lies around.',
  access: paperCarriers,
  input: z.strictObject({ no: SheetNo.meta({ positional: true }), witness: words(60).describe('Who stood by; a role or number') }),
  output: SheetReceipt,
  refusals: ['sheet.destroyed'],
  examples: [{ no: exampleNo, witness: '社区值班员' }],
});

export const SheetRow = z.object({
  sheetId: SheetId,
  no: SheetNo,
  kind: SheetKind,
  status: SheetStatus,
  version: Version,
  area: AreaCode,
  ...sheetHalf,
  printedAt: InstantText,
  printedBy: OperatorId,
  lines: z.int(),
  open: z.int().describe('Half-days or doors on it that nobody has recorded'),
});
export type SheetRow = z.output<typeof SheetRow>;

export const SheetsPage = defineQuery({
  name: 'SheetsPage',
  service: 'census-screening',
  view: 'work-sheet',
  question: 'page',
  version: 1,
  summary: 'Work sheets of the caller’s places, the newest first; all of them are to be destroyed when the response ends.',
  access: paperReaders,
  input: z.strictObject({
    area: AreaCode.optional(),
    kind: SheetKind.optional(),
    open: z.boolean().default(false).describe('Only with lines to key back'),
    paper: z.boolean().default(false).describe('Only whose paper has not been destroyed'),
    limit: PageLimit,
  }),
  output: z.object({ rows: z.array(SheetRow), total: z.int(), asOf: InstantText }),
  refusals: [],
  examples: [{ open: true }],
});

export const SheetLine = z.object({
  line: z.int().min(1).describe('Number on the paper'),
  isolationId: IsolationId,
  no: IsolationNo,
  label: z.string().describe('Masked name'),
  path: Path,
  ...slot,
  nth: z.int().describe('Which half-day of the case it is'),
  slots: z.int().describe('Of how many'),
  isolation: IsolationStatus,
  status: SlotStatus,
});
export type SheetLine = z.output<typeof SheetLine>;

export const WorkSheet = defineQuery({
  name: 'WorkSheet',
  service: 'census-screening',
  view: 'work-sheet',
  question: 'detail',
  version: 1,
  summary: 'One work sheet with its lines as they stand now, for printing and for keying back; the look is on record.',
  access: followUps,
  shows: { label: 'MASKED' },
  input: z.strictObject({ no: z.string().trim().min(1).max(30).describe('Number, or its end').meta({ positional: true }) }),
  output: z.object({ row: SheetRow, lines: z.array(SheetLine) }),
  refusals: [],
  examples: [{ no: exampleNo }],
});

export const NoticeInForce = defineQuery({
  name: 'NoticeInForce',
  service: 'census-screening',
  view: 'work-sheet',
  question: 'notice',
  version: 1,
  summary: 'What every form that collects something says today: who, why, until when, and where to complain.',
  access: everybody,
  input: z.strictObject({}),
  output: CollectionNotice,
  refusals: [],
  examples: [{}],
});

const sheetEvent = (name: string, past: string, summary: string) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'work-sheet',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ no: SheetNo, path: Path, ...sheetHalf, lines: z.int() }),
  });
export const WorkSheetPrinted = sheetEvent('WorkSheetPrinted', 'printed', 'A work sheet was printed.');
export const WorkSheetDestroyed = sheetEvent('WorkSheetDestroyed', 'destroyed', 'The paper of a work sheet was destroyed.');
