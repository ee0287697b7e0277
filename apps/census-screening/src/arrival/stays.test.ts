import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateStays } from './stays.ts';

const ARRIVAL = Temporal.PlainDate.from('2020-01-24');
const DAYS = 14;
const FIRST = ARRIVAL.subtract({ days: DAYS });
const day = (offset: number): string => FIRST.add({ days: offset }).toString();
const REGIONS = ['420100', '330782', '310000', '440300'];
const stay = (index: number, from?: number, to?: number) => ({
  region: REGIONS[index % REGIONS.length] ?? '330782',
  ...(from === undefined ? {} : { from: day(from) }),
  ...(to === undefined ? {} : { to: day(to) }),
});
/** Last days of stays that follow one another from the first day to the arrival. */
const lastDays = fc.uniqueArray(fc.nat(DAYS - 1), { maxLength: 12 }).map((ends) => [...ends.toSorted((a, b) => a - b), DAYS]);
const consecutive = (ends: readonly number[]) => ends.map((end, index) => stay(index, index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end));
const incomplete = (days: number) => ({ ok: false, refusal: { code: 'arrival.stays-incomplete', params: { days, of: DAYS } } });

describe('stays', () => {
  it('that follow one another over the whole period are taken as told', () => {
    fc.assert(
      fc.property(lastDays, (ends) => {
        const dated = dateStays(consecutive(ends), ARRIVAL, DAYS);
        expect(dated.ok && dated.value.map(({ region, from, to }) => [region, from.toString(), to.toString()])).toEqual(
          consecutive(ends).map(({ region, from, to }) => [region, from, to]),
        );
      }),
    );
  });

  it('that overlap, come in another order or reach beyond the period cover it too', () => {
    fc.assert(
      fc.property(lastDays, fc.nat(5), fc.nat(5), fc.infiniteStream(fc.nat(1_000)), (ends, before, after, order) => {
        const wide = consecutive(ends).map(({ region, from, to }) => ({
          region,
          from: Temporal.PlainDate.from(from ?? '')
            .subtract({ days: before })
            .toString(),
          to: Temporal.PlainDate.from(to ?? '')
            .add({ days: after })
            .toString(),
        }));
        const shuffled = wide.map((one) => ({ one, at: order.next().value as number })).toSorted((a, b) => a.at - b.at);
        expect(
          dateStays(
            shuffled.map(({ one }) => one),
            ARRIVAL,
            DAYS,
          ).ok,
        ).toBe(true);
      }),
    );
  });

  it('with a stay taken out are incomplete by exactly its days', () => {
    fc.assert(
      fc.property(
        lastDays.filter((ends) => ends.length > 1),
        fc.nat(100),
        (ends, pick) => {
          const out = pick % ends.length;
          const length = (ends[out] ?? 0) - (out === 0 ? -1 : (ends[out - 1] ?? 0));
          const left = consecutive(ends).filter((_, index) => index !== out);
          expect(dateStays(left, ARRIVAL, DAYS)).toEqual(incomplete(length));
        },
      ),
    );
  });

  it('of every day but some are incomplete by exactly those', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          Array.from({ length: DAYS + 1 }, (_, index) => index),
          { minLength: 1, maxLength: DAYS },
        ),
        (told) => {
          const single = told.map((offset) => stay(offset, offset, offset));
          expect(dateStays(single, ARRIVAL, DAYS)).toEqual(incomplete(DAYS + 1 - told.length));
        },
      ),
    );
  });

  it('without days: one stands for the whole period, and each begins and ends where its neighbours say', () => {
    const dated = (...stays: Parameters<typeof dateStays>[0]) => {
      const outcome = dateStays(stays, ARRIVAL, DAYS);
      return outcome.ok ? outcome.value.map(({ from, to }) => [from.toString(), to.toString()]) : outcome.refusal;
    };
    expect(dated(stay(0))).toEqual([[day(0), day(14)]]);
    expect(dated(stay(0), stay(1, 9))).toEqual([
      [day(0), day(9)],
      [day(9), day(14)],
    ]);
    expect(dated(stay(0, undefined, 5), stay(1), stay(2, 11))).toEqual([
      [day(0), day(5)],
      [day(5), day(11)],
      [day(11), day(14)],
    ]);
  });

  it('that end before they begin are a slip of the pen, not a gap', () => {
    expect(dateStays([stay(0, 5, 4)], ARRIVAL, DAYS)).toEqual({
      ok: false,
      refusal: { code: 'request.invalid', params: { rule: 'order', path: 'stays' } },
    });
  });

  it('outside the period are left out: they are not asked', () => {
    const dated = dateStays([stay(0, -30, -1), stay(1, -1, 0), stay(2, 0, DAYS), stay(3, DAYS + 1, DAYS + 2)], ARRIVAL, DAYS);
    expect(dated.ok && dated.value.map(({ region }) => region)).toEqual([REGIONS[1], REGIONS[2]]);
  });

  it('long ago or after the arrival cover nothing', () => {
    expect(dateStays([stay(0, -30, -1)], ARRIVAL, DAYS)).toEqual(incomplete(DAYS + 1));
    expect(dateStays([stay(0, DAYS + 1, DAYS + 3)], ARRIVAL, DAYS)).toEqual(incomplete(DAYS + 1));
  });
});
