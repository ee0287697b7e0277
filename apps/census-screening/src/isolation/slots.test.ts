import { dayOf } from '@houzhai/calendar';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendIsolation } from './isolation.decide.ts';
import { approveReduction, requestReduction, transferIsolation } from './isolation.end.decide.ts';
import { slotIdOf } from './isolation.store.ts';
import type { IsolationCase, Slot } from './isolation.ts';
import { schedule, scheduleUntil } from './slots.ts';
import {
  CADRE,
  MID,
  OTHER_CADRE,
  POLICY,
  SITE,
  START,
  active,
  given,
  id,
  on,
  ordered,
  record,
  refused,
  slotId,
  start,
  taken,
  ticked,
  worldAt,
} from './test/isolation-builder.ts';

const ID = slotId('ic');
const COUNT = POLICY.days * POLICY.halves.length;
const from = (at: Temporal.Instant, count = COUNT): Slot[] => schedule(at, dayOf(at), count, POLICY, ID);
const keysOf = (slots: readonly Slot[]): string[] => slots.map(({ date, half }) => `${date} ${half}`);
const standing = ({ slots }: IsolationCase): Slot[] => slots.filter(({ status }) => status !== 'CANCELED');

/** Half-days as they have to be, whenever the start was. */
function expectInOrder(slots: readonly Slot[], after: Temporal.Instant): void {
  const [first] = slots;
  expect(first && Temporal.Instant.compare(first.beginsAt, after)).toBe(1);
  expect(first && after.until(first.beginsAt).total('seconds')).toBeLessThanOrEqual(12 * 3_600);
  for (const [index, slot] of slots.entries()) {
    const local = slot.beginsAt.toZonedDateTimeISO('Asia/Shanghai');
    expect([slot.date, slot.half, local.toPlainTime().toString()]).toEqual(
      slot.half === 'AM' ? [local.toPlainDate().toString(), 'AM', '00:00:00'] : [local.toPlainDate().toString(), 'PM', '12:00:00'],
    );
    expect(slot.dueAt.equals(slot.beginsAt.add({ hours: 12 }))).toBe(true);
    expect(slots[index + 1]?.beginsAt.equals(slot.dueAt) ?? true).toBe(true);
    expect(slots[index + 1]?.half).not.toBe(slot.half);
    expect(slot).toMatchObject({
      id: ID(slot.date, slot.half),
      nth: index + 1,
      status: 'NOT_PERFORMED',
      hasReason: false,
      resolved: false,
    });
  }
  expect(new Set(slots.map((slot) => slot.id)).size).toBe(slots.length);
}

describe('half-days of a case', { timeout: 60_000 }, () => {
  it('are 28, the first begins after the start, AM and PM in turn, each due when it ends: at any second of 2020', () => {
    const year = on('01-01T00:00').until(Temporal.Instant.from('2021-01-01T00:00:00+08:00')).total('seconds');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: year - 1 }), (seconds) => {
        const at = on('01-01T00:00').add({ seconds });
        const slots = from(at);
        expect(slots).toHaveLength(28);
        expectInOrder(slots, at);
        expect(from(at)).toEqual(slots);
      }),
      { numRuns: 300 },
    );
  });

  it('around midnight and noon the half-day that just begins is not the first', () => {
    for (const day of ['01-24', '02-28', '02-29', '12-31'])
      for (const [edge, early, late] of [
        [on(`${day}T00:00`), `2020-${day} AM`, `2020-${day} PM`],
        [on(`${day}T12:00`), `2020-${day} PM`, 'the next'],
      ] as const)
        for (const nanoseconds of [-1_000_000_000, -1, 0, 1, 1_000_000_000]) {
          const at = edge.add({ nanoseconds });
          const slots = from(at);
          expect(slots).toHaveLength(28);
          expectInOrder(slots, at);
          const next = edge.add({ hours: 12 });
          expect(slots[0]?.beginsAt.equals(nanoseconds < 0 ? edge : next)).toBe(true);
          if (nanoseconds < 0) expect(keysOf(slots)[0]).toBe(early);
          else if (late !== 'the next') expect(keysOf(slots)[0]).toBe(late);
        }
  });

  it('at every minute of the day they are those of the morning or of the afternoon', () => {
    const [morning, afternoon] = [keysOf(from(on('01-24T00:00'))), keysOf(from(on('01-24T12:00')))];
    expect([morning[0], morning.at(-1)]).toEqual(['2020-01-24 PM', '2020-02-07 AM']);
    expect([afternoon[0], afternoon.at(-1)]).toEqual(['2020-01-25 AM', '2020-02-07 PM']);
    for (let minutes = 0; minutes < 1_440; minutes += 1)
      expect(keysOf(from(on('01-24T00:00').add({ minutes })))).toEqual(minutes < 720 ? morning : afternoon);
  });

  it('have the id of their case, day and half, and no other', () => {
    const ids = (isolationId: string) => schedule(START, dayOf(START), COUNT, POLICY, slotIdOf(isolationId)).map((slot) => slot.id);
    expect(ids(id('b1'))).toEqual(ids(id('b1')));
    expect(new Set([...ids(id('b1')), ...ids(id('b2'))]).size).toBe(2 * COUNT);
    for (const one of ids(id('b1'))) expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
    const later = schedule(on('01-26T13:00'), dayOf(on('01-26T13:00')), 1, POLICY, slotIdOf(id('b1')));
    expect(ids(id('b1'))).toContain(later[0]?.id);
  });

  it('to a last day are all that begin by it, and none where nothing of it is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 * 1_440 }), (minutes) => {
        const at = on('01-24T00:00').add({ minutes });
        const slots = scheduleUntil(at, dayOf(at), Temporal.PlainDate.from('2020-02-07'), POLICY, ID);
        const count = Math.max(0, Math.ceil(at.until(on('02-08T00:00')).total('hours') / 12) - 1);
        expect(slots).toHaveLength(count);
        if (count > 0) expectInOrder(slots, at);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the article’s evening', () => {
  const HEADS = 24;
  const evening = Array.from({ length: HEADS }, (_, index) => {
    const at = on('01-24T19:00').add({ minutes: index * 12 });
    return given(start(ordered({ id: id(`b${String(index)}`), personId: id(`d${String(index)}`) }), {}, at)).isolation;
  });
  const count = (cases: readonly IsolationCase[]): number => cases.reduce((sum, { slots }) => sum + slots.length, 0);

  it('24 heads taken over are 672 half-days, with one refused and one missing 616', () => {
    expect(count(evening)).toBe(672);
    expect(count(evening.slice(0, HEADS - 2))).toBe(616);
    expect(new Set(evening.flatMap(({ slots }) => slots.map((slot) => slot.id))).size).toBe(672);
  });
});

