import { dayOf } from '@houzhai/calendar';
import { CUSTODIES, DISPOSITIONS, OPEN_CUSTODIES, type ArrivalsPage, type Custody, type Disposition } from '@houzhai/contracts';
import type { z } from 'zod';
import { parseAddress } from '../app/navigation.ts';

/** What a list of arrivals asks for; `checkpoint 代号` is one checkpoint of today. */
export interface ArrivalFilter {
  /** Code of the checkpoint. */
  readonly code?: string;
  /** Absent: every day. */
  readonly day?: string;
  /** The day follows the clock. */
  readonly today: boolean;
  readonly input: Pick<z.input<(typeof ArrivalsPage)['input']>, 'area' | 'custody' | 'disposition' | 'partyId'>;
}

/** The day an instant falls on, in Asia/Shanghai. */
export const dayAt = (now: number): string => dayOf(Temporal.Instant.fromEpochMilliseconds(now)).toString();
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The day some days away from another; the same where it is none. */
export const dayAway = (day: string, days: number): string => (DAY.test(day) ? Temporal.PlainDate.from(day).add({ days }).toString() : day);

const words = <T extends string>(text: string | undefined, known: readonly T[]): T[] =>
  (text ?? '').split(',').flatMap((word) => known.find((one) => one === word.toUpperCase()) ?? []);

/** What an address asks for; absent words are today and everything. */
export function arrivalFilter(address: string, now: number): ArrivalFilter {
  const { name, values, area, text } = parseAddress(address);
  const code = name === 'checkpoint' ? text.toLowerCase() : values['checkpoint'];
  const custody: Custody[] = values['open'] === 'true' ? [...OPEN_CUSTODIES] : words(values['custody'], CUSTODIES);
  const disposition: Disposition[] = words(values['disposition'], DISPOSITIONS);
  const asked = values['day'];
  const day = asked === 'all' ? undefined : asked !== undefined && DAY.test(asked) ? asked : dayAt(now);
  return {
    ...(code === undefined || code === '' ? {} : { code }),
    ...(day === undefined ? {} : { day }),
    today: asked === undefined || asked === '',
    input: {
      ...(area === undefined ? {} : { area }),
      ...(custody.length === 0 ? {} : { custody }),
      ...(disposition.length === 0 ? {} : { disposition }),
      ...(values['party'] === undefined ? {} : { partyId: values['party'] }),
    },
  };
}

/** The same as a command line; a party is an id, so it is left out. */
export function hzArrivals(address: string, now: number): string {
  const { code, day, input } = arrivalFilter(address, now);
  return [
    'hz arrival list',
    ...(code === undefined ? [] : [code]),
    ...(day === undefined ? [] : [`--day ${day}`]),
    ...(input.area === undefined ? [] : [`--area ${input.area}`]),
    ...(input.custody ? [`--custody ${input.custody.join(',')}`] : []),
    ...(input.disposition ? [`--disposition ${input.disposition.join(',')}`] : []),
  ].join(' ');
}
