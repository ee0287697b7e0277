import { z } from 'zod';
import { checkpointReaders, checkpointWriters, originReaders } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import {
  AreaCode,
  Cursor,
  DayText,
  InstantText,
  OperatorId,
  PageLimit,
  Path,
  PersonId,
  Uuid,
  Version,
  happened,
  pageOf,
  words,
} from '../fields.ts';
import { ArrivalNo, Celsius, Custody, Disposition, HealthCode, Instrument, PlateText, RiskLevel, Stay, Symptom } from './arrival.values.ts';
import { CheckpointId } from './checkpoint.ts';
import { DocumentKind, Sex } from './person.ts';

export const ArrivalId = Uuid.describe('Arrival of one head, UUIDv7');

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

/** Which rule of the policy decided, in words the officer reads out. */
export const Reasoning = z.object({ rule: z.string(), zh: z.string(), en: z.string() });
export type Reasoning = z.output<typeof Reasoning>;

export const ArrivalReceipt = z.object({
  arrivalId: ArrivalId,
  no: ArrivalNo,
  partyId: Uuid.describe('Give it with the next head of the same vehicle'),
  personId: PersonId,
  personNo: z.string(),
  known: z.boolean().describe('The register had this person already'),
  disposition: Disposition,
  risk: RiskLevel,
  why: Reasoning,
  custody: Custody,
  policyVersion: z.string(),
  version: Version,
  area: AreaCode.describe('Area of the destination'),
});
export type ArrivalReceipt = z.output<typeof ArrivalReceipt>;

export const RegisterArrival = defineCommand({
  name: 'RegisterArrival',
  service: 'census-screening',
  entity: 'arrival',
  verb: 'register',
  version: 1,
  summary: 'Registers one head who arrives at a checkpoint; the policy of that day says what happens to them, and why.',
  access: checkpointWriters,
  shows: { disposition: 'OPEN', risk: 'OPEN' },
  input: z.strictObject({
    checkpointId: CheckpointId,
    partyId: Uuid.optional().describe('Party of the head before, for families in one vehicle'),
    personId: PersonId.optional().describe('If the register has them; else what they say of themselves'),
    name: words(60).optional().describe('Full name'),
    documentKind: DocumentKind.default('NONE_YET'),
    documentNo: words(30).optional().describe('Number of the document; its check digits are verified'),
    phone: words(20).optional(),
    birthYear: z.int().min(1900).max(2100).optional(),
    sex: Sex.default('UNKNOWN'),
    plate: PlateText.optional(),
    stays: z.array(Stay).min(1).max(14).describe('Where they stayed over the policy’s days, the earliest first'),
    temperature: Celsius.optional().describe('Absent where it could not be taken'),
    instrument: Instrument.default('FOREHEAD'),
    symptoms: z.array(Symptom).max(7).default([]),
    healthCode: HealthCode.optional().describe('As shown; asked only where the policy of that day does'),
    destination: Path.describe('Where they are going to stay; at least the area'),
    homePossible: z.boolean().default(true).describe('They can be isolated at home, if it comes to that'),
    ...happened,
  }),
  output: ArrivalReceipt,
  refusals: [
    'checkpoint.unknown',
    'checkpoint.closed',
    'arrival.region-unknown',
    'arrival.stays-incomplete',
    'arrival.temperature-not-measured',
    'arrival.health-code-required',
    'arrival.health-code-not-issued',
    'arrival.party-unknown',
    'arrival.already-registered',
    'arrival.plate-invalid',
    'person.document-invalid',
    'person.phone-invalid',
    'person.unknown',
    'person.erased',
    'place.unknown',
    'record.happened-in-future',
  ],
  examples: [{ checkpointId: exampleId, name: '测试甲', stays: [{ region: '420100' }], temperature: 36.5, destination: 'houzhai/a07' }],
});

export const ArrivalRow = z.object({
  arrivalId: ArrivalId,
  no: ArrivalNo,
  version: Version,
  partyId: Uuid,
  personId: PersonId,
  personNo: z.string(),
  label: z.string().describe('Masked name'),
  checkpointId: CheckpointId,
  checkpointCode: z.string(),
  arrivedAt: InstantText,
  plateMasked: z.string().optional(),
  disposition: Disposition,
  risk: RiskLevel,
  custody: Custody,
  batchId: Uuid.optional(),
  answersFor: OperatorId.optional().describe('Who answers for this head now'),
  area: AreaCode,
  destination: Path,
  isolationId: Uuid.optional(),
});
export type ArrivalRow = z.output<typeof ArrivalRow>;

const ROW_SHOWS = { label: 'MASKED', plateMasked: 'MASKED', disposition: 'OPEN', risk: 'OPEN' } as const;

