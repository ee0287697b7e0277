import { LEDGERS, ok, type InputOf, type Service } from '@houzhai/contracts';
import type { Call, FoundOperation } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** Every service answers for its ledger: its events from the first one on, to readers of other services. */
export const ledgerOperation = (service: Service, schema: string, pool: Pool): FoundOperation => ({
  contract: LEDGERS[service],
  invoke: (input: unknown, _call: Call) =>
    reaching(async () => {
      const { entities, after, limit } = input as InputOf<(typeof LEDGERS)['errands']>;
      const { rows } = await pool.query<{ seq: string; envelope: unknown }>(
        // qualified, since a bare "seq" would be the text: 10 before 9
        `select o."seq"::text as seq, o."envelope" from "${schema}"."outbox" o where o."seq" > $1 and o."entity" = any($2::text[]) order by o."seq" limit $3`,
        [after, entities, limit],
      );
      return ok({ events: rows.map((row) => row.envelope), position: rows.at(-1)?.seq ?? after, end: rows.length < limit });
    }),
});
