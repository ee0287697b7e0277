import { areasOf, covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type CampaignAction, type CampaignReceipt, type Outcome } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { endingIn, envelopeOf, insertEvents, type Change, type PersonKeys } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { CAMPAIGN_TABLE, areaOfCampaign, pathsOf, type Campaign } from './campaign.ts';
import type { DecidedCampaign } from './campaign.decide.ts';
import { publishCampaign } from './campaign.publish.ts';
import { campaignColumns, toCampaign, type StoredCampaign } from './campaign.row.ts';

/** Under which purpose words about screening are sealed. */
export const SCREENING_WORDS = 'screening-words';
export const CAMPAIGN_COLUMNS = 'c."id", c."version", c."frozen_at", c."denominator", c."facts"';

/** A round as loaded. */
export interface LoadedCampaign {
  readonly campaign: Campaign;
  readonly version: number;
}
/** A row as it is read. */
export interface StoredRow {
  readonly id: string;
  readonly version: number;
  readonly frozen_at: string | Date | null;
  readonly denominator: Campaign['denominator'] | null;
  readonly facts: StoredCampaign;
}
export const loadedCampaign = (row: StoredRow): LoadedCampaign => ({
  campaign: toCampaign({ ...row, denominator: row.denominator ?? null }),
  version: row.version,
});

/** A round, whoever asks; locked where a transaction goes on with it. */
export async function findCampaign(db: Pool | PoolClient, id: string, lock = ''): Promise<LoadedCampaign | undefined> {
  const { rows } = await db.query<StoredRow>(
    `select ${CAMPAIGN_COLUMNS} from "census_screening"."screening_campaign" c where c."id" = $1 ${lock}`,
    [id],
  );
  return rows[0] && loadedCampaign(rows[0]);
}

/** The round that is meant: by id, by number, or the newest that runs. */
export async function roundMeant(
  pool: Pool,
  { campaignId, no = '' }: { readonly campaignId?: string | undefined; readonly no?: string | undefined },
): Promise<{ readonly id: string; readonly no: string } | undefined> {
  const [where, values] =
    campaignId !== undefined
      ? [`"id" = $1`, [campaignId]]
      : no !== ''
        ? [`"no" like $1`, [endingIn(no)]]
        : [`"status" = any($1::text[])`, [C.RUNNING_CAMPAIGNS]];
  const { rows } = await pool.query<{ id: string; no: string }>(
    `select "id", "no" from "census_screening"."screening_campaign" where ${where} order by "id" desc limit 1`,
    values,
  );
  return rows[0];
}

/** A round, if the caller is responsible for every place it reaches; locked. */
export async function managedCampaign(
  client: PoolClient,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedCampaign, 'record.not-found'>> {
  const loaded = await findCampaign(client, id, 'for update');
  return loaded && mayManage(loaded.campaign, caller)
    ? { ok: true, value: loaded }
    : refuse('record.not-found', { entity: 'screening-campaign' });
}

export const mayManage = (campaign: Pick<Campaign, 'areas'>, caller: Caller): boolean =>
  pathsOf(campaign).every((path) => covers(caller, path));

/** Condition for rounds `c` that concern the caller: in their areas, or their team's. */
export function concerning(caller: Caller, teams: readonly string[], $: (value: unknown) => string): string {
  if (caller.kind !== 'operator') return caller.kind === 'service' ? 'true' : 'false';
  const areas = areasOf(caller.scope);
  if (areas === 'all') return 'true';
  const ofTeam = `exists (select 1 from "census_screening"."screening_unit" t where t."campaign_id" = c."id" and t."team_id" = any(${$(teams)}::uuid[]))`;
  return `(c."areas" = '{}' or c."areas" && ${$(areas)}::text[] or ${ofTeam})`;
}

/** What a decision writes, for a save outside a transaction of its own. */
export const campaignChange = ({ campaign, facts }: DecidedCampaign, from: number): Change => ({
  table: 'screening_campaign',
  entity: 'screening-campaign',
  id: campaign.id,
  area: areaOfCampaign(campaign),
  from,
  columns: campaignColumns(campaign),
  events: facts.map((fact) => publishCampaign(campaign, fact)),
  auditDetails: { no: campaign.no, status: campaign.status },
});

/** Writes what was decided of a round that is locked, with its events. @returns its version now */
export async function writeCampaign(client: PoolClient, call: Call, { campaign, facts }: DecidedCampaign, from: number): Promise<number> {
  const area = areaOfCampaign(campaign);
  const columns = Object.entries(campaignColumns(campaign));
  await client.query(
    `update "census_screening"."screening_campaign" set "version" = $2, ${columns.map(([name], index) => `"${name}" = $${index + 3}`).join(', ')} where "id" = $1`,
    [campaign.id, from + facts.length, ...columns.map(([name, value]) => (name === 'areas' || value === null || typeof value !== 'object' ? value : JSON.stringify(value)))], // prettier-ignore
  );
  await insertEvents(
    client,
    'census_screening',
    call.now,
    facts.map((fact, index) => {
      const version = from + index + 1;
      return {
        entity: 'screening-campaign',
        recordId: campaign.id,
        version,
        area,
        ...envelopeOf('census-screening', call, { id: campaign.id, area }, publishCampaign(campaign, fact), version),
      };
    }),
  );
  return from + facts.length;
}

/** Keeps words that belong to a change, sealed. */
export async function keepWords(
  client: PoolClient,
  keys: PersonKeys,
  record: { readonly id: string; readonly version: number },
  words: Readonly<Record<string, unknown>>,
): Promise<void> {
  await client.query(`insert into "census_screening"."screening_words" ("record_id", "version", "sealed") values ($1, $2, $3)`, [
    record.id,
    record.version,
    await keys.seal(record.id, SCREENING_WORDS, words),
  ]);
}

const ACCESS = new Map(
  [C.FreezeDenominator, C.StartCampaign, C.AssignUnits, C.ReassignTeam, C.OwnRemaining, C.WindUpCampaign, C.CloseCampaign].map(
    ({ verb, access }) => [verb, access] as const,
  ),
);

/** What an operator may do with a round now. */
export function campaignActions(campaign: Campaign, caller: Caller): CampaignAction[] {
  if (caller.kind !== 'operator' || caller.readOnly || !mayManage(campaign, caller)) return [];
  return CAMPAIGN_TABLE[campaign.status].filter((action: CampaignAction) => {
    const access = ACCESS.get(action);
    return access !== undefined && mayCall(access, caller.roles);
  });
}

export const campaignReceipt = (campaign: Campaign, version: number, units: number, caller: Caller): CampaignReceipt => ({
  campaignId: campaign.id,
  no: campaign.no,
  status: campaign.status,
  version,
  area: areaOfCampaign(campaign),
  units,
  ...(campaign.denominator ? { hash: campaign.denominator.hash } : {}),
  allowedActions: campaignActions(campaign, caller),
});
