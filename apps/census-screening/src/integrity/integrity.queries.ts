import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { Neighbours } from '../neighbours.partner.ts';
import { IntegrityPolicyValues } from './integrity-policy.ts';
import { REVIEW_WORDS, reviewsOf, signalsFor, type KnownSignal } from './integrity.store.ts';
import { daysUntil } from './supervision.ts';

type Review = NonNullable<Awaited<ReturnType<typeof reviewsOf>> extends ReadonlyMap<string, infer R> ? R : never>;

@Injectable()
export class IntegrityQueries {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof IntegrityPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'integrity', shape: IntegrityPolicyValues });
  }

  @Answers(C.IntegrityReview)
  review(input: InputOf<typeof C.IntegrityReview>, call: Call) {
    return reaching(async () => {
      const { pool } = this.kit;
      const policy = await this.policies.inForce(call.now);
      const days = input.day === undefined ? daysUntil(call.now, policy) : [input.day];
      const supervisors = await this.neighbours.supervisors(call);
      const [signals, reviews] = await Promise.all([signalsFor(pool, call.caller, supervisors, days, policy), reviewsOf(pool, days)]);
      const asked = signals.filter(
        ({ id, visits, team }) =>
          (input.signalId === undefined ? reviews.has(id) === input.reviewed : id === input.signalId) &&
          (input.area === undefined || visits.some(({ area }) => area === input.area)) &&
          (input.team === undefined || team?.no === input.team),
      );
      return ok({
        rows: await Promise.all(asked.slice(0, input.limit).map(async (signal) => this.rowOf(signal, reviews.get(signal.id)))),
        total: asked.length,
        from: days[0] ?? '',
        to: days.at(-1) ?? '',
        policyVersion: policy.version,
        asOf: C.instantText(call.now),
      });
    });
  }

  private async rowOf(signal: KnownSignal, review: Review | undefined): Promise<C.SignalRow> {
    const { id, day, rule, collectorId, sheetNo, team, visits, from, to, needs, said } = signal;
    const words = review?.sealed ? await this.kit.personKeys.open(id, REVIEW_WORDS, review.sealed) : undefined;
    const note = (words as { readonly note?: string } | undefined)?.note;
    return {
      signalId: id,
      day,
      rule,
      area: from.area,
      ...(collectorId === undefined ? {} : { collectorId }),
      ...(sheetNo === undefined ? {} : { sheetNo }),
      ...(team ? { teamNo: team.no } : {}),
      visits: visits.map((visit) => ({
        kind: visit.kind,
        at: C.instantText(visit.at),
        path: visit.path,
        zh: visit.zh,
        en: visit.en,
        questioned: visit.questioned,
        ...(visit.sheetNo === undefined ? {} : { sheetNo: visit.sheetNo }),
        ...(visit.isolationNo === undefined ? {} : { isolationNo: visit.isolationNo }),
        ...(visit.unitId === undefined ? {} : { unitId: visit.unitId }),
      })),
      from: visits.findIndex(({ key }) => key === from.key),
      to: visits.findIndex(({ key }) => key === to.key),
      needsMinutes: Math.ceil(needs / 60),
      saidMinutes: said,
      ...(review
        ? { review: { verdict: review.verdict, by: review.by, at: C.instantText(review.at), ...(note === undefined ? {} : { note }) } }
        : {}),
    };
  }
}
