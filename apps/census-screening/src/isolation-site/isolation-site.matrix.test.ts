import { ISOLATION_STATUSES, IsolationKind, SITE_ACTIONS, SiteStatus, instantText, type SiteAction } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { orderIsolation } from '../isolation/isolation.decide.ts';
import { inBed } from '../isolation/isolation.place.decide.ts';
import { publishIsolation } from '../isolation/isolation.publish.ts';
import { needsBed } from '../isolation/isolation.ts';
import { given, id, on, order, refused, worldAt as isolationWorldAt } from '../isolation/test/isolation-builder.ts';
import { freeBed, moveBetween, moveWithin, setDiet, takeBed } from './bed.decide.ts';
import * as decide from './isolation-site.decide.ts';
import { publishSite } from './isolation-site.publish.ts';
import { SITE_TABLE, accountOf, isLegalAt, keeps, type IsolationSite } from './isolation-site.ts';
import { DOCTOR, DUTY, NOW, POLICY, STAFF, STRANGER, TAKE, bedId, facts, guest, site, wish, worldAt } from './test/site-builder.ts';

const LEADS: Record<SiteAction, readonly string[]> = {
  'assign-bed': ['bed-taken'],
  'move-bed': ['bed-freed', 'bed-taken'],
  'set-diet': ['diet-set'],
  'withdraw-rooms': ['rooms-withdrawn'],
  'add-rooms': ['rooms-added'],
  'set-staff': ['staff-set'],
  close: ['closed'],
};
const LEGAL: Record<SiteStatus, readonly SiteAction[]> = { OPEN: SITE_ACTIONS, CLOSED: [] };
const CELLS = SiteStatus.options.flatMap((status) => SITE_ACTIONS.map((action) => [status, action] as const));

/** Guest 1 is in 301. */
const lived = (more: Partial<IsolationSite> = {}): IsolationSite => ({
  ...given(takeBed(site(), guest(1), wish({ room: '301' }), bedId(1), NOW, worldAt())).site,
  ...more,
});
const take = (at: IsolationSite, nth: number, more: Parameters<typeof wish>[0] = {}, when = NOW) =>
  takeBed(at, guest(nth), wish(more), bedId(nth), when, worldAt(when));
const roomOf = (at: IsolationSite, nth: number): string | undefined =>
  at.beds.find(({ isolationId }) => isolationId === guest(nth).isolationId)?.room;

describe('every action at a site in every state', () => {
  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const before = lived({ status });
    const untouched = JSON.stringify(before);
    const decided = given(TAKE[action](before));
    expect(decided.facts.map(({ fact }) => fact)).toEqual(LEADS[action]);
    expect(decided.site.status).toBe(action === 'close' ? 'CLOSED' : status);
    expect(JSON.stringify(before)).toBe(untouched);
    for (const fact of decided.facts) {
      const { contract, data } = publishSite(decided.site, fact);
      expect(contract.past).toBe(fact.fact);
      expect(contract.data.parse(data)).toEqual(data);
      expect(data).toMatchObject({ code: 'gld-1', status: decided.site.status });
      expect(data).not.toHaveProperty('room');
    }
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    const before = lived({ status });
    expect(isLegalAt(before, action)).toBe(false);
    expect(TAKE[action](before)).toEqual(refused('isolation-site.not-allowed-now', { action, status }));
  });

  it('the table that greys out menus is the one decisions are made by', () => {
    for (const [status, actions] of Object.entries(SITE_TABLE)) expect(actions.toSorted()).toEqual(LEGAL[status as SiteStatus].toSorted());
  });
});

