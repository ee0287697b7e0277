import {
  bedKeepers,
  instantText,
  mayCall,
  ok,
  refuse,
  type Outcome,
  type RefusalCode,
  type Role,
  type SiteAction,
  type WithdrawnFor,
} from '@houzhai/contracts';
import type { OperatorFacts, World } from '../decision.ts';
import type { IsolationSitePolicy } from './isolation-site-policy.ts';
import { accountOf, inRoom, isLegalAt, keeps, stateOf, type Bed, type IsolationSite, type Room } from './isolation-site.ts';
import type { SiteFact } from './isolation-site.publish.ts';

export type SiteWorld = World<IsolationSitePolicy>;

/** The site after a decision, what happened, and which lines of the ledger changed. */
export interface DecidedSite {
  readonly site: IsolationSite;
  readonly facts: readonly SiteFact[];
  readonly changed: readonly Bed[];
}
export type SiteDecision<R extends RefusalCode = never> = Outcome<DecidedSite, R | 'isolation-site.not-allowed-now'>;

export const illegalAt = ({ status }: IsolationSite, action: SiteAction): ReturnType<typeof refuse<'isolation-site.not-allowed-now'>> =>
  refuse('isolation-site.not-allowed-now', { action, status });

const decided = (site: IsolationSite, fact: SiteFact, changed: readonly Bed[] = []): { readonly ok: true; readonly value: DecidedSite } =>
  ok({ site, facts: [fact], changed });

const tooMany = (
  rooms: number,
  { mostRooms }: IsolationSitePolicy,
): ReturnType<typeof refuse<'isolation-site.too-many-rooms'>> | undefined =>
  rooms > mostRooms ? refuse('isolation-site.too-many-rooms', { most: mostRooms }) : undefined;

/** New rooms, and withdrawn ones back in use; one that is in use already is refused. */
export function addRooms(
  site: IsolationSite,
  nos: readonly string[],
  world: SiteWorld,
): SiteDecision<'isolation-site.not-yours' | 'isolation-site.room-known' | 'isolation-site.too-many-rooms'> {
  if (!isLegalAt(site, 'add-rooms')) return illegalAt(site, 'add-rooms');
  if (!keeps(site, world.actor)) return refuse('isolation-site.not-yours', {});
  const asked = new Set(nos);
  const known = site.rooms.find(({ no, withdrawn }) => asked.has(no) && !withdrawn);
  if (known) return refuse('isolation-site.room-known', { room: known.no });
  const before = new Set(site.rooms.map(({ no }) => no));
  const fresh = [...asked].filter((no) => !before.has(no)).map((no): Room => ({ no }));
  const rooms = [...site.rooms.map((room) => (asked.has(room.no) ? inUse(room) : room)), ...fresh];
  return tooMany(rooms.length, world.policy) ?? decided({ ...site, rooms: sorted(rooms) }, { fact: 'rooms-added', rooms: [...asked] });
}

const inUse = ({ withdrawn: _, ...room }: Room): Room => room;
/** 99 before 101, A1 before B1. */
const sorted = (rooms: readonly Room[]): readonly Room[] => rooms.toSorted((a, b) => a.no.localeCompare(b.no, 'en', { numeric: true }));

/** The rooms a site begins with, each once, in their order. */
export const roomsOf = (nos: readonly string[]): readonly Room[] => sorted([...new Set(nos)].map((no) => ({ no })));

/** Empty rooms are taken out of use: for the policy's hours of disinfection, or until they are added again. */
export function withdrawRooms(
  site: IsolationSite,
  nos: readonly string[],
  why: WithdrawnFor,
  at: Temporal.Instant,
  world: SiteWorld,
): SiteDecision<
  'isolation-site.not-yours' | 'isolation-site.no-such-room' | 'isolation-site.room-taken' | 'isolation-site.room-withdrawn'
