const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });

const characters = (text: string): string[] => Array.from(segmenter.segment(text.trim()), (part) => part.segment);

const keep = (text: string, first: number, last: number): string => {
  const all = characters(text);
  const hidden = all.length - first - last;
  if (hidden < 1) return '*'.repeat(all.length);
  return all.slice(0, first).join('') + '*'.repeat(hidden) + all.slice(all.length - last).join('');
};

/**
 * Masks a person's name: first and last character stay (`张*明`, `欧**娜`), of two only the first (`张*`), of one none.
 * Characters are graphemes, so a rare character outside the first plane counts as one.
 */
export const maskName = (name: string): string => {
  const all = characters(name);
  return all.length === 2 ? keep(name, 1, 0) : keep(name, 1, 1);
};

/** Masks a telephone number: three first and four last digits of a mobile (`138****5678`), else only the last four. */
export const maskPhone = (number: string): string => (/^1\d{10}$/.test(number) ? keep(number, 3, 4) : keep(number, 0, 4));

/**
 * Masks the number of an identity document: three first and four last characters of an 18-character number
 * (`330***********123X`), of a shorter one the first and the last two.
 */
export const maskDocumentNumber = (number: string): string => (number.trim().length === 18 ? keep(number, 3, 4) : keep(number, 1, 2));

/** Masks a vehicle plate: province, letter and last character stay (`浙G****5`). */
export const maskVehiclePlate = (plate: string): string => keep(plate, 2, 1);
