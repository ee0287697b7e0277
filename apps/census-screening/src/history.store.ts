import { historyOf as historyIn, type HistoryLine } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** What happened to a record of this service, from its own ledger, the first fact first. */
export const historyOf = (pool: Pool, entity: string, recordId: string): Promise<HistoryLine[]> =>
  historyIn(pool, 'census_screening', entity, recordId);

/** A pattern for numbers as people say them: in full, or their end. */
export const endingIn = (no: string): string => `%${no.toUpperCase().replaceAll(/[\\%_]/g, '\\$&')}`;
