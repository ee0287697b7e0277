import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CampaignDetail,
  DiscrepanciesPage,
  FindDiscrepancies,
  OpenCheckpoint,
  RecordVisit,
  RegisterArrival,
  RegisterPerson,
  ResolveDiscrepancy,
  UnitsPage,
  type InputOf,
} from '@houzhai/contracts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { seedPerson, valueOf } from './seed.ts';

let platform: Platform;
let site: ScreeningSite;

beforeAll(async () => {
  platform = await startPlatform();
  site = await ScreeningSite.open(platform);
  await site.rooms('a12', 2);
});
afterAll(() => platform.stop());

const visit = (by: TestOperator, unitId: string, told: Partial<InputOf<typeof RecordVisit>>) =>
  by.client.command(RecordVisit, { unitId, outcome: 'NOBODY_HOME', ...told });

describe('what door, register and checkpoint say differently', () => {
  test('is proposed, each once, and resolved by a human; nothing else follows', async () => {
    const officer = await platform.operator(['DUTY_OFFICER', 'CHECKPOINT_OFFICER', 'COMMUNITY_WORKER']);
    await site.rooms('a20', 6);
    const { campaignId } = await site.round({ areas: ['a20'] });
    const doors = await site.units(officer, { campaignId });
    const path = (nth: number): string => doors[nth]?.path ?? '';
    const unitId = (nth: number): string => doors[nth]?.unitId ?? '';
    const person = async (name: string, where: string): Promise<string> =>
      valueOf(await officer.client.command(RegisterPerson, { name, path: where })).personId;
    const resident = await person('测试住户', path(0));
    const elsewhere = await person('测试他处', path(5));
    const stays = await person('测试在家', path(2));
    const { checkpointId } = valueOf(
      await officer.client.command(OpenCheckpoint, { code: 'exit-3', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' }),
    );
    const arrived = valueOf(
      await officer.client.command(RegisterArrival, {
        checkpointId,
        name: '测试来人',
        stays: [{ region: '330100' }],
        healthCode: 'GREEN',
        temperature: 36.5,
        destination: path(3),
      }),
    );
    // 0: the register has somebody, the visit says empty
    expect(valueOf(await visit(officer, unitId(0), { outcome: 'VACANT_CONFIRMED', evidence: 'LANDLORD' })).discrepancies).toBe(1);
    // 1: somebody known elsewhere, and two nobody knows, in a room said to be empty
    expect(valueOf(await visit(officer, unitId(1), { outcome: 'COMPLETED', foundIds: [elsewhere], unknown: 2 })).discrepancies).toBe(3);
    // 2: as registered: nothing differs
    expect(valueOf(await visit(officer, unitId(2), { outcome: 'COMPLETED', asRegistered: true })).discrepancies).toBe(0);
    // 3: somebody came through the checkpoint, the visit says empty
    expect(valueOf(await visit(officer, unitId(3), { outcome: 'VACANT_CONFIRMED', evidence: 'METER' })).discrepancies).toBe(2);
    const page = valueOf(await officer.client.query(DiscrepanciesPage, { campaignId, limit: 100 }));
    const seen = page.rows.map((row) => [row.unitId, row.source, row.kind, row.personId]);
    expect(seen).toHaveLength(6);
    for (const expected of [
      [unitId(0), 'REGISTER', 'LIVED_IN_BUT_EMPTY', undefined],
      [unitId(1), 'REGISTER', 'UNKNOWN_FOUND', undefined],
      [unitId(1), 'REGISTER', 'EMPTY_BUT_LIVED_IN', undefined],
      [unitId(1), 'REGISTER', 'FOUND_ELSEWHERE', elsewhere],
      [unitId(3), 'REGISTER', 'LIVED_IN_BUT_EMPTY', undefined],
      [unitId(3), 'CHECKPOINT', 'LIVED_IN_BUT_EMPTY', undefined],
    ])
      expect(seen).toContainEqual(expected);
    expect(page.rows.find(({ personId }) => personId === elsewhere)?.label).toMatch(/\*/);
    expect([resident, stays, arrived.personId]).toHaveLength(3);
    // what a source says later is found by comparing anew; what was proposed is not proposed again
    const newcomer = await person('测试后到', path(2));
    const found = valueOf(await officer.client.command(FindDiscrepancies, { campaignId }));
    expect(found).toEqual({ compared: 4, raised: 1, open: 7 });
    expect(valueOf(await officer.client.command(FindDiscrepancies, { campaignId }))).toEqual({ compared: 4, raised: 0, open: 7 });
    const open = valueOf(await officer.client.query(DiscrepanciesPage, { campaignId, status: 'OPEN', limit: 100 })).rows;
    expect(open.map(({ kind, personId }) => [kind, personId])).toContainEqual(['NOT_AMONG_FOUND', newcomer]);
    const before = await site.unit(officer, unitId(0));
    const [first] = before.discrepancies;
    const resolve = { discrepancyId: first?.discrepancyId ?? '', truth: 'DOOR' as const, reason: '租客已搬走，登记未更新' };
    expect(valueOf(await officer.client.command(ResolveDiscrepancy, resolve)).status).toBe('RESOLVED');
    expect(await officer.client.command(ResolveDiscrepancy, resolve)).toMatchObject({ refusal: { code: 'screening.resolved-already' } });
    const after = await site.unit(officer, unitId(0));
    expect([after.row.discrepancies, after.row.status, after.residents.length]).toEqual([0, 'VACANT_CONFIRMED', 1]);
    expect(valueOf(await officer.client.query(CampaignDetail, { campaignId })).row.coverage.discrepancies).toBe(6);
  });
});

test('words about doors are sealed, and no event tells who was found', async () => {
  const { campaignId } = await site.round({ areas: ['a12'], name: '保密轮' });
  const worker = await site.as('COMMUNITY_WORKER', 'houzhai/a12');
  const [door] = await site.units(worker, { campaignId });
  const personId = await seedPerson(worker, 'a12', '测试密');
  const note = '独居老人需送药';
  valueOf(await visit(worker, door?.unitId ?? '', { outcome: 'COMPLETED', foundIds: [personId], note, collectedBy: '王网格' }));
  const { rows } = await platform.db.query<{ text: string }>(
    `select "envelope"::text as text from "census_screening"."outbox" where "record_id" = $1
     union all select coalesce("details"::text, '') from "census_screening"."audit" where "record_id" = $1`,
    [door?.unitId],
  );
  expect(rows.length).toBeGreaterThan(1);
  for (const { text } of rows) for (const secret of [note, '王网格', personId, '测试密']) expect(text).not.toContain(secret);
  const sealed = await platform.db.query<{ sealed: Buffer }>(
    `select "sealed" from "census_screening"."screening_words" where "record_id" = $1`,
    [door?.unitId],
  );
  expect(sealed.rows).toHaveLength(1);
  const empty = valueOf(await worker.client.query(UnitsPage, { no: 'MP-20200101-9999-1' }));
  expect([empty.total, empty.rows]).toEqual([0, []]);
});
