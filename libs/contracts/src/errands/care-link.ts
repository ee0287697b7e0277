import { z } from 'zod';
import { carers } from '../access.ts';
import { defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, Cursor, DayText, InstantText, OperatorId, PageLimit, Path, Uuid, pageOf } from '../fields.ts';
import {
  CareCategory,
  CareContact,
  CareGapCause,
  CareLinkId,
  CareLinkNo,
  CareLinkRow,
  CareMethod,
  CareNeed,
  CareOutcome,
  CareRole,
  CareStatus,
  CareTier,
} from './care-link.values.ts';

export const CareToday = defineQuery({
  name: 'CareToday',
  service: 'errands',
  view: 'care-link',
  question: 'today',
  version: 1,
  summary:
    'Households to ask after today: the door first, then those whom the other one could not reach, then the unreached, then the rest. An agent and a party member see theirs alone.',
  access: carers,
  input: z.strictObject({
    area: AreaCode.optional(),
    mine: z.boolean().default(false).describe('Those the caller has'),
    all: z.boolean().default(false).describe('Those that are not due today too'),
    missing: z.boolean().default(false).describe('Those nobody has heard of on the day alone'),
    door: z.boolean().default(false).describe('Those at whose door somebody has to stand alone'),
    operatorId: OperatorId.optional().describe('Those somebody has'),
    ids: z.array(CareLinkId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(CareLinkRow).extend({ day: DayText }),
  refusals: [],
  examples: [{ mine: true }],
});

export const CareLinks = defineQuery({
  name: 'CareLinks',
  service: 'errands',
  view: 'care-link',
  question: 'page',
  version: 1,
  summary: 'Households that are looked after, by area: who has each, how often, whether it has a contact card that names them.',
  access: carers,
  input: z.strictObject({
    open: z.boolean().default(false).describe('Without those that are no longer looked after'),
    area: AreaCode.optional(),
    mine: z.boolean().default(false).describe('Those the caller has'),
    operatorId: OperatorId.optional().describe('Those somebody has'),
    tier: CareTier.optional(),
    standIns: z.boolean().default(false).describe('Those that somebody has in the stead of somebody else alone'),
    noCard: z.boolean().default(false).describe('Those whose contact card is missing or names others alone'),
    ids: z.array(CareLinkId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(CareLinkRow).extend({ day: DayText }),
  refusals: [],
  examples: [{ open: true, tier: 'DAILY' }],
});

const ContactLine = CareContact.extend({
  contactId: Uuid,
  day: DayText,
  needs: z.array(CareNeed).optional(),
  words: z.string().optional(),
});

export const CareLinkDetail = defineQuery({
  name: 'CareLinkDetail',
  service: 'errands',
  view: 'care-link',
  question: 'detail',
  version: 1,
  summary:
    'One household with why it is looked after, its contacts and its explained gaps, for whoever has it and the desk; each look is on record.',
  access: carers,
  shows: { categories: 'OPEN', needs: 'OPEN', words: 'OPEN', cause: 'OPEN', reason: 'OPEN' },
  input: z.strictObject({ linkId: CareLinkId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: CareLinkRow,
    categories: z.array(CareCategory).optional().describe('Absent where the person whose key sealed them was erased'),
    contactFree: z.boolean().describe('Somebody who lives there is in isolation now'),
    contacts: z.array(ContactLine).describe('The latest first'),
    gaps: z.array(z.object({ from: DayText, until: DayText })),
    tiers: z.array(z.object({ from: DayText, tier: CareTier })).describe('Since when how often'),
    history: z.array(
      z.object({
        version: z.int(),
        event: z.string(),
        at: InstantText,
        recordedAt: InstantText,
        actor: z.string(),
        cause: CareGapCause.optional(),
        reason: z.string().optional(),
      }),
    ),
  }),
  refusals: [],
  examples: [{ no: 'CL-20200214-0001-5' }],
});

const account = {
  due: z.int().describe('reached + refused + explained + missing'),
  reached: z.int(),
  refused: z.int(),
  explained: z.int(),
  missing: z.int(),
  byAgent: z.int().describe('Of those reached, by the agent'),
  byMember: z.int().describe('Of those reached, by the party member; neither replaces the other'),
};

export const CareCoverage = defineQuery({
  name: 'CareCoverage',
  service: 'errands',
  view: 'care-link',
  question: 'coverage',
  version: 1,
  summary: 'Daily households reached on a day, n of N, by area, with the ones that are missing; explained gaps and refusals count apart.',
  access: carers,
  input: z.strictObject({
    day: DayText.optional().describe('Absent: today'),
    area: AreaCode.optional(),
  }),
  output: z.object({
    day: DayText,
    ...account,
    areas: z.array(z.object({ area: AreaCode, ...account })),
    names: z
      .array(
        z.object({
          linkId: CareLinkId,
          no: CareLinkNo,
          area: AreaCode,
          personIds: z.array(Uuid),
          agentId: OperatorId,
          partyMemberId: OperatorId,
        }),
      )
      .describe('The missing, at most 1000; names from the register'),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});

/** An event of a household; nothing of it goes to partners, and nothing of it says who or why. */
const careEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'care-link',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: CareLinkNo,
      status: CareStatus,
      path: Path,
      daily: z.object({ from: DayText, until: DayText.optional() }).optional().describe('Days of the latest time it is asked after daily'),
      reachedOn: DayText.optional().describe('Last day somebody reached it'),
      ...own,
    }),
  });
const pair = { agentId: OperatorId, partyMemberId: OperatorId };

export const CareLinkSetUp = careEvent('CareLinkSetUp', 'set-up', 'A household has an agent and a party member.', {
  tier: CareTier,
  ...pair,
});
export const CareHouseholdChanged = careEvent(
  'CareHouseholdChanged',
  'changed',
  'Who lives there, or why it is looked after, was said anew.',
  {
    members: z.int(),
  },
);
export const CareTierSet = careEvent('CareTierSet', 'tier-set', 'How often somebody asks after it was changed.', {
  tier: CareTier,
  before: CareTier,
  from: DayText,
  lowered: z.boolean(),
});
export const CarersAssigned = careEvent('CarersAssigned', 'assigned', 'It has another agent or party member, for good.', pair);
export const CarerSubstituted = careEvent('CarerSubstituted', 'substituted', 'Somebody stands in.', {
  as: CareRole,
  fromId: OperatorId,
  toId: OperatorId,
  forId: OperatorId.optional().describe('Whose it is; absent: it is theirs again'),
});
export const CareGivenBack = careEvent('CareGivenBack', 'given-back', 'Whoever it belongs to has it again.', {
  as: CareRole,
  fromId: OperatorId,
  toId: OperatorId,
});
export const CareContactRecorded = careEvent('CareContactRecorded', 'contacted', 'Somebody asked after it.', {
  contactId: Uuid,
  day: DayText,
  as: CareRole,
  method: CareMethod,
  outcome: CareOutcome,
  nextBy: CareRole.optional().describe('Who is to try the same day'),
  doorDue: z.boolean().describe('Somebody still has to stand at the door'),
});
export const CareGapExplained = careEvent('CareGapExplained', 'gap-explained', 'Why it cannot be reached was said.', {
  from: DayText,
  until: DayText,
  doorDue: z.boolean().describe('Somebody still has to stand at the door'),
});
export const CareDoorDue = careEvent(
  'CareDoorDue',
  'door-due',
  'Nobody has heard of it for the days of the policy: somebody stands at the door.',
  {
    since: DayText.describe('First day without a word'),
  },
);
export const ContactCardIssued = careEvent('ContactCardIssued', 'card-issued', 'It was given a card with those who look after it.', pair);
export const CareLinkEnded = careEvent('CareLinkEnded', 'ended', 'It is no longer looked after.', {});
