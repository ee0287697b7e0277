import { z } from 'zod';
import { bedKeepers, isolationReaders } from '../access.ts';
import { defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, DayText, InstantText, OperatorId, Path, Uuid, pageOf } from '../fields.ts';
import { Half, IsolationId, IsolationNo } from './isolation.values.ts';
import {
  BedEnd,
  Diet,
  IsolationSiteRow,
  RoomException,
  RoomNo,
  RoomState,
  SiteCode,
  SiteId,
  SiteStatus,
  WithdrawnFor,
} from './isolation-site.values.ts';

export const IsolationSitesPage = defineQuery({
  name: 'IsolationSitesPage',
  service: 'census-screening',
  view: 'isolation-site',
  question: 'page',
  version: 1,
  summary: 'Isolation sites with their rooms by how they stand, and how many in centralised isolation have no bed.',
  access: isolationReaders,
  input: z.strictObject({
    area: AreaCode.optional(),
    code: z.string().trim().max(20).optional().describe('Code or its beginning'),
    closed: z.boolean().default(false).describe('Closed ones too'),
    mine: z.boolean().default(false).describe('Where the caller works'),
    anywhere: z.boolean().default(false).describe('Open ones of other areas too, without who works there: where somebody could go'),
  }),
  output: pageOf(IsolationSiteRow).extend({
    noBed: z.int().describe('In centralised isolation within the caller’s places, and without a bed'),
  }),
  refusals: [],
  examples: [{}],
});

const InBed = z.object({
  isolationId: IsolationId,
  no: IsolationNo,
  label: z.string().describe('Masked name'),
  since: InstantText,
  exception: RoomException.optional(),
  diet: Diet.optional(),
});

export const SiteRoom = z.object({
  room: RoomNo,
  state: RoomState,
  people: z.int(),
  cleanAt: InstantText.optional().describe('Free again then'),
  cases: z.array(InBed).optional().describe('Absent for whoever does not work there'),
});
export type SiteRoom = z.output<typeof SiteRoom>;

export const IsolationSiteDetail = defineQuery({
  name: 'IsolationSiteDetail',
  service: 'census-screening',
  view: 'isolation-site',
  question: 'detail',
  version: 1,
  summary: 'One site with every room; who is in which for its staff, its doctor and the duty officer alone, and each look is on record.',
  access: isolationReaders,
  shows: { label: 'MASKED' },
  input: z.strictObject({ siteId: SiteId.optional(), code: z.string().trim().max(20).optional().meta({ positional: true }) }),
  output: z.object({
    row: IsolationSiteRow,
    rooms: z.array(SiteRoom),
    diets: z.array(z.object({ diet: Diet, zh: z.string(), en: z.string() })).describe('What can be said of a meal'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ code: 'gld-1' }],
});

export const BedEntry = z.object({
  room: RoomNo,
  isolationId: IsolationId,
  no: IsolationNo,
  label: z.string().describe('Masked name'),
  since: InstantText,
  until: InstantText.optional().describe('Absent while they are there'),
  end: BedEnd.optional(),
  exception: RoomException.optional(),
});
export type BedEntry = z.output<typeof BedEntry>;

export const BedLedger = defineQuery({
  name: 'BedLedger',
  service: 'census-screening',
  view: 'isolation-site',
  question: 'ledger',
  version: 1,
  summary: 'Who was in which room from when to when, the latest first; for the site’s staff, its doctor and the duty officer.',
  access: bedKeepers,
  shows: { label: 'MASKED' },
  input: z.strictObject({ siteId: SiteId, room: RoomNo.optional().describe('Absent: every room') }),
  output: pageOf(BedEntry),
  refusals: ['isolation-site.not-yours'],
  examples: [{ siteId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37', room: '301' }],
});

export const SiteMeals = defineQuery({
  name: 'SiteMeals',
  service: 'census-screening',
  view: 'isolation-site',
  question: 'meals',
  version: 1,
  summary: 'Meals of a half-day: people in beds at the hour of the policy, and how many of them have which other meal. No names.',
  access: bedKeepers,
  input: z.strictObject({
    siteId: SiteId.optional().describe('Absent: every site the caller works at or is on duty for'),
    day: DayText.optional().describe('Absent: today'),
    half: Half.optional().describe('Absent: both'),
  }),
  output: pageOf(
    z.object({
      siteId: SiteId,
      code: SiteCode,
      name: z.string(),
      day: DayText,
      half: Half,
      cutOff: InstantText,
      settled: z.boolean().describe('The hour is past; until then it may change'),
      meals: z.int(),
      diets: z.array(z.object({ diet: Diet, zh: z.string(), en: z.string(), meals: z.int() })).describe('Of these, other meals'),
    }),
  ),
  refusals: ['isolation-site.not-yours'],
  examples: [{}],
});

const siteEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'isolation-site',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ code: SiteCode, status: SiteStatus, path: Path, ...own }),
  });
/** Which line of the ledger, never which room: who is in which is for those who work there. */
const inBed = { bedId: Uuid, isolationId: IsolationId };

export const IsolationSiteOpened = siteEvent('IsolationSiteOpened', 'opened', 'An isolation site was set up.', { rooms: z.int() });
export const SiteRoomsAdded = siteEvent('SiteRoomsAdded', 'rooms-added', 'Rooms were added, or are in use again.', {
  rooms: z.array(RoomNo),
});
export const SiteRoomsWithdrawn = siteEvent('SiteRoomsWithdrawn', 'rooms-withdrawn', 'Rooms were taken out of use.', {
  rooms: z.array(RoomNo),
  why: WithdrawnFor,
  cleanAt: InstantText.optional(),
});
export const SiteStaffSet = siteEvent('SiteStaffSet', 'staff-set', 'Who works there was said.', {
  staffIds: z.array(OperatorId),
  doctorId: OperatorId.optional(),
});
export const BedTaken = siteEvent('BedTaken', 'bed-taken', 'Somebody has a bed.', { ...inBed, exception: RoomException.optional() });
export const BedFreed = siteEvent('BedFreed', 'bed-freed', 'Somebody left a bed; an empty room is disinfected.', {
  ...inBed,
  end: BedEnd,
  cleanAt: InstantText.optional(),
});
export const DietSet = siteEvent('DietSet', 'diet-set', 'Which meal somebody has was said.', inBed);
export const IsolationSiteClosed = siteEvent('IsolationSiteClosed', 'closed', 'The site was closed.', {});
