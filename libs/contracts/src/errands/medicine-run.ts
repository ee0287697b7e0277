import { z } from 'zod';
import { field, medicineReaders } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { AreaCode, Cursor, DayText, ErrandId, InstantText, OperatorId, PageLimit, PersonId, Version, pageOf } from '../fields.ts';
import { DemandState, LineId, PlaceCode, QtyDays, RunAction, RunId, RunLine, RunNo, RunStatus, RunStop } from './medicine-run.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

const Place = z.object({ code: PlaceCode, zh: z.string(), en: z.string(), placeholder: z.boolean() });
export const MedicinePlaces = defineQuery({
  name: 'MedicinePlaces',
  service: 'errands',
  view: 'medicine-run',
  question: 'places',
  version: 1,
  summary: 'Hospitals and their pharmacies, and the numbers medicine runs are judged by today.',
  access: medicineReaders,
  input: z.strictObject({}),
  output: z.object({
    hospitals: z.array(Place.extend({ pharmacies: z.array(PlaceCode) })),
    pharmacies: z.array(Place),
    mostDays: z.int(),
    cardOutHours: z.int(),
    policyVersion: z.string(),
  }),
  refusals: [],
  examples: [{}],
});

export const MedicineDemand = defineQuery({
  name: 'MedicineDemand',
  service: 'errands',
  view: 'prescription',
  question: 'demand',
  version: 1,
  summary: 'What waits for a run, by hospital and errand; never which drug.',
  access: medicineReaders,
  input: z.strictObject({ hospital: PlaceCode.optional(), area: AreaCode.optional(), limit: PageLimit }),
  output: z.object({
    hospitals: z.array(z.object({ hospital: PlaceCode, households: z.int(), lines: z.int(), inRuns: z.int() })),
    rows: z.array(
      z.object({
        errandId: ErrandId,
        no: z.string(),
        hospital: PlaceCode,
        area: AreaCode,
        personId: PersonId,
        lines: z.int(),
        recordedAt: InstantText,
      }),
    ),
    total: z.int(),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});

export const Prescription = defineQuery({
  name: 'Prescription',
  service: 'errands',
  view: 'prescription',
  question: 'detail',
  version: 1,
  summary: 'What one errand has to fetch and how each line stands; which drug only for its agent and the desk, on record.',
  access: medicineReaders,
  shows: { drug: 'OPEN', code: 'OPEN', prescriptionNo: 'OPEN', referredTo: 'OPEN', words: 'OPEN' },
  input: z.strictObject({ errandId: ErrandId.meta({ positional: true }) }),
  output: z.object({
    errandId: ErrandId,
    no: z.string(),
    version: Version,
    hospital: PlaceCode,
    personId: PersonId,
    area: AreaCode,
    lines: z.array(
      z.object({
        lineId: LineId,
        state: DemandState,
        pharmacy: PlaceCode,
        qtyDays: QtyDays,
        runId: RunId.optional(),
        drug: z.string().optional(),
        code: z.string().optional(),
        prescriptionNo: z.string().optional(),
      }),
    ),
    referredTo: z.string().optional(),
    history: z.array(
      z.object({
        version: z.int(),
        event: z.string(),
        at: InstantText,
        recordedAt: InstantText,
        actor: z.string(),
        words: z.string().optional().describe('Reasons and proofs'),
      }),
    ),
  }),
  refusals: [],
  examples: [{ errandId: exampleId }],
});

export const RunRow = z.object({
  runId: RunId,
  no: RunNo,
  version: Version,
  status: RunStatus,
  hospital: PlaceCode,
  agentId: OperatorId,
  area: AreaCode.describe('a00 where its stops are in several'),
  areas: z.array(AreaCode),
  stops: z.int(),
  cardsOut: z.int(),
  toFetch: z.int(),
  toDeliver: z.int(),
  delivered: z.int(),
  plannedAt: InstantText,
  departedAt: InstantText.optional(),
  returnedAt: InstantText.optional().describe('When it was reconciled'),
  offeredTo: OperatorId.optional().describe('Who is asked to take stops over'),
  offered: z.int(),
  allowedActions: z.array(RunAction),
});
export type RunRow = z.output<typeof RunRow>;

export const RunsPage = defineQuery({
  name: 'RunsPage',
  service: 'errands',
  view: 'medicine-run',
  question: 'page',
  version: 1,
  summary: 'Medicine runs with a stop in the caller’s places, and the caller’s own, open ones first.',
  access: medicineReaders,
  input: z.strictObject({
    open: z.boolean().optional(),
    status: z.array(RunStatus).max(6).optional(),
    hospital: PlaceCode.optional(),
    day: DayText.optional().describe('Planned on this day'),
    mine: z.boolean().default(false).describe('The caller’s own, and those offered to the caller'),
    no: z.string().trim().max(30).optional().describe('Number or the end of it'),
    ids: z.array(RunId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(RunRow),
  refusals: [],
  examples: [{ open: true }],
});

const which = { runId: RunId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) };
export const RunDetail = defineQuery({
  name: 'RunDetail',
  service: 'errands',
  view: 'medicine-run',
  question: 'detail',
  version: 1,
  summary: 'One run with its stops and lines, and its history; which drug and which room only for its agent and the desk, on record.',
  access: medicineReaders,
  shows: { drug: 'OPEN', code: 'OPEN', prescriptionNo: 'OPEN' },
  input: z.strictObject(which),
  output: z.object({
    row: RunRow,
    stops: z.array(RunStop),
    lines: z.array(RunLine),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ runId: exampleId }],
});

/** PICK: by pharmacy, what to fetch. ROUTE: by stop, whose card to take and what to bring. */
export const RunSheet = z.enum(['PICK', 'ROUTE']);

export const RunPapers = defineQuery({
  name: 'RunPapers',
  service: 'errands',
  view: 'medicine-run',
  question: 'papers',
  version: 1,
  summary: 'A run as it is printed to take along, for its agent and the desk: by pharmacy and by stop; the look is on record.',
  access: field,
  shows: { drug: 'OPEN', code: 'OPEN', prescriptionNo: 'OPEN', label: 'MASKED' },
  input: z.strictObject({ ...which, sheet: RunSheet.default('ROUTE') }),
  output: z.object({
    sheet: RunSheet,
    places: z.array(Place).describe('Hospitals and pharmacies by name'),
    row: RunRow,
    stops: z.array(RunStop.extend({ label: z.string().optional().describe('Masked name') })),
    lines: z.array(RunLine),
  }),
  refusals: ['medicine-run.not-yours'],
  examples: [{ runId: exampleId }],
});
