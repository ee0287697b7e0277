import type { Coverage, Stratum, UnitStatus } from '@houzhai/contracts';
import type { Pool } from 'pg';
import { isAccounted } from './unit.ts';

/** Units that stand alike, with how many they are. */
export interface Tally {
  readonly campaign_id: string;
  readonly area: string;
  readonly team_id: string | null;
  readonly stratum: Stratum;
  readonly addendum: boolean;
  readonly status: UnitStatus;
  readonly units: number;
  readonly owned: number;
  readonly overdue: number;
  readonly discrepancies: number;
}

/**
 * Units of rounds by how they stand, as far as a condition on `u` lets one see them.
 * @param $ adds a parameter and returns its placeholder
 */
export async function tally(
  pool: Pool,
  ask: { readonly where: string; readonly values: unknown[]; readonly $: (value: unknown) => string; readonly now: Temporal.Instant },
): Promise<readonly Tally[]> {
  const { rows } = await pool.query<Tally>(
    `select u."campaign_id", u."area", u."team_id", u."stratum", u."addendum", u."status", count(*)::int as units,
       count(u."owner_id")::int as owned, count(*) filter (where u."due_at" <= ${ask.$(ask.now.toString())})::int as overdue, coalesce(sum(d.n), 0)::int as discrepancies
     from "census_screening"."screening_unit" u
       left join (select "unit_id", count(*)::int as n from "census_screening"."screening_discrepancy" where "status" = 'OPEN' group by 1) d on d."unit_id" = u."id"
     where ${ask.where} group by 1, 2, 3, 4, 5, 6`,
    ask.values,
  );
  return rows;
}

/** Figures of some units; what is accounted for is never more than there is. */
export function coverageOf(tallies: readonly Tally[]): Coverage {
  const sum = (of: (tally: Tally) => boolean, count: (tally: Tally) => number = ({ units }) => units): number =>
    tallies.filter(of).reduce((total, one) => total + count(one), 0);
  const standing = (...statuses: readonly UnitStatus[]): number => sum(({ status }) => statuses.includes(status));
  const open = ({ status }: Tally): boolean => !isAccounted(status);
  return {
    units: sum(({ addendum }) => !addendum),
    addendum: sum(({ addendum }) => addendum),
    accounted: sum(({ addendum, status }) => !addendum && isAccounted(status)),
    accountedAddendum: sum(({ addendum, status }) => addendum && isAccounted(status)),
    unopened: standing('UNVISITED', 'NOBODY_HOME', 'ESCALATED'),
    unvisited: standing('UNVISITED'),
    nobodyHome: standing('NOBODY_HOME'),
    escalated: standing('ESCALATED'),
    incomplete: standing('PARTIAL', 'REFUSED', 'INACCESSIBLE'),
    unassigned: sum((one) => open(one) && one.team_id === null),
    owned: sum(open, ({ owned }) => owned),
    overdue: sum(open, ({ overdue }) => overdue),
    discrepancies: sum(() => true, ({ discrepancies }) => discrepancies), // prettier-ignore
  };
}

/** Figures by something units have in common, in its order; units without it are left out. */
export function coverageBy<K extends string | null>(
  tallies: readonly Tally[],
  by: (tally: Tally) => K,
): readonly (Coverage & { readonly key: NonNullable<K> })[] {
  return [...Map.groupBy(tallies, by)]
    .flatMap(([key, own]) => (key === null ? [] : [{ key, ...coverageOf(own) }]))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
