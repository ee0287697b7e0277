import { z } from 'zod';
import { feverWriters } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { ExpectedVersion, happened } from '../fields.ts';
import { ArrivalId } from './arrival.ts';
import { Celsius, Instrument, Symptom } from './arrival.values.ts';
import { BatchId, BatchReceipt } from './escort.ts';
import { FeverId } from './fever.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const MeasuredReceipt = BatchReceipt.extend({ feverId: FeverId.optional().describe('Fever it begins or belongs to') });
export type MeasuredReceipt = z.output<typeof MeasuredReceipt>;
export const MeasurePassenger = defineCommand({
  name: 'MeasurePassenger',
  service: 'census-screening',
  entity: 'escort-batch',
  verb: 'measure',
  version: 1,
  summary: 'A temperature taken on the way, of a head that is aboard; from the policy’s limit on, or with symptoms, a fever begins.',
  access: feverWriters,
  input: z.strictObject({
    batchId: BatchId,
    expectedVersion: ExpectedVersion,
    ...happened,
    arrivalId: ArrivalId,
    temperature: Celsius,
    instrument: Instrument.default('FOREHEAD'),
    symptoms: z.array(Symptom).max(7).default([]),
  }),
  output: MeasuredReceipt,
  refusals: [
    'escort.head-unknown',
    'escort.head-decided',
    'escort.not-allowed-now',
    'arrival.temperature-not-measured',
    'person.erased',
    'record.happened-in-future',
  ],
  examples: [{ batchId: exampleId, arrivalId: exampleId, temperature: 36.5 }],
});
