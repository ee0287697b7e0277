import { randomUUID } from 'node:crypto';
import {
  FreezeDenominator,
  OpenCampaign,
  ScreeningTeams,
  StartCampaign,
  TaskForceChanged,
  TaskForceFormed,
  UnitDetail,
  UnitsPage,
  type CampaignReceipt,
  type DataOf,
  type InputOf,
  type Role,
  type UnitRow,
} from '@houzhai/contracts';
import { envelopeOf, insertEvents, transaction } from '@houzhai/persistence';
import { eventually, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

type Team = DataOf<typeof TaskForceFormed>;

/** A subdistrict with dwellings, teams as the command centre tells of them, and who runs a round. */
export class ScreeningSite {
  readonly platform: Platform;
  private readonly teams = new Map<string, { team: Team; version: number }>();

  private constructor(platform: Platform) {
    this.platform = platform;
  }

  static async open(platform: Platform): Promise<ScreeningSite> {
    await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
    return new ScreeningSite(platform);
  }

  as(role: Role, area = 'houzhai'): Promise<TestOperator> {
    return this.platform.operator([role], [area]);
  }

  /** Enters houses with rooms that are let, as an import that ended long ago. @returns the paths of the rooms */
  async rooms(area: string, ...houses: readonly number[]): Promise<readonly string[]> {
    const grid = `houzhai/${area}/c1/g1`;
    const rows = houses.flatMap((rooms, index) => {
      const house = `${grid}/h${String(index + 1).padStart(4, '0')}`;
      const at = { area, rental: true };
      return [
        { path: house, parent: grid, level: 'house', ...at },
        ...Array.from({ length: rooms }, (_, room) => ({
          path: `${house}-r${String(room + 1).padStart(2, '0')}`,
          parent: house,
          level: 'room',
          ...at,
        })),
      ];
    });
    await enterPlaces(this.platform, rows);
    return rows.filter(({ level }) => level === 'room').map(({ path }) => path);
  }

  /** A team is formed, as the command centre publishes it. */
  async team(no: number, area: string, leaderId: string, memberIds: readonly string[] = [], strength = 1 + memberIds.length) {
    const id = randomUUID();
    await this.tell([{ id, team: this.formed(no, area, leaderId, memberIds, strength) }]);
    return id;
  }

  /** Many teams at once. */
  async form(teams: readonly { readonly no: number; readonly area: string; readonly leaderId: string; readonly strength: number }[]) {
    const told = teams.map(({ no, area, leaderId, strength }) => ({
      id: randomUUID(),
      team: this.formed(no, area, leaderId, [], strength),
    }));
    await this.tell(told);
    return told.map(({ id }) => id);
  }

  /** Something about a team changed. */
  async changed(id: string, change: Partial<Team>): Promise<void> {
    const known = this.teams.get(id);
    if (!known) throw new Error(`No team ${id}`);
    await this.tell([{ id, team: { ...known.team, ...change } }]);
  }

  /** A round that runs, or is as far as asked. */
  async round(more: Partial<InputOf<typeof OpenCampaign>> = {}, until: 'frozen' | 'running' = 'running'): Promise<CampaignReceipt> {
    const duty = await this.as('DUTY_OFFICER');
    const asked = { name: '第一轮拉网式摸排', purpose: '摸清来(返)义人员', round: 1, strata: ['RENTAL_ROOM' as const], start: '2020-02-10', end: '2020-02-14', ...more }; // prettier-ignore
    const { campaignId } = valueOf(await duty.client.command(OpenCampaign, asked));
    const frozen = valueOf(await duty.client.command(FreezeDenominator, { campaignId }));
    return until === 'frozen' ? frozen : valueOf(await duty.client.command(StartCampaign, { campaignId }));
  }

  async units(by: TestOperator, input: InputOf<typeof UnitsPage> | Record<string, unknown>): Promise<readonly UnitRow[]> {
    return valueOf(await by.client.query(UnitsPage, { limit: 500, ...input })).rows;
  }

  async unit(by: TestOperator, unitId: string) {
    return valueOf(await by.client.query(UnitDetail, { unitId }));
  }

  private formed(no: number, area: string, leaderId: string, memberIds: readonly string[], strength: number): Team {
    return { no, status: 'READY', homeArea: area, at: area, path: `houzhai/${area}`, leaderId, memberIds: [...memberIds], strength };
  }

  /** Events of teams into the ledger of the command centre; its relay publishes them. */
  private async tell(told: readonly { readonly id: string; readonly team: Team }[]): Promise<void> {
    const now = Temporal.Now.instant();
    const call = {
      caller: { kind: 'service' as const, service: 'command-center' as const },
      commandId: randomUUID(),
      operation: 'FormTaskForce',
      payloadHash: Buffer.alloc(0),
      traceId: randomUUID().replaceAll('-', ''),
      now,
      token: undefined,
    };
    const events = told.map(({ id, team }) => {
      const version = (this.teams.get(id)?.version ?? 0) + 1;
      this.teams.set(id, { team, version });
      const area = team.homeArea;
      const contract = version === 1 ? TaskForceFormed : TaskForceChanged;
      return { entity: 'task-force', recordId: id, version, area, ...envelopeOf('command-center', call, { id, area }, { contract, data: team }, version) }; // prettier-ignore
    });
    await transaction(this.platform.db, (client) => insertEvents(client, 'command_center', now, events));
    const reader = await this.as('DUTY_OFFICER');
    const last = told.at(-1);
    await eventually(
      async () => valueOf(await reader.client.query(ScreeningTeams, {})).rows,
      (rows) => rows.some(({ teamId, strength, status }) => teamId === last?.id && strength === last.team.strength && status === last.team.status), // prettier-ignore
    );
  }
}

interface PlaceLine {
  readonly path: string;
  readonly parent: string;
  readonly level: string;
  readonly area: string;
  readonly rental: boolean;
}

/** Places straight into the register. */
export async function enterPlaces(platform: Platform, places: readonly PlaceLine[]): Promise<void> {
  await platform.db.query(
    `insert into "census_screening"."place" ("id", "version", "path", "parent", "level", "area", "zh", "en", "placeholder", "rental")
     select gen_random_uuid(), 1, p.path, p.parent, p.level, p.area, split_part(p.path, '/', -1), split_part(p.path, '/', -1), false, p.rental
     from json_to_recordset($1::json) as p(path text, parent text, level text, area text, rental bool)`,
    [JSON.stringify(places)],
  );
}
