import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AssignUnits,
  BeginImport,
  CampaignDetail,
  CheckImport,
  CloseCampaign,
  CommitImport,
  CorrectVisit,
  FreezeDenominator,
  OpenCampaign,
  OwnRemaining,
  OwnUnit,
  ReassignTeam,
  RecordVisit,
  ScreeningTeams,
  StageImportRows,
  StartCampaign,
  UnitDetail,
  WindUpCampaign,
  type InputOf,
} from '@houzhai/contracts';
import { followView } from '@houzhai/messaging';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let site: ScreeningSite;
let duty: TestOperator;

beforeAll(async () => {
  platform = await startPlatform({ clock });
  site = await ScreeningSite.open(platform);
  duty = await site.as('DUTY_OFFICER');
  await site.rooms('a07', 3, 3);
  await site.rooms('a09', 4);
  await site.rooms('a12', 8);
  await site.rooms('a13', 6);
  await site.rooms('a14', 4);
});
afterAll(() => platform.stop());

/** A time of the day before, which has happened whenever this runs. */
const at = (time: string, daysAgo = 1): string =>
  clock
    .now()
    .toZonedDateTimeISO('Asia/Shanghai')
    .subtract({ days: daysAgo })
    .withPlainTime(Temporal.PlainTime.from(time))
    .toInstant()
    .toString();
const visit = (by: TestOperator, unitId: string, told: Partial<InputOf<typeof RecordVisit>>) =>
  by.client.command(RecordVisit, { unitId, outcome: 'NOBODY_HOME', ...told });
/** Sessions run out while the clock is moved: whoever looks signs in first. */
const coverage = async (campaignId: string) =>
  valueOf(await (await site.as('DUTY_OFFICER')).client.query(CampaignDetail, { campaignId })).row.coverage;
const soon = (): string => clock.now().add({ hours: 48 }).toString();

describe('a round', () => {
  test('is prepared, frozen, started; nothing out of turn', async () => {
    const plan = { name: '空轮', purpose: '无', round: 1, start: '2020-02-10', end: '2020-02-14' };
    const asked = { ...plan, strata: ['OWN_HOUSEHOLD' as const], areas: ['a07'] };
    expect(await duty.client.command(OpenCampaign, { ...asked, end: '2020-02-09' })).toMatchObject({
      refusal: { code: 'screening.ends-before-it-starts' },
    });
    const elsewhere = await site.as('DUTY_OFFICER', 'houzhai/a09');
    expect(await elsewhere.client.command(OpenCampaign, asked)).toMatchObject({ refusal: { code: 'place.unknown' } });
    const { campaignId } = valueOf(await duty.client.command(OpenCampaign, asked));
    expect(await duty.client.command(StartCampaign, { campaignId })).toMatchObject({
      refusal: { code: 'screening.campaign-not-allowed-now', params: { action: 'start', status: 'DRAFT' } },
    });
    expect(await duty.client.command(FreezeDenominator, { campaignId })).toMatchObject({
      refusal: { code: 'screening.nothing-to-screen' },
    });
    expect(await duty.client.command(AssignUnits, { campaignId })).toMatchObject({
      refusal: { code: 'screening.campaign-not-allowed-now' },
    });
    expect(await elsewhere.client.command(FreezeDenominator, { campaignId })).toMatchObject({ refusal: { code: 'record.not-found' } });
  });

  test('keeps what it was frozen to, whoever writes the statement; new dwellings go to the addendum, removed ones stay counted', async () => {
    const { campaignId, units, hash } = await site.round({ areas: ['a09'] }, 'frozen');
    expect(units).toBe(4);
    const frozen = platform.db;
    const table = '"census_screening"."screening_unit"';
    const [some] = await site.units(duty, { campaignId });
    for (const statement of [
      `delete from ${table} where "id" = '${some?.unitId ?? ''}'`,
      `update ${table} set "path" = 'houzhai/a09/other' where "id" = '${some?.unitId ?? ''}'`,
      `update ${table} set "addendum" = true where "campaign_id" = '${campaignId}'`,
      `truncate ${table}`,
      `insert into ${table} ("id", "version", "campaign_id", "path", "area", "house", "stratum", "addendum", "status", "rank") values (gen_random_uuid(), 0, '${campaignId}', 'houzhai/a09/x', 'a09', 'houzhai/a09/x', 'RENTAL_ROOM', false, 'UNVISITED', 0)`,
      `update "census_screening"."screening_campaign" set "hash" = 'x' where "id" = '${campaignId}'`,
      `update "census_screening"."screening_campaign" set "denominator" = '{}' where "id" = '${campaignId}'`,
      `delete from "census_screening"."screening_campaign" where "id" = '${campaignId}'`,
    ])
      await expect(frozen.query(statement), statement).rejects.toThrow(/frozen/);

    const importer = await platform.operator(['DUTY_OFFICER', 'PLATFORM_ADMIN']);
    const { importId } = valueOf(await importer.client.command(BeginImport, { kind: 'PLACES', fileName: 'rooms.csv' }));
    const house = 'houzhai/a09/c1/g1/h0001';
    const rows = [
      { path: `${house}-r05`, level: 'room', rental: 'true' },
      { path: `${house}-r06`, level: 'room', rental: 'false' },
    ].map((cells, index) => ({ line: index + 2, cells }));
    valueOf(await importer.client.command(StageImportRows, { importId, chunk: 0, rows }));
    expect(valueOf(await importer.client.command(CheckImport, { importId })).faults).toEqual([]);
    valueOf(await importer.client.command(CommitImport, { importId }));
    expect(await coverage(campaignId)).toMatchObject({ units: 4, addendum: 1, accounted: 0, unopened: 5 });
    await platform.db.query(`delete from "census_screening"."place" where "path" = $1`, [`${house}-r01`]);
    valueOf(await duty.client.command(StartCampaign, { campaignId }));
    for (const { unitId } of await site.units(duty, { campaignId }))
      valueOf(await visit(duty, unitId, { outcome: 'VACANT_CONFIRMED', evidence: 'METER' }));
    expect(await coverage(campaignId)).toMatchObject({ units: 4, addendum: 1, accounted: 4, accountedAddendum: 1, unopened: 0 });
    const { denominator, history } = valueOf(await duty.client.query(CampaignDetail, { campaignId }));
    expect(denominator).toMatchObject({ hash, units: 4 });
    expect(history.map(({ event }) => event)).toEqual(['opened', 'frozen', 'addendum-grown', 'started']);
  });
});

