import { z } from 'zod';
import { DayText, words } from '../fields.ts';
import { RegionCode } from './region.ts';

/** What becomes of somebody who arrives, by the policy in force. */
export const DISPOSITIONS = [
  'RELEASED',
  'SELF_MONITORING',
  'HOME_ISOLATION',
  'CENTRALIZED_ISOLATION',
  'REFERRED_TO_CLINIC',
  'TURNED_BACK',
] as const;
export const Disposition = z.enum(DISPOSITIONS);
export type Disposition = z.output<typeof Disposition>;

export const RiskLevel = z.enum(['LOW', 'MODERATE', 'HIGH', 'UNKNOWN']);
export type RiskLevel = z.output<typeof RiskLevel>;

export const HealthCode = z.enum(['NOT_YET_ISSUED', 'NONE', 'GREEN', 'YELLOW', 'RED']);
export type HealthCode = z.output<typeof HealthCode>;

export const Symptom = z.enum(['FEVER', 'COUGH', 'SORE_THROAT', 'FATIGUE', 'SHORT_OF_BREATH', 'DIARRHOEA', 'OTHER']);
export type Symptom = z.output<typeof Symptom>;

export const Instrument = z.enum(['FOREHEAD', 'AXILLARY', 'EAR', 'THERMAL']).describe('What the temperature was taken with');
export type Instrument = z.output<typeof Instrument>;

export const Celsius = z.number().min(25).max(45).multipleOf(0.1).describe('Temperature in °C, one decimal');

/** Where somebody stayed; a single stay stands for the whole period. */
export const Stay = z.strictObject({
  region: RegionCode,
  from: DayText.optional().describe('First day; absent: the end of the stay before it, or the beginning of the period'),
  to: DayText.optional().describe('Last day; absent: the beginning of the next stay, or the day of arrival'),
});
export type Stay = z.output<typeof Stay>;

/** Who answers for a head between the checkpoint and the door. */
export const CUSTODIES = ['NONE', 'WAITING', 'IN_BATCH', 'ACCEPTED', 'REFUSED', 'MISSING', 'SETTLED'] as const;
export const Custody = z.enum(CUSTODIES);
export type Custody = z.output<typeof Custody>;
/** Custodies that are not the end: somebody is still between checkpoint and door. */
export const OPEN_CUSTODIES = ['WAITING', 'IN_BATCH', 'REFUSED', 'MISSING'] as const satisfies readonly Custody[];

export const ArrivalNo = z
  .string()
  .regex(/^AR-\d{8}-\d{4,}-\d$/)
  .describe('Business number of an arrival: AR-date-sequence-check digit');
export const PlateText = words(12).describe('Number plate as written; its form is checked');
