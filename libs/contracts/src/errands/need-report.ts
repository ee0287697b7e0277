import { z } from 'zod';
import { desk, field, rolesWithin, type Access } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import {
  AreaCode,
  Cursor,
  ExpectedVersion,
  InstantText,
  OperatorId,
  PageLimit,
  PersonId,
  Reason,
  Version,
  pageOf,
  words,
} from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { ModuleCode } from './errand.values.ts';
import {
  Agreement,
  NeedAction,
  NeedEnd,
  NeedReceipt,
  NeedReportId,
  NeedReportNo,
  NeedStatus,
  NeedTopic,
  Settled,
} from './need-report.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
/** Those who report, those who answer, and whoever audits. */
const needReaders: Access = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'AGENT', 'GRID_WORKER', 'AUDITOR');

export const ReportNeed = defineCommand({
  name: 'ReportNeed',
  service: 'errands',
  entity: 'need-report',
  verb: 'report',
  version: 1,
  summary: 'Reports a need that no module has; alike ones are proposed to whoever answers, never put together by themselves.',
  access: field,
  input: z.strictObject({
    topic: NeedTopic,
    words: words(500, 5).describe('What is needed and why nothing there is fits; kept encrypted'),
    keywords: z.array(words(20)).max(8).default([]).describe('Words by which alike ones are found; kept encrypted'),
    area: AreaCode.optional().describe('Where; otherwise where the household is, or your one area'),
    aboutId: PersonId.optional().describe('Whose household it is about, if it is about one'),
  }),
  output: NeedReceipt,
  refusals: ['need-report.topic-unknown', 'call.area-missing'],
  examples: [{ topic: 'outside-medicine', words: '外地医院的药本地配不到', keywords: ['外地', '配药'], area: 'a07' }],
});

/** A command on a need. */
const onNeed = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: NeedAction;
  summary: string;
  fields: S;
  refusals: readonly R[];
  access?: Access;
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'need-report',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? desk,
    input: z.strictObject({ reportId: NeedReportId, expectedVersion: ExpectedVersion, ...spec.fields }),
    output: NeedReceipt,
    refusals: [...spec.refusals, 'need-report.not-allowed-now'] as const,
    examples: [{ reportId: exampleId, ...spec.example } as never],
  });
const owning = ['need-report.taken-by-other', 'need-report.beyond-your-areas'] as const;

