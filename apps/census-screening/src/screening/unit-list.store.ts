import type { Caller } from '@houzhai/auth';
import type { InputOf, UnitsPage } from '@houzhai/contracts';
import type { Pool } from 'pg';
import { teamsOf } from './team.store.ts';
import { ACCOUNTED_RANK, OPENED_RANK } from './unit.ts';
import { inSight } from './unit.store.ts';

/** Which units of a round are meant. */
type UnitFilter = Partial<Omit<InputOf<typeof UnitsPage>, 'cursor' | 'limit' | 'campaignId' | 'no' | 'sheet'>>;

/** Conditions of the units `u` of a round that are meant and that the caller sees. */
export function unitsMeant(
  campaignId: string,
  filter: UnitFilter,
  caller: Caller,
  teams: readonly string[],
  $: (value: unknown) => string,
): string[] {
  const where = [`u."campaign_id" = ${$(campaignId)}`, inSight(caller, teams, $)];
  if (filter.mine) {
    const own = caller.kind === 'operator' ? caller.operatorId : null;
    where.push(`(u."team_id" = any(${$(teams)}::uuid[]) or u."owner_id" = ${$(own)}::uuid)`);
  }
  if (filter.teamId !== undefined) where.push(`u."team_id" = ${$(filter.teamId)}`);
  if (filter.teamNo !== undefined)
    where.push(`u."team_id" in (select "id" from "census_screening"."screening_team" where "no" = ${$(filter.teamNo)})`);
  if (filter.area !== undefined) where.push(`u."area" = ${$(filter.area)}`);
  if (filter.under !== undefined) {
    const below = filter.under.replaceAll(/[\\%_]/g, '\\$&');
    where.push(`(u."path" = ${$(filter.under)} or u."house" = ${$(filter.under)} or u."path" like ${$(`${below}/%`)})`);
  }
  if (filter.status) where.push(`u."status" = any(${$(filter.status)}::text[])`);
  if (filter.stratum !== undefined) where.push(`u."stratum" = ${$(filter.stratum)}`);
  if (filter.open !== undefined) where.push(`u."rank" ${filter.open ? '<' : '>='} ${String(ACCOUNTED_RANK)}`);
  if (filter.unopened !== undefined) where.push(`u."rank" ${filter.unopened ? '<' : '>='} ${String(OPENED_RANK)}`);
  if (filter.owned !== undefined) where.push(`u."owner_id" is ${filter.owned ? 'not ' : ''}null`);
  if (filter.ids) where.push(`u."id" = any(${$(filter.ids)}::uuid[])`);
  return where;
}

/** The same units in the order somebody walks: by path. */
export async function doorsOf(
  pool: Pool,
  campaignId: string,
  filter: UnitFilter,
  caller: Caller,
): Promise<readonly { readonly id: string; readonly path: string; readonly area: string }[]> {
  const values: unknown[] = [];
  const teams = await teamsOf(pool, caller);
  const where = unitsMeant(campaignId, filter, caller, teams, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<{ id: string; path: string; area: string }>(
    `select u."id", u."path", u."area" from "census_screening"."screening_unit" u where ${where.join(' and ')} order by u."path"`,
    values,
  );
  return rows;
}
