import { instantText, ok, refuse, type BedEnd, type IsolationKind, type IsolationStatus, type RoomException } from '@houzhai/contracts';
import { needsBed } from '../isolation/isolation.ts';
import { cleanFrom, freeRoom, illegalAt, later, type DecidedSite, type SiteDecision, type SiteWorld } from './isolation-site.decide.ts';
import { inRoom, isLegalAt, keeps, stateOf, type Bed, type IsolationSite, type Room } from './isolation-site.ts';

/** Who wants a bed: a case as far as a site has to know it. */
export interface Guest {
  readonly isolationId: string;
  readonly personId: string;
  readonly kind: IsolationKind;
  readonly status: IsolationStatus;
  readonly area: string;
  /** When the isolation was ordered, or the last bed of the person was left: no bed begins before. */
  readonly notBefore: Temporal.Instant;
}

/** Which bed they are to have. */
export interface Wish {
  readonly room?: string | undefined;
  readonly exception?: RoomException | undefined;
  readonly hasReason: boolean;
  readonly diet?: string | undefined;
}

type Refused =
  | 'isolation-site.not-yours'
  | 'isolation-site.other-area'
  | 'isolation-site.too-early'
  | 'isolation-site.no-such-room'
  | 'isolation-site.room-single'
  | 'isolation-site.room-full'
  | 'isolation-site.room-disinfecting'
  | 'isolation-site.room-withdrawn'
  | 'isolation-site.no-bed'
  | 'isolation-site.reason-missing';

/** Somebody gets a bed. A case others look after stays in its area: whoever goes farther is transferred. */
export function takeBed(
  site: IsolationSite,
  guest: Guest,
  wish: Wish,
  bedId: string,
  at: Temporal.Instant,
  world: SiteWorld,
): SiteDecision<Refused | 'isolation-site.case-unfit' | 'isolation-site.diet-unknown'> {
  if (!isLegalAt(site, 'assign-bed')) return illegalAt(site, 'assign-bed');
  if (!needsBed(guest)) return refuse('isolation-site.case-unfit', { kind: guest.kind, status: guest.status });
  if (wish.diet !== undefined && !world.policy.diets.some(({ diet }) => diet === wish.diet)) return unknownDiet(world);
  return placed(site, guest, wish, bedId, at, world);
}

function placed(
  site: IsolationSite,
  guest: Guest,
  wish: Wish,
  bedId: string,
  at: Temporal.Instant,
  world: SiteWorld,
): SiteDecision<Refused> {
  if (!keeps(site, world.actor)) return refuse('isolation-site.not-yours', {});
  if (guest.area !== site.area && guest.status !== 'ORDERED') return refuse('isolation-site.other-area', { area: site.area });
  if (Temporal.Instant.compare(at, guest.notBefore) < 0) return refuse('isolation-site.too-early', { from: instantText(guest.notBefore) });
  const room = wish.room === undefined ? freeRoom(site, at) : site.rooms.find(({ no }) => no === wish.room);
  if (!room) return wish.room === undefined ? refuse('isolation-site.no-bed', { sites: '' }) : refuse('isolation-site.no-such-room', { room: wish.room }); // prettier-ignore
  const shut = whyNotRoom(site, room, wish.exception, at, world);
  if (shut) return shut;
  const exception = inRoom(site, room.no).length > 0 ? wish.exception : undefined;
  if (exception !== undefined && !wish.hasReason) return refuse('isolation-site.reason-missing', {});
  const bed: Bed = {
    id: bedId,
    siteId: site.id,
    room: room.no,
    isolationId: guest.isolationId,
    personId: guest.personId,
    since: at,
    ...(exception === undefined ? {} : { exception }),
    ...(wish.diet === undefined ? {} : { diet: wish.diet }),
  };
  const told = { bedId, isolationId: guest.isolationId, ...(exception === undefined ? {} : { exception }) };
  return ok({ site: { ...site, beds: [...site.beds, bed] }, facts: [{ fact: 'bed-taken', ...told }], changed: [bed] });
}

/** Why nobody else can be in a room; undefined when somebody can. */
function whyNotRoom(site: IsolationSite, room: Room, exception: RoomException | undefined, at: Temporal.Instant, { policy }: SiteWorld) {
  const people = inRoom(site, room.no).length;
  switch (stateOf(room, people, at)) {
    case 'FREE':
      return undefined;
    case 'WITHDRAWN':
      return refuse('isolation-site.room-withdrawn', { room: room.no });
    case 'DISINFECTING':
      return refuse('isolation-site.room-disinfecting', { room: room.no, until: instantText(room.cleanAt ?? at) });
    case 'TAKEN': {
      const allowed = policy.exceptions.find((one) => one.exception === exception);
      if (!allowed) return refuse('isolation-site.room-single', { room: room.no });
      return people < allowed.most ? undefined : refuse('isolation-site.room-full', { room: room.no, most: allowed.most });
    }
  }
}

