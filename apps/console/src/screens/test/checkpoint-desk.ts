import type { ArrivalRow, BatchRow, CheckpointRow, OperatorRow, Role } from '@houzhai/contracts';
import { Play, grantOf, type PlayOptions } from '../../widgets/test/play.ts';

const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(end).padStart(2, '0')}`;
export const AT = '2020-02-14T08:40:00+08:00';
export const [OFFICER, WORKER, LEAD] = [id(99), id(98), id(97)];
export const [CHECKPOINT, BATCH, PARTY] = [id(10), id(20), id(31)];

export const exit: CheckpointRow = {
  checkpointId: CHECKPOINT,
  code: 'exit-1',
  name: '高速出口卡口',
  kind: 'HIGHWAY_EXIT',
  status: 'OPEN',
  version: 3,
  area: 'a00',
  path: 'houzhai',
  lanes: 4,
  shift: { leaderId: OFFICER, memberIds: [LEAD], from: AT, until: '2020-02-14T16:00:00+08:00' },
  arrivalsToday: 37,
  waiting: 2,
  underWay: 1,
  openDuties: 1,
  allowedActions: ['restrict', 'close', 'begin-shift', 'end-shift'],
};
const { shift: _, ...unmanned } = exit;
export const gate: CheckpointRow = {
  ...unmanned,
  checkpointId: id(11),
  code: 'gate-7',
  name: '占位村7村口',
  kind: 'VILLAGE_GATE',
  status: 'CLOSED',
  area: 'a07',
  path: 'houzhai/a07',
  lanes: 1,
  arrivalsToday: 0,
  waiting: 0,
  underWay: 0,
  openDuties: 0,
  answersFor: WORKER,
  allowedActions: ['reopen'],
};

export const head: ArrivalRow = {
  arrivalId: id(31),
  no: 'AR-20200214-0001-8',
  version: 1,
  partyId: PARTY,
  personId: id(41),
  personNo: 'PE-20200214-0001-8',
  label: '测*甲',
  checkpointId: CHECKPOINT,
  checkpointCode: 'exit-1',
  arrivedAt: AT,
  plateMasked: '鄂A·***45',
  disposition: 'HOME_ISOLATION',
  risk: 'HIGH',
  custody: 'WAITING',
  answersFor: OFFICER,
  area: 'a07',
  destination: 'houzhai/a07',
};
export const second: ArrivalRow = {
  ...head,
  arrivalId: id(32),
  no: 'AR-20200214-0002-6',
  label: '测*乙',
  arrivedAt: '2020-02-14T08:41:00+08:00',
};
export const missing: ArrivalRow = {
  ...head,
  arrivalId: id(33),
  no: 'AR-20200213-0009-1',
  partyId: id(33),
  label: '测*丙',
  arrivedAt: '2020-02-13T20:10:00+08:00',
  custody: 'MISSING',
  answersFor: WORKER,
  area: 'a08',
};
export const released: ArrivalRow = {
  ...head,
  arrivalId: id(34),
  no: 'AR-20200214-0003-4',
  partyId: id(34),
  label: '测*丁',
  arrivedAt: '2020-02-14T08:20:00+08:00',
  disposition: 'RELEASED',
  risk: 'LOW',
  custody: 'NONE',
};

export const batch: BatchRow = {
  batchId: BATCH,
  no: 'EB-20200214-0001-8',
  version: 4,
  status: 'ARRIVED',
  mode: 'LEAD',
  checkpointId: CHECKPOINT,
  checkpointCode: 'exit-1',
  leadId: LEAD,
  heads: 3,
  accepted: 1,
  refused: 0,
  missing: 0,
  toConfirm: 1,
  assembledAt: AT,
  departedAt: '2020-02-14T08:45:00+08:00',
  arrivedAt: '2020-02-14T08:55:00+08:00',
  areas: ['a07', 'a08'],
  late: true,
  allowedActions: ['accept', 'refuse', 'report-missing', 'divert'],
};
const aboard = { partyId: PARTY, destination: 'houzhai/a07', area: 'a07', status: 'ABOARD' as const };
export const batchHeads = [
  { ...aboard, arrivalId: head.arrivalId, no: head.no, label: head.label },
  { ...aboard, arrivalId: second.arrivalId, no: second.no, label: second.label },
  {
    ...aboard,
    arrivalId: id(35),
    no: 'AR-20200214-0004-2',
    label: '测*戊',
    destination: 'houzhai/a08',
    area: 'a08',
    status: 'ACCEPTED' as const,
    at: AT,
    receiverId: WORKER,
    method: 'READ_BACK' as const,
    confirmed: false,
  },
];
export const batchDetail = {
  row: batch,
  heads: batchHeads,
  history: [
    { version: 1, event: 'assembled', at: AT, recordedAt: AT, actor: OFFICER },
    { version: 2, event: 'departed', at: AT, recordedAt: '2020-02-14T08:50:00+08:00', actor: LEAD },
  ],
};
export const ledger = {
  day: '2020-02-14',
  needed: 9,
  accepted: 5,
  refused: 1,
  missing: 0,
  settled: 0,
  waiting: 2,
  underWay: 1,
  toConfirm: 1,
  balanced: false,
  open: [missing, head, second],
  asOf: AT,
};
export const receipt = {
  arrivalId: head.arrivalId,
  no: head.no,
  partyId: PARTY,
  personId: head.personId,
  personNo: head.personNo,
  known: false,
  disposition: 'HOME_ISOLATION',
  risk: 'HIGH',
  why: { rule: 'key-region', zh: '近 14 天到过重点地区，居家隔离 14 天', en: 'In a key region within 14 days: 14 days of home isolation' },
  custody: 'WAITING',
  policyVersion: 'YW-2020-16',
  version: 1,
  area: 'a07',
};

const colleague = (operatorId: string, account: string, displayName: string, roles: Role[], scope: string[]): OperatorRow => ({
  operatorId,
  account,
  displayName,
  roles,
  scope,
  active: true,
});
const COLLEAGUES = [
  colleague(OFFICER, 'exit', '卡口甲', ['CHECKPOINT_OFFICER'], ['houzhai']),
  colleague(WORKER, 'worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07']),
  colleague(LEAD, 'lead', '护送甲', ['ESCORT_LEAD'], ['houzhai']),
];
const AREAS = [7, 8].map((number) => ({
  path: `houzhai/a0${String(number)}`,
  level: 'area',
  area: `a0${String(number)}`,
  zh: `占位村${String(number)}`,
  en: `Village ${String(number)}`,
  cells: {},
}));
const REGIONS = [
  { code: '420100', zh: '武汉市', full: '湖北省武汉市', initials: 'whs' },
  { code: '340200', zh: '芜湖市', full: '安徽省芜湖市', initials: 'whs' },
];
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });

/** A console at a checkpoint, with fixed answers around it. */
export class Desk extends Play {
  constructor(
    answers: Readonly<Record<string, unknown>> = {},
    { roles = ['CHECKPOINT_OFFICER'], ...options }: Omit<PlayOptions, 'answers' | 'grant'> & { readonly roles?: Role[] } = {},
  ) {
    super({
      ...options,
      answers: {
        ListOperators: ({ text = '' }: { readonly text?: string }) => ({
          rows: COLLEAGUES.filter(({ account, displayName }) => `${account} ${displayName}`.includes(text)),
        }),
        ListPlaces: page(AREAS),
        WallChart: { rows: AREAS, totals: { errandsOverdue: 0 }, definitions: [], asOf: AT, stale: false },
        ListCheckpoints: page([exit, gate]),
        ArrivalsPage: page([second, head, released]),
        BatchesPage: page([batch]),
        BatchDetail: batchDetail,
        CustodyLedger: ledger,
        ArrivalDetail: {
          row: head,
          why: receipt.why,
          policyVersion: receipt.policyVersion,
          history: [{ version: 1, event: 'registered', at: AT, recordedAt: AT, actor: OFFICER }],
        },
        FindRegions: ({ text }: { readonly text: string }) => ({
          rows: REGIONS.filter(({ code, zh, initials }) => [code, zh, initials].some((one) => one.startsWith(text))),
        }),
        ...answers,
      },
      grant: grantOf(roles, { operatorId: roles.includes('COMMUNITY_WORKER') ? WORKER : OFFICER, account: 'exit', displayName: '卡口甲' }),
    });
  }

  /** Goes to a place as people type it. */
  at(address: string): this {
    return this.keys(':').type(address).keys('enter');
  }
}
