import type { Cell } from '@houzhai/contracts';
import { coveragePercent, coverageText } from './coverage-words.ts';

/** Figures that are parts of something: a number alone would say nothing. */
const PARTS: readonly string[] = ['coverage', 'careReached'];

/**
 * A figure of the wall chart as it reads: one that is not for everybody is said to be fewer than so many, one that is a part of something
 * stands with the whole, in percent where there is no room for both.
 * @param room columns there are for it
 */
export function figureText(id: string, { value, under, whole }: Cell, room = Infinity): string {
  if (whole) {
    const coverage = { accounted: value, ...whole };
    const both = coverageText(coverage);
    return both.length <= room ? both : coveragePercent(coverage);
  }
  if (PARTS.includes(id)) return '—';
  return under === undefined ? String(value) : `<${String(under)}`;
}

/** What a figure is sorted by. */
export const weightOf = ({ value, whole }: Cell): number =>
  whole ? (value + whole.accountedAddendum) / Math.max(1, whole.units + whole.addendum) : value;
