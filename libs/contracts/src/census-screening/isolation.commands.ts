import { z } from 'zod';
import { doctors, followUps, isolationDesk, type Access } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { AreaCode, DayText, ExpectedVersion, InstantText, Path, PersonId, Reason, Version, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { Celsius, Instrument, Symptom } from './arrival.values.ts';
import { SiteId } from './isolation-site.values.ts';
import {
  CareTeam,
  FollowUpMethod,
  HouseholdDecision,
  IsolationAction,
  IsolationId,
  IsolationKind,
  IsolationNo,
  IsolationReason,
  IsolationStatus,
  NoticeSigning,
  OnPaper,
  slot,
} from './isolation.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const IsolationReceipt = z.object({
  isolationId: IsolationId,
  no: IsolationNo,
  status: IsolationStatus,
  version: Version,
  area: AreaCode,
  /** A case that goes on elsewhere. */
  successorId: IsolationId.optional(),
  allowedActions: z.array(IsolationAction),
});
export type IsolationReceipt = z.output<typeof IsolationReceipt>;

const target = { isolationId: IsolationId, expectedVersion: ExpectedVersion, ...happened };

const onCase = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: IsolationAction | 'ensure-supply' | 'raise-supply-need';
  summary: string;
  fields: S;
  refusals: readonly R[];
  access?: Access;
  example: object;
}) =>
  defineCommand({
    name: spec.name,
    service: 'census-screening',
    entity: 'isolation',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? isolationDesk,
    input: z.strictObject({ ...target, ...spec.fields }),
    output: IsolationReceipt,
    refusals: [...spec.refusals, 'isolation.not-allowed-now', 'record.happened-in-future'] as const,
    examples: [{ isolationId: exampleId, ...spec.example } as never],
  });

export const OrderIsolation = defineCommand({
  name: 'OrderIsolation',
  service: 'census-screening',
  entity: 'isolation',
  verb: 'order',
  version: 1,
  summary: 'Orders the isolation of a person; who is handed over from a checkpoint has an order already.',
  access: isolationDesk,
  input: z.strictObject({
    personId: PersonId,
    kind: IsolationKind,
    reason: IsolationReason,
    dayZero: DayText.optional().describe('Day the count begins after; absent: today'),
    path: Path.optional().describe('Where; absent: at the site that is named, or where the person lives'),
    siteId: SiteId.optional().describe('Isolation site, of a centralised isolation'),
    homePossible: z.boolean().default(true),
    orderedOfficialDocumentAt: InstantText.optional(),
    ...happened,
  }),
  output: IsolationReceipt,
  refusals: [
    'person.erased',
    'place.unknown',
    'isolation.already-open',
    'isolation.home-impossible',
    'isolation-site.not-allowed-now',
    'isolation-site.not-for-home',
    'isolation-site.elsewhere',
    'isolation-site.no-bed',
    'record.happened-in-future',
  ],
  examples: [{ personId: exampleId, kind: 'HOME', reason: 'CONTACT' }],
});

export const StartIsolation = onCase({
  name: 'StartIsolation',
  verb: 'start',
  summary: 'The notice is signed, or refused before two witnesses; a care team looks after the case; every half-day of it is scheduled.',
  fields: {
    noticeNo: words(40).describe('Number of the written notice'),
    notice: NoticeSigning.default('SIGNED'),
    witnesses: z.array(words(30)).max(4).default([]).describe('Where the notice was refused; kept encrypted'),
    careTeam: CareTeam,
    household: HouseholdDecision,
    supplyEnsured: z.boolean().describe('Food and medicine reach the door without us'),
  },
  refusals: ['isolation.witnesses-missing', 'isolation.care-team-too-small', 'operator.unavailable'],
  example: {
    noticeNo: 'GL-0137',
    careTeam: { streetCadreId: operator, doctorId: exampleId },
    household: 'LIVES_ALONE',
    supplyEnsured: true,
  },
});

export const RecordFollowUp = onCase({
  name: 'RecordFollowUp',
  verb: 'record-follow-up',
  summary: 'What was seen, heard or told in one half-day: at the door, by video, by telephone, or by the person.',
  access: followUps,
  fields: {
    ...slot,
    temperature: Celsius.optional(),
    instrument: Instrument.default('AXILLARY'),
    symptoms: z.array(Symptom).max(7).default([]),
    method: FollowUpMethod,
    sheetNo: words(30).optional().describe('Work sheet it is keyed back from'),
    note: words(300).optional().describe('Kept encrypted'),
  },
  refusals: [
    'isolation.no-such-slot',
    'isolation.slot-not-begun',
    'isolation.slot-recorded',
    'isolation.outside-slot',
    'arrival.temperature-not-measured',
  ],
  example: { date: '2020-01-25', half: 'AM', temperature: 36.5, method: 'PHONE' },
});

export const ExcuseMissedSlot = onCase({
  name: 'ExcuseMissedSlot',
  verb: 'excuse-missed',
  summary: 'Says why nobody reached the person in a half-day.',
  access: followUps,
  fields: { ...slot, reason: Reason },
  refusals: ['isolation.no-such-slot', 'isolation.slot-not-missed'],
  example: { date: '2020-01-25', half: 'AM', reason: '电话三次未接，下午上门补访' },
});

