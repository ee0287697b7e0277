import { z } from 'zod';
import { field } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { AreaCode, ErrandId, ExpectedVersion, OperatorId, Reason, Version, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { CardId } from './insurance-card.values.ts';
import { LineId, PlaceCode, PrescriptionItem, Proof, QtyDays, RunAction, RunId, RunNo, RunStatus } from './medicine-run.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const RunReceipt = z.object({
  runId: RunId,
  no: RunNo,
  status: RunStatus,
  agentId: OperatorId,
  stops: z.int(),
  cardsOut: z.int(),
  toFetch: z.int(),
  toDeliver: z.int(),
  delivered: z.int(),
  version: Version,
  area: AreaCode,
  allowedActions: z.array(RunAction),
});
export type RunReceipt = z.output<typeof RunReceipt>;

export const PrescriptionReceipt = z.object({
  errandId: ErrandId,
  no: z.string(),
  waiting: z.int(),
  referred: z.int(),
  version: Version,
  area: AreaCode,
});
export type PrescriptionReceipt = z.output<typeof PrescriptionReceipt>;

export const RecordPrescription = defineCommand({
  name: 'RecordPrescription',
  service: 'errands',
  entity: 'prescription',
  verb: 'record',
  version: 1,
  summary:
    'Writes down what a medicine errand has to fetch, and where; special drugs and more days than the policy allows are referred to who hands them out.',
  access: field,
  input: z.strictObject({
    errandId: ErrandId,
    expectedVersion: ExpectedVersion,
    hospital: PlaceCode,
    pharmacy: PlaceCode.optional().describe('Absent: the first one of the hospital'),
    lines: z.array(PrescriptionItem).min(1).max(20),
    referTo: words(80).optional().describe('Who hands out what goes the other way; kept encrypted'),
    ...happened,
  }),
  output: PrescriptionReceipt,
  refusals: [
    'prescription.errand-unfit',
    'prescription.hospital-unknown',
    'prescription.pharmacy-unknown',
    'prescription.too-many-days',
    'prescription.special-drug',
    'prescription.nothing-to-refer',
    'prescription.on-its-way',
    'errand.not-your-errand',
    'record.happened-in-future',
  ],
  examples: [{ errandId: exampleId, hospital: 'h1', lines: [{ drug: '降压药', qtyDays: 30 }] }],
});

export const PlanMedicineRun = defineCommand({
  name: 'PlanMedicineRun',
  service: 'errands',
  entity: 'medicine-run',
  verb: 'plan',
  version: 1,
  summary:
    'Puts the prescriptions that wait for one hospital into a run of one agent, stop by stop; a dry run only says what would go along.',
  access: field,
  input: z.strictObject({
    hospital: PlaceCode,
    agentId: OperatorId.describe('Who goes'),
    area: AreaCode.optional().describe('Only what waits in this area'),
    errandIds: z.array(ErrandId).max(200).optional().describe('Just these; absent: all that wait'),
    dryRun: z.boolean().default(false).describe('Decide only'),
  }),
  output: z.object({
    dryRun: z.boolean(),
    run: RunReceipt.optional().describe('Absent in a dry run'),
    stops: z.int(),
    lines: z.int(),
    rows: z.array(
      z.object({
        errandId: ErrandId,
        no: z.string(),
        area: AreaCode,
        stop: z.int().optional().describe('Absent: stays behind'),
        lines: z.int(),
        refusal: z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) }).optional(),
      }),
    ),
  }),
  refusals: [
    'prescription.hospital-unknown',
    'medicine-run.nothing-waits',
    'medicine-run.not-yours',
    'errand.agent-not-of-area',
    'errand.agent-unavailable',
  ],
  examples: [{ hospital: 'h1', agentId: operator, dryRun: true }],
});

/** A command on a run. */
const onRun = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: RunAction;
  summary: string;
  fields: S;
  refusals: readonly R[];
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'medicine-run',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: field,
    input: z.strictObject({ runId: RunId, expectedVersion: ExpectedVersion, ...spec.fields, ...happened }),
    output: RunReceipt,
    refusals: [...spec.refusals, 'medicine-run.not-allowed-now', 'medicine-run.not-yours', 'record.happened-in-future'] as const,
    examples: [{ runId: exampleId, ...spec.example } as never],
  });

