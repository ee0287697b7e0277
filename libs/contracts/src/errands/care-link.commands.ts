import { z } from 'zod';
import { carers, desk } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { DayText, ExpectedVersion, InstantText, OperatorId, PersonId, Reason, happened, words } from '../fields.ts';
import {
  CareCategory,
  CareGapCause,
  CareLinkId,
  CareMethod,
  CareNeed,
  CareOutcome,
  CareReceipt,
  CareRole,
  CareTier,
} from './care-link.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const agent = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';
const member = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b98';
const target = { linkId: CareLinkId, expectedVersion: ExpectedVersion };
const personIds = z.array(PersonId).min(1).max(20).describe('Who lives there');
const categories = z.array(CareCategory).min(1).max(7).describe('Why they are looked after; kept encrypted');
const pair = { agentId: OperatorId.describe('Agent'), partyMemberId: OperatorId.describe('Party member; never the agent') };

const household = { personIds, categories, tier: CareTier, ...pair };
const UNFIT = ['care-link.same-person', 'care-link.member-unfit', 'errand.agent-unavailable', 'errand.agent-not-of-area'] as const;
const PERSONS = ['care-link.not-one-household', 'care-link.has-one', 'person.erased', 'person.merged'] as const;

export const SetUpCareLink = defineCommand({
  name: 'SetUpCareLink',
  service: 'errands',
  entity: 'care-link',
  verb: 'set-up',
  version: 1,
  summary: 'Gives a household an agent and a party member who ask after it, never the same person.',
  access: desk,
  input: z.strictObject(household),
  output: CareReceipt,
  refusals: [...UNFIT, ...PERSONS],
  examples: [{ personIds: [exampleId], categories: ['LIVES_ALONE'], tier: 'DAILY', agentId: agent, partyMemberId: member }],
});

/** One refused line, or one that was carried out or would be. */
const RowResult = z.object({
  linkId: CareLinkId.optional(),
  no: z.string(),
  ok: z.boolean(),
  unchanged: z.boolean().describe('It is so already'),
  refusal: z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) }).optional(),
});
const BatchResult = z.object({ dryRun: z.boolean(), done: z.int(), unchanged: z.int(), refused: z.int(), rows: z.array(RowResult) });
const dryRun = z.boolean().default(false).describe('Decide only');

export const SetUpCareLinks = defineCommand({
  name: 'SetUpCareLinks',
  service: 'errands',
  entity: 'care-link',
  verb: 'set-up-many',
  version: 1,
  summary:
    'Sets up several households: one decision and one result each, in order; what is so already stays; a dry run decides without saving.',
  access: desk,
  answerWithinMs: 30_000,
  input: z.strictObject({ links: z.array(z.strictObject(household)).min(1).max(100), dryRun }),
  output: BatchResult,
  refusals: [],
  examples: [
    { links: [{ personIds: [exampleId], categories: ['FRAIL'], tier: 'WEEKLY', agentId: agent, partyMemberId: member }], dryRun: true },
  ],
});

export const ChangeCareHousehold = defineCommand({
  name: 'ChangeCareHousehold',
  service: 'errands',
  entity: 'care-link',
  verb: 'change',
  version: 1,
  summary: 'Says anew who lives in a household and why it is looked after; what is absent stays.',
  access: desk,
  input: z.strictObject({ ...target, personIds: personIds.optional(), categories: categories.optional() }),
  output: CareReceipt,
  refusals: ['care-link.ended', 'care-link.nothing-changed', ...PERSONS],
  examples: [{ linkId: exampleId, categories: ['LIVES_ALONE', 'FRAIL'] }],
});

export const SetCareTier = defineCommand({
  name: 'SetCareTier',
  service: 'errands',
  entity: 'care-link',
  verb: 'set-tier',
  version: 1,
  summary: 'How often somebody asks after a household. Less often takes a reason, stays on record and counts from tomorrow.',
  access: desk,
  input: z.strictObject({ ...target, tier: CareTier, reason: Reason.optional().describe('Why less often; kept encrypted') }),
  output: CareReceipt,
  refusals: ['care-link.ended', 'care-link.same-tier', 'care-link.reason-missing', 'care-link.door-due'],
  examples: [{ linkId: exampleId, tier: 'WEEKLY', reason: '子女已搬来同住照料' }],
});

export const AssignCarers = defineCommand({
  name: 'AssignCarers',
  service: 'errands',
  entity: 'care-link',
  verb: 'assign',
  version: 1,
  summary: 'Gives a household another agent and party member, for good.',
  access: desk,
  input: z.strictObject({ ...target, ...pair }),
  output: CareReceipt,
  refusals: ['care-link.ended', 'care-link.nothing-changed', ...UNFIT],
  examples: [{ linkId: exampleId, agentId: agent, partyMemberId: member }],
});

