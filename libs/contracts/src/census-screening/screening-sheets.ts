import { z } from 'zod';
import { doorVisitors, screeningReaders } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { DayText, InstantText, Path, PersonId } from '../fields.ts';
import { LineFault } from '../line-fault.ts';
import { Half } from './isolation.values.ts';
import { UnitsPage } from './screening.ts';
import { CampaignId, UnitId, VISITS_AT_ONCE, found } from './screening.values.ts';
import { SheetReceipt } from './work-sheet.ts';

export const ExportUnits = defineQuery({
  name: 'ExportUnits',
  service: 'census-screening',
  view: 'screening-unit',
  question: 'export',
  version: 1,
  summary: 'Units of a round to take along on paper or as a sheet, all of them page by page; who took which is on record.',
  access: screeningReaders,
  input: UnitsPage.input.omit({ ids: true, limit: true }).extend({ limit: z.int().min(1).max(500).default(500) }),
  output: UnitsPage.output,
  refusals: [],
  examples: [{ mine: true }],
});

export const PrintDoorSheet = defineCommand({
  name: 'PrintDoorSheet',
  service: 'census-screening',
  entity: 'work-sheet',
  verb: 'print-doors',
  version: 1,
  summary: 'Numbers doors of a round as a sheet to take along; its paper is accounted for until it is destroyed.',
  access: doorVisitors,
  input: UnitsPage.input
    .pick({
      campaignId: true,
      no: true,
      mine: true,
      teamId: true,
      teamNo: true,
      area: true,
      under: true,
      stratum: true,
      open: true,
      unopened: true,
    })
    .extend({ day: DayText.optional().describe('Absent: today'), half: Half.optional().describe('Absent: the one that runs') }),
  output: SheetReceipt,
  refusals: ['sheet.no-doors', 'sheet.too-many-doors'],
  examples: [{ teamNo: 7, open: true }],
});

const { outcome, asRegistered, unknown, evidence } = found;

export const CheckVisits = defineQuery({
  name: 'CheckVisits',
  service: 'census-screening',
  view: 'screening-unit',
  question: 'check-visits',
  version: 1,
  summary: 'Says of visits that were written down elsewhere which could be recorded one after the other, and why not the others.',
  access: doorVisitors,
  input: z.strictObject({
    campaignId: CampaignId.optional().describe('Absent: the newest round that runs'),
    no: z.string().trim().max(30).optional().describe('Number of the round, instead of its id'),
    visits: z
      .array(
        z.strictObject({
          line: z.int().min(1).describe('Of the file'),
          path: Path,
          outcome,
          asRegistered,
          foundNos: z
            .array(z.string().regex(/^PE-\d{8}-\d{4,}-\d$/))
            .max(40)
            .default([])
            .describe('Persons of the register who live there, by number'),
          unknown,
          evidence,
          occurredAt: InstantText,
          commandId: z.string().min(1).max(100).describe('Under which it will be recorded: one that was is not looked at again'),
        }),
      )
      .min(1)
      .max(VISITS_AT_ONCE),
  }),
  output: z.object({
    fit: z.array(z.object({ line: z.int(), unitId: UnitId, foundIds: z.array(PersonId).describe('Whose numbers the line has') })),
    done: z.array(z.int()).describe('Lines that were recorded before'),
    faults: z.array(LineFault),
  }),
  refusals: [],
  examples: [{ visits: [{ line: 2, path: 'houzhai/a07/c1/g1/h0001-r01', outcome: 'NOBODY_HOME', occurredAt: '2020-02-11T09:30:00+08:00', commandId: 'visit-2' }] }], // prettier-ignore
});