describe('a team', () => {
  test('sees and records its own doors wherever it was lent to, and no others there', async () => {
    const lead = await site.as('TEAM_LEAD', 'houzhai/a07');
    const member = await site.as('TEAM_MEMBER', 'houzhai/a07');
    const other = await site.as('TEAM_MEMBER', 'houzhai/a07');
    const own = await site.team(1, 'a07', lead.operatorId, [member.operatorId]);
    const beside = await site.team(2, 'a12', (await site.as('TEAM_LEAD', 'houzhai/a12')).operatorId);
    const { campaignId } = await site.round({ areas: ['a07', 'a12'] });
    const tried = valueOf(await duty.client.command(AssignUnits, { campaignId }));
    expect(tried).toMatchObject({ applied: false, units: 14, fresh: 14 });
    valueOf(await duty.client.command(AssignUnits, { campaignId, dryRun: false }));
    expect(await coverage(campaignId)).toMatchObject({ unassigned: 0 });
    const reason = '邻村人手不足，借调支援';
    expect(await duty.client.command(ReassignTeam, { campaignId, fromTeamId: own, toTeamId: own, reason })).toMatchObject({
      refusal: { code: 'screening.same-team' },
    });
    await duty.client.command(ReassignTeam, { campaignId, fromTeamId: own, toTeamId: beside, reason });
    const lent = valueOf(await duty.client.command(ReassignTeam, { campaignId, fromTeamId: beside, toTeamId: own, area: 'a12', units: 3, reason })); // prettier-ignore
    expect(lent.units).toBe(3);

    const mine = await site.units(member, { campaignId, mine: true });
    expect(mine.map(({ area, teamNo }) => [area, teamNo])).toEqual([['a12', 1], ['a12', 1], ['a12', 1]]); // prettier-ignore
    expect(await site.units(member, { campaignId, area: 'a12' })).toHaveLength(3);
    expect(await site.units(other, { campaignId, area: 'a12' })).toEqual([]);
    const [door, far] = mine;
    const unitId = door?.unitId ?? '';
    expect(await visit(other, unitId, {})).toMatchObject({ refusal: { code: 'record.not-found' } });
    expect(await other.client.query(UnitDetail, { unitId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    expect(await visit(member, unitId, { outcome: 'NOT_EXIST' })).toMatchObject({ refusal: { code: 'screening.team-lead-only' } });
    expect(valueOf(await visit(lead, unitId, { outcome: 'NOT_EXIST' }))).toMatchObject({ status: 'NOT_EXIST' });
    // whoever of the team follows the changes of their own area hears of the doors it was lent to
    const heard: string[] = [];
    const stop = followView(member.nc, 'census-screening', 'screening-unit', ['a07'], { changed: (id) => heard.push(id), gap: () => undefined }); // prettier-ignore
    valueOf(await visit(lead, mine[2]?.unitId ?? '', { outcome: 'REFUSED' }));
    await eventually(
      async () => heard,
      (ids) => ids.includes(mine[2]?.unitId ?? ''),
    );
    stop();
    // who left the team sees its doors no more
    await site.changed(own, { memberIds: [], strength: 1 });
    expect(await visit(member, far?.unitId ?? '', {})).toMatchObject({ refusal: { code: 'record.not-found' } });
    // one unit is of one team, and a team that nobody can go with gets nothing
    await site.changed(own, { strength: 0 });
    expect(await duty.client.command(ReassignTeam, { campaignId, fromTeamId: beside, toTeamId: own, reason })).toMatchObject({
      refusal: { code: 'screening.team-unavailable' },
    });
    const again = valueOf(await duty.client.command(AssignUnits, { campaignId, dryRun: false }));
    expect(again).toMatchObject({ units: 13, fresh: 0, moved: 2 });
    expect(again.shares.map(({ no, units }) => [no, units])).toEqual([[2, 13]]);
    await site.changed(beside, { status: 'DISBANDED' });
    expect(await duty.client.command(AssignUnits, { campaignId })).toMatchObject({ refusal: { code: 'screening.no-team' } });
    expect(valueOf(await lead.client.query(ScreeningTeams, { mine: true })).rows.map(({ no }) => no)).toEqual([1]);
  });
});

describe('a door', () => {
  test('that nobody opens is tried in the other half of the day, then its team leader answers for it', async () => {
    const lead = await site.as('TEAM_LEAD', 'houzhai/a13');
    const team = await site.team(13, 'a13', lead.operatorId);
    const { campaignId } = await site.round({ areas: ['a13'] }, 'frozen');
    const [door, second] = await site.units(duty, { campaignId });
    const unitId = door?.unitId ?? '';
    expect(await visit(lead, unitId, {})).toMatchObject({ refusal: { code: 'screening.not-begun' } });
    valueOf(await duty.client.command(StartCampaign, { campaignId }));
    valueOf(await duty.client.command(ReassignTeam, { campaignId, toTeamId: team, reason: '本村队伍负责本村' }));
    const first = valueOf(await visit(lead, unitId, { occurredAt: at('09:30'), sheetNo: 'WS-12', collectedBy: '联户党员' }));
    expect(first).toMatchObject({ status: 'NOBODY_HOME', version: 1 });
    expect(await visit(lead, unitId, { occurredAt: at('11:59') })).toMatchObject({
      refusal: { code: 'screening.other-half-needed', params: { half: 'PM' } },
    });
    expect((await site.unit(lead, unitId)).row).toMatchObject({ otherHalf: 'PM', attempts: 1 });
    expect(valueOf(await visit(lead, unitId, { occurredAt: at('19:40') }))).toMatchObject({ status: 'ESCALATED' });
    const seen = await site.unit(lead, unitId);
    expect(seen.row).toMatchObject({ ownerId: lead.operatorId, overdue: false });
    expect(seen.attempts).toMatchObject([
      { nth: 1, half: 'AM', sheetNo: 'WS-12', collected: true, by: lead.operatorId, corrected: false },
      { nth: 2, half: 'PM', collected: false },
    ]);
    expect(seen.history.map(({ event }) => event)).toEqual(['visited', 'visited', 'escalated']);
    clock.advance({ hours: 25 });
    const late = await site.as('TEAM_LEAD', 'houzhai/a13');
    expect((await site.unit(late, unitId)).row.overdue).toBe(true);
    // somebody opens after all
    expect(valueOf(await visit(late, unitId, { outcome: 'COMPLETED', unknown: 1 })).status).toBe('COMPLETED');
    expect((await site.unit(late, unitId)).row.ownerId).toBeUndefined();
    expect(await visit(late, unitId, { outcome: 'REFUSED' })).toMatchObject({ refusal: { code: 'screening.unit-not-allowed-now' } });
    // it was the wrong door
    const wrong = { unitId, nth: 3, outcome: 'NOBODY_HOME' as const, reason: '门牌看错，应为隔壁' };
    expect(valueOf(await late.client.command(CorrectVisit, wrong)).status).toBe('ESCALATED');
    expect(await late.client.command(CorrectVisit, wrong)).toMatchObject({ refusal: { code: 'screening.no-such-visit' } });
    expect((await site.unit(late, unitId)).attempts.map(({ corrected }) => corrected)).toEqual([false, false, true, false]);

    const otherId = second?.unitId ?? '';
    for (const [told, code] of [
      [{ outcome: 'COMPLETED' }, 'screening.persons-missing'],
      [{ outcome: 'COMPLETED', asRegistered: true }, 'screening.persons-missing'],
      [{ outcome: 'REFUSED', unknown: 1 }, 'screening.persons-unfit'],
      [{ outcome: 'VACANT_CONFIRMED' }, 'screening.evidence-missing'],
      [{ outcome: 'COMPLETED', foundIds: [campaignId] }, 'screening.person-unknown'],
      [{ occurredAt: clock.now().add({ hours: 1 }).toString() }, 'record.happened-in-future'],
    ] as const)
      expect(await visit(late, otherId, told as never)).toMatchObject({ refusal: { code } });
  });

  test('two people record at the same moment is recorded once, the other is told', async () => {
    const { campaignId } = await site.round({ areas: ['a13'] });
    const [door] = await site.units(await site.as('DUTY_OFFICER'), { campaignId });
    const [one, two] = [await site.as('GRID_WORKER', 'houzhai/a13'), await site.as('UNIT_HEAD', 'houzhai/a13')];
    const told = { outcome: 'COMPLETED' as const, unknown: 1, expectedVersion: 0 };
    const outcomes = await Promise.all([visit(one, door?.unitId ?? '', told), visit(two, door?.unitId ?? '', told)]);
    expect(outcomes.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal.code).toBe('screening.unit-not-allowed-now');
    expect((await site.unit(one, door?.unitId ?? '')).attempts).toHaveLength(1);
  });
});

describe('the end of a round', () => {
  test('every unit is accounted for, or somebody answers for it until a deadline', async () => {
    const officer = await site.as('DUTY_OFFICER');
    const worker = await site.as('COMMUNITY_WORKER', 'houzhai/a14');
    const stranger = await site.as('COMMUNITY_WORKER', 'houzhai/a09');
    const { campaignId } = await site.round({ areas: ['a14'] });
    const [first, second] = await site.units(officer, { campaignId });
    valueOf(await visit(worker, first?.unitId ?? '', { outcome: 'COMPLETED', unknown: 1 }));
    expect(await officer.client.command(CloseCampaign, { campaignId })).toMatchObject({
      refusal: { code: 'screening.campaign-not-allowed-now' },
    });
    valueOf(await officer.client.command(WindUpCampaign, { campaignId }));
    expect(await officer.client.command(CloseCampaign, { campaignId })).toMatchObject({
      refusal: { code: 'screening.units-unowned', params: { units: 3, area: 'a14', inArea: 3 } },
    });
    const reason = '本轮剩余，两日内补查';
    const own = { unitId: second?.unitId ?? '', reason };
    expect(await worker.client.command(OwnUnit, { ...own, ownerId: stranger.operatorId, dueAt: soon() })).toMatchObject({
      refusal: { code: 'screening.owner-cannot-see' },
    });
    expect(await worker.client.command(OwnUnit, { ...own, ownerId: worker.operatorId, dueAt: at('10:00') })).toMatchObject({
      refusal: { code: 'screening.due-in-past' },
    });
    expect(valueOf(await worker.client.command(OwnUnit, { ...own, ownerId: worker.operatorId, dueAt: soon() })).version).toBe(1);
    const rest = { campaignId, dueAt: soon(), reason };
    expect(await officer.client.command(OwnRemaining, { ...rest, ownerId: stranger.operatorId })).toMatchObject({
      refusal: { code: 'screening.owner-cannot-see' },
    });
    expect(valueOf(await officer.client.command(OwnRemaining, { ...rest, ownerId: worker.operatorId })).units).toBe(2);
    expect(await officer.client.command(OwnRemaining, { ...rest, ownerId: worker.operatorId })).toMatchObject({
      refusal: { code: 'screening.nothing-to-own' },
    });
    expect(valueOf(await officer.client.command(CloseCampaign, { campaignId })).status).toBe('CLOSED');
    expect(valueOf(await officer.client.query(CampaignDetail, { campaignId })).row.coverage).toMatchObject({
      units: 4,
      accounted: 1,
      owned: 3,
    });
    // what somebody answers for goes on after the end
    expect((await site.units(worker, { campaignId, mine: true, open: true })).length).toBe(3);
    expect(valueOf(await visit(worker, second?.unitId ?? '', { outcome: 'COMPLETED', unknown: 2 })).status).toBe('COMPLETED');
    expect(await officer.client.command(WindUpCampaign, { campaignId })).toMatchObject({
      refusal: { code: 'screening.campaign-not-allowed-now' },
    });
  });
});
