import { z } from 'zod';
import { command, doorVisitors, doorSupervisors, type Access } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { AreaCode, DayText, ExpectedVersion, InstantText, OperatorId, Reason, Version, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { TaskForceId, TaskForceNo } from '../command-center/task-force.values.ts';
import {
  CampaignAction,
  CampaignId,
  CampaignNo,
  CampaignStatus,
  DiscrepancyId,
  DiscrepancyStatus,
  DiscrepancyTruth,
  Stratum,
  UnitAction,
  UnitId,
  UnitStatus,
  found,
} from './screening.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';
/** Tens of thousands of units in one transaction. */
const ANSWER_WITHIN_MS = 60_000;

export const CampaignReceipt = z.object({
  campaignId: CampaignId,
  no: CampaignNo,
  status: CampaignStatus,
  version: Version,
  area: AreaCode,
  units: z.int().describe('Units touched, or in the denominator'),
  hash: z.string().optional().describe('SHA-256 over the sorted paths of the denominator'),
  allowedActions: z.array(CampaignAction),
});
export type CampaignReceipt = z.output<typeof CampaignReceipt>;

const onCampaign = <const S extends z.ZodRawShape, const O extends z.ZodType, const R extends RefusalCode>(spec: {
  name: string;
  verb: CampaignAction;
  summary: string;
  fields: S;
  output: O;
  refusals: readonly R[];
  example: object;
}) =>
  defineCommand({
    name: spec.name,
    service: 'census-screening',
    entity: 'screening-campaign',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: command,
    answerWithinMs: ANSWER_WITHIN_MS,
    input: z.strictObject({ campaignId: CampaignId, expectedVersion: ExpectedVersion, ...spec.fields }),
    output: spec.output,
    refusals: [...spec.refusals, 'screening.campaign-not-allowed-now'] as const,
    examples: [{ campaignId: exampleId, ...spec.example } as never],
  });

export const OpenCampaign = defineCommand({
  name: 'OpenCampaign',
  service: 'census-screening',
  entity: 'screening-campaign',
  verb: 'open',
  version: 1,
  summary: 'Prepares a round of screening: which dwellings, where, and by when.',
  access: command,
  input: z.strictObject({
    name: words(60),
    purpose: words(200),
    round: z.int().min(1).max(99),
    formVersion: words(20).default('1').describe('Version of the form that is filled in at the door'),
    strata: z.array(Stratum).min(1).max(3),
    areas: z.array(AreaCode).min(1).max(32).optional().describe('Only these; absent: the whole subdistrict'),
    start: DayText,
    end: DayText.describe('Last day'),
  }),
  output: CampaignReceipt,
  refusals: ['screening.ends-before-it-starts', 'place.unknown'],
  examples: [
    { name: '第一轮拉网式摸排', purpose: '摸清来(返)义人员', round: 1, strata: ['RENTAL_ROOM'], start: '2020-02-10', end: '2020-02-14' },
  ],
});

export const FreezeDenominator = onCampaign({
  name: 'FreezeDenominator',
  verb: 'freeze',
  summary: 'Takes every dwelling of the register that the campaign is for; the list stands for good, with its hash.',
  fields: {},
  output: CampaignReceipt,
  refusals: ['screening.nothing-to-screen'],
  example: {},
});
export const StartCampaign = onCampaign({
  name: 'StartCampaign',
  verb: 'start',
  summary: 'Visits may be recorded from now on.',
  fields: {},
  output: CampaignReceipt,
  refusals: [],
  example: {},
});

const Part = z.object({
  area: AreaCode,
  units: z.int(),
  nearness: z.enum(['OWN', 'NEIGHBOUR', 'LOAN']),
  reason: z.object({ zh: z.string(), en: z.string() }).describe('Why the team has these'),
});
export const TeamShare = z.object({
  teamId: TaskForceId,
  no: TaskForceNo,
  at: AreaCode,
  strength: z.int(),
  units: z.int(),
  load: z.number().describe('Units a head against the mean of all'),
  parts: z.array(Part),
});
export type TeamShare = z.output<typeof TeamShare>;
export const Assigned = z.object({
  campaignId: CampaignId,
  applied: z.boolean(),
  version: Version,
  units: z.int().describe('Units shared out: all that are not accounted for'),
  fresh: z.int().describe('Units that had no team'),
  moved: z.int().describe('Units that had another team'),
  mostLoad: z.number(),
  local: z.number().describe('Share of units in the area of their team or one beside it'),
  balanced: z.boolean(),
  near: z.boolean(),
  policyVersion: z.string(),
  neighboursVersion: z.string().describe('Version of the map of areas'),
  neighboursPlaceholder: z.boolean().describe('No source gives the map'),
  shares: z.array(TeamShare),
});
export type Assigned = z.output<typeof Assigned>;

export const AssignUnits = onCampaign({
  name: 'AssignUnits',
  verb: 'assign',
  summary:
    'Shares the units out to the teams, evenly and close to home, with the fewest that change their team; tried first, then applied.',
  fields: { dryRun: z.boolean().default(true).describe('Only say what would be') },
  output: Assigned,
  refusals: ['screening.no-team'],
  example: {},
});
export const ReassignTeam = onCampaign({
  name: 'ReassignTeam',
  verb: 'reassign',
  summary: 'Lends units of one team to another, or gives it units that have none.',
  fields: {
    fromTeamId: TaskForceId.optional().describe('Absent: units without a team'),
    toTeamId: TaskForceId,
    area: AreaCode.optional().describe('Only units of this area'),
    units: z.int().min(1).max(50_000).optional().describe('At most so many, in the order of their paths; absent: all that are open'),
    reason: Reason,
  },
  output: CampaignReceipt,
  refusals: ['screening.team-unavailable', 'screening.same-team', 'screening.nothing-to-assign'],
  example: { toTeamId: operator, reason: '三队两人隔离，由邻村支援' },
});
export const OwnRemaining = onCampaign({
  name: 'OwnRemaining',
  verb: 'own-remaining',
  summary: 'Names who answers for units that are neither accounted for nor owned, and until when.',
  fields: {
    area: AreaCode.optional().describe('Only units of this area'),
    teamId: TaskForceId.optional().describe('Only units of this team'),
    ownerId: OperatorId,
    dueAt: InstantText,
    reason: Reason,
  },
  output: CampaignReceipt,
  refusals: ['operator.unavailable', 'screening.owner-cannot-see', 'screening.due-in-past', 'screening.nothing-to-own'],
  example: { ownerId: operator, dueAt: '2020-02-16T18:00:00+08:00', reason: '本轮剩余，两日内补查' },
});
export const WindUpCampaign = onCampaign({
  name: 'WindUpCampaign',
  verb: 'wind-up',
  summary: 'The round nears its end: nothing is shared out anew, what remains is visited or gets an owner.',
  fields: {},
  output: CampaignReceipt,
  refusals: [],
  example: {},
});
export const CloseCampaign = onCampaign({
  name: 'CloseCampaign',
  verb: 'close',
  summary: 'Ends the round; every unit is accounted for, or has somebody who answers for it and a deadline.',
  fields: {},
  output: CampaignReceipt,
  refusals: ['screening.units-unowned'],
  example: {},
});

export const UnitReceipt = z.object({
  unitId: UnitId,
  campaignId: CampaignId,
  status: UnitStatus,
  version: z.int(),
  area: AreaCode,
  discrepancies: z.int().describe('Raised by this visit'),
  allowedActions: z.array(UnitAction),
});
export type UnitReceipt = z.output<typeof UnitReceipt>;

const UnitVersion = z.int().min(0).optional().describe('Version the caller saw; a newer one answers record.conflict');
const onUnit = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: UnitAction;
  summary: string;
  fields: S;
  refusals: readonly R[];
  access?: Access;
  example: object;
}) =>
  defineCommand({
    name: spec.name,
    service: 'census-screening',
    entity: 'screening-unit',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? doorVisitors,
    input: z.strictObject({ unitId: UnitId, expectedVersion: UnitVersion, ...spec.fields }),
    output: UnitReceipt,
    refusals: [...spec.refusals, 'screening.unit-not-allowed-now'] as const,
    examples: [{ unitId: exampleId, ...spec.example } as never],
  });

