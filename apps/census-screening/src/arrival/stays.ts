import { ok, refuse, type Outcome, type Stay } from '@houzhai/contracts';

const MS_PER_DAY = 86_400_000;

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
  const first = firstDay(arrival, days);
  const dated: DatedStay[] = [];
  for (const [index, stay] of stays.entries()) {
    const next = stays[index + 1];
    const from = stay.from === undefined ? (dated.at(-1)?.to ?? first) : Temporal.PlainDate.from(stay.from);
    const to = stay.to ?? next?.from;
    const end = to === undefined ? arrival : Temporal.PlainDate.from(to);
    if (Temporal.PlainDate.compare(from, end) > 0) return refuse('request.invalid', { rule: 'order', path: 'stays' });
    dated.push({ region: stay.region, from, to: end });
  }
  const begin = dayNumber(first);
  /** Days of the period, by their number in it. */
  const told = new Set<number>();
  const spans = dated.map((stay) => ({ stay, from: dayNumber(stay.from) - begin, to: dayNumber(stay.to) - begin }));
  for (const { from, to } of spans) {
    const last = Math.min(to, days);
    for (let day = Math.max(from, 0); day <= last; day += 1) told.add(day);
  }
  const missing = days + 1 - told.size;
  return missing > 0
    ? refuse('arrival.stays-incomplete', { days: missing, of: days })
    : ok(spans.filter(({ from, to }) => to >= 0 && from <= days).map(({ stay }) => stay));
}

/** The period asked for last: most arrivals of an evening have the same one, and a duration is slow to take off. */
let known: { readonly arrival: Temporal.PlainDate; readonly days: number; readonly first: Temporal.PlainDate } | undefined;

function firstDay(arrival: Temporal.PlainDate, days: number): Temporal.PlainDate {
  if (known?.arrival === arrival && known.days === days) return known.first;
  const first = arrival.subtract({ days });
  known = { arrival, days, first };
  return first;
}

/** Days since a fixed one; many times faster than asking for the time between two. */
const dayNumber = ({ year, month, day }: Temporal.PlainDate): number => Date.UTC(year, month - 1, day) / MS_PER_DAY;
