import type { Model } from '../app/model.ts';
import type { Option } from '../widgets/form.ts';

type Kind = 'hospitals' | 'pharmacies';
type Named = NonNullable<Model['medicinePlaces']>[Kind][number];

const options = (model: Model, kind: Kind): readonly Option[] =>
  (model.medicinePlaces?.[kind] ?? []).map((place: Named) => ({
    value: place.code,
    label: `${place.code} ${place[model.lang]}`,
    also: `${place.zh} ${place.en}`,
  }));

/** Hospitals that medicine is fetched from, by code or name. */
export const hospitalPool = (model: Model): readonly Option[] => options(model, 'hospitals');

/** Pharmacies, by code or name. */
export const pharmacyPool = (model: Model): readonly Option[] => options(model, 'pharmacies');

/** A hospital or pharmacy in words; its code while names are not read. */
export function medicinePlaceName(model: Model, code: string): string {
  const { hospitals = [], pharmacies = [] } = model.medicinePlaces ?? {};
  return [...hospitals, ...pharmacies].find((place) => place.code === code)?.[model.lang] ?? code;
}

/** The hospital a form begins with: the first of the policy. */
export const firstHospital = (model: Model): Readonly<Record<string, string>> => {
  const [first] = model.medicinePlaces?.hospitals ?? [];
  return first ? { hospital: first.code } : {};
};
