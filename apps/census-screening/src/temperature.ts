/** Tenths of a degree, without what binary fractions add. */
export const tenths = (celsius: number): number => Math.round(celsius * 10);
