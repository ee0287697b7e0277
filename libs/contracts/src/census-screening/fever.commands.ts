import { z } from 'zod';
import { doctors, feverSenders, feverWriters, type Access } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { AreaCode, ExpectedVersion, Path, PersonId, Reason, Version, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { Celsius, PlateText } from './arrival.values.ts';
import { FeverAction, FeverId, FeverJudgement, FeverMeans, FeverNo, FeverResult, FeverStatus, noticed } from './fever.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const FeverReceipt = z.object({
  feverId: FeverId,
  no: FeverNo,
  status: FeverStatus,
  version: Version,
  area: AreaCode,
  allowedActions: z.array(FeverAction),
});
export type FeverReceipt = z.output<typeof FeverReceipt>;

const onFever = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: FeverAction;
  summary: string;
  access: Access;
  fields: S;
  refusals: readonly R[];
  example: object;
}) =>
  defineCommand({
    name: spec.name,
    service: 'census-screening',
    entity: 'fever',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access,
    input: z.strictObject({ feverId: FeverId, expectedVersion: ExpectedVersion, ...happened, ...spec.fields }),
    output: FeverReceipt,
    refusals: [...spec.refusals, 'fever.not-allowed-now', 'fever.before-last-step', 'record.happened-in-future'] as const,
    examples: [{ feverId: exampleId, ...spec.example } as never],
  });

export const SuspectFever = defineCommand({
  name: 'SuspectFever',
  service: 'census-screening',
  entity: 'fever',
  verb: 'suspect',
  version: 1,
  summary: 'Somebody says they, or another, have a fever: the loop begins; a second report about the same person joins the first.',
  access: feverWriters,
  input: z.strictObject({
    personId: PersonId,
    path: Path.optional().describe('Where the person is; absent: where they live'),
    ...noticed,
    note: words(300).optional().describe('Kept encrypted'),
    ...happened,
  }),
  output: FeverReceipt,
  refusals: ['person.erased', 'place.unknown', 'fever.nothing-noticed', 'arrival.temperature-not-measured', 'record.happened-in-future'],
  examples: [{ personId: exampleId, temperature: 37.6, symptoms: ['COUGH'] }],
});

export const RecheckTemperature = onFever({
  name: 'RecheckTemperature',
  verb: 'recheck',
  summary: 'The axillary thermometer decides: below the policy’s limit the suspicion ends, else a doctor judges.',
  access: feverWriters,
  fields: { temperature: Celsius },
  refusals: ['arrival.temperature-not-measured'],
  example: { temperature: 37.4 },
});

export const JudgeFever = onFever({
  name: 'JudgeFever',
  verb: 'judge',
  summary: 'A doctor judges: observed where they are, or sent to the fever clinic; judged again as long as nobody was sent.',
  access: doctors,
  fields: { judgement: FeverJudgement, reason: Reason },
  refusals: [],
  example: { judgement: 'SEND', reason: '腋温 37.8，咳嗽三天' },
});

export const SendToClinic = onFever({
  name: 'SendToClinic',
  verb: 'send',
  summary: 'Sent to the fever clinic by 120 or the designated car; never in the car they came in, nor in that of whoever escorts them.',
  access: feverSenders,
  fields: { means: FeverMeans, plate: PlateText.optional().describe('Of the designated car; kept encrypted') },
  refusals: ['arrival.plate-invalid', 'fever.plate-missing', 'fever.own-car'],
  example: { means: 'DESIGNATED_CAR', plate: '浙G12345' },
});

export const RecordFeverResult = onFever({
  name: 'RecordFeverResult',
  verb: 'record-result',
  summary: 'What the clinic or the observation found: excluded, observed, suspected or confirmed.',
  access: doctors,
  fields: { result: FeverResult, reason: Reason.describe('On what it rests; kept encrypted') },
  refusals: [],
  example: { result: 'EXCLUDED', reason: '发热门诊核酸阴性，血象正常' },
});

export const CloseFever = onFever({
  name: 'CloseFever',
  verb: 'close',
  summary: 'Ends without a result: entered by mistake, or the person is somebody else’s now.',
  access: doctors,
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '登记有误，体温 36.7 误写为 37.6' },
});
