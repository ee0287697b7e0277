export { ZONE, dayOf, endOfDay, instantAt, startOfDay } from './day.ts';
export { parseWhen, type WhenReason } from './parse-when.ts';
export {
  addServiceTime,
  serviceNanosecondsBetween,
  type ServiceClock,
  type ServiceTimeReason,
  type ServiceWindow,
} from './service-time.ts';
export {
  allowLongerHold,
  deadlineOf,
  holdEndsAt,
  isPaused,
  pauseSlaClock,
  remainingOf,
  resumeSlaClock,
  startSlaClock,
  totalPaused,
  type Pause,
  type PauseReason,
  type ResumeReason,
  type SlaClock,
} from './sla-clock.ts';
export type { Verdict } from './verdict.ts';
export {
  addWorkdays,
  countWorkdays,
  isWorkday,
  workCalendar,
  type CalendarReason,
  type CalendarYear,
  type WorkCalendar,
} from './work-calendar.ts';
