import { createHash } from 'node:crypto';
import {
  refuse,
  type DiscrepancyKind,
  type DiscrepancySource,
  type DiscrepancyStatus,
  type DiscrepancyTruth,
  type Outcome,
} from '@houzhai/contracts';
import type { Caller } from '@houzhai/auth';
import { toInstant, type Change } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { KNOWS_EVERYBODY, differencesOf } from './contradiction.ts';
import { SOURCES, type Sighting } from './contradiction.store.ts';
import { publishDiscrepancy, type DiscrepancyFact } from './discrepancy.publish.ts';
import type { Discrepancy } from './discrepancy.ts';
import { standing, type Attempt, type ScreeningUnit } from './unit.ts';
import { getUnit } from './unit.store.ts';

/** A row as it is read. */
export interface StoredDiscrepancy {
  readonly id: string;
  readonly version: number;
  readonly campaign_id: string;
  readonly unit_id: string;
  readonly area: string;
  readonly source: DiscrepancySource;
  readonly kind: DiscrepancyKind;
  readonly person_id: string | null;
  readonly people: number;
  readonly status: DiscrepancyStatus;
  readonly truth: DiscrepancyTruth | null;
  readonly raised_at: string | Date;
}
export const DISCREPANCY_COLUMNS = ['id', 'version', 'campaign_id', 'unit_id', 'area', 'source', 'kind', 'person_id', 'people', 'status', 'truth', 'raised_at']
  .map((column) => `d."${column}"`)
  .join(', '); // prettier-ignore

const toDiscrepancy = (row: StoredDiscrepancy): Discrepancy => ({
  id: row.id,
  campaignId: row.campaign_id,
  unitId: row.unit_id,
  area: row.area,
  source: row.source,
  kind: row.kind,
  ...(row.person_id === null ? {} : { personId: row.person_id }),
  people: row.people,
  status: row.status,
  ...(row.truth === null ? {} : { truth: row.truth }),
  raisedAt: toInstant(row.raised_at),
});

/** Id of a discrepancy: the same however often it is found, in the form of a UUIDv8. */
function discrepancyId(unitId: string, source: DiscrepancySource, kind: DiscrepancyKind, personId = ''): string {
  const hex = createHash('sha256').update(`${unitId}:${source}:${kind}:${personId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What the last visit of a unit says about who lives there; undefined where it says nothing. */
export function sightingOf(unit: ScreeningUnit, foundBy: (attempt: Attempt) => readonly string[]): Sighting | undefined {
  const attempt = standing(unit.attempts).findLast(({ outcome }) => outcome !== 'NOBODY_HOME');
  if (!attempt || attempt.outcome === 'REFUSED' || attempt.outcome === 'INACCESSIBLE') return undefined;
  return {
    unitId: unit.id,
    path: unit.path,
    at: attempt.at,
    empty: attempt.outcome === 'VACANT_CONFIRMED' || attempt.outcome === 'NOT_EXIST',
    complete: attempt.outcome === 'COMPLETED',
    foundIds: foundBy(attempt),
    unknown: attempt.unknown,
  };
}

/** Everything in which these visits and any source differ and that nobody has proposed yet. */
export async function newDiscrepancies(
  db: Pool | PoolClient,
  seen: readonly { readonly unit: ScreeningUnit; readonly sighting: Sighting }[],
  arrivalDays: number,
  now: Temporal.Instant,
): Promise<readonly Discrepancy[]> {
  const all: Discrepancy[] = [];
  for (const { source, says } of SOURCES) {
    const told = await says(db, seen.map(({ sighting }) => sighting), arrivalDays); // prettier-ignore
    for (const { unit, sighting } of seen) {
      const word = told.get(unit.id);
      for (const { kind, personId, people } of word ? differencesOf(sighting, word, KNOWS_EVERYBODY[source]) : [])
        all.push({
          id: discrepancyId(unit.id, source, kind, personId),
          campaignId: unit.campaignId,
          unitId: unit.id,
          area: unit.area,
          source,
          kind,
          ...(personId === undefined ? {} : { personId }),
          people,
          status: 'OPEN',
          raisedAt: now,
        });
    }
  }
  const { rows } = await db.query<{ id: string }>(
    `select "id" from "census_screening"."screening_discrepancy" where "id" = any($1::uuid[])`,
    [all.map(({ id }) => id)],
  );
  const known = new Set(rows.map(({ id }) => id));
  return all.filter(({ id }) => !known.has(id));
}

/** What a decision writes of a discrepancy. */
export const discrepancyChange = (discrepancy: Discrepancy, from: number, fact: DiscrepancyFact): Change => ({
  table: 'screening_discrepancy',
  entity: 'discrepancy',
  id: discrepancy.id,
  area: discrepancy.area,
  from,
  columns: {
    campaign_id: discrepancy.campaignId,
    unit_id: discrepancy.unitId,
    area: discrepancy.area,
    source: discrepancy.source,
    kind: discrepancy.kind,
    person_id: discrepancy.personId ?? null,
    people: discrepancy.people,
    status: discrepancy.status,
    truth: discrepancy.truth ?? null,
    raised_at: discrepancy.raisedAt.toString(),
  },
  events: [publishDiscrepancy(discrepancy, fact)],
  auditDetails: { source: discrepancy.source, kind: discrepancy.kind, status: discrepancy.status },
});

/** A discrepancy, if the caller sees its unit. */
export async function getDiscrepancy(
  db: Pool | PoolClient,
  id: string,
  caller: Caller,
): Promise<Outcome<{ readonly discrepancy: Discrepancy; readonly version: number }, 'record.not-found'>> {
  const { rows } = await db.query<StoredDiscrepancy>(
    `select ${DISCREPANCY_COLUMNS} from "census_screening"."screening_discrepancy" d where d."id" = $1`,
    [id],
  );
  const [row] = rows;
  const unit = row && (await getUnit(db, row.unit_id, caller));
  return row && unit?.ok
    ? { ok: true, value: { discrepancy: toDiscrepancy(row), version: row.version } }
    : refuse('record.not-found', { entity: 'discrepancy' });
}

/** Persons of the register that visits found, by unit and number of the visit. */
export async function foundBy(
  db: Pool | PoolClient,
  unitIds: readonly string[],
): Promise<(unitId: string, nth: number) => readonly string[]> {
  const { rows } = await db.query<{ unit_id: string; nth: number; person_id: string }>(
    `select "unit_id", "nth", "person_id" from "census_screening"."screening_found" where "unit_id" = any($1::uuid[])`,
    [unitIds],
  );
  const byVisit = Map.groupBy(rows, ({ unit_id, nth }) => `${unit_id} ${nth}`);
  return (unitId, nth) => (byVisit.get(`${unitId} ${nth}`) ?? []).map(({ person_id }) => person_id);
}
