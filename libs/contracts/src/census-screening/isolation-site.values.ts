import { z } from 'zod';
import { AreaCode, InstantText, OperatorId, Path, Uuid, Version } from '../fields.ts';
import { IsolationId, IsolationNo } from './isolation.values.ts';

export const SiteId = Uuid.describe('Isolation site, UUIDv7');
export const SiteCode = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{1,19}$/)
  .describe('Short code people type, such as gld-1');
export const RoomNo = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{0,9}$/)
  .describe('Number on the door, such as 301');

export const SiteStatus = z.enum(['OPEN', 'CLOSED']);
export type SiteStatus = z.output<typeof SiteStatus>;
/** What can be done at a site; commands are named after them. */
export const SITE_ACTIONS = ['assign-bed', 'move-bed', 'set-diet', 'withdraw-rooms', 'add-rooms', 'set-staff', 'close'] as const;
export const SiteAction = z.enum(SITE_ACTIONS);
export type SiteAction = z.output<typeof SiteAction>;

export const RoomState = z.enum(['FREE', 'TAKEN', 'DISINFECTING', 'WITHDRAWN']);
export type RoomState = z.output<typeof RoomState>;
export const RoomException = z.enum(['CHILD_WITH_PARENT', 'NEEDS_CARE']).describe('Why a room has more than one person');
export type RoomException = z.output<typeof RoomException>;
export const WithdrawnFor = z.enum(['DISINFECTION', 'OUT_OF_USE']).describe('DISINFECTION: free again after the hours of the policy');
export type WithdrawnFor = z.output<typeof WithdrawnFor>;
export const BedEnd = z.enum(['MOVED', 'RELEASED', 'CONVERTED', 'TRANSFERRED', 'LOST', 'CANCELED']).describe('How somebody left a bed');
export type BedEnd = z.output<typeof BedEnd>;
export const Diet = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z][A-Z_]{1,19}$/)
  .describe('Code of the list of the policy; absent: what everybody has');

/** Rooms by how they stand: always free + taken + disinfecting + withdrawn. */
const account = {
  rooms: z.int().describe('free + taken + disinfecting + withdrawn'),
  free: z.int(),
  taken: z.int(),
  disinfecting: z.int(),
  withdrawn: z.int(),
  nextCleanAt: InstantText.optional().describe('When the next room is clean'),
};

export const IsolationSiteRow = z.object({
  siteId: SiteId,
  code: SiteCode,
  name: z.string(),
  status: SiteStatus,
  version: Version,
  area: AreaCode,
  path: Path,
  ...account,
  people: z.int().describe('In beds'),
  waiting: z.int().describe('Ordered here, and without a bed'),
  staffIds: z.array(OperatorId),
  doctorId: OperatorId.optional(),
  allowedActions: z.array(SiteAction),
});
export type IsolationSiteRow = z.output<typeof IsolationSiteRow>;

export const SiteReceipt = z.object({
  siteId: SiteId,
  code: SiteCode,
  status: SiteStatus,
  version: Version,
  area: AreaCode,
  allowedActions: z.array(SiteAction),
});
export type SiteReceipt = z.output<typeof SiteReceipt>;

export const BedReceipt = z.object({ siteId: SiteId, code: SiteCode, room: RoomNo, isolationId: IsolationId, no: IsolationNo });
export type BedReceipt = z.output<typeof BedReceipt>;
