import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import type { Bed, IsolationSite, Room } from './isolation-site.ts';

/** Isolation sites: what lists filter by as columns, rooms and the rest as one document; beds are rows of their own. */
export const IsolationSiteRow = defineEntity({
  name: 'IsolationSiteRow',
  tableName: 'isolation_site',
  comment: 'Isolation sites 集中隔离点 with their rooms',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    code: p.text().unique('isolation_site_code'),
    status: p.text(),
    area: p.text(),
    path: p.text(),
    facts: p.json<StoredSite>(),
  },
});

/** The ledger of beds. It changes only with the version of its site. */
export const BedRow = defineEntity({
  name: 'BedRow',
  tableName: 'bed',
  comment: 'Ledger of beds 床位: who was in which room from when to when; ids and codes only',
  indexes: [
    { name: 'bed_room', properties: ['siteId', 'room', 'since'] },
    { name: 'bed_site_open', properties: ['siteId'], where: 'until is null' },
    { name: 'bed_person', properties: ['personId', 'until'] },
    {
      name: 'bed_person_open',
      expression: `create unique index "bed_person_open" on "census_screening"."bed" ("person_id") where "until" is null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    siteId: p.uuid(),
    room: p.text(),
    isolationId: p.uuid(),
    personId: p.uuid(),
    since: p.datetime(),
    until: p.datetime().nullable(),
    facts: p.json<StoredBed>(),
  },
});

type StoredRoom = Omit<Room, 'cleanAt'> & { readonly cleanAt?: string };
export type StoredSite = Omit<IsolationSite, 'rooms' | 'openedAt' | 'closedAt' | 'beds'> & {
  readonly rooms: readonly StoredRoom[];
  readonly openedAt: string;
  readonly closedAt?: string;
};
export type StoredBed = Omit<Bed, 'since' | 'until'> & { readonly since: string; readonly until?: string };

/** Column values of a state, without its beds. */
export function siteColumns(site: IsolationSite): Record<string, unknown> {
  const { rooms, openedAt, closedAt, beds: _, ...rest } = site;
  const facts: StoredSite = {
    ...rest,
    rooms: rooms.map(({ cleanAt, ...room }) => ({ ...room, ...(cleanAt ? { cleanAt: instantText(cleanAt) } : {}) })),
    openedAt: instantText(openedAt),
    ...(closedAt ? { closedAt: instantText(closedAt) } : {}),
  };
  return { code: site.code, status: site.status, area: site.area, path: site.path, facts };
}

/** State of a loaded row with whoever is there. */
export function toSite({ facts }: { readonly facts: StoredSite }, beds: readonly Bed[]): IsolationSite {
  const { rooms, openedAt, closedAt, ...rest } = facts;
  return {
    ...rest,
    rooms: rooms.map(({ cleanAt, ...room }) => ({ ...room, ...(cleanAt === undefined ? {} : { cleanAt: instantOf(cleanAt) }) })),
    openedAt: instantOf(openedAt),
    ...(closedAt === undefined ? {} : { closedAt: instantOf(closedAt) }),
    beds,
  };
}

/** A line of the ledger as loaded. */
export const toBed = ({ since, until, ...rest }: StoredBed): Bed => ({
  ...rest,
  since: instantOf(since),
  ...(until === undefined ? {} : { until: instantOf(until) }),
});

/** A line of the ledger as its row keeps it. */
export const storeBed = ({ since, until, ...rest }: Bed): StoredBed => ({
  ...rest,
  since: instantText(since),
  ...(until ? { until: instantText(until) } : {}),
});
