import { z } from 'zod';
import { InstantText, OperatorId, Uuid, words } from '../fields.ts';
import { Half } from './isolation.values.ts';

export const CampaignId = Uuid.describe('Screening campaign, UUIDv7');
export const CampaignNo = z
  .string()
  .regex(/^MP-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a campaign: MP-date-sequence-check digit');
export const UnitId = Uuid.describe('Screening unit: one dwelling in one campaign');
export const DiscrepancyId = Uuid.describe('Something two sources say differently about one unit');

export const CAMPAIGN_STATUSES = ['DRAFT', 'FROZEN', 'RUNNING', 'CLOSING', 'CLOSED'] as const;
export const CampaignStatus = z.enum(CAMPAIGN_STATUSES);
export type CampaignStatus = z.output<typeof CampaignStatus>;
/** Campaigns whose denominator stands and that new dwellings are added to. */
export const GROWING_CAMPAIGNS = ['FROZEN', 'RUNNING', 'CLOSING'] as const satisfies readonly CampaignStatus[];

/** Campaigns in which visits are recorded; the newest of them is the round that is meant where none is named. */
export const RUNNING_CAMPAIGNS = ['RUNNING', 'CLOSING'] as const satisfies readonly CampaignStatus[];

/** What can be done with a campaign; commands are named after them. */
export const CAMPAIGN_ACTIONS = ['freeze', 'start', 'assign', 'reassign', 'own-remaining', 'wind-up', 'close'] as const;
export const CampaignAction = z.enum(CAMPAIGN_ACTIONS);
export type CampaignAction = z.output<typeof CampaignAction>;

/** Kinds of dwellings the place register can tell apart. RENTAL_ROOM is counted in rooms 间. */
export const STRATA = ['OWN_HOUSEHOLD', 'RENTAL_ROOM', 'OWN_ROOM'] as const;
export const Stratum = z.enum(STRATA).describe('RENTAL_ROOM: let; OWN_HOUSEHOLD, OWN_ROOM: a household, a room that is not let');
export type Stratum = z.output<typeof Stratum>;

export const UNIT_STATUSES = [
  'UNVISITED',
  'NOBODY_HOME',
  'ESCALATED',
  'PARTIAL',
  'REFUSED',
  'INACCESSIBLE',
  'COMPLETED',
  'VACANT_CONFIRMED',
  'NOT_EXIST',
] as const;
export const UnitStatus = z.enum(UNIT_STATUSES);
export type UnitStatus = z.output<typeof UnitStatus>;
/** Units of which it is known who lives there: all, nobody, or that there is no such dwelling. Nothing else counts into coverage. */
export const ACCOUNTED_STATUSES = ['COMPLETED', 'VACANT_CONFIRMED', 'NOT_EXIST'] as const satisfies readonly UnitStatus[];

/** What can be done with a unit; commands are named after them. */
export const UNIT_ACTIONS = ['record-visit', 'correct-visit', 'own'] as const;
export const UnitAction = z.enum(UNIT_ACTIONS);
export type UnitAction = z.output<typeof UnitAction>;

export const VISIT_OUTCOMES = ['COMPLETED', 'NOBODY_HOME', 'PARTIAL', 'VACANT_CONFIRMED', 'REFUSED', 'INACCESSIBLE', 'NOT_EXIST'] as const;
export const VisitOutcome = z
  .enum(VISIT_OUTCOMES)
  .describe('COMPLETED: everybody who lives there was found or named. NOBODY_HOME: nobody opened. NOT_EXIST: no such dwelling');
export type VisitOutcome = z.output<typeof VisitOutcome>;

export const VacancyEvidence = z.enum(['LANDLORD', 'METER']).describe('Who or what says that nobody lives there');
export type VacancyEvidence = z.output<typeof VacancyEvidence>;

/** Sources whose word about a dwelling is compared with what was found at the door; landlords and buses join later. */
export const DISCREPANCY_SOURCES = ['REGISTER', 'CHECKPOINT'] as const;
export const DiscrepancySource = z.enum(DISCREPANCY_SOURCES);
export type DiscrepancySource = z.output<typeof DiscrepancySource>;

export const DISCREPANCY_KINDS = [
  'UNKNOWN_FOUND',
  'FOUND_ELSEWHERE',
  'EMPTY_BUT_LIVED_IN',
  'LIVED_IN_BUT_EMPTY',
  'NOT_AMONG_FOUND',
] as const;
export const DiscrepancyKind = z
  .enum(DISCREPANCY_KINDS)
  .describe(
    'UNKNOWN_FOUND: people the source does not know. FOUND_ELSEWHERE: it has them at another dwelling. EMPTY_BUT_LIVED_IN: it says empty, people were found. LIVED_IN_BUT_EMPTY: it says lived in, the visit says empty. NOT_AMONG_FOUND: it names somebody the visit did not find',
  );
export type DiscrepancyKind = z.output<typeof DiscrepancyKind>;

export const DISCREPANCY_STATUSES = ['OPEN', 'RESOLVED'] as const;
export const DiscrepancyStatus = z.enum(DISCREPANCY_STATUSES);
export type DiscrepancyStatus = z.output<typeof DiscrepancyStatus>;
export const DiscrepancyTruth = z.enum(['DOOR', 'SOURCE', 'BOTH', 'NEITHER']).describe('Whose word was true');
export type DiscrepancyTruth = z.output<typeof DiscrepancyTruth>;

/** Doors on one sheet of paper at most: more than anybody walks in a day. */
export const DOORS_ON_SHEET = 300;

/** Visits of a file that are looked at in one question. */
export const VISITS_AT_ONCE = 200;

/** What a visit found. */
export const found = {
  outcome: VisitOutcome,
  asRegistered: z.boolean().default(false).describe('Those were found whom the register has there'),
  foundIds: z.array(Uuid).max(40).default([]).describe('Persons of the register who live there'),
  unknown: z.int().min(0).max(200).default(0).describe('People who live there and are not in the register'),
  evidence: VacancyEvidence.optional().describe('VACANT_CONFIRMED needs one'),
  evidenceNo: words(60).optional().describe('Number of the meter, or what the landlord gave; kept encrypted'),
  note: words(300).optional().describe('Kept encrypted'),
};

/** One attempt at a door. */
export const Attempt = z.object({
  nth: z.int().describe('1 for the first'),
  at: InstantText.describe('When it happened'),
  recordedAt: InstantText,
  half: Half,
  by: z.string().describe('Who wrote it down'),
  collected: z.boolean().describe('Somebody else was at the door; who is kept encrypted'),
  sheetNo: z.string().optional(),
  outcome: VisitOutcome,
  found: z.int().describe('Persons of the register'),
  unknown: z.int().describe('People who are not in the register'),
  evidence: VacancyEvidence.optional(),
  corrects: z.int().optional().describe('The attempt this one puts right'),
  corrected: z.boolean().describe('A later one puts it right; it counts no more'),
});
export type Attempt = z.output<typeof Attempt>;

/** Who answers for a unit that is not accounted for, and until when. */
export const UnitOwner = z.object({ ownerId: OperatorId, dueAt: InstantText });
