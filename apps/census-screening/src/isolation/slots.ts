import { instantAt, startOfDay } from '@houzhai/calendar';
import type { Half } from '@houzhai/contracts';
import type { IsolationPolicy } from './isolation-policy.ts';
import type { Slot } from './isolation.ts';

/** Id of a half-day; the shell makes it from case, day and half, so that scheduling twice is scheduling once. */
export type SlotId = (date: string, half: Half) => string;

const timeOn = (day: Temporal.PlainDate, time: string): Temporal.Instant =>
  time === '24:00' ? startOfDay(day.add({ days: 1 })) : instantAt(day, Temporal.PlainTime.from(time));

/** Half-days one after the other, from the first that begins after an instant. */
function* halfDays(after: Temporal.Instant, from: Temporal.PlainDate, policy: IsolationPolicy): Generator<Omit<Slot, 'id' | 'nth'>, never> {
  for (let day = from; ; day = day.add({ days: 1 }))
    for (const { half, from: begin, to } of policy.halves) {
      const beginsAt = timeOn(day, begin);
      if (Temporal.Instant.compare(beginsAt, after) > 0)
        yield { date: day.toString(), half, beginsAt, dueAt: timeOn(day, to), status: 'NOT_PERFORMED', hasReason: false, resolved: false };
    }
}

/** `count` half-days that begin after an instant. */
export function schedule(after: Temporal.Instant, from: Temporal.PlainDate, count: number, policy: IsolationPolicy, id: SlotId): Slot[] {
  const slots: Slot[] = [];
  for (const slot of halfDays(after, from, policy)) {
    if (slots.length === count) return slots;
    slots.push({ ...slot, id: id(slot.date, slot.half), nth: slots.length + 1 });
  }
  return slots;
}

/** Half-days that begin after an instant, to the end of a day. */
export function scheduleUntil(
  after: Temporal.Instant,
  from: Temporal.PlainDate,
  lastDay: Temporal.PlainDate,
  policy: IsolationPolicy,
  id: SlotId,
): Slot[] {
  const slots: Slot[] = [];
  for (const slot of halfDays(after, from, policy)) {
    if (Temporal.PlainDate.compare(Temporal.PlainDate.from(slot.date), lastDay) > 0) return slots;
    slots.push({ ...slot, id: id(slot.date, slot.half), nth: slots.length + 1 });
  }
  return slots;
}
