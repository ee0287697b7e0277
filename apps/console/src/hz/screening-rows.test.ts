import type { OutputOf, AssignUnits, CampaignDetail } from '@houzhai/contracts';
import { expect, test } from 'vitest';
import { differs, round, roundDetail, trial, unit } from '../screens/test/screening-desk.ts';
import { tableOf } from './output.ts';
import { SCREENING_LISTS, campaignTables, screeningRows, shareTables } from './screening-rows.ts';

const LEAD = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b97';
const team = { teamId: LEAD, no: 7, status: 'READY', homeArea: 'a07', at: 'a08', leaderId: LEAD, members: 5, strength: 4 };
const ROWS: Readonly<Record<string, unknown>> = { CampaignsPage: round, UnitsPage: { ...unit, ownerId: LEAD, dueAt: unit.lastAt }, DiscrepanciesPage: differs, ScreeningTeams: team }; // prettier-ignore
const text = (rows: readonly Record<string, unknown>[]): string => tableOf(rows, Object.keys(rows[0] ?? {}));

test.each(['zh', 'en'] as const)('lists of screening have names and words, in %s', (lang) => {
  for (const contract of SCREENING_LISTS) {
    const rows = screeningRows(contract, { rows: [ROWS[contract]] }, new Map([[LEAD, '队长甲']]), lang) ?? [];
    expect([contract, rows.length]).toEqual([contract, 1]);
    const table = text(rows);
    if (contract === 'UnitsPage' || contract === 'ScreeningTeams') expect(table).toContain('队长甲');
    if (contract === 'CampaignsPage') expect(table).toContain('199/200(+1/2)  99.0%');
    if (lang === 'en') expect(table).not.toMatch(/已|未|间/);
  }
  expect(screeningRows('FindPersons', { rows: [] }, new Map(), lang)).toBeUndefined();
});

test('a round is told by area, team and stratum; a trial with why each team has what it has', () => {
  const [head, areas, teams] = campaignTables(roundDetail as unknown as OutputOf<typeof CampaignDetail>, 'zh');
  expect([head?.length, areas?.[0]?.['村(居)'], teams?.[0]?.['队']]).toEqual([1, 'a07', 7]);
  const [whole, shares] = shareTables(trial as OutputOf<typeof AssignUnits>, 'en');
  expect(whole?.[0]).toMatchObject({ applied: 'trial', units: 200, map: 'placeholder' });
  expect(shares?.map((one) => one['why'])).toEqual(['a08 is beside its own a07', 'a08 is beside its own a07']);
});