/** What a visit may be refused for, first or corrected. */
const visitRefusals = [
  'screening.persons-missing',
  'screening.persons-unfit',
  'screening.person-unknown',
  'screening.evidence-missing',
  'screening.team-lead-only',
  'record.happened-in-future',
] as const satisfies readonly RefusalCode[];

export const RecordVisit = onUnit({
  name: 'RecordVisit',
  verb: 'record-visit',
  summary: 'What was found at a door, by when it happened; after an attempt in vain the next is in the other half of the day.',
  fields: { ...found, sheetNo: words(30).optional().describe('Work sheet it is keyed back from'), ...happened },
  refusals: [...visitRefusals, 'screening.other-half-needed', 'screening.not-begun'],
  example: { outcome: 'COMPLETED', asRegistered: true },
});
export const CorrectVisit = onUnit({
  name: 'CorrectVisit',
  verb: 'correct-visit',
  summary: 'Puts one visit right: a new fact that names the old one, which stays.',
  fields: { nth: z.int().min(1).describe('Number of the visit'), ...found, reason: Reason },
  refusals: [...visitRefusals, 'screening.no-such-visit'],
  example: { nth: 1, outcome: 'NOBODY_HOME', reason: '门牌看错，应为隔壁' },
});
export const OwnUnit = onUnit({
  name: 'OwnUnit',
  verb: 'own',
  summary: 'Names who answers for a unit that is not accounted for, and until when.',
  fields: { ownerId: OperatorId, dueAt: InstantText, reason: Reason },
  refusals: ['operator.unavailable', 'screening.owner-cannot-see', 'screening.due-in-past'],
  access: doorSupervisors,
  example: { ownerId: operator, dueAt: '2020-02-16T18:00:00+08:00', reason: '两次上门无人，由社区跟进' },
});