describe('a bed', () => {
  it.each(IsolationKind.options.flatMap((kind) => ISOLATION_STATUSES.map((status) => [kind, status] as const)))(
    'for %s, %s: only in a centralised isolation that is ordered or runs',
    (kind, status) => {
      const taken = takeBed(site(), guest(1, { kind, status }), wish(), bedId(1), NOW, worldAt());
      if (kind === 'CENTRALIZED' && ['ORDERED', 'ACTIVE', 'REDUCTION_REQUESTED'].includes(status)) expect(taken.ok).toBe(true);
      else expect(taken).toEqual(refused('isolation-site.case-unfit', { kind, status }));
    },
  );

  it('is the first free room, in the order of doors, or the one that is asked for', () => {
    expect(roomOf(given(take(site(), 1)).site, 1)).toBe('301');
    expect(roomOf(given(take(lived(), 2)).site, 2)).toBe('302');
    expect(roomOf(given(take(lived(), 2, { room: '304' })).site, 2)).toBe('304');
    expect(take(lived(), 2, { room: '999' })).toEqual(refused('isolation-site.no-such-room', { room: '999' }));
  });

  it('is one to a room, unless a reason the policy knows says otherwise, and then to its number', () => {
    expect(take(lived(), 2, { room: '301' })).toEqual(refused('isolation-site.room-single', { room: '301' }));
    const child = { room: '301', exception: 'CHILD_WITH_PARENT' } as const;
    expect(take(lived(), 2, child)).toEqual(refused('isolation-site.reason-missing'));
    const two = given(take(lived(), 2, { ...child, hasReason: true }));
    expect(two.facts).toMatchObject([{ fact: 'bed-taken', exception: 'CHILD_WITH_PARENT' }]);
    const three = given(take(two.site, 3, { ...child, hasReason: true })).site;
    expect(take(three, 4, { ...child, hasReason: true })).toEqual(refused('isolation-site.room-full', { room: '301', most: 3 }));
    expect(take(two.site, 4, { room: '301', exception: 'NEEDS_CARE', hasReason: true })).toEqual(
      refused('isolation-site.room-full', { room: '301', most: 2 }),
    );
    // Nobody shares a room that is empty.
    expect(given(take(site(), 1, { room: '302', exception: 'NEEDS_CARE' })).changed[0]).not.toHaveProperty('exception');
  });

  it('is never in a room under disinfection or out of use; it is one again after the hours of the policy', () => {
    const empty = freeBed(lived(), guest(1).isolationId, 'RELEASED', NOW, worldAt()).site;
    const clean = NOW.add({ hours: POLICY.disinfectionHours });
    expect(take(empty, 2, { room: '301' })).toEqual(
      refused('isolation-site.room-disinfecting', { room: '301', until: instantText(clean) }),
    );
    const before = clean.subtract({ milliseconds: 1 });
    expect(take(empty, 2, { room: '301' }, before).ok).toBe(false);
    expect(take(empty, 2, { room: '301' }, clean).ok).toBe(true);
    const out = given(decide.withdrawRooms(site(), ['302'], 'OUT_OF_USE', NOW, worldAt())).site;
    expect(take(out, 2, { room: '302' })).toEqual(refused('isolation-site.room-withdrawn', { room: '302' }));
    expect(take(given(decide.addRooms(out, ['302'], worldAt())).site, 2, { room: '302' }).ok).toBe(true);
  });

  it('begins when the isolation was ordered, or the last one was left, at the earliest', () => {
    const early = guest(1).notBefore.subtract({ minutes: 1 });
    expect(take(site(), 1, {}, early)).toEqual(refused('isolation-site.too-early', { from: instantText(guest(1).notBefore) }));
    expect(take(site(), 1, {}, guest(1).notBefore).ok).toBe(true);
  });

  it('in another area is only for whom nobody looks after yet', () => {
    const far = (status: 'ORDERED' | 'ACTIVE') => takeBed(site(), guest(1, { area: 'a07', status }), wish(), bedId(1), NOW, worldAt());
    expect(far('ORDERED').ok).toBe(true);
    expect(far('ACTIVE')).toEqual(refused('isolation-site.other-area', { area: 'a02' }));
  });

  it('is given by the staff of the site, its doctor or the duty officer, and by nobody beside', () => {
    for (const actor of [STAFF, DOCTOR, DUTY]) expect(takeBed(site(), guest(1), wish(), bedId(1), NOW, worldAt(NOW, actor)).ok).toBe(true);
    const world = worldAt(NOW, STRANGER);
    const not = refused('isolation-site.not-yours');
    expect(takeBed(site(), guest(1), wish(), bedId(1), NOW, world)).toEqual(not);
    expect(moveWithin(lived(), guest(1), wish({ room: '302' }), bedId(2), NOW, world)).toEqual(not);
    expect(setDiet(lived(), guest(1).isolationId, 'SOFT', world)).toEqual(not);
    expect(decide.withdrawRooms(site(), ['301'], 'DISINFECTION', NOW, world)).toEqual(not);
    expect(decide.addRooms(site(), ['305'], world)).toEqual(not);
    expect(keeps(site(), { id: id('f9'), roles: ['COMMANDER', 'AUDITOR'] })).toBe(false);
  });

  it('has a meal of the list of the policy, which goes along to another room', () => {
    const known = POLICY.diets.map(({ diet }) => diet).join(', ');
    expect(take(site(), 1, { diet: 'CAVIAR' })).toEqual(refused('isolation-site.diet-unknown', { known }));
    expect(setDiet(lived(), guest(1).isolationId, 'CAVIAR', worldAt())).toEqual(refused('isolation-site.diet-unknown', { known }));
    const soft = given(setDiet(lived(), guest(1).isolationId, 'SOFT', worldAt())).site;
    const moved = given(moveWithin(soft, guest(1), wish({ room: '302' }), bedId(2), NOW, worldAt())).site;
    expect(moved.beds).toMatchObject([{ room: '302', diet: 'SOFT' }]);
    expect(given(setDiet(moved, guest(1).isolationId, undefined, worldAt())).site.beds[0]).not.toHaveProperty('diet');
    expect(setDiet(site(), guest(1).isolationId, 'SOFT', worldAt())).toEqual(refused('isolation-site.has-no-bed'));
  });
});

