import type { CampaignRow, Coverage, DiscrepancyRow, UnitRow } from '@houzhai/contracts';
import { AT, Desk, WORKER } from './checkpoint-desk.ts';

export const ROUND = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c01';
export const UNIT = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c02';
const TEAM = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c03';
export const coverage: Coverage = {
  units: 200, addendum: 2, accounted: 199, accountedAddendum: 1, unopened: 2, unvisited: 1, nobodyHome: 0, escalated: 1,
  incomplete: 0, unassigned: 1, owned: 1, overdue: 1, discrepancies: 3,
}; // prettier-ignore
export const round: CampaignRow = {
  campaignId: ROUND,
  no: 'MP-20200210-0001-6',
  version: 5,
  name: '第一轮',
  round: 1,
  status: 'RUNNING',
  area: 'a00',
  start: '2020-02-10',
  end: '2020-02-14',
  frozenAt: AT,
  coverage,
  allowedActions: ['assign', 'reassign', 'own-remaining', 'wind-up'],
};
export const roundDetail = {
  row: round,
  purpose: '摸清来(返)义人员',
  formVersion: '1',
  strata: ['RENTAL_ROOM'],
  areas: [],
  denominator: { hash: '0123456789abcdef', units: 200, byStratum: [{ stratum: 'RENTAL_ROOM', units: 200 }] },
  byArea: [{ area: 'a07', ...coverage }],
  byTeam: [{ teamId: TEAM, teamNo: 7, ...coverage }],
  byStratum: [{ stratum: 'RENTAL_ROOM', ...coverage }],
  definitions: [{ id: 'units', zh: '底数', en: 'Denominator' }],
  history: [],
  asOf: AT,
};
const share = (no: number, units: number) => ({
  teamId: no === 7 ? TEAM : WORKER,
  no,
  at: 'a07',
  strength: 4,
  units,
  load: 1.02,
  parts: [{ area: 'a08', units, nearness: 'NEIGHBOUR', reason: { zh: 'a08 与本村 a07 相邻', en: 'a08 is beside its own a07' } }],
});
export const trial = {
  campaignId: ROUND,
  applied: false,
  version: 5,
  units: 200,
  fresh: 180,
  moved: 3,
  mostLoad: 1.02,
  local: 0.97,
  balanced: true,
  near: true,
  policyVersion: '1',
  neighboursVersion: '1',
  neighboursPlaceholder: true,
  shares: [share(7, 120), share(8, 80)],
};
export const unit: UnitRow = {
  unitId: UNIT,
  campaignId: ROUND,
  version: 1,
  path: 'houzhai/a07/c1/g1/h0001-r01',
  area: 'a07',
  house: 'houzhai/a07/c1/g1/h0001',
  houseZh: '0001号',
  houseEn: 'House 0001',
  zh: '0001号01室',
  en: 'House 0001, room 01',
  stratum: 'RENTAL_ROOM',
  addendum: false,
  teamId: TEAM,
  teamNo: 7,
  status: 'NOBODY_HOME',
  attempts: 1,
  lastAt: AT,
  otherHalf: 'PM',
  registered: 2,
  overdue: false,
  discrepancies: 1,
  allowedActions: ['record-visit', 'own', 'correct-visit'],
};
export const next: UnitRow = {
  ...unit,
  unitId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c04',
  zh: '0001号02室',
  en: 'House 0001, room 02',
  path: 'houzhai/a07/c1/g1/h0001-r02',
  registered: 0,
};
export const differs: DiscrepancyRow = {
  discrepancyId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c05',
  version: 1,
  campaignId: ROUND,
  unitId: UNIT,
  area: 'a07',
  path: unit.path,
  source: 'CHECKPOINT',
  kind: 'LIVED_IN_BUT_EMPTY',
  status: 'OPEN',
  raisedAt: AT,
  people: 1,
};
const attempt = { nth: 1, at: AT, recordedAt: AT, half: 'AM', by: WORKER, collected: true, sheetNo: 'WS-12', outcome: 'NOBODY_HOME', found: 0, unknown: 0, corrected: false }; // prettier-ignore
export const unitDetail = {
  row: unit,
  campaignNo: round.no,
  campaignName: round.name,
  attempts: [attempt],
  residents: [{ personId: WORKER, label: '测*甲' }],
  discrepancies: [differs],
  history: [{ version: 1, event: 'visited', at: AT, recordedAt: AT, actor: WORKER }],
};
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });

/** A console of whoever screens, with fixed answers. */
export const screeningDesk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      CampaignsPage: page([round]),
      CampaignDetail: roundDetail,
      UnitsPage: { ...page([unit, next]), campaignId: ROUND, no: round.no, open: 2 },
      UnitDetail: unitDetail,
      DiscrepanciesPage: page([differs]),
      AssignUnits: trial,
      RecordVisit: { unitId: UNIT, campaignId: ROUND, status: 'COMPLETED', version: 2, area: 'a07', discrepancies: 0, allowedActions: [] },
      ...answers,
    },
    { roles: ['DUTY_OFFICER'], ...options },
  );