export const PutNeedsTogether = onNeed({
  name: 'PutNeedsTogether',
  verb: 'put-together',
  summary: 'Puts a report, and what stands with it, together with another that is alike; enough of enough areas are raised.',
  fields: { withId: NeedReportId.describe('The one that stands for all of them from now on') },
  refusals: [...owning, 'need-report.same-report', 'need-report.joined-already'],
  example: { withId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38' },
});
export const TakeNeedApart = onNeed({
  name: 'TakeNeedApart',
  verb: 'take-apart',
  summary: 'Takes a report out of those it was put together with; it stands alone again.',
  fields: {},
  refusals: [...owning, 'need-report.stands-alone'],
  example: {},
});
export const TakeNeed = onNeed({
  name: 'TakeNeed',
  verb: 'take',
  summary: 'The caller answers for it from now on.',
  fields: {},
  refusals: owning,
  example: {},
});
export const GiveNeedBack = onNeed({
  name: 'GiveNeedBack',
  verb: 'give-back',
  summary: 'Somebody else has to answer for it.',
  fields: {},
  refusals: owning,
  example: {},
});
export const AnswerNeed = onNeed({
  name: 'AnswerNeed',
  verb: 'answer',
  summary: 'Tells everybody who reported it what is done; again, where there is more to say.',
  fields: { answer: words(500, 5).describe('What is done about it; kept encrypted') },
  refusals: owning,
  example: { answer: '已与县医院商定，每周二集中代配' },
});
export const SettleNeed = onNeed({
  name: 'SettleNeed',
  verb: 'settle',
  summary: 'Says what came of it: a service module, an agreement, or why not.',
  fields: {
    end: NeedEnd,
    moduleCode: ModuleCode.optional().describe('Module that takes such needs from now on'),
    agreement: Agreement.optional().describe('What was agreed with whom'),
    reason: Reason.optional(),
  },
  refusals: [...owning, 'need-report.end-incomplete', 'service-module.unknown'],
  example: { end: 'MODULE', moduleCode: 'standing-2' },
});
export const RateNeedAnswer = onNeed({
  name: 'RateNeedAnswer',
  verb: 'rate',
  summary: 'Whoever reported it says whether the answer helps.',
  fields: { helps: z.boolean() },
  access: field,
  refusals: ['need-report.not-yours'],
  example: { helps: true },
});

export const NeedReportRow = z.object({
  reportId: NeedReportId,
  no: NeedReportNo,
  version: Version,
  topic: NeedTopic,
  zh: z.string().describe('The topic in Chinese'),
  en: z.string(),
  status: NeedStatus.exclude(['JOINED']).describe('Of the need it stands for or with'),
  leadId: NeedReportId,
  leadNo: NeedReportNo.describe('Number of the report that stands for it; its own while it stands alone'),
  area: AreaCode,
  reporterId: OperatorId,
  reportedAt: InstantText,
  reports: z.int().describe('How many stand together'),
  areas: z.int().describe('Of how many areas'),
  ownerId: OperatorId.optional().describe('Who answers for it'),
  end: NeedEnd.optional(),
  helps: z.int().describe('Reporters whom the answer helps'),
  helpsNot: z.int(),
  rated: z.boolean().optional().describe('What this report’s own reporter said'),
  allowedActions: z.array(NeedAction),
});
export type NeedReportRow = z.output<typeof NeedReportRow>;

export const NeedReportsPage = defineQuery({
  name: 'NeedReportsPage',
  service: 'errands',
  view: 'need-report',
  question: 'page',
  version: 1,
  summary: 'Needs that fit nowhere, the raised first: whoever reports sees their own and what came of them, the desk all of its areas.',
  access: needReaders,
  input: z.strictObject({
    open: z.boolean().optional().describe('Only those that have not come to their end, or only the others'),
    mine: z.boolean().default(false).describe('Only those the caller reported'),
    owned: z.boolean().default(false).describe('Only those the caller answers for'),
    topic: NeedTopic.optional(),
    area: AreaCode.optional(),
    ids: z.array(NeedReportId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(NeedReportRow),
  refusals: [],
  examples: [{ open: true }],
});

/** Why two reports are taken to be alike. */
export const AlikeNeed = z.object({
  reportId: NeedReportId,
  no: NeedReportNo,
  area: AreaCode,
  sameTopic: z.boolean(),
  keywords: z.array(z.string()).describe('Words they have in common'),
});

export const NeedReportDetail = defineQuery({
  name: 'NeedReportDetail',
  service: 'errands',
  view: 'need-report',
  question: 'detail',
  version: 1,
  summary:
    'One report with its words, the answer and its end; for the desk those that stand with it and those that are alike. The look is on record.',
  access: needReaders,
  shows: { words: 'OPEN', answer: 'OPEN', keywords: 'OPEN', aboutId: 'OPEN' },
  input: z.strictObject({ reportId: NeedReportId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: NeedReportRow,
    words: z.string().optional().describe('For whoever reported it and the desk'),
    keywords: z.array(z.string()),
    aboutId: PersonId.optional(),
    answer: z.string().optional(),
    settled: Settled.optional(),
    together: z
      .array(
        z.object({
          reportId: NeedReportId,
          no: NeedReportNo,
          area: AreaCode,
          reporterId: OperatorId,
          reportedAt: InstantText,
          rated: z.boolean().optional(),
        }),
      )
      .describe('Those that stand together and that the caller may see'),
    alike: z.array(AlikeNeed).describe('Those that could be put together with it, and why; only for the desk'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ reportId: exampleId }],
});

export const NeedTopics = defineQuery({
  name: 'NeedTopics',
  service: 'errands',
  view: 'need-report',
  question: 'topics',
  version: 1,
  summary: 'What a report may be about, and when alike ones are raised.',
  access: needReaders,
  input: z.strictObject({}),
  output: z.object({
    topics: z.array(z.object({ code: NeedTopic, zh: z.string(), en: z.string() })),
    raiseReports: z.int().describe('So many reports'),
    raiseAreas: z.int().describe('of so many areas are raised'),
  }),
  refusals: [],
  examples: [{}],
});
