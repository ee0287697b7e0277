import { defineEntity, p } from '@mikro-orm/core';
import { dayOf } from '@houzhai/calendar';
import { instantOf, instantText, type Stratum, type UnitStatus } from '@houzhai/contracts';
import { toInstant } from '@houzhai/persistence';
import { RANK, type Attempt, type ScreeningUnit } from './unit.ts';

/** Units of rounds, one per dwelling and round. Those that were frozen can neither be added to, taken away, nor become others: triggers see to it. */
export const UnitRow = defineEntity({
  name: 'UnitRow',
  tableName: 'screening_unit',
  comment: 'Screening units 摸排单元; version 0 until the first fact; which dwellings are in the denominator is immutable',
  uniques: [{ name: 'screening_unit_dwelling', properties: ['campaignId', 'path'] }],
  indexes: [
    { name: 'screening_unit_list', properties: ['campaignId', 'rank', 'path'] },
    { name: 'screening_unit_team', properties: ['campaignId', 'teamId', 'rank', 'path'] },
    { name: 'screening_unit_house', properties: ['campaignId', 'house'] },
    { name: 'screening_unit_owner', properties: ['ownerId'], where: 'owner_id is not null' },
    {
      name: 'screening_unit_visited',
      expression: `create index "screening_unit_visited" on "census_screening"."screening_unit" using gin ("visited_on") where "visited_on" is not null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    campaignId: p.uuid(),
    path: p.text(),
    area: p.text(),
    house: p.text(),
    stratum: p.text(),
    addendum: p.boolean(),
    teamId: p.uuid().nullable(),
    status: p.text(),
    rank: p.smallint(),
    attempts: p.json<readonly StoredAttempt[]>().nullable(),
    visitedOn: p.array().columnType('text[]').nullable(),
    ownerId: p.uuid().nullable(),
    dueAt: p.datetime().nullable(),
  },
});

/** Which persons of the register a visit found. */
export const FoundRow = defineEntity({
  name: 'FoundRow',
  tableName: 'screening_found',
  comment: 'Persons found by visits, by id; insert-only by grant',
  indexes: [{ name: 'screening_found_person', properties: ['personId'] }],
  properties: { unitId: p.uuid().primary(), nth: p.integer().primary(), personId: p.uuid().primary() },
});

export type StoredAttempt = Omit<Attempt, 'at' | 'recordedAt'> & { readonly at: string; readonly recordedAt: string };

/** A row as it is read. */
export interface StoredUnit {
  readonly id: string;
  readonly version: number;
  readonly campaign_id: string;
  readonly path: string;
  readonly area: string;
  readonly house: string;
  readonly stratum: Stratum;
  readonly addendum: boolean;
  readonly team_id: string | null;
  readonly status: UnitStatus;
  readonly attempts: readonly StoredAttempt[] | null;
  readonly owner_id: string | null;
  readonly due_at: string | Date | null;
}
export const UNIT_COLUMNS = ['id', 'version', 'campaign_id', 'path', 'area', 'house', 'stratum', 'addendum', 'team_id', 'status', 'attempts', 'owner_id', 'due_at']
  .map((column) => `u."${column}"`)
  .join(', '); // prettier-ignore

/** Column values that a decision changes; what was frozen is not among them, nor is the team. */
export const unitColumns = ({ status, attempts, ownerId, dueAt }: ScreeningUnit): Record<string, unknown> => ({
  status,
  rank: RANK[status],
  attempts: JSON.parse(JSON.stringify(attempts.map(storeAttempt))) as unknown,
  visited_on: [...new Set(attempts.map(({ at }) => dayOf(at).toString()))],
  owner_id: ownerId ?? null,
  due_at: dueAt ? instantText(dueAt) : null,
});

/** An attempt as loaded. */
export const toAttempt = ({ at, recordedAt, ...rest }: StoredAttempt): Attempt => ({
  ...rest,
  at: instantOf(at),
  recordedAt: instantOf(recordedAt),
});

/** State of a loaded row. */
export const toUnit = (row: StoredUnit): ScreeningUnit => ({
  id: row.id,
  campaignId: row.campaign_id,
  path: row.path,
  area: row.area,
  house: row.house,
  stratum: row.stratum,
  addendum: row.addendum,
  ...(row.team_id === null ? {} : { teamId: row.team_id }),
  status: row.status,
  attempts: (row.attempts ?? []).map(toAttempt),
  ...(row.owner_id === null ? {} : { ownerId: row.owner_id }),
  ...(row.due_at === null ? {} : { dueAt: toInstant(row.due_at) }),
});

const storeAttempt = ({ at, recordedAt, ...rest }: Attempt): StoredAttempt => ({
  ...rest,
  at: instantText(at),
  recordedAt: instantText(recordedAt),
});