> {
  if (!isLegalAt(site, 'withdraw-rooms')) return illegalAt(site, 'withdraw-rooms');
  if (!keeps(site, world.actor)) return refuse('isolation-site.not-yours', {});
  for (const no of nos) {
    const room = site.rooms.find((one) => one.no === no);
    if (!room) return refuse('isolation-site.no-such-room', { room: no });
    if (inRoom(site, no).length > 0) return refuse('isolation-site.room-taken', { room: no });
    if (room.withdrawn) return refuse('isolation-site.room-withdrawn', { room: no });
  }
  const asked = new Set(nos);
  const cleanAt = cleanFrom(at, world.policy);
  const change = (room: Room): Room =>
    why === 'DISINFECTION' ? { ...room, cleanAt: later(room.cleanAt, cleanAt) } : { ...room, withdrawn: true };
  return decided(
    { ...site, rooms: site.rooms.map((room) => (asked.has(room.no) ? change(room) : room)) },
    { fact: 'rooms-withdrawn', rooms: [...asked], why, ...(why === 'DISINFECTION' ? { cleanAt: instantText(cleanAt) } : {}) },
  );
}

export const cleanFrom = (at: Temporal.Instant, { disinfectionHours }: IsolationSitePolicy): Temporal.Instant =>
  at.add({ hours: disinfectionHours });
/** What was left earlier and keyed later does not make a room clean sooner. */
export const later = (a: Temporal.Instant | undefined, b: Temporal.Instant): Temporal.Instant =>
  a && Temporal.Instant.compare(a, b) > 0 ? a : b;

/**
 * All who work there, and the doctor; whoever is not named any more sees nobody there. They have to be allowed to see the place and to
 * give beds. @param named what is known of everybody named
 */
export function setStaff(
  site: IsolationSite,
  named: readonly OperatorFacts[],
  staffIds: readonly string[],
  doctorId: string | undefined,
): SiteDecision<'isolation-site.staff-unfit'> {
  if (!isLegalAt(site, 'set-staff')) return illegalAt(site, 'set-staff');
  const fits = ({ operatorId, roles, covers }: OperatorFacts): boolean =>
    covers(site.path) && mayCall(bedKeepers, roles as readonly Role[]) && (operatorId !== doctorId || roles.includes('COMMUNITY_DOCTOR'));
  if (!named.every(fits)) return refuse('isolation-site.staff-unfit', {});
  const { doctorId: _, ...rest } = site;
  const staff = { staffIds: [...new Set(staffIds)], ...(doctorId === undefined ? {} : { doctorId }) };
  return decided({ ...rest, ...staff }, { fact: 'staff-set', ...staff });
}

/** Never while anybody is in it. @param noOf number of a case by its id */
export function closeSite(
  site: IsolationSite,
  noOf: (isolationId: string) => string,
  at: Temporal.Instant,
): SiteDecision<'isolation-site.still-holds'> {
  if (!isLegalAt(site, 'close')) return illegalAt(site, 'close');
  const people = site.beds.length;
  if (people > 0) {
    const cases = site.beds.slice(0, SAID).map(({ isolationId }) => noOf(isolationId));
    return refuse('isolation-site.still-holds', { people, cases: [...cases, ...(people > SAID ? ['…'] : [])].join(', ') });
  }
  return decided({ ...site, status: 'CLOSED', closedAt: at }, { fact: 'closed' });
}
const SAID = 12;

/** Sites as a refusal says them: where there is a bed, and where not. */
export function sitesText(
  sites: readonly Pick<IsolationSite, 'code' | 'rooms' | 'beds'>[],
  now: Temporal.Instant,
): { readonly sites: string; readonly nextCleanAt?: string } {
  const accounts = sites.map((site) => ({ code: site.code, ...accountOf(site, now) })).toSorted((a, b) => b.free - a.free);
  const [next] = accounts
    .flatMap(({ nextCleanAt }) => (nextCleanAt ? [nextCleanAt] : []))
    .toSorted((a, b) => Temporal.Instant.compare(a, b));
  return {
    sites: accounts.map(({ code, free, rooms }) => `${code} ${String(free)}/${String(rooms)}`).join(', '),
    ...(next ? { nextCleanAt: instantText(next) } : {}),
  };
}

/** The first room anybody could have. */
export const freeRoom = (site: IsolationSite, at: Temporal.Instant): Room | undefined =>
  site.rooms.find((room) => stateOf(room, inRoom(site, room.no).length, at) === 'FREE');
