import { ok, refuse, type Outcome, type Stay } from '@houzhai/contracts';

/** A stay with its days, both counted. */
export interface DatedStay {
  readonly region: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

/**
 * Dates what was told: a stay without a first day begins where the one before it ends, one without a last day ends where the next
 * begins. Every day from `days` days before the arrival to the arrival itself has to be in one of them. What lies outside is not asked,
 * so it is left out.
 */
export function dateStays(
  stays: readonly Stay[],
  arrival: Temporal.PlainDate,
  days: number,
): Outcome<readonly DatedStay[], 'arrival.stays-incomplete' | 'request.invalid'> {
  const first = arrival.subtract({ days });
  const dated: DatedStay[] = [];
  for (const [index, stay] of stays.entries()) {
    const next = stays[index + 1];
    const from = stay.from === undefined ? (dated.at(-1)?.to ?? first) : Temporal.PlainDate.from(stay.from);
    const to = stay.to ?? next?.from;
    const end = to === undefined ? arrival : Temporal.PlainDate.from(to);
    if (Temporal.PlainDate.compare(from, end) > 0) return refuse('request.invalid', { rule: 'order', path: 'stays' });
    dated.push({ region: stay.region, from, to: end });
  }
  const touches = (from: Temporal.PlainDate, to: Temporal.PlainDate): boolean =>
    Temporal.PlainDate.compare(to, first) >= 0 && Temporal.PlainDate.compare(from, arrival) <= 0;
  /** Days of the period, by their number in it. */
  const told = new Set<number>();
  const nth = (day: Temporal.PlainDate): number => first.until(day, { largestUnit: 'day' }).days;
  for (const { from, to } of dated) {
    const last = Math.min(nth(to), days);
    for (let day = Math.max(nth(from), 0); day <= last; day += 1) told.add(day);
  }
  const missing = days + 1 - told.size;
  return missing > 0
    ? refuse('arrival.stays-incomplete', { days: missing, of: days })
    : ok(dated.filter(({ from, to }) => touches(from, to)));
}
