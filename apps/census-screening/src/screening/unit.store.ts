import { actorOf, covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type CampaignStatus, type Outcome, type UnitAction, type UnitReceipt } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { withinScope, type Change } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { teamsOf } from './team.store.ts';
import type { DecidedUnit, UnitWorld } from './unit.decide.ts';
import { publishUnit } from './unit.publish.ts';
import { UNIT_COLUMNS, toUnit, unitColumns, type StoredUnit } from './unit.row.ts';
import { UNIT_TABLE, type ScreeningUnit } from './unit.ts';

/** A unit as loaded, with how its round stands. */
export interface LoadedUnit {
  readonly unit: ScreeningUnit;
  readonly version: number;
  readonly campaign: CampaignStatus;
  /** Where its team belongs. */
  readonly home?: string;
}

/** Units `u` the caller sees: in their jurisdiction, of their team wherever that was lent to, or their own duty. */
export function inSight(caller: Caller, teams: readonly string[], $: (value: unknown) => string): string {
  const within = withinScope(caller, $, 'u');
  if (within === 'true' || caller.kind !== 'operator') return within;
  return `(${within} or u."team_id" = any(${$(teams)}::uuid[]) or u."owner_id" = ${$(caller.operatorId)})`;
}

const sees = (unit: ScreeningUnit, caller: Caller, teams: readonly string[]): boolean =>
  covers(caller, unit.path) ||
  (unit.teamId !== undefined && teams.includes(unit.teamId)) ||
  (caller.kind === 'operator' && unit.ownerId === caller.operatorId);

type LoadedRow = StoredUnit & { readonly campaign: CampaignStatus; readonly home: string | null };
const LOADED = `select ${UNIT_COLUMNS}, c."status" as campaign, t."home_area" as home from "census_screening"."screening_unit" u
  join "census_screening"."screening_campaign" c on c."id" = u."campaign_id"
  left join "census_screening"."screening_team" t on t."id" = u."team_id"`;
const loadedUnit = (row: LoadedRow): LoadedUnit => ({
  unit: toUnit(row),
  version: row.version,
  campaign: row.campaign,
  ...(row.home === null ? {} : { home: row.home }),
});

/** The unit, if the caller sees it. */
export async function getUnit(db: Pool | PoolClient, id: string, caller: Caller): Promise<Outcome<LoadedUnit, 'record.not-found'>> {
  const [{ rows }, teams] = await Promise.all([
    db.query<LoadedRow>({ name: 'screening-unit', text: `${LOADED} where u."id" = $1`, values: [id] }),
    teamsOf(db, caller),
  ]);
  const loaded = rows[0] && loadedUnit(rows[0]);
  return loaded && sees(loaded.unit, caller, teams)
    ? { ok: true, value: loaded }
    : refuse('record.not-found', { entity: 'screening-unit' });
}

/** Units of a round at these places, as far as the caller sees them, by place. */
export async function unitsAt(
  db: Pool,
  campaignId: string,
  paths: readonly string[],
  caller: Caller,
): Promise<ReadonlyMap<string, LoadedUnit>> {
  const [{ rows }, teams] = await Promise.all([
    db.query<LoadedRow>(`${LOADED} where u."campaign_id" = $1 and u."path" = any($2::text[])`, [campaignId, paths]),
    teamsOf(db, caller),
  ]);
  const seen = rows.map(loadedUnit).filter(({ unit }) => sees(unit, caller, teams));
  return new Map(seen.map((loaded) => [loaded.unit.path, loaded]));
}

/** What a decision about a unit is told by whoever decides: as whom, when, by which policy, and who leads its team. */
export const unitWorld = (
  { campaign }: LoadedUnit,
  { caller, now }: Pick<Call, 'caller' | 'now'>,
  policy: UnitWorld['policy'],
  leaderId: string | undefined,
): UnitWorld => ({
  actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] },
  now,
  policy,
  campaign,
  leaderId,
});

