import { z } from 'zod';
import { screeningReaders } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { AreaCode, Cursor, DayText, InstantText, OperatorId, PageLimit, Path, PersonId, Version, pageOf } from '../fields.ts';
import { Half } from './isolation.values.ts';
import { TaskForceId, TaskForceNo, TaskForceStatus } from '../command-center/task-force.values.ts';
import {
  Attempt,
  CampaignAction,
  CampaignId,
  CampaignNo,
  CampaignStatus,
  DiscrepancyId,
  DiscrepancyKind,
  DiscrepancySource,
  DiscrepancyStatus,
  DiscrepancyTruth,
  Stratum,
  UnitAction,
  UnitId,
  UnitStatus,
} from './screening.values.ts';
import { SheetNo } from './work-sheet.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

/** Figures of a set of units; each is defined in `definitions` of CampaignDetail. */
const figures = {
  units: z.int().describe('Denominator: dwellings frozen'),
  addendum: z.int().describe('Dwellings registered after the freeze'),
  accounted: z.int().describe('Accounted for, of the denominator'),
  accountedAddendum: z.int().describe('Accounted for, of the addendum'),
  unopened: z.int().describe('Doors nobody has opened yet: unvisited, nobody home, escalated'),
  unvisited: z.int(),
  nobodyHome: z.int(),
  escalated: z.int(),
  incomplete: z.int().describe('Opened, but not accounted for: partial, refused, inaccessible'),
  unassigned: z.int().describe('Not accounted for and without a team'),
  owned: z.int().describe('Not accounted for, with an owner and a deadline'),
  overdue: z.int().describe('Owned, and the deadline has passed'),
  discrepancies: z.int().describe('Open'),
};
export const Coverage = z.object(figures);
export type Coverage = z.output<typeof Coverage>;

export const CampaignRow = z.object({
  campaignId: CampaignId,
  no: CampaignNo,
  version: Version,
  name: z.string(),
  round: z.int(),
  status: CampaignStatus,
  area: AreaCode.describe('a00 where it is for more than one'),
  start: DayText,
  end: DayText,
  frozenAt: InstantText.optional(),
  coverage: Coverage.describe('Of the units the caller sees'),
  allowedActions: z.array(CampaignAction),
});
export type CampaignRow = z.output<typeof CampaignRow>;

