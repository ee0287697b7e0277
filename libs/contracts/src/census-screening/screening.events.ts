import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { AreaCode, InstantText, OperatorId, Path, PersonId } from '../fields.ts';
import { Half } from './isolation.values.ts';
import { TaskForceId } from '../command-center/task-force.values.ts';
import {
  CampaignId,
  CampaignNo,
  CampaignStatus,
  DiscrepancyKind,
  DiscrepancySource,
  DiscrepancyStatus,
  DiscrepancyTruth,
  Stratum,
  UnitId,
  UnitStatus,
  VisitOutcome,
} from './screening.values.ts';

const campaignEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'screening-campaign',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ no: CampaignNo, round: z.int(), status: CampaignStatus, ...own }),
  });
const byArea = z.array(z.object({ area: AreaCode, units: z.int() })).describe('Units per area');

export const CampaignOpened = campaignEvent('CampaignOpened', 'opened', 'A round of screening is prepared.', {});
export const DenominatorFrozen = campaignEvent('DenominatorFrozen', 'frozen', 'Which dwellings the round is for stands for good.', {
  hash: z.string().describe('SHA-256 over the sorted paths'),
  strata: z.array(z.object({ stratum: Stratum, units: z.int() })),
  byArea,
});
export const CampaignStarted = campaignEvent('CampaignStarted', 'started', 'Visits may be recorded.', {});
export const AddendumGrown = campaignEvent('AddendumGrown', 'addendum-grown', 'Dwellings registered after the freeze were added.', {
  byArea,
});
export const UnitsAssigned = campaignEvent('UnitsAssigned', 'units-assigned', 'A team has so many units from now on.', {
  teamId: TaskForceId,
  units: z.int().describe('Open units of the team'),
  came: z.int().describe('Units that came to it'),
});
export const RemainingOwned = campaignEvent('RemainingOwned', 'remaining-owned', 'Somebody answers for what remained.', {
  ownerId: OperatorId,
  dueAt: InstantText,
  units: z.int(),
});
export const CampaignWoundUp = campaignEvent('CampaignWoundUp', 'wound-up', 'The round nears its end.', {});
export const CampaignClosed = campaignEvent('CampaignClosed', 'closed', 'The round ended.', {
  units: z.int(),
  accounted: z.int(),
  owned: z.int().describe('Not accounted for, with an owner and a deadline'),
});

const unitEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'screening-unit',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      campaignId: CampaignId,
      path: Path,
      stratum: Stratum,
      addendum: z.boolean(),
      status: UnitStatus,
      accounted: z.boolean().describe('Counts into coverage now'),
      teamId: TaskForceId.optional(),
      ...own,
    }),
  });
export const UnitVisited = unitEvent('UnitVisited', 'visited', 'Somebody was at the door.', {
  nth: z.int(),
  outcome: VisitOutcome,
  half: Half,
});
export const UnitAccounted = unitEvent('UnitAccounted', 'accounted', 'It is known who lives there, or that nobody does.', {});
export const UnitEscalated = unitEvent('UnitEscalated', 'escalated', 'Nobody opened in either half of the day.', {
  ownerId: OperatorId.optional(),
  dueAt: InstantText.optional(),
});
export const UnitOwned = unitEvent('UnitOwned', 'owned', 'Somebody answers for it.', { ownerId: OperatorId, dueAt: InstantText });
export const VisitCorrected = unitEvent('VisitCorrected', 'visit-corrected', 'A visit was put right.', {
  nth: z.int(),
  corrects: z.int(),
  outcome: VisitOutcome,
});

const discrepancyEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'discrepancy',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      campaignId: CampaignId,
      unitId: UnitId,
      source: DiscrepancySource,
      kind: DiscrepancyKind,
      status: DiscrepancyStatus,
      personId: PersonId.optional(),
      ...own,
    }),
  });
export const DiscrepancyRaised = discrepancyEvent('DiscrepancyRaised', 'raised', 'Two sources differ; a proposal to look again.', {});
export const DiscrepancyResolved = discrepancyEvent('DiscrepancyResolved', 'resolved', 'Somebody said what was true.', {
  truth: DiscrepancyTruth,
});
