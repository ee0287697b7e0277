import { instantText, type Envelope } from '@houzhai/contracts';
import type { Pool } from 'pg';

/** One line of what happened to a record. */
export interface HistoryLine {
  readonly version: number;
  readonly event: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: string;
}

/** What happened to a record, from the ledger of its service, the first fact first. */
export async function historyOf(pool: Pool, schema: string, entity: string, recordId: string): Promise<HistoryLine[]> {
  const { rows } = await pool.query<{ version: number; envelope: Envelope }>(
    `select "version", "envelope" from "${schema}"."outbox" where "entity" = $1 and "record_id" = $2 order by "version"`,
    [entity, recordId],
  );
  return rows.map(({ version, envelope }) => ({
    version,
    event: envelope.type.split('.')[3] ?? '',
    at: instantText(Temporal.Instant.from(envelope.occurredat)),
    recordedAt: instantText(Temporal.Instant.from(envelope.time)),
    actor: envelope.actor,
  }));
}

/** A pattern for numbers as people say them: in full, or their end. */
export const endingIn = (no: string): string => `%${no.toUpperCase().replaceAll(/[\\%_]/g, '\\$&')}`;
