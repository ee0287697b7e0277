import { z } from 'zod';
import { signalSupervisors } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, DayText, InstantText, OperatorId, PageLimit, Path, words } from '../fields.ts';
import { TaskForceNo } from '../command-center/task-force.values.ts';
import { DoorVisitKind, IntegrityRule, ReviewVerdict, SignalId } from './integrity.values.ts';
import { IsolationNo } from './isolation.values.ts';
import { UnitId } from './screening.values.ts';

const exampleId = '01912f4e-8c3a-8b5e-9d21-0a4c6e8f1b37';

export const SignalVisit = z.object({
  kind: DoorVisitKind,
  at: InstantText.describe('When it happened, as it was said'),
  path: Path,
  zh: z.string().describe('Name of the place'),
  en: z.string(),
  questioned: z.boolean().describe('Not among the most visits that one person can have made; the others stand'),
  sheetNo: z.string().optional(),
  isolationNo: IsolationNo.optional(),
  unitId: UnitId.optional(),
});
export type SignalVisit = z.output<typeof SignalVisit>;

const SignalReview = z.object({ verdict: ReviewVerdict, by: OperatorId, at: InstantText, note: z.string().optional() });

export const SignalRow = z.object({
  signalId: SignalId,
  day: DayText,
  rule: IntegrityRule,
  area: AreaCode,
  collectorId: OperatorId.optional().describe('Absent where somebody else collected what was keyed from a sheet'),
  sheetNo: z.string().optional().describe('The sheet whose collector it is, where that is nobody who signs in'),
  teamNo: TaskForceNo.optional().describe('The team whose doors they are'),
  visits: z.array(SignalVisit).describe('In the order in which they are said to have happened'),
  from: z.int().describe('Index of the first of the visits that show it best'),
  to: z.int().describe('Index of the last of them'),
  needsMinutes: z.int().describe('Minutes from the first to the last at least, by the policy'),
  saidMinutes: z.int().describe('Minutes between them as they were said'),
  review: SignalReview.optional(),
});
export type SignalRow = z.output<typeof SignalRow>;

export const IntegrityReview = defineQuery({
  name: 'IntegrityReview',
  service: 'census-screening',
  view: 'integrity',
  question: 'review',
  version: 1,
  summary:
    'Visits at doors that one person cannot have made all of by when they happened, for another look by the supervisor of whoever collected them, and by nobody else.',
  access: signalSupervisors,
  input: z.strictObject({
    day: DayText.optional().describe('Absent: today and the days before it that the policy says'),
    area: AreaCode.optional(),
    team: TaskForceNo.optional(),
    signalId: SignalId.optional().describe('Just this one, looked at or not'),
    reviewed: z.boolean().default(false).describe('Those that were looked at, instead of those that wait'),
    limit: PageLimit,
  }),
  output: z.object({
    rows: z.array(SignalRow).describe('The newest day first'),
    total: z.int(),
    from: DayText,
    to: DayText,
    policyVersion: z.string(),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{ day: '2020-02-10' }],
});

export const MarkReviewed = defineCommand({
  name: 'MarkReviewed',
  service: 'census-screening',
  entity: 'integrity',
  verb: 'mark-reviewed',
  version: 1,
  summary:
    'Says what another look came to: it was as it was said, or somebody has to talk with the collector. Nothing else follows from it.',
  access: signalSupervisors,
  input: z.strictObject({
    signalId: SignalId.meta({ positional: true }),
    verdict: ReviewVerdict,
    note: words(300).optional().describe('Kept encrypted'),
  }),
  output: z.object({ signalId: SignalId, verdict: ReviewVerdict }),
  refusals: ['integrity.reviewed-already'],
  examples: [{ signalId: exampleId, verdict: 'HONEST', note: '纸上只记了整点，楼道里一次走完' }],
});
