import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import {
  AssignUnits,
  CampaignDetail,
  CampaignsPage,
  FreezeDenominator,
  OpenCampaign,
  RecordVisit,
  StartCampaign,
  UnitsPage,
} from '@houzhai/contracts';
import { generateDwellings } from '../../../seeds/demo/dwellings.ts';
import { startPlatform, type Platform } from './platform.ts';
import { ScreeningSite, enterPlaces } from './screening-site.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: ScreeningSite;
const paths: string[] = [];

beforeAll(async () => {
  platform = await startPlatform();
  site = await ScreeningSite.open(platform);
  const places = [...generateDwellings(2020)].map(({ path, level, area, rental }) => ({
    path,
    parent: level === 'room' ? path.replace(/-r\d+$/, '') : path.slice(0, path.lastIndexOf('/')),
    level,
    area,
    rental,
  }));
  await enterPlaces(platform, places);
  paths.push(...places.filter(({ level }) => level === 'room').map(({ path }) => path));
}, 60_000);
afterAll(() => platform.stop());

const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const began = performance.now();
  const value = await work();
  process.stdout.write(`  ${what}: ${((performance.now() - began) / 1_000).toFixed(2)} s\n`);
  return value;
};

describe('a round over 36,210 rental rooms and 51 teams', () => {
  test('is frozen with its hash, shared out evenly and close to home, and drilled down to the doors', async () => {
    const duty = await site.as('DUTY_OFFICER');
    const leaders = await Promise.all(Array.from({ length: 4 }, () => site.as('TEAM_LEAD', 'houzhai/a01')));
    await site.form(
      Array.from({ length: 51 }, (_, index) => ({
        no: index + 1,
        area: `a${String((index % 32) + 1).padStart(2, '0')}`,
        leaderId: leaders[index % 4]!.operatorId,
        strength: 4 + (index % 9),
      })),
    );
    const asked = { name: '第一轮拉网式摸排', purpose: '摸清来(返)义人员', round: 1, strata: ['RENTAL_ROOM' as const], start: '2020-02-10', end: '2020-02-14' }; // prettier-ignore
    const { campaignId } = valueOf(await duty.client.command(OpenCampaign, asked));
    const frozen = await timed('freeze of 36,210', async () => valueOf(await duty.client.command(FreezeDenominator, { campaignId })));
    expect(frozen).toMatchObject({ status: 'FROZEN', units: 36_210 });
    expect(frozen.hash).toBe(createHash('sha256').update(paths.toSorted().join('\n')).digest('hex'));

    const tried = await timed('trial', async () => valueOf(await duty.client.command(AssignUnits, { campaignId })));
    expect(tried).toMatchObject({ applied: false, units: 36_210, fresh: 36_210, moved: 0, balanced: true, neighboursPlaceholder: true });
    expect(valueOf(await duty.client.query(CampaignDetail, { campaignId })).byTeam).toEqual([]);
    const given = await timed('assigned', async () => valueOf(await duty.client.command(AssignUnits, { campaignId, dryRun: false })));
    expect(given).toMatchObject({ applied: true, mostLoad: tried.mostLoad, local: tried.local });
    expect(given.mostLoad).toBeLessThanOrEqual(1.15);
    const { rows: events } = await platform.db.query<{ n: number }>(
      `select count(*)::int as n from "census_screening"."outbox" where "entity" = 'screening-campaign' and "record_id" = $1`,
      [campaignId],
    );
    expect(events[0]?.n).toBe(2 + 51);
    valueOf(await duty.client.command(StartCampaign, { campaignId }));

    const detail = await timed('coverage', async () => valueOf(await duty.client.query(CampaignDetail, { campaignId })));
    expect(detail.row.coverage).toMatchObject({ units: 36_210, accounted: 0, unopened: 36_210, unassigned: 0 });
    expect(detail.byArea).toHaveLength(32);
    expect(detail.byTeam).toHaveLength(51);
    for (const by of [detail.byArea, detail.byTeam, detail.byStratum]) expect(by.reduce((sum, { units }) => sum + units, 0)).toBe(36_210);
    const page = await timed('page of doors', async () =>
      valueOf(await duty.client.query(UnitsPage, { campaignId, area: 'a02', unopened: true, limit: 200 })),
    );
    const area = detail.byArea.find((one) => one.area === 'a02');
    expect([page.total, page.rows.length]).toEqual([area?.unopened, 200]);
    const [first] = page.rows;
    await timed('visit', async () =>
      valueOf(await duty.client.command(RecordVisit, { unitId: first?.unitId ?? '', outcome: 'COMPLETED', unknown: 2 })),
    );
    expect(valueOf(await duty.client.query(CampaignsPage, {})).rows[0]?.coverage).toMatchObject({ accounted: 1, unopened: 36_209 });
    // who knows one area sees that area
    const worker = await site.as('COMMUNITY_WORKER', 'houzhai/a02');
    const own = valueOf(await worker.client.query(CampaignDetail, { campaignId }));
    expect(own.byArea.map((one) => one.area)).toEqual(['a02']);
    expect(own.row.allowedActions).toEqual([]);
  });
});