export const ResolveFinding = onCase({
  name: 'ResolveFinding',
  verb: 'resolve-finding',
  summary: 'A doctor judges what was found in a half-day.',
  access: doctors,
  fields: { ...slot, outcome: z.enum(['EXCLUDED', 'OBSERVED', 'SUSPECTED', 'CONFIRMED']), reason: Reason },
  refusals: ['isolation.no-such-slot', 'isolation.nothing-found'],
  example: { date: '2020-01-25', half: 'AM', outcome: 'EXCLUDED', reason: '复测腋温正常，咽部无异常' },
});

export const EnsureSupply = onCase({
  name: 'EnsureSupply',
  verb: 'ensure-supply',
  summary: 'Food and medicine reach the door after all, without an errand of ours.',
  fields: { reason: Reason },
  refusals: ['isolation.supply-ensured'],
  example: { reason: '子女每日送饭到门口' },
});

export const RaiseSupplyNeed = onCase({
  name: 'RaiseSupplyNeed',
  verb: 'raise-supply-need',
  summary: 'Supplies do not reach the door: an errand is opened for them by itself, if none is on its way.',
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '家属无法再送' },
});

export const ExtendIsolation = onCase({
  name: 'ExtendIsolation',
  verb: 'extend',
  summary: 'Adds days at the end.',
  fields: { days: z.int().min(1).max(28), reason: Reason },
  refusals: [],
  example: { days: 7, reason: '同住家人新近返回' },
});

export const RequestReduction = onCase({
  name: 'RequestReduction',
  verb: 'request-reduction',
  summary: 'Asks that the last days fall away; somebody else has to agree.',
  fields: { days: z.int().min(1).max(27), reason: Reason },
  refusals: ['isolation.too-many-days'],
  example: { days: 2, reason: '按最新通知缩短隔离' },
});
export const ApproveReduction = onCase({
  name: 'ApproveReduction',
  verb: 'approve-reduction',
  summary: 'Agrees; never who asked.',
  fields: {},
  refusals: ['isolation.own-request'],
  example: {},
});
export const RefuseReduction = onCase({
  name: 'RefuseReduction',
  verb: 'refuse-reduction',
  summary: 'Does not agree; the days stay.',
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '未满足缩短条件' },
});

export const RequestRelease = onCase({
  name: 'RequestRelease',
  verb: 'request-release',
  summary: 'After the last day, with every half-day accounted for: doctor and community are asked to sign.',
  fields: {},
  refusals: [
    'isolation.not-over',
    'isolation.slots-open',
    'isolation.missed-unexplained',
    'isolation.finding-open',
    'isolation.last-two-not-ok',
  ],
  example: {},
});
export const RefuseRelease = onCase({
  name: 'RefuseRelease',
  verb: 'refuse-release',
  summary: 'The case goes on.',
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '今日测温偏高，继续观察' },
});
export const SignRelease = onCase({
  name: 'SignRelease',
  verb: 'sign-release',
  summary: 'Doctor or community signs, here or on paper; the second signature releases.',
  fields: {
    readings: z.array(Celsius).max(2).default([]).describe('The doctor’s: two readings of the same visit'),
    noticeNo: words(40).optional().describe('Number of the release notice; with the second signature'),
    onPaper: OnPaper.optional().describe('Signed on paper; absent: the caller signs here'),
  },
  refusals: [
    'isolation.signed-already',
    'isolation.same-signer',
    'isolation.readings-missing',
    'isolation.fever',
    'isolation.notice-missing',
    'isolation.not-a-signer',
    'arrival.temperature-not-measured',
    'operator.unavailable',
  ],
  example: { readings: [36.4, 36.5] },
});

export const ConvertIsolation = onCase({
  name: 'ConvertIsolation',
  verb: 'convert',
  summary: 'The person became a patient; what remains of the case falls away.',
  access: doctors,
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '核酸阳性，转定点医院' },
});
export const TransferIsolation = onCase({
  name: 'TransferIsolation',
  verb: 'transfer',
  summary: 'Goes on at an isolation site, or back home: a case of its own that takes over the days that remain.',
  fields: {
    kind: IsolationKind,
    path: Path.optional().describe('Where it goes on; absent: at the site that is named'),
    siteId: SiteId.optional().describe('Isolation site it goes on at'),
    reason: Reason,
  },
  refusals: [
    'place.unknown',
    'isolation.same-place',
    'isolation-site.not-allowed-now',
    'isolation-site.not-for-home',
    'isolation-site.elsewhere',
    'isolation-site.no-bed',
  ],
  example: { kind: 'CENTRALIZED', path: 'houzhai/a02', reason: '家中不具备单独居住条件' },
});
export const ReportIsolationLost = onCase({
  name: 'ReportIsolationLost',
  verb: 'report-lost',
  summary: 'The person cannot be found: missed half-days and an attempt at the door are the proofs.',
  fields: { reason: Reason, doorAttemptAt: InstantText },
  refusals: ['isolation.proofs-missing'],
  example: { reason: '上门无人应答，电话关机', doorAttemptAt: '2020-01-27T18:30:00+08:00' },
});
export const CancelIsolation = onCase({
  name: 'CancelIsolation',
  verb: 'cancel',
  summary: 'The order was a mistake, or its ground is gone.',
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '登记有误，非隔离对象' },
});
