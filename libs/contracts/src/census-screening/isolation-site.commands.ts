import { z } from 'zod';
import { bedKeepers, command } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { ExpectedVersion, OperatorId, Path, Reason, happened, words } from '../fields.ts';
import { IsolationId } from './isolation.values.ts';
import { BedReceipt, Diet, RoomException, RoomNo, SiteCode, SiteId, SiteReceipt, WithdrawnFor } from './isolation-site.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';
const target = { siteId: SiteId, expectedVersion: ExpectedVersion, ...happened };
const rooms = z.array(RoomNo).min(1).max(500);

export const OpenIsolationSite = defineCommand({
  name: 'OpenIsolationSite',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'open',
  version: 1,
  summary: 'Sets up an isolation site at a place of the register, with its rooms.',
  access: command,
  input: z.strictObject({
    code: SiteCode,
    name: words(40).describe('Public name of the place'),
    path: Path.describe('Where it stands'),
    rooms: rooms.describe('Numbers of its rooms, each for one person'),
    ...happened,
  }),
  output: SiteReceipt,
  refusals: ['place.unknown', 'isolation-site.code-taken', 'record.happened-in-future'],
  examples: [{ code: 'gld-1', name: '集中隔离点一', path: 'houzhai/a02', rooms: ['301', '302'] }],
});

export const AddSiteRooms = defineCommand({
  name: 'AddSiteRooms',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'add-rooms',
  version: 1,
  summary: 'Adds rooms to a site; those that were withdrawn are in use again.',
  access: bedKeepers,
  input: z.strictObject({ ...target, rooms }),
  output: SiteReceipt,
  refusals: [
    'isolation-site.not-allowed-now',
    'isolation-site.not-yours',
    'isolation-site.room-known',
    'isolation-site.too-many-rooms',
    'record.happened-in-future',
  ],
  examples: [{ siteId: exampleId, rooms: ['303'] }],
});

export const WithdrawSiteRooms = defineCommand({
  name: 'WithdrawSiteRooms',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'withdraw-rooms',
  version: 1,
  summary: 'Takes empty rooms out of use: for disinfection, free again after the hours of the policy, or until they are added again.',
  access: bedKeepers,
  input: z.strictObject({ ...target, rooms, why: WithdrawnFor.default('DISINFECTION') }),
  output: SiteReceipt,
  refusals: [
    'isolation-site.not-allowed-now',
    'isolation-site.not-yours',
    'isolation-site.no-such-room',
    'isolation-site.room-taken',
    'isolation-site.room-withdrawn',
    'record.happened-in-future',
  ],
  examples: [{ siteId: exampleId, rooms: ['303'], why: 'OUT_OF_USE' }],
});

export const SetSiteStaff = defineCommand({
  name: 'SetSiteStaff',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'set-staff',
  version: 1,
  summary: 'Names who works at a site and its doctor: they see who is in which room. Whoever is not named any more no longer does.',
  access: command,
  input: z.strictObject({
    ...target,
    staffIds: z.array(OperatorId).max(60).default([]).describe('All of them'),
    doctorId: OperatorId.optional(),
  }),
  output: SiteReceipt,
  refusals: ['isolation-site.not-allowed-now', 'isolation-site.staff-unfit', 'operator.unavailable', 'record.happened-in-future'],
  examples: [{ siteId: exampleId, staffIds: [operator], doctorId: exampleId }],
});

export const CloseIsolationSite = defineCommand({
  name: 'CloseIsolationSite',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'close',
  version: 1,
  summary: 'Closes a site; never while anybody is in it.',
  access: command,
  input: z.strictObject({ ...target, reason: Reason }),
  output: SiteReceipt,
  refusals: ['isolation-site.not-allowed-now', 'isolation-site.still-holds', 'record.happened-in-future'],
  examples: [{ siteId: exampleId, reason: '人员已全部解除，隔离点撤销' }],
});

const bed = {
  room: RoomNo.optional().describe('Absent: the first that is free'),
  exception: RoomException.optional(),
  reason: Reason.optional().describe('Why two share a room; needed with an exception, kept encrypted'),
};
const bedRefusals = [
  'isolation-site.not-allowed-now',
  'isolation-site.not-yours',
  'isolation-site.other-area',
  'isolation-site.too-early',
  'isolation-site.no-such-room',
  'isolation-site.room-single',
  'isolation-site.room-full',
  'isolation-site.room-disinfecting',
  'isolation-site.room-withdrawn',
  'isolation-site.no-bed',
  'isolation-site.unnamed',
  'isolation-site.reason-missing',
  'record.happened-in-future',
] as const;

export const AssignBed = defineCommand({
  name: 'AssignBed',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'assign-bed',
  version: 1,
  summary: 'Gives somebody in centralised isolation a bed: a room to themselves, unless a reason says otherwise.',
  access: bedKeepers,
  input: z.strictObject({
    isolationId: IsolationId,
    siteId: SiteId.optional().describe('Absent: the site the order names'),
    ...bed,
    diet: Diet.optional(),
    ...happened,
  }),
  output: BedReceipt,
  refusals: [...bedRefusals, 'isolation-site.case-unfit', 'isolation-site.has-bed', 'isolation-site.diet-unknown'],
  examples: [{ isolationId: exampleId, siteId: operator, room: '301' }],
});

export const MoveBed = defineCommand({
  name: 'MoveBed',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'move-bed',
  version: 1,
  summary: 'Somebody goes to another room, or to another site of the area; the room they leave is disinfected.',
  access: bedKeepers,
  input: z.strictObject({ isolationId: IsolationId, siteId: SiteId.optional().describe('Absent: the same site'), ...bed, ...happened }),
  output: BedReceipt,
  refusals: [...bedRefusals, 'isolation-site.has-no-bed', 'isolation-site.same-room'],
  examples: [{ isolationId: exampleId, room: '302' }],
});

export const SetDiet = defineCommand({
  name: 'SetDiet',
  service: 'census-screening',
  entity: 'isolation-site',
  verb: 'set-diet',
  version: 1,
  summary: 'Says which meal somebody in a bed has: a code of the list of the policy, nothing about health.',
  access: bedKeepers,
  input: z.strictObject({ isolationId: IsolationId, diet: Diet.optional() }),
  output: BedReceipt,
  refusals: ['isolation-site.not-allowed-now', 'isolation-site.not-yours', 'isolation-site.has-no-bed', 'isolation-site.diet-unknown'],
  examples: [{ isolationId: exampleId, diet: 'VEGETARIAN' }],
});