it.each(['bed-assigned', 'bed-changed'] as const)('%s: the case is where its bed is from then on, and tells of no room', (fact) => {
  const { isolation } = given(orderIsolation(order({ kind: 'CENTRALIZED' }), NOW, isolationWorldAt(NOW)));
  const placed = inBed(isolation, site(), fact);
  expect(placed.isolation).toMatchObject({ area: 'a02', path: 'houzhai/a02', site: { id: site().id, code: 'gld-1' }, inBed: true });
  expect([needsBed(isolation), needsBed(placed.isolation)]).toEqual([true, false]);
  for (const told of placed.facts) {
    const { contract, data } = publishIsolation(placed.isolation, told, NOW);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toEqual(data);
    expect(data).toMatchObject({ siteId: site().id });
  }
});

describe('whoever leaves or moves', () => {
  it('leaves a room to be disinfected, the last of it alone', () => {
    const two = given(take(lived(), 2, { room: '301', exception: 'NEEDS_CARE', hasReason: true })).site;
    const one = freeBed(two, guest(1).isolationId, 'CONVERTED', NOW, worldAt());
    expect(one.facts).toEqual([{ fact: 'bed-freed', bedId: bedId(1), isolationId: guest(1).isolationId, end: 'CONVERTED' }]);
    expect(accountOf(one.site, NOW)).toMatchObject({ taken: 1, disinfecting: 0 });
    const none = freeBed(one.site, guest(2).isolationId, 'RELEASED', NOW, worldAt());
    expect(none.facts[0]).toHaveProperty('cleanAt', instantText(NOW.add({ hours: POLICY.disinfectionHours })));
    expect(accountOf(none.site, NOW)).toMatchObject({ taken: 0, disinfecting: 1, free: 3 });
    expect(freeBed(none.site, guest(2).isolationId, 'RELEASED', NOW, worldAt())).toEqual({ site: none.site, facts: [], changed: [] });
  });

  it('is never said to have left before they came', () => {
    const [bed] = freeBed(lived(), guest(1).isolationId, 'CANCELED', NOW.subtract({ hours: 9 }), worldAt()).changed;
    expect(bed?.until?.equals(NOW)).toBe(true);
  });

  it('is in one room at a time: the one they go to has to be another, and free', () => {
    const move = (room: string) => moveWithin(lived(), guest(1), wish({ room }), bedId(2), NOW.add({ minutes: 1 }), worldAt());
    expect(move('301')).toEqual(refused('isolation-site.same-room', { room: '301' }));
    const { site: after, changed } = given(move('302'));
    expect(after.beds.map(({ room }) => room)).toEqual(['302']);
    expect(changed.map(({ room, end }) => [room, end])).toEqual([['301', 'MOVED'], ['302', undefined]]); // prettier-ignore
  });

  it('goes to another site of the area from both ledgers at once; who works at only one of them cannot do it', () => {
    const there = site({ id: id('52'), code: 'gld-2', staffIds: [] });
    const between = (actor = DUTY, to = there) =>
      moveBetween(lived(), to, guest(1, { status: 'ACTIVE' }), wish(), bedId(2), NOW, worldAt(NOW, actor));
    const { left, taken } = given(between());
    expect([left.site.beds.length, taken.site.beds.length]).toEqual([0, 1]);
    expect(between(STAFF, { ...there, doctorId: DOCTOR.id })).toEqual(refused('isolation-site.not-yours'));
    expect(between(DUTY, { ...there, area: 'a03' })).toEqual(refused('isolation-site.other-area', { area: 'a03' }));
    expect(between(DUTY, { ...there, status: 'CLOSED' })).toEqual(
      refused('isolation-site.not-allowed-now', { action: 'move-bed', status: 'CLOSED' }),
    );
  });
});

