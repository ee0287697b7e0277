import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  BeginImport,
  CheckImport,
  CloseCampaign,
  CommitImport,
  CorrectVisit,
  OwnRemaining,
  RebuildProjection,
  RecordVisit,
  StageImportRows,
  VerifyProjection,
  WallChart,
  WindUpCampaign,
  type Cell,
} from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: ScreeningSite;
let duty: TestOperator;
let admin: TestOperator;

beforeAll(async () => {
  platform = await startPlatform({ clock: new TestClock() });
  site = await ScreeningSite.open(platform);
  duty = await site.as('DUTY_OFFICER');
  admin = await platform.operator(['DUTY_OFFICER', 'PLATFORM_ADMIN']);
  await site.rooms('a07', 3, 2);
  await site.rooms('a09', 4);
});
afterAll(() => platform.stop());

const chart = async (who = duty) => valueOf(await who.client.query(WallChart, {}));
const covered = async (area: string, who = duty): Promise<Cell | undefined> =>
  (await chart(who)).rows.find((row) => row.area === area)?.cells['coverage'];
const settled = (area: string, cell: Partial<Cell>): Promise<unknown> =>
  eventually(
    () => covered(area),
    (now) => JSON.stringify({ value: now?.value, whole: now?.whole }) === JSON.stringify({ value: cell.value, whole: cell.whole }),
  );

test('coverage of the round that runs is on the wall chart, area by area and together, and a rebuild gives the same', async () => {
  await eventually(chart, ({ rows }) => rows.length === 32);
  expect(await covered('a07')).toEqual({ value: 0, level: 'none' });

  const { campaignId } = await site.round({ areas: ['a07', 'a09'] }, 'running');
  const none = { addendum: 0, accountedAddendum: 0 };
  await settled('a07', { value: 0, whole: { units: 5, ...none } });
  await settled('a09', { value: 0, whole: { units: 4, ...none } });
  expect(await covered('a12')).toEqual({ value: 0, level: 'none' });

  const doors = await site.units(duty, { campaignId, area: 'a07' });
  const [first, second, third] = doors.map(({ unitId }) => unitId);
  const visit = (unitId = '', told: object = { outcome: 'COMPLETED', unknown: 2 }) =>
    duty.client.command(RecordVisit, { unitId, outcome: 'NOBODY_HOME', ...told });
  valueOf(await visit(first));
  valueOf(await visit(second, { outcome: 'VACANT_CONFIRMED', evidence: 'METER' }));
  valueOf(await visit(third, { outcome: 'REFUSED' }));
  await settled('a07', { value: 2, whole: { units: 5, ...none } });

  // A room that is registered later stands in the addendum, and never in the denominator.
  const { importId } = valueOf(await admin.client.command(BeginImport, { kind: 'PLACES', fileName: 'rooms.csv' }));
  const rows = [{ line: 2, cells: { path: 'houzhai/a07/c1/g1/h0001-r09', level: 'room', rental: 'true' } }];
  valueOf(await admin.client.command(StageImportRows, { importId, chunk: 0, rows }));
  valueOf(await admin.client.command(CheckImport, { importId }));
  valueOf(await admin.client.command(CommitImport, { importId }));
  await settled('a07', { value: 2, whole: { units: 5, addendum: 1, accountedAddendum: 0 } });
  const added = (await site.units(duty, { campaignId, area: 'a07' })).find(({ addendum }) => addendum);
  valueOf(await visit(added?.unitId));
  await settled('a07', { value: 2, whole: { units: 5, addendum: 1, accountedAddendum: 1 } });

  // It was another door: what is put right counts no more.
  const wrong = { nth: 1, outcome: 'NOBODY_HOME' as const, reason: '门牌看错，应为隔壁' };
  valueOf(await duty.client.command(CorrectVisit, { unitId: first ?? '', ...wrong }));
  await settled('a07', { value: 1, whole: { units: 5, addendum: 1, accountedAddendum: 1 } });
  const { totals, wholes } = await chart();
  expect([totals['coverage'], wholes]).toEqual([1, { coverage: { units: 9, addendum: 1, accountedAddendum: 1 } }]);
  // Who is responsible for one village sees that of theirs.
  const worker = await site.as('COMMUNITY_WORKER', 'houzhai/a09');
  expect((await chart(worker)).wholes).toEqual({ coverage: { units: 4, ...none } });

  expect(valueOf(await admin.client.query(VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }))).toMatchObject({ equal: true });
  const rebuilt = await admin.client.command(RebuildProjection, { name: 'board' }, { deadlineMs: 30_000 });
  expect(valueOf(rebuilt)).toMatchObject({ equal: true });
  await settled('a07', { value: 1, whole: { units: 5, addendum: 1, accountedAddendum: 1 } });

  // The newest round that runs is meant; when it is over, none.
  valueOf(await duty.client.command(WindUpCampaign, { campaignId }));
  const rest = { campaignId, ownerId: duty.operatorId, reason: '本轮剩余，两日内补查' };
  valueOf(await duty.client.command(OwnRemaining, { ...rest, dueAt: Temporal.Now.instant().add({ hours: 48 }).toString() }));
  valueOf(await duty.client.command(CloseCampaign, { campaignId }));
  await settled('a07', { value: 0 });
});
