import type { SiteAction } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/isolation-site.1.json' with { type: 'json' };
import type { Actor, OperatorFacts } from '../../decision.ts';
import { id, on } from '../../isolation/test/isolation-builder.ts';
import { moveWithin, setDiet, takeBed, type Guest, type Wish } from '../bed.decide.ts';
import * as decide from '../isolation-site.decide.ts';
import type { SiteDecision, SiteWorld } from '../isolation-site.decide.ts';
import type { IsolationSite } from '../isolation-site.ts';
import { IsolationSitePolicyValues, type IsolationSitePolicy } from '../isolation-site-policy.ts';

/** The policy that ships. */
export const POLICY: IsolationSitePolicy & { readonly version: string } = {
  ...IsolationSitePolicyValues.parse(values.values),
  version: values.version,
};
export const DUTY: Actor = { id: id('f1'), roles: ['DUTY_OFFICER'] };
export const STAFF: Actor = { id: id('f2'), roles: ['COMMUNITY_WORKER'] };
export const DOCTOR: Actor = { id: id('f3'), roles: ['COMMUNITY_DOCTOR'] };
export const STRANGER: Actor = { id: id('f4'), roles: ['COMMUNITY_WORKER'] };

/** A morning of 2020; beds are given from then on. */
export const NOW = on('01-27T08:00');
export const worldAt = (now: Temporal.Instant = NOW, actor: Actor = STAFF): SiteWorld => ({ actor, now, policy: POLICY });

/** A site of a02 with rooms 301 to 304, its staff and its doctor. */
export const site = (more: Partial<IsolationSite> = {}): IsolationSite => ({
  id: id('51'),
  code: 'gld-1',
  name: '集中隔离点一',
  status: 'OPEN',
  area: 'a02',
  path: 'houzhai/a02',
  rooms: decide.roomsOf(['303', '301', '302', '304']),
  staffIds: [STAFF.id],
  doctorId: DOCTOR.id,
  openedAt: on('01-24T08:00'),
  beds: [],
  ...more,
});

/** Somebody whose centralised isolation was ordered at this site. */
export const guest = (nth: number, more: Partial<Guest> = {}): Guest => ({
  isolationId: id(`b${String(nth)}`),
  personId: id(`d${String(nth)}`),
  kind: 'CENTRALIZED',
  status: 'ORDERED',
  area: 'a02',
  notBefore: on('01-24T20:00'),
  ...more,
});
export const wish = (more: Partial<Wish> = {}): Wish => ({ hasReason: false, ...more });
export const bedId = (nth: number): string => id(`c${String(nth)}`);
export const facts = ({ id: operatorId, roles }: Actor, covers = true): OperatorFacts => ({ operatorId, roles, covers: () => covers });

/** Takes each action once, on a site whose room 301 has guest 1. */
export const TAKE: Record<SiteAction, (site: IsolationSite) => SiteDecision> = {
  'assign-bed': (at) => takeBed(at, guest(2), wish(), bedId(2), NOW, worldAt()),
  'move-bed': (at) => moveWithin(at, guest(1), wish({ room: '302' }), bedId(3), NOW, worldAt()),
  'set-diet': (at) => setDiet(at, guest(1).isolationId, 'VEGETARIAN', worldAt()),
  'withdraw-rooms': (at) => decide.withdrawRooms(at, ['302'], 'DISINFECTION', NOW, worldAt()),
  'add-rooms': (at) => decide.addRooms(at, ['305'], worldAt()),
  'set-staff': (at) => decide.setStaff(at, [facts(STAFF)], [STAFF.id], undefined),
  close: (at) => decide.closeSite({ ...at, beds: [] }, () => '', NOW),
} as Record<SiteAction, (site: IsolationSite) => SiteDecision>;
