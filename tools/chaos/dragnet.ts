import { setTimeout as pause } from 'node:timers/promises';
import * as C from '@houzhai/contracts';
import type { Chance } from '../../seeds/demo/chance.ts';
import type { BenchOperator } from '../bench/throwaway-stack.ts';
import type { Sends } from './evening.ts';

const AREA = 'a05';
const GRID = `houzhai/${AREA}/c1/g1`;
const HOUSES = 6;
const ROOMS = 8;
const OUTCOMES: readonly (readonly [weight: number, said: object])[] = [
  [30, { outcome: 'NOBODY_HOME' }],
  [30, { outcome: 'COMPLETED', unknown: 1 }],
  [15, { outcome: 'VACANT_CONFIRMED', evidence: 'METER' }],
  [15, { outcome: 'REFUSED' }],
  [10, { outcome: 'INACCESSIBLE' }],
];

/** A small round of screening: several people at the same doors at the same moment, and teams that two send elsewhere at once. */
export class Dragnet {
  private readonly desk: readonly BenchOperator[];
  private readonly leads: readonly BenchOperator[];
  private readonly sends: Sends;
  private doors: readonly string[] = [];
  private readonly teams: string[] = [];

  constructor(desk: readonly BenchOperator[], leads: readonly BenchOperator[], sends: Sends) {
    this.desk = desk;
    this.leads = leads;
    this.sends = sends;
  }

  /** Registers the dwellings, forms the teams and lets the round begin. */
  async begin(chance: Chance): Promise<void> {
    const [officer] = this.desk;
    if (!officer) throw new Error('nobody runs a round');
    const must = async <T>(contract: C.Command, input: object): Promise<T> => {
      const value = await this.sends<T>(chance, officer, contract, input);
      if (value === undefined) throw new Error(`${contract.name} was refused`);
      return value;
    };
    const { importId } = await must<{ importId: string }>(C.BeginImport, { kind: 'PLACES', fileName: 'rooms.csv' });
    await must(C.StageImportRows, { importId, chunk: 0, rows: places().map((cells, index) => ({ line: index + 2, cells })) });
    await must(C.CheckImport, { importId });
    await must(C.CommitImport, { importId });
    const plan = {
      name: '故障演练一轮',
      purpose: '故障演练',
      round: 1,
      strata: ['RENTAL_ROOM'],
      areas: [AREA],
      start: '2020-02-10',
      end: '2020-02-14',
    };
    const { campaignId } = await must<{ campaignId: string }>(C.OpenCampaign, plan);
    await must(C.FreezeDenominator, { campaignId });
    await must(C.StartCampaign, { campaignId });
    await areasKnown(officer);
    for (const [index, lead] of this.leads.entries()) {
      const team = await must<{ taskForceId: string }>(C.FormTaskForce, { no: index + 1, homeArea: AREA, leaderId: lead.operatorId });
      this.teams.push(team.taskForceId);
    }
    const page = await officer.client.query(C.UnitsPage, { campaignId, limit: 500 }, { deadlineMs: 30_000 });
    if (!page.ok || page.value.rows.length !== HOUSES * ROOMS) throw new Error('the round has not its doors');
    this.doors = page.value.rows.map(({ unitId }) => unitId).toSorted();
  }

  /** Some doors, or a team on its way. */
  async run(chance: Chance): Promise<void> {
    if (chance.percent(30)) await this.deploy(chance);
    else await this.visit(chance);
  }

  /** Up to three members at one door at the same moment; sometimes one puts right what was said. */
  private async visit(chance: Chance): Promise<void> {
    const unitId = chance.oneOf(this.doors);
    const told = Array.from({ length: chance.between(1, 3) }, () => ({ by: chance.oneOf(this.desk), said: chance.weighted(OUTCOMES) }));
    await Promise.all(
      told.map(({ by, said }) => this.sends(chance, by, C.RecordVisit, { unitId, ...said }, { unitId, outcome: 'PARTIAL' })),
    );
    if (!chance.percent(40)) return;
    const wrong = { unitId, nth: chance.between(1, 3), reason: '门牌看错，应为隔壁', ...chance.weighted(OUTCOMES) };
    await this.sends(chance, chance.oneOf(this.desk), C.CorrectVisit, wrong, { ...wrong, reason: '另一个理由' });
  }

  /** Two send a team to two places: one of them does. Then somebody calls it back. */
  private async deploy(chance: Chance): Promise<void> {
    const taskForceId = chance.oneOf(this.teams);
    const to = [`a${String(chance.between(6, 16)).padStart(2, '0')}`, `a${String(chance.between(17, 32)).padStart(2, '0')}`];
    await Promise.all(
      to.map((toArea) => {
        const order = { taskForceId, toArea, mission: '支援摸排' };
        return this.sends(chance, chance.oneOf(this.desk), C.DeployTaskForce, order, { ...order, mission: '支援卡口' });
      }),
    );
    if (!chance.percent(80)) return;
    const back = { taskForceId, reason: '支援任务已经完成' };
    await this.sends(chance, chance.oneOf(this.desk), C.RecallTaskForce, back, { ...back, reason: '另一个理由' });
  }
}

/** A team belongs to an area of the wall chart: it has them a moment after they are registered. */
async function areasKnown({ client }: BenchOperator): Promise<void> {
  for (let looks = 0; looks < 120; looks++) {
    const chart = await client.query(C.WallChart, {}, { deadlineMs: 5_000 }).catch(() => undefined);
    if (chart?.ok && chart.value.rows.length === 32) return;
    await pause(500);
  }
  throw new Error('the wall chart has no areas');
}

/** The dwellings as a file has them: compound, grid, houses, rooms that are let. */
function places(): Record<string, string>[] {
  const houses = Array.from({ length: HOUSES }, (_, house) => `${GRID}/h000${String(house + 1)}`);
  return [
    { path: `houzhai/${AREA}/c1`, level: 'compound' },
    { path: GRID, level: 'grid' },
    ...houses.map((path) => ({ path, level: 'house' })),
    ...houses.flatMap((house) =>
      Array.from({ length: ROOMS }, (_, room) => ({ path: `${house}-r0${String(room + 1)}`, level: 'room', rental: 'true' })),
    ),
  ];
}