/** Somebody leaves their bed; the last one of a room leaves it to be disinfected. Never refused: whoever is gone is gone. */
export function freeBed(site: IsolationSite, isolationId: string, end: BedEnd, at: Temporal.Instant, world: SiteWorld): DecidedSite {
  const bed = site.beds.find((one) => one.isolationId === isolationId);
  if (!bed) return { site, facts: [], changed: [] };
  const until = later(bed.since, at);
  const beds = site.beds.filter((one) => one !== bed);
  const empty = inRoom({ beds }, bed.room).length === 0;
  const cleanAt = cleanFrom(until, world.policy);
  const clean = (room: Room): Room => (empty && room.no === bed.room ? { ...room, cleanAt: later(room.cleanAt, cleanAt) } : room);
  const told = { bedId: bed.id, isolationId, end, ...(empty ? { cleanAt: instantText(cleanAt) } : {}) };
  return {
    site: { ...site, beds, rooms: site.rooms.map(clean) },
    facts: [{ fact: 'bed-freed', ...told }],
    changed: [{ ...bed, until, end }],
  };
}

/** To another room of the same site: the one that is left is disinfected. The meal goes along. */
export function moveWithin(
  site: IsolationSite,
  guest: Guest,
  wish: Wish,
  bedId: string,
  at: Temporal.Instant,
  world: SiteWorld,
): SiteDecision<Refused | 'isolation-site.same-room'> {
  if (!isLegalAt(site, 'move-bed')) return illegalAt(site, 'move-bed');
  const bed = site.beds.find(({ isolationId }) => isolationId === guest.isolationId);
  if (bed && bed.room === wish.room) return refuse('isolation-site.same-room', { room: bed.room });
  const left = freeBed(site, guest.isolationId, 'MOVED', at, world);
  const taken = placed(left.site, guest, { ...wish, diet: bed?.diet }, bedId, at, world);
  if (!taken.ok) return taken;
  return ok({ site: taken.value.site, facts: [...left.facts, ...taken.value.facts], changed: [...left.changed, ...taken.value.changed] });
}

/** To another site of the area: both change, or neither. */
export function moveBetween(
  from: IsolationSite,
  to: IsolationSite,
  guest: Guest,
  wish: Wish,
  bedId: string,
  at: Temporal.Instant,
  world: SiteWorld,
) {
  if (!isLegalAt(to, 'move-bed')) return illegalAt(to, 'move-bed');
  if (!keeps(from, world.actor)) return refuse('isolation-site.not-yours', {});
  const diet = from.beds.find(({ isolationId }) => isolationId === guest.isolationId)?.diet;
  const taken = placed(to, guest, { ...wish, diet }, bedId, at, world);
  return taken.ok ? ok({ left: freeBed(from, guest.isolationId, 'MOVED', at, world), taken: taken.value }) : taken;
}

const unknownDiet = ({ policy }: SiteWorld): ReturnType<typeof refuse<'isolation-site.diet-unknown'>> =>
  refuse('isolation-site.diet-unknown', { known: policy.diets.map(({ diet }) => diet).join(', ') });

/** Which meal somebody has from now on; undefined for what everybody has. */
export function setDiet(
  site: IsolationSite,
  isolationId: string,
  diet: string | undefined,
  world: SiteWorld,
): SiteDecision<'isolation-site.not-yours' | 'isolation-site.has-no-bed' | 'isolation-site.diet-unknown'> {
  if (!isLegalAt(site, 'set-diet')) return illegalAt(site, 'set-diet');
  if (!keeps(site, world.actor)) return refuse('isolation-site.not-yours', {});
  if (diet !== undefined && !world.policy.diets.some((one) => one.diet === diet)) return unknownDiet(world);
  const bed = site.beds.find((one) => one.isolationId === isolationId);
  if (!bed) return refuse('isolation-site.has-no-bed', {});
  const { diet: _, ...rest } = bed;
  const changed: Bed = { ...rest, ...(diet === undefined ? {} : { diet }) };
  return ok({
    site: { ...site, beds: site.beds.map((one) => (one === bed ? changed : one)) },
    facts: [{ fact: 'diet-set', bedId: bed.id, isolationId }],
    changed: [changed],
  });
}