describe('rooms and sites', () => {
  it('a room somebody is in is not taken out of use', () => {
    const withdraw = (at: IsolationSite, room: string) => decide.withdrawRooms(at, [room], 'OUT_OF_USE', NOW, worldAt());
    expect(withdraw(lived(), '301')).toEqual(refused('isolation-site.room-taken', { room: '301' }));
    expect(withdraw(lived(), '309')).toEqual(refused('isolation-site.no-such-room', { room: '309' }));
    const out = given(withdraw(lived(), '302')).site;
    expect(withdraw(out, '302')).toEqual(refused('isolation-site.room-withdrawn', { room: '302' }));
    expect(accountOf(out, NOW)).toMatchObject({ rooms: 4, free: 2, taken: 1, withdrawn: 1 });
  });

  it('what is disinfected later does not become clean sooner', () => {
    const late = given(decide.withdrawRooms(site(), ['301'], 'DISINFECTION', NOW, worldAt())).site;
    const again = given(decide.withdrawRooms(late, ['301'], 'DISINFECTION', NOW.subtract({ hours: 2 }), worldAt())).site;
    expect(accountOf(again, NOW).nextCleanAt?.equals(NOW.add({ hours: POLICY.disinfectionHours }))).toBe(true);
  });

  it('a room is there once, and no more of them than the policy has', () => {
    expect(decide.addRooms(site(), ['301'], worldAt())).toEqual(refused('isolation-site.room-known', { room: '301' }));
    const many = Array.from({ length: POLICY.mostRooms }, (_, nth) => `X${String(nth)}`);
    expect(decide.addRooms(site(), many, worldAt())).toEqual(refused('isolation-site.too-many-rooms', { most: POLICY.mostRooms }));
    expect(decide.roomsOf(['10', '9', 'A1', '9']).map(({ no }) => no)).toEqual(['9', '10', 'A1']);
  });

  it('is not closed while anybody is there, and says whose', () => {
    expect(decide.closeSite(lived(), (isolationId) => `IC-${isolationId.slice(-2)}`, NOW)).toEqual(
      refused('isolation-site.still-holds', { people: 1, cases: 'IC-b1' }),
    );
    expect(given(decide.closeSite(site(), () => '', NOW)).site).toMatchObject({ status: 'CLOSED', closedAt: NOW });
  });

  it('staff have to see the place and to be allowed to give beds, and the doctor is one', () => {
    const name = (named: Parameters<typeof facts>[0], doctor?: string, covers = true) =>
      decide.setStaff(site(), [facts(named, covers)], [named.id], doctor);
    expect(name(STRANGER).ok).toBe(true);
    const unfit = refused('isolation-site.staff-unfit');
    expect(name(STRANGER, undefined, false)).toEqual(unfit);
    expect(name(STRANGER, STRANGER.id)).toEqual(unfit);
    expect(name({ id: id('f8'), roles: ['AUDITOR'] })).toEqual(unfit);
    const { site: after } = given(decide.setStaff(site(), [facts(STRANGER)], [STRANGER.id, STRANGER.id], undefined));
    expect(after.staffIds).toEqual([STRANGER.id]);
    expect(after).not.toHaveProperty('doctorId');
  });

  it('where every bed is taken, which sites have some and when the next room is clean is said', () => {
    const small = site({ rooms: decide.roomsOf(['301']) });
    const full = given(take(small, 1)).site;
    expect(take(full, 2)).toMatchObject({ ok: false, refusal: { code: 'isolation-site.no-bed' } });
    const cleaning = freeBed(full, guest(1).isolationId, 'LOST', on('01-27T09:00'), worldAt()).site;
    const next = instantText(on('01-27T09:00').add({ hours: POLICY.disinfectionHours }));
    expect(decide.sitesText([cleaning, site({ code: 'gld-2' })], on('01-27T09:30'))).toEqual({ sites: 'gld-2 4/4, gld-1 0/1', nextCleanAt: next });
  });
}); // prettier-ignore