export const DiscrepancyReceipt = z.object({
  discrepancyId: DiscrepancyId,
  unitId: UnitId,
  status: DiscrepancyStatus,
  version: Version,
  area: AreaCode,
});

export const ResolveDiscrepancy = defineCommand({
  name: 'ResolveDiscrepancy',
  service: 'census-screening',
  entity: 'discrepancy',
  verb: 'resolve',
  version: 1,
  summary: 'Says what was true; nothing follows by itself, for nobody.',
  access: doorSupervisors,
  input: z.strictObject({ discrepancyId: DiscrepancyId, expectedVersion: ExpectedVersion, truth: DiscrepancyTruth, reason: Reason }),
  output: DiscrepancyReceipt,
  refusals: ['screening.resolved-already'],
  examples: [{ discrepancyId: exampleId, truth: 'DOOR', reason: '租客已搬走，登记未更新' }],
});
export const FindDiscrepancies = defineCommand({
  name: 'FindDiscrepancies',
  service: 'census-screening',
  entity: 'discrepancy',
  verb: 'find',
  version: 1,
  summary: 'Compares what all visits of a campaign found with what every source says now; proposes what differs, each once.',
  access: command,
  answerWithinMs: ANSWER_WITHIN_MS,
  input: z.strictObject({ campaignId: CampaignId }),
  output: z.object({ compared: z.int(), raised: z.int().describe('Not known before'), open: z.int() }),
  refusals: [],
  examples: [{ campaignId: exampleId }],
});