const reduced = (isolation: IsolationCase, days: number, now = MID) => {
  const asked = given(requestReduction(isolation, days, now, worldAt(now, CADRE))).isolation;
  return given(approveReduction(asked, worldAt(now, OTHER_CADRE)));
};
const extended = (isolation: IsolationCase, days: number) => given(extendIsolation(isolation, days, slotId(isolation.id), worldAt(MID)));

describe('more and fewer days', () => {
  it.each([1, 2, 7, 28])('%i more append their half-days after the last, and change no other', (days) => {
    const isolation = active();
    const next = extended(isolation, days);
    const more = next.isolation;
    expect(more.lastDay).toBe(Temporal.PlainDate.from('2020-02-07').add({ days }).toString());
    expect(more.slots.slice(0, COUNT)).toEqual(isolation.slots);
    expect(next.changed).toEqual(more.slots.slice(COUNT));
    expect(next.changed).toHaveLength(2 * days);
    expect(more.slots.map((slot) => slot.nth)).toEqual(Array.from({ length: COUNT + 2 * days }, (_, index) => index + 1));
    for (const [index, slot] of more.slots.entries()) expect(more.slots[index + 1]?.beginsAt.equals(slot.dueAt) ?? true).toBe(true);
    expect(more.slots.at(-1)).toMatchObject({ date: more.lastDay, half: 'PM' });
  });

  it.each([1, 2, 11])('%i fewer cancel what lies after the new last day, and nothing else', (days) => {
    const isolation = ticked(active(), MID);
    const next = reduced(isolation, days);
    const lastDay = Temporal.PlainDate.from('2020-02-07').subtract({ days }).toString();
    expect(next.isolation.lastDay).toBe(lastDay);
    expect(next.isolation.slots.map((slot) => slot.status)).toEqual(
      isolation.slots.map(({ status, date }) => (date > lastDay ? 'CANCELED' : status)),
    );
    expect(keysOf(next.changed)).toEqual(keysOf(isolation.slots.filter(({ date }) => date > lastDay)));
    expect(next.changed).toHaveLength(2 * days);
    expect(next.isolation).not.toHaveProperty('reduction');
  });

  it.each([START, on('01-25T09:00')])('as many fewer as there were more is as if nothing had been: begun %s', (startedAt) => {
    const isolation = given(start(ordered(), {}, startedAt)).isolation;
    for (const days of [1, 2, 7]) {
      const back = reduced(extended(isolation, days).isolation, days).isolation;
      expect([back.lastDay, standing(back)]).toEqual([isolation.lastDay, isolation.slots]);
    }
  });

  it('what was performed before somebody agreed stays, even after the new last day', () => {
    const isolation = active();
    const now = on('02-06T09:00');
    const asked = given(requestReduction(isolation, 2, on('02-05T09:00'), worldAt(on('02-05T09:00')))).isolation;
    const [slot] = asked.slots.filter(({ date }) => date === '2020-02-06');
    const seenOnce = given(record(asked, slot ?? { date: '', half: 'AM', beginsAt: now }, {}, now)).isolation;
    const next = given(approveReduction(seenOnce, worldAt(now, OTHER_CADRE)));
    expect(keysOf(next.changed)).toEqual(['2020-02-06 PM', '2020-02-07 AM', '2020-02-07 PM']);
    expect(standing(next.isolation).at(-1)).toMatchObject({ date: '2020-02-06', half: 'AM', status: 'SEEN_OK' });
  });

  it.each([
    [2, 2],
    [2, 5],
    [5, 2],
    [11, 1],
  ])('%i fewer and then %i more leave no day out: half-days follow one another to the last day', (fewer, more) => {
    const isolation = reduced(active(), fewer).isolation;
    const next = extended(isolation, more);
    const after = next.isolation;
    expect(after.lastDay).toBe(
      Temporal.PlainDate.from('2020-02-07')
        .add({ days: more - fewer })
        .toString(),
    );
    expect(next.changed).toHaveLength(2 * more);
    expect(next.changed.every(({ status }) => status === 'NOT_PERFORMED')).toBe(true);
    expect(standing(after)).toEqual(schedule(START, dayOf(START), COUNT + 2 * (more - fewer), POLICY, slotId(after.id)));
    expect(new Set(after.slots.map((slot) => slot.id)).size).toBe(after.slots.length);
    for (const [index, slot] of after.slots.entries()) expect(slot.nth).toBe(index + 1);
  });

  it('more days for a case of which nothing stands are looked after too', () => {
    const none = reduced(active(), POLICY.days, START).isolation;
    expect(standing(none)).toEqual([]);
    expect(keysOf(standing(extended(none, 1).isolation))).toEqual(['2020-01-25 AM', '2020-01-25 PM']);
    const late = given(transferIsolation(active(), SITE, on('02-07T15:00'))).successor.isolation;
    const started = given(start(late, {}, on('02-07T18:00'))).isolation;
    expect(started.slots).toEqual([]);
    expect(keysOf(extended(started, 1).isolation.slots)).toEqual(['2020-02-08 AM', '2020-02-08 PM']);
    // Begun after its own end, it goes on from where it began, and ends with its half-days.
    const after = given(start(late, {}, on('02-10T18:00'))).isolation;
    const goesOn = extended(after, 2).isolation;
    expect(keysOf(goesOn.slots)).toEqual(['2020-02-11 AM', '2020-02-11 PM', '2020-02-12 AM', '2020-02-12 PM']);
    expect(goesOn.lastDay).toBe('2020-02-12');
  });
});

