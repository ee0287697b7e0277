import { z } from 'zod';
import { feverReaders, originReaders } from '../access.ts';
import { defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, Cursor, InstantText, PageLimit, Path, PersonId, Uuid, Version, pageOf } from '../fields.ts';
import { Symptom } from './arrival.values.ts';
import {
  FeverAction,
  FeverEnding,
  FeverId,
  FeverJudgement,
  FeverMeans,
  FeverNo,
  FeverPlace,
  FeverResult,
  FeverStatus,
  OnTheWay,
  Reading,
} from './fever.values.ts';
import { slot } from './isolation.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

/** Records a fever belongs to. */
const belongsTo = {
  arrivalId: Uuid.optional(),
  partyId: Uuid.optional().describe('Those who came in the same vehicle'),
  batchId: Uuid.optional(),
  isolationId: Uuid.optional(),
};

export const FeverRow = z.object({
  feverId: FeverId,
  no: FeverNo,
  version: Version,
  personId: PersonId,
  label: z.string().describe('Masked name'),
  place: FeverPlace,
  onTheWay: OnTheWay,
  area: AreaCode,
  path: Path,
  status: FeverStatus,
  since: InstantText.describe('When it was noticed'),
  dueAt: InstantText.optional().describe('By when the next step is to be done'),
  overdue: z.boolean(),
  ...belongsTo,
  allowedActions: z.array(FeverAction).describe('The next step first'),
});
export type FeverRow = z.output<typeof FeverRow>;
const SHOWS = { label: 'MASKED', status: 'OPEN', place: 'OPEN', onTheWay: 'OPEN' } as const;

export const FeversPage = defineQuery({
  name: 'FeversPage',
  service: 'census-screening',
  view: 'fever',
  question: 'page',
  version: 1,
  summary: 'Fevers of the caller’s places, those open and the most pressing first; never how warm.',
  access: feverReaders,
  shows: SHOWS,
  input: z.strictObject({
    open: z.boolean().optional(),
    status: z.array(FeverStatus).max(5).optional(),
    area: AreaCode.optional(),
    personId: PersonId.optional(),
    arrivalId: Uuid.optional(),
    isolationId: Uuid.optional(),
    no: z.string().trim().max(30).optional(),
    ids: z.array(FeverId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(FeverRow),
  refusals: [],
  examples: [{ open: true }],
});

export const FeverShow = defineQuery({
  name: 'FeverShow',
  service: 'census-screening',
  view: 'fever',
  question: 'show',
  version: 1,
  summary: 'One fever with its steps; how warm and what came of it is a question of its own.',
  access: feverReaders,
  shows: SHOWS,
  input: z.strictObject({ feverId: FeverId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: FeverRow,
    judgement: FeverJudgement.optional(),
    means: FeverMeans.optional(),
    beside: z
      .array(z.object({ feverId: FeverId, no: FeverNo }))
      .optional()
      .describe('Other open fevers of the same person, noticed at an entry merged with theirs'),
    slots: z.array(z.object(slot)).describe('Half-days of the isolation in which it was noticed'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ feverId: exampleId }],
});

export const FeverReadings = defineQuery({
  name: 'FeverReadings',
  service: 'census-screening',
  view: 'fever',
  question: 'readings',
  version: 1,
  summary:
    'Temperatures, symptoms, the car and the result of one fever: for the checkpoint, the case worker and the doctor; the look is on record.',
  access: originReaders,
  shows: { readings: 'OPEN', symptoms: 'OPEN', plate: 'OPEN', ending: 'OPEN', result: 'OPEN' },
  input: z.strictObject({ feverId: FeverId }),
  output: z.object({
    feverId: FeverId,
    readings: z.array(z.object({ at: InstantText, ...Reading.shape })),
    symptoms: z.array(Symptom),
    plate: z.string().optional(),
    ending: FeverEnding.optional(),
    result: FeverResult.optional(),
    convert: z.boolean().describe('Confirmed, and the isolation goes on: the doctor is to convert it'),
  }),
  refusals: ['person.erased'],
  examples: [{ feverId: exampleId }],
});

const feverEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'fever',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({
      no: FeverNo,
      personId: PersonId,
      place: FeverPlace,
      onTheWay: OnTheWay,
      path: Path,
      atPath: Path.optional().describe('Where it was noticed, if elsewhere'),
      status: FeverStatus,
      ...belongsTo,
      ...own,
    }),
  });

export const FeverSuspected = feverEvent('FeverSuspected', 'suspected', 'Somebody is warmer than the policy’s limit, or says so.', {});
export const FeverJoined = feverEvent('FeverJoined', 'joined', 'It was noticed once more, at another place or time.', {});
export const FeverRechecked = feverEvent('FeverRechecked', 'rechecked', 'The axillary thermometer was used.', {});
export const FeverJudged = feverEvent('FeverJudged', 'judged', 'A doctor judged.', {});
export const FeverSent = feverEvent('FeverSent', 'sent', 'On the way to the fever clinic.', {});
export const FeverOverdue = feverEvent('FeverOverdue', 'overdue', 'The next step was not done in the policy’s minutes.', {});
export const FeverResolved = feverEvent('FeverResolved', 'resolved', 'It came to its end; with what result is asked by who may.', {
  closed: z.literal(true),
});
