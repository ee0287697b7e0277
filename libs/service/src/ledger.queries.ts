import { LEDGERS, ok, tombstoneOf, type Envelope, type InputOf, type Service } from '@houzhai/contracts';
import { Unavailable, type Call, type ContractClient, type FoundOperation } from '@houzhai/messaging';
import { reaching, writersDone, type LedgerPage } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** Every service answers for its ledger: its events from the first one on, to readers of other services. */
export const ledgerOperation = (service: Service, schema: string, pool: Pool): FoundOperation => ({
  contract: LEDGERS[service],
  invoke: (input: unknown, _call: Call) =>
    reaching(async () => {
      const { entities, after, since, settled, recordId, limit } = input as InputOf<(typeof LEDGERS)['errands']>;
      const read = async (upTo?: string) => {
        const { rows } = await pool.query<{ seq: string; envelope: Envelope; skipped: boolean }>(
          // qualified, since a bare "seq" would be the text: 10 before 9
          `select o."seq"::text as seq, o."envelope", o."skipped_at" is not null as skipped from "${schema}"."outbox" o where o."seq" > $1 and o."entity" = any($2::text[])
             and ($4::uuid is null or o."record_id" = $4) and ($5::timestamptz is null or o."recorded_at" >= $5) and ($6::bigint is null or o."seq" <= $6) order by o."seq" limit $3`,
          [after, entities, limit, recordId ?? null, since ?? null, upTo ?? null],
        );
        return rows;
      };
      let rows = await read();
      const last = rows.at(-1)?.seq;
      const isLast = rows.length < limit;
      if (settled && last !== undefined) {
        await writersDone(pool, `"${schema}"."outbox"`);
        rows = await read(last);
      }
      return ok({
        events: rows.map(({ envelope, skipped }) => (skipped ? tombstoneOf(envelope) : envelope)),
        position: rows.at(-1)?.seq ?? after,
        end: isLast && rows.length < limit,
      });
    }),
});

/** Reads ledgers of other services page by page. */
export const ledgerPages =
  (client: ContractClient): LedgerPage =>
  async (service, entities, after) => {
    const page = await client.query(LEDGERS[service], { entities: [...entities], after });
    if (!page.ok) throw new Unavailable(`the ledger of ${service} cannot be read: ${page.refusal.code}`);
    return page.value;
  };

/** Asks the ledger of another service for the events of one record after a number. */
export const ledgerReader =
  (client: ContractClient) =>
  async (service: Service, entity: string, recordId: string, after: number): Promise<readonly Envelope[]> => {
    const events: Envelope[] = [];
    for (let position = '0', end = false; !end;) {
      const page = await client.query(LEDGERS[service], { entities: [entity], recordId, after: position });
      if (!page.ok) throw new Unavailable(`the ledger of ${service} cannot be read: ${page.refusal.code}`);
      events.push(...page.value.events.filter(({ aggregateversion }) => aggregateversion > after));
      ({ position, end } = page.value);
    }
    return events;
  };