describe('a case that goes on elsewhere', () => {
  it('gets what remains to the last day, from its own start', () => {
    for (const [startedAt, count] of [
      ['01-27T09:00', 23],
      ['01-27T13:00', 22],
      ['02-06T23:59', 2],
      ['02-07T00:00', 1],
      ['02-07T12:00', 0],
    ] as const) {
      const { left, successor } = given(transferIsolation(active(), SITE, MID));
      const next = given(start(successor.isolation, {}, on(startedAt)));
      expect([startedAt, next.isolation.slots.length]).toEqual([startedAt, count]);
      expect(next.facts).toEqual([{ fact: 'started', slots: count }]);
      const rest = left.isolation.slots.filter(
        ({ status, beginsAt }) => status === 'CANCELED' && Temporal.Instant.compare(beginsAt, on(startedAt)) > 0,
      );
      expect(keysOf(next.isolation.slots)).toEqual(keysOf(rest));
      expect(next.isolation.slots.every((slot) => slot.id.startsWith(SITE.id))).toBe(true);
    }
  });

  it('also where the days were more or fewer by then', () => {
    const goOn = (isolation: IsolationCase) => given(start(given(transferIsolation(isolation, SITE, MID)).successor.isolation, {}, MID));
    expect(goOn(taken(active(), MID, 'extend')).isolation.slots).toHaveLength(23 + 14);
    expect(goOn(reduced(active(), 2).isolation).isolation.slots).toHaveLength(23 - 4);
  });

  it('is left for good: the one it came from does not start again', () => {
    const { left, successor } = given(transferIsolation(active(), SITE, MID));
    expect(start(left.isolation)).toEqual(refused('isolation.not-allowed-now', { action: 'start', status: 'TRANSFERRED' }));
    expect(start(successor.isolation, {}, MID).ok).toBe(true);
  });
});