export const EndCareLink = defineCommand({
  name: 'EndCareLink',
  service: 'errands',
  entity: 'care-link',
  verb: 'end',
  version: 1,
  summary: 'A household is no longer looked after, and why; it counts until the end of the day.',
  access: desk,
  input: z.strictObject({ ...target, reason: Reason.describe('Why; kept encrypted') }),
  output: CareReceipt,
  refusals: ['care-link.ended', 'care-link.door-due'],
  examples: [{ linkId: exampleId, reason: '全家已迁往外地居住' }],
});

export const RecordCareContact = defineCommand({
  name: 'RecordCareContact',
  service: 'errands',
  entity: 'care-link',
  verb: 'contact',
  version: 1,
  summary: 'Somebody asked after a household: reached, not reached, or refused, and what they need.',
  access: carers,
  input: z.strictObject({
    ...target,
    outcome: CareOutcome,
    method: CareMethod.default('PHONE'),
    as: CareRole.optional().describe('Absent: as whom the caller has the household'),
    needs: z.array(CareNeed).max(6).default([]).describe('What they need; kept encrypted'),
    words: words(300).optional().describe('What they said; kept encrypted'),
    ...happened,
  }),
  output: CareReceipt.extend({ nextBy: CareRole.optional().describe('Who is to try the same day') }),
  refusals: ['care-link.ended', 'care-link.not-yours', 'care-link.not-yet', 'care-link.too-late', 'record.happened-in-future'],
  examples: [{ linkId: exampleId, outcome: 'REACHED', needs: ['FOOD'], words: '米快吃完了' }],
});

export const IssueContactCard = defineCommand({
  name: 'IssueContactCard',
  service: 'errands',
  entity: 'care-link',
  verb: 'card',
  version: 1,
  summary: 'A contact card 联系卡 for a household, with those who look after it; that it was printed is on record.',
  access: carers,
  input: z.strictObject({ linkId: CareLinkId }),
  output: CareReceipt.extend({
    issuedAt: InstantText,
    centrePhone: z.string().optional().describe('Telephone of the command centre, where the policy has one'),
  }),
  refusals: ['care-link.ended'],
  examples: [{ linkId: exampleId }],
});

export const ExplainCareGap = defineCommand({
  name: 'ExplainCareGap',
  service: 'errands',
  entity: 'care-link',
  verb: 'explain-gap',
  version: 1,
  summary: 'Says why a household cannot be reached on a day or until a day; it is counted apart.',
  access: carers,
  input: z.strictObject({
    ...target,
    from: DayText.optional().describe('Absent: today'),
    until: DayText.optional().describe('Last day; absent: the same'),
    cause: CareGapCause,
    reason: Reason.describe('Why; kept encrypted'),
  }),
  output: CareReceipt,
  refusals: ['care-link.ended', 'care-link.not-yet', 'care-link.too-late', 'care-link.too-long'],
  examples: [{ linkId: exampleId, until: '2020-02-20', cause: 'WITH_FAMILY', reason: '接到女儿家住几天' }],
});

export const SubstituteCarer = defineCommand({
  name: 'SubstituteCarer',
  service: 'errands',
  entity: 'care-link',
  verb: 'substitute',
  version: 1,
  summary:
    'Somebody falls ill or enters isolation: all their households in one step to somebody who stands in; whose they were is remembered.',
  access: desk,
  answerWithinMs: 30_000,
  input: z.strictObject({
    fromId: OperatorId.describe('Who is absent'),
    toId: OperatorId.describe('Who stands in'),
    reason: Reason.describe('Why; kept encrypted'),
    dryRun,
  }),
  output: BatchResult,
  refusals: ['care-link.to-themselves'],
  examples: [{ fromId: agent, toId: exampleId, reason: '本人居家隔离，暂由同事接手', dryRun: true }],
});

export const GiveBackHouseholds = defineCommand({
  name: 'GiveBackHouseholds',
  service: 'errands',
  entity: 'care-link',
  verb: 'give-back',
  version: 1,
  summary: 'Somebody is back: all households others stand in for go back to them in one step.',
  access: desk,
  answerWithinMs: 30_000,
  input: z.strictObject({ toId: OperatorId.describe('Who is back'), dryRun }),
  output: BatchResult,
  refusals: [],
  examples: [{ toId: agent, dryRun: true }],
});
