import { Inject, Injectable } from '@nestjs/common';
import { AUDITS, AuditAnchors, SERVICES, ok, type DataOf, type Envelope, type InputOf } from '@houzhai/contracts';
import { Answers, Reacts } from '@houzhai/messaging';
import { reaching, type ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';

type Sealed = DataOf<(typeof AUDITS)['errands']['sealed']>;

/** Keeps a copy of every audit seal's hash, so that a service's chain cannot be rewritten by who has only its database. */
@Injectable()
export class AuditAnchorProjection {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Reacts('command-center--audit-anchors', SERVICES.map((service) => AUDITS[service].sealed))
  async keep(events: readonly Envelope<Sealed>[], tx: ReactionTx): Promise<void> {
    const anchors = events.map(({ source, time, data }) => ({
      service: source.replace('/houzhai/', ''),
      no: data.no,
      hash: data.hash,
      at: time,
    }));
    await tx.query(
      `insert into "command_center"."audit_anchor" ("service", "no", "hash", "at")
       select a."service", a."no", a."hash", a."at" from json_to_recordset($1::json) as a("service" text, "no" bigint, "hash" text, "at" timestamptz)
       on conflict do nothing`,
      [JSON.stringify(anchors)],
    );
  }

  @Answers(AuditAnchors)
  anchors({ service, after, limit }: InputOf<typeof AuditAnchors>) {
    return reaching(async () => {
      const { rows } = await this.kit.pool.query<{ no: string; hash: string }>(
        `select a."no"::text as no, a."hash" from "command_center"."audit_anchor" a where a."service" = $1 and a."no" > $2 order by a."no" limit $3`,
        [service, after, limit],
      );
      return ok({ anchors: rows.map(({ no, hash }) => ({ no: Number(no), hash })) });
    });
  }
}
