import type { BedEnd, RoomException, RoomState, SiteAction, SiteStatus } from '@houzhai/contracts';

/** A room of a site; for one person unless a reason says otherwise. */
export interface Room {
  readonly no: string;
  /** Under disinfection until then. */
  readonly cleanAt?: Temporal.Instant;
  /** Out of use until it is added again. */
  readonly withdrawn?: true;
}

/** A line of the ledger: who is in which room from when to when. */
export interface Bed {
  readonly id: string;
  readonly siteId: string;
  readonly room: string;
  readonly isolationId: string;
  readonly personId: string;
  readonly since: Temporal.Instant;
  readonly until?: Temporal.Instant;
  readonly end?: BedEnd;
  readonly exception?: RoomException;
  readonly diet?: string;
}

/** An isolation site 集中隔离点 with whoever is in it now. */
export interface IsolationSite {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly status: SiteStatus;
  readonly area: string;
  readonly path: string;
  readonly rooms: readonly Room[];
  readonly staffIds: readonly string[];
  readonly doctorId?: string;
  readonly openedAt: Temporal.Instant;
  readonly closedAt?: Temporal.Instant;
  /** Open lines of the ledger. */
  readonly beds: readonly Bed[];
}

/** What can be done at a site in each state. The same table greys out menus. */
export const SITE_TABLE = {
  OPEN: ['assign-bed', 'move-bed', 'set-diet', 'withdraw-rooms', 'add-rooms', 'set-staff', 'close'],
  CLOSED: [],
} as const satisfies Record<SiteStatus, readonly SiteAction[]>;

export const isLegalAt = ({ status }: Pick<IsolationSite, 'status'>, action: SiteAction): boolean =>
  (SITE_TABLE[status] as readonly SiteAction[]).includes(action);

/** Who is in a room. */
export const inRoom = ({ beds }: Pick<IsolationSite, 'beds'>, no: string): readonly Bed[] => beds.filter(({ room }) => room === no);

/** Who is where, room by room. */
export const byRoom = ({ beds }: Pick<IsolationSite, 'beds'>): ReadonlyMap<string, readonly Bed[]> => Map.groupBy(beds, ({ room }) => room);

/** How a room stands; each is in exactly one state. @param people in it now */
export function stateOf(room: Room, people: number, now: Temporal.Instant): RoomState {
  if (people > 0) return 'TAKEN';
  if (room.withdrawn) return 'WITHDRAWN';
  return room.cleanAt && Temporal.Instant.compare(room.cleanAt, now) > 0 ? 'DISINFECTING' : 'FREE';
}

/** Rooms by how they stand: free + taken + disinfecting + withdrawn, always all of them. */
export interface Account {
  readonly rooms: number;
  readonly free: number;
  readonly taken: number;
  readonly disinfecting: number;
  readonly withdrawn: number;
  readonly people: number;
  /** When the next room under disinfection is clean. */
  readonly nextCleanAt?: Temporal.Instant;
}

export function accountOf(site: Pick<IsolationSite, 'rooms' | 'beds'>, now: Temporal.Instant): Account {
  const people = byRoom(site);
  const states = site.rooms.map((room) => ({ room, state: stateOf(room, people.get(room.no)?.length ?? 0, now) }));
  const count = (wanted: RoomState): number => states.filter(({ state }) => state === wanted).length;
  const [nextCleanAt] = states
    .flatMap(({ room, state }) => (state === 'DISINFECTING' && room.cleanAt ? [room.cleanAt] : []))
    .toSorted((a, b) => Temporal.Instant.compare(a, b));
  return {
    rooms: states.length,
    free: count('FREE'),
    taken: count('TAKEN'),
    disinfecting: count('DISINFECTING'),
    withdrawn: count('WITHDRAWN'),
    people: site.beds.length,
    ...(nextCleanAt ? { nextCleanAt } : {}),
  };
}

/** Whether somebody sees and changes who is in which room: the site's staff, its doctor, the duty officer. */
export const keeps = (
  { staffIds, doctorId }: Pick<IsolationSite, 'staffIds' | 'doctorId'>,
  { id, roles }: { readonly id: string; readonly roles: readonly string[] },
): boolean => roles.includes('DUTY_OFFICER') || staffIds.includes(id) || doctorId === id;
