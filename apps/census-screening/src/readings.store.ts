import { instantText, type FollowUpMethod, type Instrument } from '@houzhai/contracts';
import type { Change } from '@houzhai/persistence';

/** Under which purpose the key of a person seals a temperature. */
export const READING = 'reading';

/** A temperature as it was taken, before it is sealed. */
export interface Taken {
  readonly id: string;
  readonly personId: string;
  readonly place: 'CHECKPOINT' | 'BUS' | 'ISOLATION' | 'FEVER';
  readonly recordId: string;
  readonly area: string;
  readonly celsius: number;
  readonly instrument: Instrument;
  /** How it reached us; absent: taken by us. */
  readonly method?: FollowUpMethod | undefined;
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly collectedBy?: string | undefined;
}

/** What is sealed of a temperature. */
export interface SealedReading {
  readonly celsius: number;
  readonly collectedBy?: string;
}

/** The row of a temperature. @param seal seals under the key of the person. */
export async function readingRow(
  { id, personId, place, recordId, area, celsius, instrument, method, at, by, collectedBy }: Taken,
  seal: (purpose: string, value: SealedReading) => Buffer | Promise<Buffer>,
): Promise<NonNullable<Change['also']>[number]> {
  return {
    table: 'reading',
    columns: {
      id,
      person_id: personId,
      place,
      record_id: recordId,
      area,
      instrument,
      method: method ?? null,
      at: instantText(at),
      taken_by: collectedBy === undefined ? by : 'collected',
      sealed: await seal(READING, { celsius, ...(collectedBy === undefined ? {} : { collectedBy }) }),
    },
  };
}