/** Units of a round at which a visit said who lives there, in the order of their paths. */
export async function visitedUnits(
  client: PoolClient,
  campaignId: string,
  after: string,
  limit: number,
): Promise<readonly ScreeningUnit[]> {
  const { rows } = await client.query<StoredUnit>(
    `select ${UNIT_COLUMNS} from "census_screening"."screening_unit" u
     where u."campaign_id" = $1 and u."status" in ('COMPLETED', 'PARTIAL', 'VACANT_CONFIRMED', 'NOT_EXIST') and u."path" > $2 order by u."path" limit $3`,
    [campaignId, after, limit],
  );
  return rows.map(toUnit);
}

/** What a decision writes of a unit; it was listed by the freeze or the addendum. */
export const unitChange = ({ unit, facts }: DecidedUnit, from: number, at: Temporal.Instant): Change => ({
  table: 'screening_unit',
  entity: 'screening-unit',
  id: unit.id,
  area: unit.area,
  from,
  listed: true,
  columns: unitColumns(unit),
  events: facts.map((fact) => ({ ...publishUnit(unit, fact), occurredAt: at })),
  auditDetails: { path: unit.path, status: unit.status },
});

/** Persons the register has at a dwelling. */
export async function residentsAt(db: Pool | PoolClient, path: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select "id" from "census_screening"."person" where "path" = $1 and "erased_at" is null and "merged_into" is null order by "id"`,
    [path],
  );
  return rows.map(({ id }) => id);
}

/** Whether all of these are persons of the register whose data are not erased. */
export async function allKnown(db: Pool | PoolClient, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from "census_screening"."person" where "id" = any($1::uuid[]) and "erased_at" is null and "merged_into" is null`,
    [ids],
  );
  return rows[0]?.n === new Set(ids).size;
}

/** Persons of the register by their numbers, whose data are not erased; one who was merged is who they were merged into. */
export async function personsOf(db: Pool, nos: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (nos.length === 0) return new Map();
  const { rows } = await db.query<{ no: string; id: string }>(
    `select p."no", k."id" from "census_screening"."person" p
     join "census_screening"."person" k on k."id" = coalesce(p."merged_into", p."id") and k."erased_at" is null and k."merged_into" is null
     where p."no" = any($1::text[])`,
    [nos],
  );
  return new Map(rows.map(({ no, id }) => [no, id]));
}

/** Which of these commands an actor has sent before, and they were carried out. */
export async function recordedBefore(db: Pool, actor: string, commandIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select "command_id" as id from "census_screening"."command_log" where "actor" = $1 and "command_id" = any($2::text[]) and not "refused"`,
    [actor, commandIds],
  );
  return new Set(rows.map(({ id }) => id));
}

const ACCESS = new Map([C.RecordVisit, C.CorrectVisit, C.OwnUnit].map(({ verb, access }) => [verb, access] as const));

/** What an operator may do with a unit now. */
export function unitActions(unit: Pick<ScreeningUnit, 'status' | 'ownerId'>, campaign: CampaignStatus, caller: Caller): UnitAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return UNIT_TABLE[unit.status].filter((action) => {
    const access = ACCESS.get(action);
    if (!access || !mayCall(access, caller.roles)) return false;
    if (action !== 'record-visit') return true;
    return campaign === 'RUNNING' || campaign === 'CLOSING' || (campaign === 'CLOSED' && unit.ownerId !== undefined);
  });
}

export const unitReceipt = (
  { unit, facts }: DecidedUnit,
  { version, campaign }: LoadedUnit,
  discrepancies: number,
  caller: Caller,
): UnitReceipt => ({
  unitId: unit.id,
  campaignId: unit.campaignId,
  status: unit.status,
  version: version + facts.length,
  area: unit.area,
  discrepancies,
  allowedActions: unitActions(unit, campaign, caller),
});