export const CampaignsPage = defineQuery({
  name: 'CampaignsPage',
  service: 'census-screening',
  view: 'screening-campaign',
  question: 'page',
  version: 1,
  summary: 'Rounds of screening, the newest first, with the coverage of what the caller sees.',
  access: screeningReaders,
  input: z.strictObject({
    status: z.array(CampaignStatus).max(5).optional(),
    ids: z.array(CampaignId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(CampaignRow),
  refusals: [],
  examples: [{}],
});

export const CampaignDetail = defineQuery({
  name: 'CampaignDetail',
  service: 'census-screening',
  view: 'screening-campaign',
  question: 'detail',
  version: 1,
  summary: 'One round, the newest where none is named: its denominator, coverage by area, team and stratum, and what every number means.',
  access: screeningReaders,
  input: z.strictObject({ campaignId: CampaignId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: CampaignRow,
    purpose: z.string(),
    formVersion: z.string(),
    strata: z.array(Stratum),
    areas: z.array(AreaCode).describe('Empty: the whole subdistrict'),
    denominator: z
      .object({ hash: z.string(), units: z.int(), byStratum: z.array(z.object({ stratum: Stratum, units: z.int() })) })
      .optional(),
    byArea: z.array(Coverage.extend({ area: AreaCode })),
    byTeam: z.array(Coverage.extend({ teamId: TaskForceId, teamNo: TaskForceNo.optional() })),
    byStratum: z.array(Coverage.extend({ stratum: Stratum })),
    definitions: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string() })),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{ campaignId: exampleId }],
});

export const UnitRow = z.object({
  unitId: UnitId,
  campaignId: CampaignId,
  version: z.int(),
  path: Path,
  area: AreaCode,
  house: Path,
  houseZh: z.string(),
  houseEn: z.string(),
  zh: z.string(),
  en: z.string(),
  stratum: Stratum,
  addendum: z.boolean(),
  teamId: TaskForceId.optional(),
  teamNo: TaskForceNo.optional(),
  status: UnitStatus,
  attempts: z.int(),
  lastAt: InstantText.optional(),
  otherHalf: Half.optional().describe('The half of the day in which the next attempt has to be'),
  registered: z.int().describe('Persons the register has there'),
  ownerId: OperatorId.optional(),
  dueAt: InstantText.optional(),
  overdue: z.boolean(),
  discrepancies: z.int().describe('Open'),
  allowedActions: z.array(UnitAction),
});
export type UnitRow = z.output<typeof UnitRow>;

export const UnitsPage = defineQuery({
  name: 'UnitsPage',
  service: 'census-screening',
  view: 'screening-unit',
  question: 'page',
  version: 1,
  summary: 'Units of a round, doors not yet opened first, then by house; a team sees its own wherever they are.',
  access: screeningReaders,
  input: z.strictObject({
    campaignId: CampaignId.optional().describe('Absent: the newest round that runs'),
    no: z.string().trim().max(30).optional().describe('Number of the round, instead of its id'),
    mine: z.boolean().default(false).describe('Of the caller’s team, or owned by the caller'),
    teamId: TaskForceId.optional(),
    teamNo: TaskForceNo.optional(),
    area: AreaCode.optional(),
    under: Path.optional().describe('At or below this place'),
    status: z.array(UnitStatus).max(9).optional(),
    stratum: Stratum.optional(),
    open: z.boolean().optional().describe('Not accounted for'),
    unopened: z.boolean().optional().describe('Nobody has opened yet'),
    owned: z.boolean().optional(),
    sheet: z.string().trim().min(1).max(30).optional().describe('On this work sheet: its number, or its end'),
    ids: z.array(UnitId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(UnitRow).extend({
    campaignId: CampaignId.optional(),
    no: CampaignNo.optional(),
    sheetNo: SheetNo.optional().describe('The work sheet that was asked for'),
    open: z.int().describe('Of the total, not accounted for'),
  }),
  refusals: [],
  examples: [{ mine: true }],
});

export const DiscrepancyRow = z.object({
  discrepancyId: DiscrepancyId,
  version: Version,
  campaignId: CampaignId,
  unitId: UnitId,
  area: AreaCode,
  path: Path,
  source: DiscrepancySource,
  kind: DiscrepancyKind,
  status: DiscrepancyStatus,
  raisedAt: InstantText,
  personId: PersonId.optional(),
  label: z.string().optional().describe('Masked name'),
  people: z.int().describe('How many it is about'),
  truth: DiscrepancyTruth.optional(),
});
export type DiscrepancyRow = z.output<typeof DiscrepancyRow>;
const SHOWS = { label: 'MASKED' } as const;

export const DiscrepanciesPage = defineQuery({
  name: 'DiscrepanciesPage',
  service: 'census-screening',
  view: 'discrepancy',
  question: 'page',
  version: 1,
  summary: 'What door, checkpoint and register say differently; the oldest open first.',
  access: screeningReaders,
  shows: SHOWS,
  input: z.strictObject({
    campaignId: CampaignId.optional(),
    area: AreaCode.optional(),
    status: DiscrepancyStatus.optional(),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(DiscrepancyRow),
  refusals: [],
  examples: [{ status: 'OPEN' }],
});

export const UnitDetail = defineQuery({
  name: 'UnitDetail',
  service: 'census-screening',
  view: 'screening-unit',
  question: 'detail',
  version: 1,
  summary: 'One unit with every attempt, what differs between sources, who lives there by the register, and its history.',
  access: screeningReaders,
  shows: SHOWS,
  input: z.strictObject({ unitId: UnitId.meta({ positional: true }) }),
  output: z.object({
    row: UnitRow,
    campaignNo: CampaignNo,
    campaignName: z.string(),
    attempts: z.array(Attempt),
    residents: z.array(z.object({ personId: PersonId, label: z.string() })).describe('By the register'),
    discrepancies: z.array(DiscrepancyRow),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ unitId: exampleId }],
});

export const ScreeningTeams = defineQuery({
  name: 'ScreeningTeams',
  service: 'census-screening',
  view: 'screening-team',
  question: 'list',
  version: 1,
  summary: 'Teams as screening knows them from the command centre.',
  access: screeningReaders,
  input: z.strictObject({ mine: z.boolean().default(false) }),
  output: z.object({
    rows: z.array(
      z.object({
        teamId: TaskForceId,
        no: TaskForceNo,
        status: TaskForceStatus,
        homeArea: AreaCode,
        at: AreaCode,
        leaderId: OperatorId,
        members: z.int(),
        strength: z.int(),
      }),
    ),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});
