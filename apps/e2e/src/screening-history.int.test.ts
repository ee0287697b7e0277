import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AssignUnits,
  BeginImport,
  CampaignDetail,
  CheckImport,
  CommitImport,
  CorrectVisit,
  ReassignTeam,
  RecordVisit,
  StageImportRows,
  VISIT_OUTCOMES,
  type Outcome,
} from '@houzhai/contracts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: ScreeningSite;
let officer: TestOperator;
let teams: readonly string[];

beforeAll(async () => {
  platform = await startPlatform();
  site = await ScreeningSite.open(platform);
  officer = await platform.operator(['DUTY_OFFICER', 'PLATFORM_ADMIN', 'TEAM_LEAD']);
  teams = await site.form([1, 2, 3].map((no) => ({ no, area: `a0${String(no)}`, leaderId: officer.operatorId, strength: no })));
});
afterAll(() => platform.stop());

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('visit' as const), nth: fc.nat(), outcome: fc.constantFrom(...VISIT_OUTCOMES) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('correct' as const), nth: fc.nat(), outcome: fc.constantFrom(...VISIT_OUTCOMES) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('register' as const), area: fc.constantFrom('a01', 'a02') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('assign' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lend' as const), from: fc.nat(2), to: fc.nat(2) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
let registered = 0;

interface Unit {
  readonly id: string;
  readonly path: string;
  readonly addendum: boolean;
  readonly team_id: string | null;
  readonly status: string;
  readonly visits: number;
}
const unitsOf = async (campaignId: string): Promise<readonly Unit[]> =>
  (
    await platform.db.query<Unit>(
      `select "id", "path", "addendum", "team_id", "status", coalesce(jsonb_array_length("attempts"), 0) as visits
       from "census_screening"."screening_unit" where "campaign_id" = $1 order by "path" collate "C"`,
      [campaignId],
    )
  ).rows;

async function take(one: Step, campaignId: string): Promise<Outcome<unknown>> {
  const { client } = officer;
  const units = await unitsOf(campaignId);
  const unit = 'nth' in one ? units[one.nth % units.length] : undefined;
  const unitId = unit?.id ?? '';
  const told = (outcome: (typeof VISIT_OUTCOMES)[number]) => ({
    outcome,
    unknown: outcome === 'COMPLETED' ? 2 : 0,
    ...(outcome === 'VACANT_CONFIRMED' ? { evidence: 'METER' as const } : {}),
  });
  switch (one.do) {
    case 'visit':
      return client.command(RecordVisit, { unitId, ...told(one.outcome) });
    case 'correct':
      return client.command(CorrectVisit, {
        unitId,
        nth: Math.max(1, unit?.visits ?? 1),
        ...told(one.outcome),
        reason: '记错了，按实际更正',
      });
    case 'register':
      return register(one.area);
    case 'remove':
      await platform.db.query(`delete from "census_screening"."place" where "path" = $1`, [unit?.path]);
      return { ok: true, value: undefined };
    case 'assign':
      return client.command(AssignUnits, { campaignId, dryRun: false });
    case 'lend':
      return client.command(ReassignTeam, { campaignId, fromTeamId: teams[one.from]!, toTeamId: teams[one.to]!, reason: '邻村人手不足，借调支援' }); // prettier-ignore
  }
}

async function register(area: string): Promise<Outcome<unknown>> {
  const { client } = officer;
  registered += 1;
  const { importId } = valueOf(await client.command(BeginImport, { kind: 'PLACES', fileName: 'rooms.csv' }));
  const path = `houzhai/${area}/c1/g1/h0001-n${String(registered)}`;
  const rows = [{ line: 2, cells: { path, parent: `houzhai/${area}/c1/g1/h0001`, level: 'room', rental: 'true' } }];
  valueOf(await client.command(StageImportRows, { importId, chunk: 0, rows }));
  valueOf(await client.command(CheckImport, { importId }));
  return client.command(CommitImport, { importId });
}

test('whatever happens after the freeze, the denominator stands, a unit has one team, and coverage is never more than the truth', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 18 }), async (steps) => {
      await platform.db.query(`delete from "census_screening"."place" where "level" in ('house', 'room')`);
      const paths = [...(await site.rooms('a01', 3, 2)), ...(await site.rooms('a02', 4))].toSorted();
      const { campaignId, hash } = await site.round({ areas: ['a01', 'a02'] });
      expect(hash).toBe(createHash('sha256').update(paths.join('\n')).digest('hex'));
      let grown = 0;
      for (const one of steps) {
        const outcome = await take(one, campaignId);
        if (one.do === 'register' && outcome.ok) grown += 1;
      }
      const units = await unitsOf(campaignId);
      const frozen = units.filter(({ addendum }) => !addendum).map(({ path }) => path);
      expect(frozen).toEqual(paths);
      expect(createHash('sha256').update(frozen.join('\n')).digest('hex')).toBe(hash);
      expect(new Set(units.map(({ path }) => path)).size).toBe(units.length);
      for (const { team_id } of units) expect([null, ...teams]).toContain(team_id);
      const { row, denominator } = valueOf(await officer.client.query(CampaignDetail, { campaignId }));
      const known = ({ status }: Unit): boolean => ['COMPLETED', 'VACANT_CONFIRMED', 'NOT_EXIST'].includes(status);
      expect([denominator?.hash, row.coverage.units, row.coverage.addendum]).toEqual([hash, paths.length, grown]);
      expect(row.coverage.accounted).toBe(units.filter((one) => known(one) && !one.addendum).length);
      expect(row.coverage.accounted).toBeLessThanOrEqual(row.coverage.units);
      expect(row.coverage.accountedAddendum).toBe(units.filter((one) => known(one) && one.addendum).length);
      // The ledger tells of every unit what it is now, and counts its own events.
      const { rows } = await platform.db.query<{ id: string; version: number; events: number }>(
        `select u."id", u."version", count(o."seq")::int as events from "census_screening"."screening_unit" u
         left join "census_screening"."outbox" o on o."record_id" = u."id" and o."entity" = 'screening-unit' where u."campaign_id" = $1 group by 1, 2`,
        [campaignId],
      );
      for (const { version, events } of rows) expect(events).toBe(version);
    }),
    { numRuns: 12 },
  );
}, 120_000);
