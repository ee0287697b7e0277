import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type OutputOf } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { Neighbours } from '../neighbours.partner.ts';
import { IntegrityPolicyValues } from './integrity-policy.ts';
import { REVIEW_WORDS, reviewsOf, signalsFor } from './integrity.store.ts';
import { daysUntil } from './supervision.ts';

/** What another look came to. It is told to nobody: no event, no alert, nothing follows from it. */
@Injectable()
export class IntegrityCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof IntegrityPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'integrity', shape: IntegrityPolicyValues });
  }

  @Handles(C.MarkReviewed)
  async mark({ signalId, verdict, note }: InputOf<typeof C.MarkReviewed>, call: Call) {
    type R = (typeof C.MarkReviewed)['refusals'][number] | 'record.not-found';
    const supervisors = await this.neighbours.supervisors(call);
    return this.kit.unitOfWork.inTransaction<OutputOf<typeof C.MarkReviewed>, R>(call, async (client) => {
      const policy = await this.policies.inForce(call.now);
      const days = daysUntil(call.now, policy);
      const signal = (await signalsFor(this.kit.pool, call.caller, supervisors, days, policy)).find(({ id }) => id === signalId);
      if (!signal) return { outcome: refuse('record.not-found', { entity: 'integrity' }) };
      const sealed = note === undefined ? null : await this.kit.personKeys.seal(signalId, REVIEW_WORDS, { note });
      const { rowCount } = await client.query(
        `insert into "census_screening"."signal_review" ("id", "day", "verdict", "reviewed_by", "reviewed_at", "sealed")
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
        [signalId, signal.day, verdict, actorOf(call.caller), C.instantText(call.now), sealed],
      );
      if (rowCount !== 1) {
        const before = (await reviewsOf(client, [signal.day])).get(signalId);
        return { outcome: refuse('integrity.reviewed-already', { verdict: before?.verdict ?? '' }) };
      }
      return { outcome: ok({ signalId, verdict }), area: signal.from.area };
    });
  }
}
