import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type CampaignRow, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { COVERAGE_DEFINITIONS } from '@houzhai/i18n';
import { endingIn, historyOf, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { CAMPAIGN_COLUMNS, campaignActions, concerning, loadedCampaign, type LoadedCampaign, type StoredRow } from './campaign.store.ts';
import { areaOfCampaign } from './campaign.ts';
import { coverageBy, coverageOf, tally, type Tally } from './coverage.store.ts';
import { allTeams, teamsOf } from './team.store.ts';
import { inSight } from './unit.store.ts';

const TABLE = '"census_screening"."screening_campaign" c';

@Injectable()
export class CampaignQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CampaignsPage)
  page(input: InputOf<typeof C.CampaignsPage>, call: Call) {
    return reaching(async () => {
      const teams = await teamsOf(this.kit.pool, call.caller);
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [concerning(call.caller, teams, $)];
      if (input.status) where.push(`c."status" = any(${$(input.status)}::text[])`);
      if (input.ids) where.push(`c."id" = any(${$(input.ids)}::uuid[])`);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        if (!C.Uuid.safeParse(input.cursor).success) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`c."id" < ${$(input.cursor)}::uuid`);
      }
      const { rows } = await this.kit.pool.query<StoredRow>(
        `select ${CAMPAIGN_COLUMNS} from ${TABLE} where ${where.join(' and ')} order by c."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit).map(loadedCampaign);
      const tallies = await this.tallies(page.map(({ campaign }) => campaign.id), teams, call); // prettier-ignore
      const last = page.at(-1);
      return ok({
        rows: page.map((loaded) => rowOf(loaded, tallies.filter((one) => one.campaign_id === loaded.campaign.id), call)), // prettier-ignore
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: last.campaign.id } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.CampaignDetail)
  detail(input: InputOf<typeof C.CampaignDetail>, call: Call) {
    return reaching(async () => {
      const no = input.no ?? '';
      const teams = await teamsOf(this.kit.pool, call.caller);
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const asked =
        input.campaignId !== undefined ? `c."id" = ${$(input.campaignId)}` : no === '' ? 'true' : `c."no" like ${$(endingIn(no))}`;
      const { rows } = await this.kit.pool.query<StoredRow>(
        `select ${CAMPAIGN_COLUMNS} from ${TABLE} where ${asked} and ${concerning(call.caller, teams, $)} order by c."id" desc limit 1`,
        values,
      );
      const [row] = rows;
      if (!row) return refuse('record.not-found', { entity: 'screening-campaign' });
      const loaded = loadedCampaign(row);
      const { purpose, formVersion, strata, areas, denominator, id } = loaded.campaign;
      const tallies = await this.tallies([id], teams, call);
      const numbers = new Map((await allTeams(this.kit.pool)).map((team) => [team.id, team.no]));
      const byTeam = coverageBy(tallies, ({ team_id }) => team_id).map(({ key: teamId, ...coverage }) => {
        const teamNo = numbers.get(teamId);
        return { teamId, ...(teamNo === undefined ? {} : { teamNo }), ...coverage };
      });
      return ok({
        row: rowOf(loaded, tallies, call),
        purpose,
        formVersion,
        strata: [...strata],
        areas: [...areas],
        ...(denominator ? { denominator: { ...denominator, byStratum: [...denominator.byStratum] } } : {}),
        byArea: coverageBy(tallies, ({ area }) => area).map(({ key: area, ...coverage }) => ({ area, ...coverage })),
        byTeam: byTeam.toSorted((a, b) => (a.teamNo ?? 0) - (b.teamNo ?? 0)),
        byStratum: coverageBy(tallies, ({ stratum }) => stratum).map(({ key: stratum, ...coverage }) => ({ stratum, ...coverage })),
        definitions: [...COVERAGE_DEFINITIONS],
        history: await historyOf(this.kit.pool, 'census_screening', 'screening-campaign', id),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.ScreeningTeams)
  teams(input: InputOf<typeof C.ScreeningTeams>, call: Call) {
    return reaching(async () => {
      const mine = await teamsOf(this.kit.pool, call.caller);
      const teams = await allTeams(this.kit.pool);
      return ok({
        rows: teams
          .filter(({ id }) => !input.mine || mine.includes(id))
          .map(({ id, no, status, home_area, at, leader_id, people, strength }) => ({
            teamId: id,
            no,
            status,
            homeArea: home_area,
            at,
            leaderId: leader_id,
            members: people.length,
            strength,
          })),
        asOf: call.now.toString(),
      });
    });
  }

  /** How the units of rounds stand, as far as the caller sees them. */
  private tallies(ids: readonly string[], teams: readonly string[], call: Call): Promise<readonly Tally[]> {
    const values: unknown[] = [];
    const $ = (value: unknown): string => `$${String(values.push(value))}`;
    const where = `u."campaign_id" = any(${$(ids)}::uuid[]) and ${inSight(call.caller, teams, $)}`;
    return tally(this.kit.pool, { where, values, $, now: call.now });
  }
}

const rowOf = ({ campaign, version }: LoadedCampaign, tallies: readonly Tally[], call: Call): CampaignRow => ({
  campaignId: campaign.id,
  no: campaign.no,
  version,
  name: campaign.name,
  round: campaign.round,
  status: campaign.status,
  area: areaOfCampaign(campaign),
  start: campaign.start,
  end: campaign.end,
  ...(campaign.frozenAt ? { frozenAt: C.instantText(campaign.frozenAt) } : {}),
  coverage: coverageOf(tallies),
  allowedActions: campaignActions(campaign, call.caller),
});
