import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type OutputOf, type Outcome } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, envelopeOf, insertEvents } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import { SCREENING_WORDS, managedCampaign } from './campaign.store.ts';
import { discrepancyChange, foundBy, getDiscrepancy, newDiscrepancies, sightingOf } from './discrepancy.store.ts';
import { publishDiscrepancy } from './discrepancy.publish.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ScreeningPolicyValues } from './screening-policy.ts';
import { visitedUnits } from './unit.store.ts';

const AT_ONCE = 2_000;
type Found = OutputOf<typeof C.FindDiscrepancies>;

/** What sources say differently: proposed here, and said by people what was true. Nothing follows from either by itself. */
@Injectable()
export class DiscrepancyCommands {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof ScreeningPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'screening', shape: ScreeningPolicyValues });
  }

  @Handles(C.ResolveDiscrepancy)
  resolve(input: InputOf<typeof C.ResolveDiscrepancy>, call: Call) {
    type Receipt = OutputOf<typeof C.ResolveDiscrepancy>;
    type R = (typeof C.ResolveDiscrepancy)['refusals'][number] | 'record.not-found' | 'record.conflict';
    return this.kit.unitOfWork.run<Receipt, R>(call, async (work) => {
      const loaded = await getDiscrepancy(work.pool, input.discrepancyId, call.caller);
      if (!loaded.ok) return loaded;
      const { discrepancy, version } = loaded.value;
      if (discrepancy.status === 'RESOLVED') return refuse('screening.resolved-already', {});
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version });
      const resolved: Discrepancy = { ...discrepancy, status: 'RESOLVED', truth: input.truth };
      const sealed = await this.kit.personKeys.seal(discrepancy.id, SCREENING_WORDS, { reason: input.reason });
      const words = { table: 'screening_words', columns: { record_id: discrepancy.id, version: version + 1, sealed } };
      const change = { ...discrepancyChange(resolved, version, { fact: 'resolved', truth: input.truth }), also: [words] };
      const { id: discrepancyId, unitId, status, area } = resolved;
      return work.save(change, { discrepancyId, unitId, status, version: version + 1, area });
    });
  }

  /** All visits of a round against every source as it is now, a few thousand at a time. */
  @Handles(C.FindDiscrepancies)
  find(input: InputOf<typeof C.FindDiscrepancies>, call: Call) {
    return this.kit.unitOfWork.inTransaction<Found, 'record.not-found'>(call, async (client) => {
      const loaded = await managedCampaign(client, input.campaignId, call.caller);
      if (!loaded.ok) return { outcome: loaded };
      const { arrivalDays } = await this.policies.inForce(call.now);
      let [compared, raised] = [0, 0];
      for (let after = ''; ;) {
        const units = await visitedUnits(client, input.campaignId, after, AT_ONCE);
        const found = await foundBy(client, units.map(({ id }) => id)); // prettier-ignore
        const seen = units.flatMap((unit) => {
          const sighting = sightingOf(unit, ({ nth }) => found(unit.id, nth));
          return sighting ? [{ unit, sighting }] : [];
        });
        const fresh = await newDiscrepancies(client, seen, arrivalDays, call.now);
        raised += await this.propose(client, call, fresh);
        compared += seen.length;
        after = units.at(-1)?.path ?? '';
        if (units.length < AT_ONCE) break;
      }
      const { rows: open } = await client.query<{ n: number }>(
        `select count(*)::int as n from "census_screening"."screening_discrepancy" where "campaign_id" = $1 and "status" = 'OPEN'`,
        [input.campaignId],
      );
      const outcome: Outcome<Found, never> = ok({ compared, raised, open: open[0]?.n ?? 0 });
      return { outcome, auditDetails: { no: loaded.value.campaign.no, compared, raised } };
    });
  }

  /** @returns how many somebody else has not proposed in the same moment */
  private async propose(client: PoolClient, call: Call, fresh: readonly Discrepancy[]): Promise<number> {
    if (fresh.length === 0) return 0;
    const columns = fresh.map((one) => ({ id: one.id, version: 1, ...discrepancyChange(one, 0, { fact: 'raised' }).columns }));
    const { rows } = await client.query<{ id: string }>(
      `insert into "census_screening"."screening_discrepancy"
         ("id", "version", "campaign_id", "unit_id", "area", "source", "kind", "person_id", "people", "status", "truth", "raised_at")
       select r."id", r."version", r."campaign_id", r."unit_id", r."area", r."source", r."kind", r."person_id", r."people", r."status", r."truth", r."raised_at"
       from json_populate_recordset(null::"census_screening"."screening_discrepancy", $1::json) r on conflict do nothing returning "id"`,
      [JSON.stringify(columns)],
    );
    const written = new Set(rows.map(({ id }) => id));
    await insertEvents(
      client,
      'census_screening',
      call.now,
      fresh
        .filter(({ id }) => written.has(id))
        .map((one) => {
          const { id, area } = one;
          const event = publishDiscrepancy(one, { fact: 'raised' });
          return { entity: 'discrepancy', recordId: id, version: 1, area, ...envelopeOf('census-screening', call, { id, area }, event, 1) };
        }),
    );
    return written.size;
  }
}
