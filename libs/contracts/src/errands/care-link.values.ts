import { z } from 'zod';
import { AreaCode, DayText, InstantText, OperatorId, Path, Uuid, Version } from '../fields.ts';

export const CareLinkId = Uuid.describe('Household looked after, UUIDv7');
export const CareLinkNo = z
  .string()
  .regex(/^CL-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a care link: CL-date-sequence-check digit');

/** Why a household is looked after. For whoever looks after it and the desk; in no event and on no list. */
export const CARE_CATEGORIES = ['LIVES_ALONE', 'EMPTY_NEST', 'DISABLED', 'ILL', 'FRAIL', 'LOW_INCOME', 'ISOLATED'] as const;
export const CareCategory = z.enum(CARE_CATEGORIES);
export type CareCategory = z.output<typeof CareCategory>;

/** How often somebody asks after a household, the most often first. */
export const CARE_TIERS = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY'] as const;
export const CareTier = z.enum(CARE_TIERS).describe('How often somebody asks after them');
export type CareTier = z.output<typeof CareTier>;

export const CareStatus = z.enum(['ACTIVE', 'ENDED']);
export type CareStatus = z.output<typeof CareStatus>;

/** Who asked: the agent, the party member, or somebody else such as the desk. */
export const CareRole = z.enum(['AGENT', 'MEMBER', 'OTHER']).describe('As whom: the agent, the party member, somebody else');
export type CareRole = z.output<typeof CareRole>;
export const CareMethod = z.enum(['PHONE', 'VIDEO', 'MESSAGE', 'DOOR']).describe('How they were asked');
export type CareMethod = z.output<typeof CareMethod>;
export const CareOutcome = z.enum(['REACHED', 'NOT_REACHED', 'REFUSED']);
export type CareOutcome = z.output<typeof CareOutcome>;
export const CareNeed = z.enum(['FOOD', 'MEDICINE', 'DOCTOR', 'UTILITIES', 'COMPANY', 'OTHER']).describe('What they need');
export type CareNeed = z.output<typeof CareNeed>;
export const CareGapCause = z
  .enum(['IN_HOSPITAL', 'WITH_FAMILY', 'AWAY', 'ISOLATED_ELSEWHERE', 'OTHER'])
  .describe('Why nobody can be reached');
export type CareGapCause = z.output<typeof CareGapCause>;

/** How a household stands on a day: reached, refused, explained, or missing; always exactly one. */
export const CareStanding = z.enum(['REACHED', 'REFUSED', 'EXPLAINED', 'MISSING']);
export type CareStanding = z.output<typeof CareStanding>;
/** What is to be done next: stand at the door, the other one tries, anybody tries, both have tried, nothing. */
export const CareNext = z.enum(['DOOR', 'OTHER_TRIES', 'TRY', 'BOTH_TRIED', 'NOTHING']);
export type CareNext = z.output<typeof CareNext>;

export const CareLinkRow = z.object({
  linkId: CareLinkId,
  no: CareLinkNo,
  version: Version,
  status: CareStatus,
  area: AreaCode,
  path: Path,
  personIds: z.array(Uuid).describe('Who lives there; names from the register'),
  tier: CareTier,
  agentId: OperatorId,
  partyMemberId: OperatorId,
  agentFor: OperatorId.optional().describe('The agent stands in for them'),
  partyMemberFor: OperatorId.optional().describe('The party member stands in for them'),
  standing: CareStanding.describe('How it stands on the day'),
  next: CareNext,
  nextBy: CareRole.optional().describe('Whose turn it is'),
  own: z.boolean().describe('The caller has reached them on the day'),
  lastReachedOn: DayText.optional(),
  dueOn: DayText.optional().describe('Next day somebody is to ask; absent once it is no longer looked after'),
  contactCard: z
    .object({ issuedAt: InstantText, current: z.boolean().describe('It names those who have the household now') })
    .optional()
    .describe('The contact card 联系卡 they were given last; absent where they have none'),
  doorDueSince: DayText.optional().describe('Nobody has heard of them for the days of the policy: somebody stands at the door'),
});
export type CareLinkRow = z.output<typeof CareLinkRow>;

/** Somebody asked after a household, without what was said. */
export const CareContact = z.object({
  at: InstantText,
  by: OperatorId.describe('Who asked, or typed for them'),
  as: CareRole,
  method: CareMethod,
  outcome: CareOutcome,
});
export type CareContact = z.output<typeof CareContact>;

export const CareReceipt = z.object({
  linkId: CareLinkId,
  no: CareLinkNo,
  status: CareStatus,
  version: Version,
  area: AreaCode,
  tier: CareTier,
  agentId: OperatorId,
  partyMemberId: OperatorId,
});
export type CareReceipt = z.output<typeof CareReceipt>;
