import { z } from 'zod';
import { Uuid } from '../fields.ts';
import { Celsius, Instrument, Symptom } from './arrival.values.ts';
import { FollowUpMethod } from './isolation.values.ts';

export const FeverId = Uuid.describe('Fever record, UUIDv7');
export const FeverNo = z
  .string()
  .regex(/^FV-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a fever: FV-date-sequence-check digit');

/** Where it was noticed. */
export const FEVER_PLACES = ['GATE', 'DOOR', 'PHONE'] as const;
export const FeverPlace = z.enum(FEVER_PLACES);
export type FeverPlace = z.output<typeof FeverPlace>;
export const OnTheWay = z.literal(true).optional().describe('Of a checkpoint: after they left it, on the way to the door');

export const FEVER_STATUSES = ['SUSPECTED', 'RECHECKED', 'JUDGED', 'SENT', 'RESOLVED'] as const;
export const FeverStatus = z.enum(FEVER_STATUSES);
export type FeverStatus = z.output<typeof FeverStatus>;
/** Fevers somebody still has to do something about. */
export const OPEN_FEVER_STATUSES = ['SUSPECTED', 'RECHECKED', 'JUDGED', 'SENT'] as const satisfies readonly FeverStatus[];

/** What can be done with a fever; commands are named after them. */
export const FEVER_ACTIONS = ['recheck', 'judge', 'send', 'record-result', 'close'] as const;
export const FeverAction = z.enum(FEVER_ACTIONS);
export type FeverAction = z.output<typeof FeverAction>;

export const FeverJudgement = z.enum(['OBSERVE', 'SEND']).describe('Observed where they are, or sent to the fever clinic');
export type FeverJudgement = z.output<typeof FeverJudgement>;
export const FeverMeans = z
  .enum(['AMBULANCE_120', 'DESIGNATED_CAR'])
  .describe('Never the car they came in, nor that of whoever escorts them');
export type FeverMeans = z.output<typeof FeverMeans>;
export const FeverResult = z.enum(['EXCLUDED', 'OBSERVED', 'SUSPECTED_CASE', 'CONFIRMED']);
export type FeverResult = z.output<typeof FeverResult>;
/** How a fever came to its end: at the recheck, with a result, or without one. */
export const FeverEnding = z.enum(['EXCLUDED_AT_RECHECK', 'RESULT', 'WITHOUT_RESULT']);
export type FeverEnding = z.output<typeof FeverEnding>;

/** One temperature as it was taken. */
export const Reading = z.object({
  temperature: Celsius,
  instrument: Instrument,
  method: FollowUpMethod.optional().describe('How it reached us; absent: taken by us'),
});
export type Reading = z.output<typeof Reading>;

/** What gave rise to a suspicion: measured, or told. */
export const noticed = {
  temperature: Celsius.optional(),
  instrument: Instrument.default('AXILLARY'),
  symptoms: z.array(Symptom).max(7).default([]),
};
