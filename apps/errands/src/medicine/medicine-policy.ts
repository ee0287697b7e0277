import { PlaceCode } from '@houzhai/contracts';
import { z } from 'zod';

const Place = z.strictObject({
  code: PlaceCode,
  zh: z.string(),
  en: z.string(),
  placeholder: z.boolean().describe('A name no source gives: to be replaced by the subdistrict'),
});

/** What prescriptions, cards and medicine runs are judged by. */
export const MedicinePolicyValues = z.strictObject({
  mostDays: z.int().positive().describe('A prescription for longer goes the other way (ER4)'),
  cardOutHours: z.int().positive().describe('After being collected a card is back'),
  mostStops: z.int().positive().max(200),
  hospitals: z.array(Place.extend({ pharmacies: z.array(PlaceCode).min(1).describe('The first one where nothing else is said') })).min(1),
  pharmacies: z.array(Place).min(1),
});
export interface MedicinePolicy extends z.output<typeof MedicinePolicyValues> {
  readonly version: string;
}

export const hospitalOf = (
  { hospitals }: Pick<MedicinePolicy, 'hospitals'>,
  code: string,
): MedicinePolicy['hospitals'][number] | undefined => hospitals.find((one) => one.code === code);
export const hasPharmacy = ({ pharmacies }: Pick<MedicinePolicy, 'pharmacies'>, code: string): boolean =>
  pharmacies.some((one) => one.code === code);