export const ArrivalsPage = defineQuery({
  name: 'ArrivalsPage',
  service: 'census-screening',
  view: 'arrival',
  question: 'page',
  version: 1,
  summary: 'Arrivals at the caller’s checkpoints or bound for the caller’s areas, the newest first.',
  access: checkpointReaders,
  shows: ROW_SHOWS,
  input: z.strictObject({
    checkpointId: CheckpointId.optional(),
    day: DayText.optional().describe('Arrived on this day'),
    area: AreaCode.optional().describe('Bound for this area'),
    custody: z.array(Custody).max(7).optional(),
    disposition: z.array(Disposition).max(6).optional(),
    partyId: Uuid.optional(),
    personId: PersonId.optional(),
    no: z.string().trim().max(30).optional().describe('Number or the end of it'),
    ids: z.array(ArrivalId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(ArrivalRow),
  refusals: [],
  examples: [{ custody: ['WAITING'] }],
});

export const ArrivalDetail = defineQuery({
  name: 'ArrivalDetail',
  service: 'census-screening',
  view: 'arrival',
  question: 'detail',
  version: 1,
  summary: 'One arrival with the rule that decided and its history; where they came from is a question of its own.',
  access: checkpointReaders,
  shows: { ...ROW_SHOWS, healthCode: 'OPEN' },
  input: z.strictObject({ arrivalId: ArrivalId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: ArrivalRow,
    why: Reasoning,
    policyVersion: z.string(),
    healthCode: HealthCode.optional().describe('What was shown then, by the meaning it had then'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ arrivalId: exampleId }],
});

export const ArrivalOrigin = defineQuery({
  name: 'ArrivalOrigin',
  service: 'census-screening',
  view: 'arrival',
  question: 'origin',
  version: 1,
  summary:
    'Where one person stayed, temperature and symptoms on arrival: for the checkpoint, the case worker and the doctor; the look is on record.',
  access: originReaders,
  shows: { stays: 'OPEN', temperature: 'OPEN', symptoms: 'OPEN', plate: 'OPEN' },
  input: z.strictObject({ arrivalId: ArrivalId }),
  output: z.object({
    arrivalId: ArrivalId,
    stays: z.array(z.object({ region: z.string(), full: z.string(), from: DayText, to: DayText, risk: RiskLevel })),
    temperature: Celsius.optional(),
    instrument: Instrument,
    symptoms: z.array(Symptom),
    plate: z.string().optional(),
  }),
  refusals: ['person.erased'],
  examples: [{ arrivalId: exampleId }],
});

const arrivalEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'arrival',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: ArrivalNo,
      personId: PersonId,
      checkpointId: CheckpointId,
      arrivedAt: InstantText,
      disposition: Disposition,
      custody: Custody,
      destination: Path,
      ...own,
    }),
  });
export const ArrivalRegistered = arrivalEvent('ArrivalRegistered', 'registered', 'Somebody arrived and was registered.', {
  policyVersion: z.string(),
});
export const ArrivalEntrusted = arrivalEvent('ArrivalEntrusted', 'entrusted', 'An escort batch answers for this head from now on.', {
  batchId: Uuid,
});
export const ArrivalReturned = arrivalEvent('ArrivalReturned', 'returned', 'The head waits at the checkpoint again; it left the batch.', {
  batchId: Uuid,
});
export const PassengerAccepted = arrivalEvent('PassengerAccepted', 'accepted', 'A named receiver took the head over.', {
  batchId: Uuid.optional(),
  receiverId: OperatorId,
  isolationId: Uuid.optional(),
});
export const PassengerRefused = arrivalEvent('PassengerRefused', 'refused', 'The head was not taken over; somebody answers for them.', {
  batchId: Uuid,
  ownerId: OperatorId,
});
export const PassengerReportedMissing = arrivalEvent(
  'PassengerReportedMissing',
  'reported-missing',
  'The head is not there; somebody looks for them.',
  {
    batchId: Uuid,
    ownerId: OperatorId,
  },
);
export const OpenDutyPassedOn = arrivalEvent(
  'OpenDutyPassedOn',
  'passed-on',
  'Somebody else answers for a refused, missing or waiting head.',
  {
    ownerId: OperatorId,
    escalated: z.boolean().describe('By time, to the police officer'),
  },
);
export const OpenDutySettled = arrivalEvent('OpenDutySettled', 'settled', 'What became of a head that was not handed over.', {
  outcome: z.enum(['TURNED_BACK', 'TO_CLINIC', 'TO_POLICE', 'LEFT_JURISDICTION', 'STAYS_ELSEWHERE']),
});