export const OrderRunStops = onRun({
  name: 'OrderRunStops',
  verb: 'order-stops',
  summary: 'Visits the named stops first, in this order; the others follow as they were.',
  fields: { cardIds: z.array(CardId).min(1).max(100).describe('Stops, by their cards') },
  refusals: ['medicine-run.stop-unknown'],
  example: { cardIds: [exampleId] },
});
export const SetOutRun = onRun({
  name: 'SetOutRun',
  verb: 'set-out',
  summary: 'The agent sets out to collect cards.',
  fields: {},
  refusals: [],
  example: {},
});
export const DropRunStop = onRun({
  name: 'DropRunStop',
  verb: 'drop-stop',
  summary: 'A household does not come along this time; what it needs waits for a next run.',
  fields: { cardId: CardId, reason: Reason },
  refusals: ['medicine-run.stop-unknown', 'medicine-run.card-is-out', 'medicine-run.last-stop'],
  example: { cardId: exampleId, reason: '家中无人，改明天' },
});
export const ArriveAtHospital = onRun({
  name: 'ArriveAtHospital',
  verb: 'arrive',
  summary: 'The run is at the hospital with every card it collected.',
  fields: {},
  refusals: ['medicine-run.cards-to-collect'],
  example: {},
});
const lines = z.array(LineId).min(1).max(200);
export const FetchRunLines = onRun({
  name: 'FetchRunLines',
  verb: 'fetch',
  summary: 'Medicine was handed out at the pharmacy.',
  fields: { lineIds: lines },
  refusals: ['medicine-run.line-unknown', 'medicine-run.line-unfit', 'medicine-run.card-is-lost'],
  example: { lineIds: [exampleId] },
});
export const SplitRunLine = onRun({
  name: 'SplitRunLine',
  verb: 'split-line',
  summary: 'The pharmacy has only part of it: these days are fetched here, the rest at another pharmacy or with a next run.',
  fields: {
    lineId: LineId,
    days: QtyDays.describe('Days the pharmacy has'),
    pharmacy: PlaceCode.optional().describe('Where the rest is fetched; absent: a next run'),
    reason: Reason,
  },
  refusals: ['medicine-run.line-unknown', 'medicine-run.line-unfit', 'medicine-run.nothing-left-to-split', 'prescription.pharmacy-unknown'],
  example: { lineId: exampleId, days: 14, reason: '药房只剩两盒' },
});
export const MoveRunLine = onRun({
  name: 'MoveRunLine',
  verb: 'move-line',
  summary: 'Another pharmacy has it.',
  fields: { lineId: LineId, pharmacy: PlaceCode, reason: Reason },
  refusals: ['medicine-run.line-unknown', 'medicine-run.line-unfit', 'medicine-run.same-pharmacy', 'prescription.pharmacy-unknown'],
  example: { lineId: exampleId, pharmacy: 'p2', reason: '门诊药房缺货' },
});
export const PostponeRunLine = onRun({
  name: 'PostponeRunLine',
  verb: 'postpone-line',
  summary: 'Nobody has it today: the line waits for a next run, the others go on.',
  fields: { lineId: LineId, reason: Reason },
  refusals: ['medicine-run.line-unknown', 'medicine-run.line-unfit'],
  example: { lineId: exampleId, reason: '两家药房都缺货' },
});
export const LeaveHospital = onRun({
  name: 'LeaveHospital',
  verb: 'leave',
  summary: 'The run leaves the hospital; every line is fetched or postponed.',
  fields: {},
  refusals: ['medicine-run.lines-to-fetch'],
  example: {},
});
export const DeliverRunLines = onRun({
  name: 'DeliverRunLines',
  verb: 'deliver',
  summary: 'Medicine reached its household, with proof; an errand whose lines are all there is delivered.',
  fields: { lineIds: lines.describe('Lines of one stop'), proof: Proof },
  refusals: ['medicine-run.line-unknown', 'medicine-run.line-unfit', 'medicine-run.one-stop-at-a-time'],
  example: { lineIds: [exampleId], proof: { kind: 'HANDED_OVER', reference: '本人当面签收' } },
});
export const OfferRunStops = onRun({
  name: 'OfferRunStops',
  verb: 'offer',
  summary:
    'Whoever carries them offers stops, cards and medicine to a colleague, and signs by it; they stay until the colleague signs too.',
  fields: { cardIds: z.array(CardId).min(1).max(100).describe('Stops, by their cards'), toAgentId: OperatorId.describe('Colleague') },
  refusals: [
    'medicine-run.stop-unknown',
    'medicine-run.offer-open',
    'medicine-run.not-the-holder',
    'errand.same-agent',
    'errand.agent-not-of-area',
    'errand.agent-unavailable',
  ],
  example: { cardIds: [exampleId], toAgentId: operator },
});
export const WithdrawRunOffer = onRun({
  name: 'WithdrawRunOffer',
  verb: 'withdraw',
  summary: 'The stops stay with who has them.',
  fields: {},
  refusals: ['medicine-run.no-offer'],
  example: {},
});
export const TakeOverRunStops = onRun({
  name: 'TakeOverRunStops',
  verb: 'take-over',
  summary: 'The colleague signs for the offered stops with their cards and goes on with them as a run of their own.',
  fields: {},
  refusals: ['medicine-run.no-offer', 'medicine-run.not-the-receiver'],
  example: {},
});
export const ReconcileRun = onRun({
  name: 'ReconcileRun',
  verb: 'reconcile',
  summary: 'Closes a run whose medicine is delivered and whose cards are returned, or lost and somebody’s to see to.',
  fields: {},
  refusals: ['medicine-run.lines-to-deliver', 'medicine-run.cards-out', 'medicine-run.offer-open'],
  example: {},
});
export const CancelRun = onRun({
  name: 'CancelRun',
  verb: 'cancel',
  summary: 'Gives a run up while no card is out; what it was to fetch waits for a next one.',
  fields: { reason: Reason },
  refusals: ['medicine-run.cards-out'],
  example: { reason: '医院今日停诊' },
});
